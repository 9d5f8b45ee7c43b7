//! Partition lists as callers pack them: a batch of TOPIC_PARTITION records.

use crate::code::{self, Error, Result};
use crate::sys::Partition;
use crate::wire::{kind, Batch};

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
