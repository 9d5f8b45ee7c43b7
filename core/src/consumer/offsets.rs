//! Offsets: stored when handled, and what the group has committed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::commits::STALE_PAUSE;
use super::rebalance::Rebalances;
use crate::client::{whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::partitions::{check_offsets, pack_partitions};
use crate::sys::{describe_code, Handle, Partition, PartitionList};
use crate::wire::{NO_OFFSET, OFFSET_BEGINNING, OFFSET_END};

/// librdkafka's RD_KAFKA_OFFSET_STORED, which is the committed offset too.
const STORED_OFFSET: i64 = -1000;
/// Where an assigned partition may start besides at a number.
const START_OFFSETS: [i64; 4] = [NO_OFFSET, STORED_OFFSET, OFFSET_BEGINNING, OFFSET_END];

/// A question to the group takes no longer, so that a close need not wait.
const SLICE: Duration = Duration::from_secs(1);

/// A topic as a line of a subscription.
pub fn whole_topic(topic: &str) -> Partition {
    Partition {
        topic: topic.to_owned(),
        partition: -1,
        offset: NO_OFFSET,
        leader_epoch: -1,
        metadata: None,
        code: code::NO_ERROR,
    }
}

/// Refuses a list that names a partition twice.
pub fn check_once(lines: &[Partition]) -> Result<()> {
    let mut seen = HashSet::new();
    match lines.iter().position(|line| !seen.insert((line.topic.as_str(), line.partition))) {
        Some(index) => {
            let line = &lines[index];
            Err(Error::invalid(format!("record {index}: {} [{}] is there twice", line.topic, line.partition)))
        }
        None => Ok(()),
    }
}

/// Refuses a list with an offset that no assignment can start at.
pub fn check_starts(lines: &[Partition]) -> Result<()> {
    match lines.iter().enumerate().find(|(_, line)| line.offset < 0 && !START_OFFSETS.contains(&line.offset)) {
        Some((index, line)) => Err(Error::invalid(format!(
            "record {index}: offset is {}; it takes a number from 0, or -1001 for the committed offset, \
             -2 for the beginning, -1 for the end",
            line.offset
        ))),
        None => Ok(()),
    }
}

/// Hands offsets to librdkafka for the next commit.
pub fn store(handle: &Handle, lines: &[Partition]) -> Result<()> {
    check_offsets(lines)?;
    if lines.is_empty() {
        return Ok(());
    }
    let mut list = PartitionList::from_lines(lines)?;
    if handle.store_offsets(&mut list) == code::NO_ERROR {
        return Ok(());
    }
    // A partition that was revoked meanwhile is none of ours any more; anything else is worth an error.
    let unassigned = [code::NO_ERROR, code::STATE, code::UNKNOWN_PARTITION];
    match list.lines().iter().find(|line| !unassigned.contains(&line.code)) {
        None => Ok(()),
        Some(line) => {
            Err(Error::kafka(line.code, format!("{} [{}]: {}", line.topic, line.partition, describe_code(line.code))))
        }
    }
}

/// Asks the group for committed offsets, on the lane, in slices between which a close or a rebalance gets its turn.
pub fn committed(
    client: &Arc<Client>,
    rebalances: &Rebalances,
    lines: &[Partition],
    deadline: Instant,
) -> Result<Vec<u8>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let handle = client.handle()?;
    let mut list = PartitionList::from_lines(lines)?;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match handle.committed(&mut list, whole_milliseconds(left.min(SLICE))) {
            Ok(()) => return Ok(pack_partitions(&list.lines(), 0)),
            Err(error) if !is_passing(error.code) || left.is_zero() => return Err(error),
            Err(_) if client.is_closing() => {
                return Err(Error::closed("the client was closed before the group answered"))
            }
            Err(error) => {
                rebalances.work_off(client);
                client.recover();
                if error.code == code::STALE_MEMBER_EPOCH {
                    std::thread::sleep(STALE_PAUSE.min(left));
                }
            }
        }
    }
}

/// What the next try may not meet any more: a slow answer, and an epoch that the next heartbeat renews.
fn is_passing(code: i32) -> bool {
    [code::TIMED_OUT, code::STALE_MEMBER_EPOCH].contains(&code)
}
