//! Seeking: from the call on nothing is handed out of the partitions, and afterwards nothing that lies before the seek.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::fetch::Fetch;
use super::offsets::check_once;
use super::questions::{outwait, PATIENCE};
use super::rebalance::Rebalances;
use crate::client::{whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::partitions::pack_partitions;
use crate::sys::{Handle, Partition, PartitionList};
use crate::wire::{NO_OFFSET, OFFSET_BEGINNING, OFFSET_END};

/// A call into librdkafka takes no longer, so that a close need not wait.
const SLICE_MAX: Duration = Duration::from_millis(500);
const SLICE_MIN: Duration = Duration::from_millis(1);
/// Between two attempts at a partition that is only just being assigned.
const PAUSE: Duration = Duration::from_millis(20);
/// Where a partition may be sought besides at a number: its beginning and its end.
const PLACES: [i64; 2] = [OFFSET_BEGINNING, OFFSET_END];

/// Partitions on their way to other offsets. However it ends, they go on.
pub struct Seek {
    fetch: Arc<Fetch>,
    steps: Vec<Step>,
}

struct Step {
    line: Partition,
    /// Where it leads, as far as that is known.
    offset: i64,
    /// The assignment that it is made in; none for a partition that is not assigned (any more).
    id: Option<u64>,
}

impl Seek {
    /// Stops the partitions.
    pub fn begin(fetch: &Arc<Fetch>, lines: Vec<Partition>) -> Result<Seek> {
        check(&lines)?;
        let mut slots = fetch.slots();
        let mut steps = Vec::with_capacity(lines.len());
        for line in lines {
            let id = slots.id_of(&line.topic, line.partition);
            if let Some(slot) = id.and_then(|id| slots.by_id_mut(id)) {
                slot.seek_count += 1;
                slot.busy_since = None;
            }
            let offset = if line.offset < 0 { NO_OFFSET } else { line.offset };
            steps.push(Step { line: Partition { code: code::IN_PROGRESS, ..line }, offset, id });
        }
        drop(slots);
        Ok(Seek { fetch: fetch.clone(), steps })
    }

    /// Moves the partitions, on the lane, and answers how that went for each. Twice: what was asked before the first time may
    /// move them away again, and after that nothing is open. Where a beginning or an end lies is known by then.
    pub fn work(mut self, client: &Arc<Client>, rebalances: &Rebalances, deadline: Instant) -> Result<Vec<u8>> {
        self.go(client, rebalances, deadline)?;
        let mut there: Vec<_> = self.steps.iter_mut().filter(|step| step.is_there()).collect();
        let lines: Vec<_> = there.iter().map(|step| step.line.clone()).collect();
        there.iter_mut().for_each(|step| step.line.code = code::IN_PROGRESS);
        let half = (deadline.saturating_duration_since(Instant::now()) / 2).min(PATIENCE);
        let found = outwait(client, &lines, half, || rebalances.work_off(client)).unwrap_or_default();
        there.iter_mut().zip(found).for_each(|(step, found)| step.learn(&found));
        self.go(client, rebalances, deadline)?;
        let epoch = self.arrive();
        let lines: Vec<Partition> = self.steps.iter().map(Step::outcome).collect();
        Ok(pack_partitions(&lines, epoch))
    }

    /// Tries until every partition is there.
    fn go(&mut self, client: &Arc<Client>, rebalances: &Rebalances, deadline: Instant) -> Result<()> {
        let handle = client.handle()?;
        while self.attempt(&handle, deadline)? && Instant::now() < deadline {
            if client.is_closing() {
                return Err(Error::closed("the client was closed before the seek was done"));
            }
            // The assignment that a partition waits for may wait behind this very job.
            rebalances.work_off(client);
            client.recover();
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Asks for every partition that is not there yet; whether one is left.
    fn attempt(&mut self, handle: &Handle, deadline: Instant) -> Result<bool> {
        self.forget_revoked();
        let mut open: Vec<&mut Step> = self.steps.iter_mut().filter(|step| step.is_open()).collect();
        if open.is_empty() {
            return Ok(false);
        }
        let mut list = PartitionList::with_capacity(open.len());
        for step in &open {
            list.add(&step.line)?;
        }
        let slice = deadline.saturating_duration_since(Instant::now()).clamp(SLICE_MIN, SLICE_MAX);
        // What was not done in time stays in progress in the list.
        let _ = handle.seek(&mut list, whole_milliseconds(slice));
        for (step, outcome) in open.iter_mut().zip(list.lines()) {
            step.line.code = outcome.code;
        }
        Ok(open.iter().any(|step| step.is_open()))
    }

    fn forget_revoked(&mut self) {
        let slots = self.fetch.slots();
        for step in &mut self.steps {
            step.id = step.id.filter(|id| slots.id_of(&step.line.topic, step.line.partition) == Some(*id));
        }
    }

    /// What was taken out before is dropped, and what is handed out from now on has a new epoch.
    fn arrive(&self) -> u64 {
        let mut slots = self.fetch.slots();
        for step in &self.steps {
            let Some(slot) = step.id.and_then(|id| slots.by_id_mut(id)) else { continue };
            slot.drop_leftover();
            if step.line.code == code::NO_ERROR {
                slot.position = step.offset;
            }
        }
        self.fetch.raise_epoch()
    }
}

impl Drop for Seek {
    fn drop(&mut self) {
        let mut slots = self.fetch.slots();
        for step in &self.steps {
            if let Some(slot) = step.id.and_then(|id| slots.by_id_mut(id)) {
                slot.seek_count -= 1;
                slot.unpark();
            }
        }
    }
}

impl Step {
    /// An end may have moved on since the first time: it goes where it is said to be. A beginning moves by itself.
    fn learn(&mut self, found: &Partition) {
        if self.line.offset >= 0 || found.code != code::NO_ERROR || found.offset < 0 {
            return;
        }
        self.offset = found.offset;
        if self.line.offset == OFFSET_END {
            self.line.offset = found.offset;
        }
    }

    /// Whether another attempt may help: the partition may not have been started yet.
    fn is_open(&self) -> bool {
        self.id.is_some() && [code::IN_PROGRESS, code::STATE, code::PREV_IN_PROGRESS].contains(&self.line.code)
    }

    fn is_there(&self) -> bool {
        self.id.is_some() && self.line.code == code::NO_ERROR
    }

    fn outcome(&self) -> Partition {
        let code = match self.line.code {
            _ if self.id.is_none() => code::STATE,
            _ if self.is_open() => code::TIMED_OUT,
            code => code,
        };
        let offset = if self.offset < 0 { self.line.offset } else { self.offset };
        Partition { code, offset, ..self.line.clone() }
    }
}

fn check(lines: &[Partition]) -> Result<()> {
    if lines.is_empty() {
        return Err(Error::invalid("the batch has no partitions; name at least one"));
    }
    check_once(lines)?;
    match lines.iter().enumerate().find(|(_, line)| line.offset < 0 && !PLACES.contains(&line.offset)) {
        Some((index, line)) => Err(Error::invalid(format!(
            "record {index}: offset is {}; it takes a number from 0, -2 for the beginning, or -1 for the end",
            line.offset
        ))),
        None => Ok(()),
    }
}
