//! An assigned partition: its queue, what of it waits to be written, and why it may have to wait.

use std::sync::Arc;
use std::time::Instant;

use super::ready::Place;
use crate::code::{self, Result};
use crate::source::Drained;
use crate::sys::{Handle, Message, Messages, Partition, PartitionName, Queue};
use crate::wire::{self, flag, kind, Fields, HeaderWriter, NoRoom, Writer, NO_OFFSET};

/// Messages that one partition hands out before it is the next one's turn.
pub const TURN_MAX: usize = 1_000;

pub struct Slot {
    pub topic: String,
    pub partition: i32,
    pub place: Place,
    /// The caller does not want its messages now.
    pub is_held: bool,
    /// The same, for longer and by another hand.
    pub is_paused: bool,
    /// Seeks under way: what is here lies before them.
    pub seek_count: u32,
    /// The next offset to be handed out, as far as it is known.
    pub position: i64,
    /// Messages handed out.
    pub handed_count: u64,
    /// Since when the caller has had messages of which he has not been heard.
    pub busy_since: Option<Instant>,
    /// The poll that handed them out.
    pub busy_poll: u64,
    name: PartitionName,
    queue: Queue,
    /// Taken from the queue but without room in the last batch.
    leftover: Option<Messages>,
    is_end_reported: bool,
}

impl Slot {
    /// Opens the partition's queue. To be called before the assign, so that no message goes elsewhere.
    pub fn open(handle: &Arc<Handle>, line: &Partition, place: Place, is_end_reported: bool) -> Result<Slot> {
        let name = PartitionName::new(&line.topic, line.partition)?;
        let mut queue = Queue::partition(handle, &line.topic, line.partition)?;
        queue.ring(place.bell().clone());
        Ok(Slot {
            topic: line.topic.clone(),
            partition: line.partition,
            place,
            is_held: false,
            is_paused: false,
            seek_count: 0,
            position: NO_OFFSET,
            handed_count: 0,
            busy_since: None,
            busy_poll: 0,
            name,
            queue,
            leftover: None,
            is_end_reported,
        })
    }

    /// Rings no more, and gives back what was taken out but not handed out.
    pub fn silence(&mut self) {
        self.queue.silence();
        self.leftover = None;
    }

    /// What was taken out before a seek is of no use after it.
    pub fn drop_leftover(&mut self) {
        self.leftover = None;
    }

    /// Frees what librdkafka had fetched ahead: it drops outdated messages only as somebody reads them
    /// (rdkafka_queue.c:796).
    pub fn discard(&mut self) {
        while !self.queue.consume(TURN_MAX).is_empty() {}
    }

    /// False for a partition that has to wait.
    pub fn begin_turn(&mut self) -> bool {
        self.place.set_held(self.must_wait());
        self.place.begin_turn()
    }

    /// Takes the turn that came while the partition had to wait, if it need not any more.
    pub fn unpark(&mut self) {
        self.place.set_held(self.must_wait());
    }

    fn must_wait(&self) -> bool {
        self.is_held || self.is_paused || self.seek_count > 0
    }

    /// Without a hold the poll that follows a hand-out says that what it brought was handled.
    pub fn is_busy(&self, poll_count: u64) -> bool {
        self.busy_since.is_some() && (self.is_held || self.busy_poll == poll_count)
    }

    /// The caller goes on with what he has of this partition, or has no more of it.
    pub fn set_held(&mut self, is_held: bool, poll_count: u64, now: Instant) {
        self.busy_since = (is_held && self.is_busy(poll_count)).then_some(now);
        self.is_held = is_held;
    }

    /// The partition as a line of a list.
    pub fn line(&self, offset: i64) -> Partition {
        Partition {
            topic: self.topic.clone(),
            partition: self.partition,
            offset,
            leader_epoch: -1,
            metadata: None,
            code: code::NO_ERROR,
        }
    }

    pub fn take_turn(&mut self, headers: &mut Vec<u8>, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let leftover = self.leftover.take();
        let is_queue_read = leftover.is_none();
        let mut messages = leftover.unwrap_or_else(|| self.read());
        if let Err(no_room) = self.write_all(&mut messages, headers, writer) {
            self.leftover = Some(messages);
            return Err(no_room);
        }
        // Fewer than asked for: the queue was seen empty, and rings for what comes. It may have rung already for what
        // came after a leftover was taken out, so a turn that only wrote a leftover has seen nothing.
        let is_seen_empty = is_queue_read && messages.count() < TURN_MAX;
        Ok(if is_seen_empty { Drained::Empty } else { Drained::More })
    }

    fn read(&mut self) -> Messages {
        if self.is_end_reported {
            return self.queue.consume_singly(TURN_MAX);
        }
        self.queue.consume(TURN_MAX)
    }

    fn write_all(
        &mut self,
        messages: &mut Messages,
        headers: &mut Vec<u8>,
        writer: &mut Writer,
    ) -> std::result::Result<(), NoRoom> {
        let mut is_begun = false;
        while let Some(message) = messages.peek() {
            if message.is_error() {
                self.write_error(&message, writer)?;
                if message.code() == code::PARTITION_EOF {
                    self.position = message.offset();
                }
            } else {
                if is_begun {
                    self.write(&message, headers, writer)?;
                } else {
                    self.write_first(&message, headers, writer)?;
                    is_begun = true;
                }
                self.position = message.offset() + 1;
                self.handed_count += 1;
            }
            messages.advance();
        }
        Ok(())
    }

    /// The first message of a turn and before it the watermarks, both or none. Only a batch that is too small for the two
    /// has the message alone.
    fn write_first(
        &self,
        message: &Message,
        headers: &mut Vec<u8>,
        writer: &mut Writer,
    ) -> std::result::Result<(), NoRoom> {
        let is_empty = writer.record_count() == 0;
        let Some((low, high)) = self.queue.owner().known_watermarks(&self.name) else {
            return self.write(message, headers, writer);
        };
        let watermarks =
            Fields { kind: kind::WATERMARKS, partition: self.partition, offset: high, timestamp: low, ..Fields::NONE };
        let written = writer.push_to(self.topic.as_bytes(), &watermarks).and_then(|()| {
            let written = self.write(message, headers, writer);
            if written.is_err() {
                writer.undo();
            }
            written
        });
        match written {
            Err(_) if is_empty => self.write(message, headers, writer),
            written => written,
        }
    }

    fn write(&self, message: &Message, headers: &mut Vec<u8>, writer: &mut Writer) -> std::result::Result<(), NoRoom> {
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

    /// What stands in the place of a message: the end of the partition, or an error such as a topic that may not be read.
    fn write_error(&self, message: &Message, writer: &mut Writer) -> std::result::Result<(), NoRoom> {
        let place = Fields { partition: self.partition, offset: message.offset(), ..Fields::NONE };
        if message.code() == code::PARTITION_EOF {
            return writer.push_to(self.topic.as_bytes(), &Fields { kind: kind::END, ..place });
        }
        writer.push_to(
            self.topic.as_bytes(),
            &Fields {
                kind: kind::ERROR,
                flags: code::flags_of(message.code()) as u16,
                code: message.code(),
                value: Some(message.error_text().as_bytes()),
                ..place
            },
        )
    }
}
