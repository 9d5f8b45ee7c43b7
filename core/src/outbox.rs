//! What the core has to say without being asked by a poll: answers to tokens, and records made on the lane.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::code::Error;
use crate::partitions::pack;
use crate::sys::Throttled;
use crate::wake::Waker;
use crate::wire::{self, kind, Batch, Fields, NoRoom, Writer};

/// A record in our own memory, waiting to be written into a batch.
#[derive(Clone, Debug, Default)]
pub struct Parcel {
    pub kind: u16,
    pub flags: u32,
    pub code: i32,
    pub topic: Option<String>,
    pub partition: Option<i32>,
    pub offset: Option<i64>,
    /// The count in runs.
    pub timestamp: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub token: u64,
}

impl Parcel {
    /// A failure that no token asked for.
    pub fn error(error: &Error) -> Parcel {
        Parcel {
            kind: kind::ERROR,
            flags: error.flags,
            code: error.code,
            value: Some(error.message.clone().into_bytes()),
            ..Parcel::default()
        }
    }

    /// A log line of the core's own, about records that are missing.
    pub fn warning(text: String) -> Parcel {
        Parcel {
            kind: kind::LOG,
            code: WARNING,
            key: Some(b"KAFKACORE".to_vec()),
            value: Some(text.into_bytes()),
            ..Parcel::default()
        }
    }

    pub fn write(&self, writer: &mut Writer) -> Result<(), NoRoom> {
        let fields = Fields {
            kind: self.kind,
            flags: (self.flags & u32::from(u16::MAX)) as u16,
            code: self.code,
            partition: self.partition.unwrap_or(wire::NO_PARTITION),
            offset: self.offset.unwrap_or(wire::NO_OFFSET),
            timestamp: self.timestamp,
            key: self.key.as_deref(),
            value: self.value.as_deref(),
            token: self.token,
            ..Fields::NONE
        };
        match &self.topic {
            Some(topic) => writer.push_to(topic.as_bytes(), &fields),
            None => writer.push(&fields),
        }
    }
}

impl Parcel {
    /// A record that is an answer: a batch of one inside a record's value.
    pub fn pack(&self) -> Vec<u8> {
        pack(|writer| self.write(writer))
    }

    fn is_news(&self) -> bool {
        NEWS.iter().any(|kinds| kinds.contains(&self.kind))
    }

    /// About what it takes in memory.
    fn size(&self) -> usize {
        let blob_size = |blob: &Option<Vec<u8>>| blob.as_ref().map_or(0, Vec::len);
        std::mem::size_of::<Parcel>() + blob_size(&self.key) + blob_size(&self.value)
    }
}

/// A record that did not fit into the last batch and comes first in the next.
#[derive(Default)]
pub struct Leftover(VecDeque<Parcel>);

impl Leftover {
    /// Writes what was left over, if anything was.
    pub fn write(&mut self, writer: &mut Writer) -> Result<(), NoRoom> {
        while let Some(parcel) = self.0.front() {
            parcel.write(writer)?;
            self.0.pop_front();
        }
        Ok(())
    }

    /// Keeps a record that stands before the next one.
    pub fn keep(&mut self, parcel: Parcel) {
        self.0.push_back(parcel);
    }

    /// Writes a new record, or keeps it.
    pub fn add(&mut self, parcel: Parcel, writer: &mut Writer) -> Result<(), NoRoom> {
        self.keep(parcel);
        self.write(writer)
    }
}

/// News: what says how things are, and is of less use the older it is. When there is more of it than this, the oldest is
/// thrown away until half is left. The other records are bounded by what may be outstanding: a token, a rebalance and a close
/// make one each, and delivery reports come as runs.
const NEWS_COUNT_MAX: usize = 10_000;
const NEWS_SIZE_MAX: usize = 16 << 20;
/// In the order in which they are thrown away.
const NEWS: [&[u16]; 2] = [&[kind::LOG, kind::STATS, kind::THROTTLE], &[kind::ERROR]];
/// The syslog level.
const WARNING: i32 = 4;

