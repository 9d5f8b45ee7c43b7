//! The assigned partitions: one native queue each, and a fair round among those that have something.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::Instant;

use parking_lot::{Mutex, MutexGuard};

use super::ready::{Place, Ready};
use super::slot::Slot;
use crate::code::{Error, Result};
use crate::source::Drained;
use crate::sys::{Handle, Partition};
use crate::wake::Waker;
use crate::wire::{NoRoom, Writer, NO_OFFSET};

pub struct Fetch {
    slots: Mutex<Slots>,
    ready: Arc<Ready>,
    epoch: AtomicU64,
    /// `enable.partition.eof`.
    is_end_reported: bool,
}

#[derive(Default)]
pub struct Slots {
    by_id: HashMap<u64, Slot>,
    ids: HashMap<String, HashMap<i32, u64>>,
    last_id: u64,
    poll_count: u64,
    /// Partitions that were revoked, until librdkafka has taken note.
    removed: Vec<Slot>,
    /// Reused room for the headers of one message.
    headers: Vec<u8>,
}

impl Fetch {
    pub fn new(waker: Arc<Waker>, is_end_reported: bool) -> Fetch {
        Fetch {
            slots: Mutex::new(Slots::default()),
            ready: Ready::new(waker),
            epoch: AtomicU64::new(0),
            is_end_reported,
        }
    }

    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// Starts a new epoch: messages handed out before belong to an older one.
    pub fn raise_epoch(&self) -> u64 {
        self.epoch.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The partitions, kept as they are until the guard is dropped.
    pub fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock()
    }

    /// Opens a queue for each partition. To be called before the assign, so that no message goes elsewhere.
    pub fn add(&self, handle: &Arc<Handle>, partitions: &[Partition]) -> Result<()> {
        let mut slots = self.slots.lock();
        for line in partitions {
            slots.remove(&line.topic, line.partition);
            // Its queue is the one that is opened again, and what arrives there is not to be discarded.
            slots.removed.retain(|old| old.partition != line.partition || old.topic != line.topic);
            slots.last_id += 1;
            let id = slots.last_id;
            let slot = Slot::open(handle, line, Place::new(id, &self.ready), self.is_end_reported)?;
            slots.ids.entry(line.topic.clone()).or_default().insert(line.partition, id);
            slots.by_id.insert(id, slot);
        }
        Ok(())
    }

    /// Hands out nothing more of these partitions; what was taken but not handed out is given back. Answers those that were
    /// assigned.
    pub fn remove(&self, partitions: &[Partition]) -> Vec<Partition> {
        let mut slots = self.slots.lock();
        partitions.iter().filter(|line| slots.remove(&line.topic, line.partition)).cloned().collect()
    }

    /// As `remove`, for all.
    pub fn remove_all(&self) -> Vec<Partition> {
        self.remove(&self.assignment())
    }

    pub fn clear(&self) {
        let mut slots = self.slots.lock();
        slots.by_id.clear();
        slots.ids.clear();
        slots.removed.clear();
        self.ready.clear();
    }

    /// Partitions that are about to go and may not have found yet where they begin.
    pub fn removed_unplaced(&self) -> Vec<Partition> {
        unplaced(self.slots.lock().removed.iter())
    }

    /// Partitions that stay and may not have found yet where they begin.
    pub fn staying_unplaced(&self) -> Vec<Partition> {
        unplaced(self.slots.lock().iter())
    }

    /// Frees what librdkafka had fetched ahead of partitions that are gone.
    pub fn discard_removed(&self) {
        self.slots.lock().removed.drain(..).for_each(|mut slot| slot.discard());
    }

    /// Writes messages, a turn of each ready partition after the other, until nothing is left or the batch is full.
    pub fn drain(&self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let mut slots = self.slots.lock();
        // Under the lock: a seek raises it there, and what follows a seek belongs to its epoch.
        writer.set_epoch(self.epoch());
        slots.poll_count += 1;
        let now = Instant::now();
        let Slots { by_id, headers, poll_count, .. } = &mut *slots;
        loop {
            let Some(id) = self.ready.next() else { return Ok(Drained::Empty) };
            let Some(slot) = by_id.get_mut(&id) else { continue };
            if !slot.begin_turn() {
                continue;
            }
            let handed_count = slot.handed_count;
            let turn = slot.take_turn(headers, writer);
            if slot.handed_count != handed_count {
                slot.busy_since = Some(now);
                slot.busy_poll = *poll_count;
            }
            match turn {
                Ok(Drained::Empty) => {}
                Ok(Drained::More) => slot.place.line_up(),
                Err(no_room) => {
                    slot.place.stay_first();
                    return Err(no_room);
                }
            }
        }
    }
}

fn unplaced<'a>(slots: impl Iterator<Item = &'a Slot>) -> Vec<Partition> {
    slots.filter(|slot| slot.position == NO_OFFSET).map(|slot| slot.line(NO_OFFSET)).collect()
}

impl Slots {
    pub fn get(&self, topic: &str, partition: i32) -> Option<&Slot> {
        self.by_id.get(self.ids.get(topic)?.get(&partition)?)
    }

    pub fn get_mut(&mut self, topic: &str, partition: i32) -> Option<&mut Slot> {
        self.by_id.get_mut(self.ids.get(topic)?.get(&partition)?)
    }

    /// The number that a partition has for the time of one assignment.
    pub fn id_of(&self, topic: &str, partition: i32) -> Option<u64> {
        self.ids.get(topic)?.get(&partition).copied()
    }

    pub fn by_id_mut(&mut self, id: u64) -> Option<&mut Slot> {
        self.by_id.get_mut(&id)
    }

    /// How often messages were polled for.
    pub fn poll_count(&self) -> u64 {
        self.poll_count
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.by_id.values_mut()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.by_id.values()
    }

    /// Refuses a list with a partition that is not assigned.
    pub fn check_assigned(&self, lines: &[Partition]) -> Result<()> {
        match lines.iter().find(|line| self.get(&line.topic, line.partition).is_none()) {
            Some(line) => Err(Error::state(format!("{} [{}] is not assigned", line.topic, line.partition))),
            None => Ok(()),
        }
    }

    /// What `select` makes of the partitions, in order of topic and number.
    pub fn lines(&self, select: impl Fn(&Slot) -> Option<Partition>) -> Vec<Partition> {
        let mut lines: Vec<_> = self.iter().filter_map(select).collect();
        lines.sort_unstable_by(|one, other| (&one.topic, one.partition).cmp(&(&other.topic, other.partition)));
        lines
    }

    /// Whether it was there.
    fn remove(&mut self, topic: &str, partition: i32) -> bool {
        let Some(ids) = self.ids.get_mut(topic) else { return false };
        let id = ids.remove(&partition);
        if ids.is_empty() {
            self.ids.remove(topic);
        }
        let Some(mut slot) = id.and_then(|id| self.by_id.remove(&id)) else { return false };
        slot.silence();
        self.removed.push(slot);
        true
    }
}
