//! Messages of the assigned partitions: one native queue each, a set of those that have something, and a fair round.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use parking_lot::Mutex;

use super::ready::{Place, Ready};
use crate::code::{self, Result};
use crate::source::Drained;
use crate::sys::{Handle, Message, Messages, Partition, Queue};
use crate::wake::Waker;
use crate::wire::{self, flag, kind, Fields, HeaderWriter, NoRoom, Writer};

/// Messages that one partition hands out before it is the next one's turn.
const TURN_MAX: usize = 1_000;

pub struct Fetch {
    slots: Mutex<Slots>,
    ready: Arc<Ready>,
    epoch: AtomicU64,
}

#[derive(Default)]
struct Slots {
    by_id: HashMap<u64, Slot>,
    ids: HashMap<String, HashMap<i32, u64>>,
    last_id: u64,
    /// Queues of partitions that were revoked, until librdkafka has taken note.
    removed: Vec<Queue>,
    /// Reused room for the headers of one message.
    headers: Vec<u8>,
}

/// An assigned partition.
struct Slot {
    topic: String,
    partition: i32,
    queue: Queue,
    place: Place,
    /// Taken from the queue but without room in the last batch.
    leftover: Option<Messages>,
}

impl Fetch {
    pub fn new(waker: Arc<Waker>) -> Fetch {
        Fetch { slots: Mutex::new(Slots::default()), ready: Ready::new(waker), epoch: AtomicU64::new(0) }
    }

    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// Starts a new epoch: messages handed out before belong to an older one.
    pub fn raise_epoch(&self) -> u64 {
        self.epoch.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Opens a queue for each partition. To be called before the assign, so that no message goes elsewhere.
    pub fn add(&self, handle: &Arc<Handle>, partitions: &[Partition]) -> Result<()> {
        let mut slots = self.slots.lock();
        for line in partitions {
            slots.remove(&line.topic, line.partition);
            let mut queue = Queue::partition(handle, &line.topic, line.partition)?;
            slots.last_id += 1;
            let id = slots.last_id;
            let place = Place::new(id, &self.ready);
            queue.ring(place.bell().clone());
            slots.ids.entry(line.topic.clone()).or_default().insert(line.partition, id);
            let slot = Slot { topic: line.topic.clone(), partition: line.partition, queue, place, leftover: None };
            slots.by_id.insert(id, slot);
        }
        Ok(())
    }

    /// Hands out nothing more of these partitions; what was taken but not handed out is given back.
    pub fn remove(&self, partitions: &[Partition]) {
        let mut slots = self.slots.lock();
        for line in partitions {
            slots.remove(&line.topic, line.partition);
        }
    }

    pub fn clear(&self) {
        let mut slots = self.slots.lock();
        slots.by_id.clear();
        slots.ids.clear();
        slots.removed.clear();
        self.ready.clear();
    }

    /// Frees what librdkafka had fetched ahead of partitions that are gone: it drops outdated messages only as somebody
    /// reads them (rdkafka_queue.c:796).
    pub fn discard_removed(&self) {
        let mut slots = self.slots.lock();
        for mut queue in slots.removed.drain(..) {
            while !queue.consume(TURN_MAX).is_empty() {}
        }
    }

    pub fn set_held(&self, partitions: &[Partition], is_held: bool) {
        let mut slots = self.slots.lock();
        for line in partitions {
            let Some(slot) = slots.get_mut(&line.topic, line.partition) else { continue };
            slot.place.set_held(is_held);
        }
    }

    /// Writes messages, a turn of each ready partition after the other, until nothing is left or the batch is full.
    pub fn drain(&self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let mut slots = self.slots.lock();
        let Slots { by_id, headers, .. } = &mut *slots;
        loop {
            let Some(id) = self.ready.next() else { return Ok(Drained::Empty) };
            let Some(slot) = by_id.get_mut(&id) else { continue };
            if !slot.place.begin_turn() {
                continue;
            }
            match slot.take_turn(headers, writer) {
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

impl Slots {
    fn get_mut(&mut self, topic: &str, partition: i32) -> Option<&mut Slot> {
        let id = self.ids.get(topic)?.get(&partition)?;
        self.by_id.get_mut(id)
    }

    fn remove(&mut self, topic: &str, partition: i32) {
        let Some(ids) = self.ids.get_mut(topic) else { return };
        let id = ids.remove(&partition);
        if ids.is_empty() {
            self.ids.remove(topic);
        }
        if let Some(mut slot) = id.and_then(|id| self.by_id.remove(&id)) {
            slot.queue.silence();
            self.removed.push(slot.queue);
        }
    }
}

impl Slot {
    fn take_turn(&mut self, headers: &mut Vec<u8>, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let leftover = self.leftover.take();
        let is_queue_read = leftover.is_none();
        let mut messages = leftover.unwrap_or_else(|| self.queue.consume(TURN_MAX));
        while let Some(message) = messages.peek() {
            if let Err(no_room) = self.write(&message, headers, writer) {
                self.leftover = Some(messages);
                return Err(no_room);
            }
            messages.advance();
        }
        // Fewer than asked for: the queue was seen empty, and rings for what comes. It may have rung already for what
        // came after a leftover was taken out, so a turn that only wrote a leftover has seen nothing.
        let is_seen_empty = is_queue_read && messages.count() < TURN_MAX;
        Ok(if is_seen_empty { Drained::Empty } else { Drained::More })
    }

    fn write(&self, message: &Message, headers: &mut Vec<u8>, writer: &mut Writer) -> std::result::Result<(), NoRoom> {
        if message.is_error() {
            return self.write_error(message, writer);
        }
        let (timestamp, is_log_append_time) = message.timestamp();
        let list = message.headers();
        if let Some(list) = list.clone() {
            headers.clear();
            HeaderWriter::encode(headers, list);
        }
        writer.push_to(
            self.topic.as_bytes(),
            &Fields {
                kind: kind::MESSAGE,
                flags: if is_log_append_time { flag::LOG_APPEND_TIME } else { 0 },
                partition: self.partition,
                offset: message.offset(),
                timestamp,
                key: message.key(),
                value: message.value(),
                headers: list.is_some().then_some(headers.as_slice()),
                token: wire::leader_epoch_token(message.leader_epoch()),
                ..Fields::NONE
            },
        )
    }

    /// An error that stands in the place of a message, such as a topic that may not be read.
    fn write_error(&self, message: &Message, writer: &mut Writer) -> std::result::Result<(), NoRoom> {
        writer.push_to(
            self.topic.as_bytes(),
            &Fields {
                kind: kind::ERROR,
                flags: code::flags_of(message.code()) as u16,
                code: message.code(),
                partition: self.partition,
                offset: message.offset(),
                value: Some(message.error_text().as_bytes()),
                ..Fields::NONE
            },
        )
    }
}