pub struct Outbox {
    shelf: Mutex<Shelf>,
    waker: Arc<Waker>,
}

#[derive(Default)]
struct Shelf {
    parcels: VecDeque<Parcel>,
    news_count: usize,
    news_size: usize,
    /// Thrown away and not told yet.
    dropped_count: u64,
}

impl Outbox {
    pub fn new(waker: Arc<Waker>) -> Arc<Outbox> {
        Arc::new(Outbox { shelf: Mutex::default(), waker })
    }

    pub fn push(&self, parcel: Parcel) {
        self.shelf.lock().put(parcel);
        self.waker.wake();
    }

    /// Takes over the records of a batch that was drained on behalf of a reader who may not come. They carry no headers.
    pub fn push_batch(&self, batch: &Batch) {
        let mut shelf = self.shelf.lock();
        let parcels = batch.records().map(|record| Parcel {
            kind: record.kind,
            flags: u32::from(record.flags),
            code: record.code,
            topic: record.topic.map(|index| batch.topic_name(index).to_owned()),
            partition: Some(record.partition),
            offset: Some(record.offset),
            timestamp: record.timestamp,
            key: record.key.map(<[u8]>::to_vec),
            value: record.value.map(<[u8]>::to_vec),
            token: record.token,
        });
        parcels.for_each(|parcel| shelf.put(parcel));
        drop(shelf);
        self.waker.wake();
    }

    /// Writes what is waiting, oldest first; what does not fit stays.
    pub fn drain(&self, writer: &mut Writer) -> Result<(), NoRoom> {
        let mut shelf = self.shelf.lock();
        if let Some(notice) = shelf.notice() {
            notice.write(writer)?;
            shelf.dropped_count = 0;
        }
        while let Some(parcel) = shelf.parcels.front() {
            parcel.write(writer)?;
            shelf.take();
        }
        Ok(())
    }
}

impl Throttled for Outbox {
    fn throttled(&self, broker_name: &str, broker: i32, throttle_ms: i32) {
        self.push(Parcel {
            kind: kind::THROTTLE,
            partition: Some(broker),
            timestamp: i64::from(throttle_ms),
            key: Some(broker_name.as_bytes().to_vec()),
            ..Parcel::default()
        });
    }
}

impl Shelf {
    fn put(&mut self, parcel: Parcel) {
        if parcel.is_news() {
            self.news_count += 1;
            self.news_size += parcel.size();
        }
        self.parcels.push_back(parcel);
        for kinds in NEWS {
            if self.news_count > NEWS_COUNT_MAX || self.news_size > NEWS_SIZE_MAX {
                self.shed(kinds);
            }
        }
    }

    fn take(&mut self) {
        if let Some(parcel) = self.parcels.pop_front().filter(Parcel::is_news) {
            self.news_count -= 1;
            self.news_size -= parcel.size();
        }
    }

    /// Throws away the oldest of these kinds until the news are half of what they may be.
    fn shed(&mut self, kinds: &[u16]) {
        let Shelf { parcels, news_count, news_size, dropped_count } = self;
        parcels.retain(|parcel| {
            let is_enough = *news_count <= NEWS_COUNT_MAX / 2 && *news_size <= NEWS_SIZE_MAX / 2;
            if is_enough || !kinds.contains(&parcel.kind) {
                return true;
            }
            *news_count -= 1;
            *news_size -= parcel.size();
            *dropped_count += 1;
            false
        });
    }

    /// A line about what was thrown away, if that was not told yet.
    fn notice(&self) -> Option<Parcel> {
        let count = self.dropped_count;
        (count > 0).then(|| {
            Parcel::warning(format!(
                "{count} logs, statistics and errors were dropped, since nobody polled; poll when you are woken"
            ))
        })
    }
}

// By its path: tests/model reads this file from elsewhere, and rustfmt follows it there.
#[cfg(test)]
#[path = "outbox/tests.rs"]
mod tests;
