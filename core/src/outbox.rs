//! What the core has to say without being asked by a poll: answers to tokens, and records made on the lane.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::code::Error;
use crate::sys::Partition;
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

/// A record that did not fit into the last batch and comes first in the next.
#[derive(Default)]
pub struct Leftover(Option<Parcel>);

impl Leftover {
    /// Writes what was left over, if anything was.
    pub fn write(&mut self, writer: &mut Writer) -> Result<(), NoRoom> {
        if let Some(parcel) = &self.0 {
            parcel.write(writer)?;
            self.0 = None;
        }
        Ok(())
    }

    /// Writes a new record, or keeps it.
    pub fn add(&mut self, parcel: Parcel, writer: &mut Writer) -> Result<(), NoRoom> {
        self.0 = Some(parcel);
        self.write(writer)
    }
}

/// Parcels beyond which logs and statistics are thrown away. The others are bounded by what may be outstanding: a token, a
/// rebalance and a close make one each, and delivery reports come as runs.
const PARCELS_MAX: usize = 100_000;

pub struct Outbox {
    parcels: Mutex<VecDeque<Parcel>>,
    waker: Arc<Waker>,
}

impl Outbox {
    pub fn new(waker: Arc<Waker>) -> Arc<Outbox> {
        Arc::new(Outbox { parcels: Mutex::new(VecDeque::new()), waker })
    }

    pub fn push(&self, parcel: Parcel) {
        self.parcels.lock().push_back(parcel);
        self.waker.wake();
    }

    /// Takes over the records of a batch that was drained on behalf of a reader who may not come. They carry no headers.
    pub fn push_batch(&self, batch: &Batch) {
        let mut parcels = self.parcels.lock();
        parcels.extend(batch.records().map(|record| Parcel {
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
        }));
        if parcels.len() > PARCELS_MAX {
            parcels.retain(|parcel| ![kind::LOG, kind::STATS].contains(&parcel.kind));
        }
        drop(parcels);
        self.waker.wake();
    }

    /// Writes what is waiting, oldest first; what does not fit stays.
    pub fn drain(&self, writer: &mut Writer) -> Result<(), NoRoom> {
        let mut parcels = self.parcels.lock();
        while let Some(parcel) = parcels.front() {
            parcel.write(writer)?;
            parcels.pop_front();
        }
        Ok(())
    }
}

/// A record that is an answer: a batch of one inside a record's value.
pub fn pack(parcel: &Parcel) -> Vec<u8> {
    pack_whole(|writer| parcel.write(writer))
}

/// A partition list as it crosses the border: a batch inside a record's value.
pub fn pack_partitions(lines: &[Partition], epoch: u64) -> Vec<u8> {
    pack_whole(|writer| {
        writer.set_epoch(epoch);
        lines.iter().try_for_each(|line| write_partition(line, writer))
    })
}

/// A subscription as it crosses the border.
pub fn pack_topics(topics: &[String]) -> Vec<u8> {
    pack_whole(|writer| {
        let topic = Fields { kind: kind::TOPIC, ..Fields::NONE };
        topics.iter().try_for_each(|name| writer.push_to(name.as_bytes(), &topic))
    })
}

/// A batch in memory that is as large as it takes.
fn pack_whole(write: impl Fn(&mut Writer) -> Result<(), NoRoom>) -> Vec<u8> {
    let mut capacity = 4096;
    loop {
        let mut bytes = vec![0; capacity];
        let length = Writer::new(&mut bytes).and_then(|mut writer| write(&mut writer).map(|()| writer.finish()));
        if let Ok(length) = length {
            bytes.truncate(length);
            return bytes;
        }
        capacity *= 2;
    }
}

fn write_partition(line: &Partition, writer: &mut Writer) -> Result<(), NoRoom> {
    let fields = Fields {
        kind: kind::TOPIC_PARTITION,
        code: line.code,
        partition: line.partition,
        offset: line.offset,
        value: line.metadata.as_deref(),
        token: wire::leader_epoch_token(line.leader_epoch),
        ..Fields::NONE
    };
    writer.push_to(line.topic.as_bytes(), &fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parcels_come_out_in_order_and_stay_when_there_is_no_room() {
        let waker = Waker::new().unwrap();
        let outbox = Outbox::new(waker.clone());
        for token in 0..3 {
            outbox.push(Parcel { kind: kind::RESULT, token, value: Some(vec![7; 40]), ..Parcel::default() });
        }
        assert!(waker.is_pending());
        let mut seen = Vec::new();
        let mut bytes = [0; 64 + 64 + 40];
        for _ in 0..3 {
            let mut writer = Writer::new(&mut bytes).unwrap();
            let _ = outbox.drain(&mut writer);
            let length = writer.finish();
            let batch = Batch::parse(&bytes[..length]).unwrap();
            assert_eq!(batch.record_count(), 1);
            seen.push(batch.record(0).unwrap().token);
        }
        assert_eq!(seen, [0, 1, 2]);
    }

    #[test]
    fn a_long_partition_list_is_packed_whole() {
        let lines: Vec<_> = (0..1000)
            .map(|partition| Partition {
                topic: format!("topic-{}", partition % 7),
                partition,
                offset: i64::from(partition),
                leader_epoch: -1,
                metadata: None,
                code: 0,
            })
            .collect();
        let bytes = pack_partitions(&lines, 5);
        let batch = Batch::parse(&bytes).unwrap();
        assert_eq!((batch.record_count(), batch.topic_count(), batch.epoch()), (1000, 7, 5));
    }
}
