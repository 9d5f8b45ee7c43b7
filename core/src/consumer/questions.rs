//! Questions for the offset of a beginning or an end. librdkafka asks the leader, and an answer that finds its partition moved,
//! given back or paused by a rebalance meanwhile makes it ask again half a second later and go there, away from where it was
//! moved to (rdkafka_partition.c:1484). So nothing is moved for good, nothing given back, and no rebalance that others stay
//! through is answered, while such a question may be open.

use std::sync::Arc;
use std::time::Duration;

use super::fetch::Fetch;
use crate::client::{whole_milliseconds, Client};
use crate::code;
use crate::sys::{Handle, Partition, PartitionList};
use crate::wire::OFFSET_END;

/// A leader that takes longer to answer is not waited for.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// A call into librdkafka takes no longer, so that a close need not wait.
const SLICE: Duration = Duration::from_millis(500);

/// Waits until the leaders have answered what they were asked about these partitions before: a question of our own, on the same
/// connections, is answered after those. No longer than `limit`, nor when the client closes; `between` has its turn now and then.
pub fn outwait(client: &Arc<Client>, partitions: &[Partition], limit: Duration, mut between: impl FnMut()) {
    let mut left = limit;
    while !left.is_zero() && !client.is_closing() {
        let Ok(handle) = client.handle() else { return };
        if is_answered(&handle, partitions, left.min(SLICE)) {
            return;
        }
        left = left.saturating_sub(SLICE);
        between();
    }
}

/// As `outwait`, for partitions that are on their way out and may not have found their place yet.
pub fn outwait_removed(client: &Arc<Client>, fetch: &Fetch) {
    outwait(client, &fetch.removed_unplaced(), PATIENCE, || {});
}

/// A leader that is away has no question open.
fn is_answered(handle: &Handle, partitions: &[Partition], timeout: Duration) -> bool {
    if partitions.is_empty() {
        return true;
    }
    let lines: Vec<_> = partitions.iter().map(|line| Partition { offset: OFFSET_END, ..line.clone() }).collect();
    let Ok(mut list) = PartitionList::from_lines(&lines) else { return true };
    let asked = handle.offsets_for_times(&mut list, whole_milliseconds(timeout));
    !matches!(asked, Err(error) if error.code == code::TIMED_OUT)
}
