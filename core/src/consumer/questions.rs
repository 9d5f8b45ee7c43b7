//! Questions for the offset of a beginning or an end. librdkafka asks the leader, and an answer that finds its partition moved,
//! given back or paused by a rebalance meanwhile makes it ask again half a second later and go there, away from where it was
//! moved to (rdkafka_partition.c:1484). So nothing is moved for good, nothing given back, and no rebalance that others stay
//! through is answered, while such a question may be open.

use std::sync::Arc;
use std::time::Duration;

use super::fetch::Fetch;
use crate::client::{whole_milliseconds, Client};
use crate::code::{self, Result};
use crate::sys::{Handle, Partition, PartitionList};
use crate::wire::{OFFSET_BEGINNING, OFFSET_END};

/// A leader that takes longer to answer is not waited for.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// A call into librdkafka takes no longer, so that a close need not wait.
const SLICE: Duration = Duration::from_millis(500);

/// Waits until the leaders have answered what they were asked about these partitions before: a question of our own, on the same
/// connections, is answered after those. No longer than `limit`, nor when the client closes; `between` has its turn now and then.
/// Gives what ours was answered: where each partition begins if that is the offset it came with, else where it ends.
pub fn outwait(
    client: &Arc<Client>,
    partitions: &[Partition],
    limit: Duration,
    mut between: impl FnMut(),
) -> Option<Vec<Partition>> {
    let mut left = limit;
    while !left.is_zero() && !client.is_closing() {
        match ask(client.handle().ok()?.as_ref(), partitions, left.min(SLICE)) {
            Err(error) if error.code == code::TIMED_OUT => {}
            answer => return answer.ok(),
        }
        left = left.saturating_sub(SLICE);
        between();
    }
    None
}

/// As `outwait`, for partitions that are on their way out and may not have found their place yet.
pub fn outwait_removed(client: &Arc<Client>, fetch: &Fetch) {
    outwait(client, &fetch.removed_unplaced(), PATIENCE, || {});
}

/// A leader that is away has no question open.
fn ask(handle: &Handle, partitions: &[Partition], timeout: Duration) -> Result<Vec<Partition>> {
    if partitions.is_empty() {
        return Ok(Vec::new());
    }
    let places = partitions.iter().map(|line| match line.offset {
        OFFSET_BEGINNING => line.clone(),
        _ => Partition { offset: OFFSET_END, ..line.clone() },
    });
    let mut list = PartitionList::from_lines(&places.collect::<Vec<_>>())?;
    handle.offsets_for_times(&mut list, whole_milliseconds(timeout))?;
    Ok(list.lines())
}
