//! Lists as they cross the border: a batch of TOPIC_PARTITION or TOPIC records.

use crate::code::{self, Error, Result};
use crate::sys::Partition;
use crate::wire::{self, kind, Batch, Fields, NoRoom, Writer};

/// The partition list that a caller packed.
pub fn parse_partitions(bytes: &[u8]) -> Result<Vec<Partition>> {
    let batch = Batch::parse(bytes).map_err(|fault| Error::invalid(fault.to_string()))?;
    let mut lines = Vec::with_capacity(batch.record_count() as usize);
    for (index, record) in batch.records().enumerate() {
        if record.kind != kind::TOPIC_PARTITION {
            let found = record.kind;
            return Err(Error::invalid(format!(
                "record {index}: kind is {found}; a partition list takes TOPIC_PARTITION records"
            )));
        }
        let Some(topic) = record.topic else {
            return Err(Error::invalid(format!("record {index}: topic is missing")));
        };
        if record.partition < 0 {
            return Err(Error::invalid(format!("record {index}: partition is {}; it starts at 0", record.partition)));
        }
        lines.push(Partition {
            topic: batch.topic_name(topic).to_owned(),
            partition: record.partition,
            offset: record.offset,
            leader_epoch: record.leader_epoch(),
            metadata: record.value.map(<[u8]>::to_vec),
            code: code::NO_ERROR,
        });
    }
    Ok(lines)
}

/// Refuses what is not the number of a message.
pub fn check_offsets(lines: &[Partition]) -> Result<()> {
    match lines.iter().enumerate().find(|(_, line)| line.offset < 0) {
        Some((index, line)) => Err(Error::invalid(format!(
            "record {index}: offset is {}; it is the number of the next message to read, from 0",
            line.offset
        ))),
        None => Ok(()),
    }
}

/// A partition list as it crosses the border: a batch inside a record's value.
pub fn pack_partitions(lines: &[Partition], epoch: u64) -> Vec<u8> {
    pack(|writer| {
        writer.set_epoch(epoch);
        lines.iter().try_for_each(|line| write_partition(line, writer))
    })
}

/// A subscription as it crosses the border.
pub fn pack_topics(topics: &[String]) -> Vec<u8> {
    pack(|writer| {
        let topic = Fields { kind: kind::TOPIC, ..Fields::NONE };
        topics.iter().try_for_each(|name| writer.push_to(name.as_bytes(), &topic))
    })
}

/// A batch in memory that is as large as it takes.
pub fn pack(write: impl Fn(&mut Writer) -> std::result::Result<(), NoRoom>) -> Vec<u8> {
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

fn write_partition(line: &Partition, writer: &mut Writer) -> std::result::Result<(), NoRoom> {
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
