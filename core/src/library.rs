//! What the library says about itself, and what it does for tests of bindings.

use serde_json::json;

use crate::code::{self, Error, Result};
use crate::config;
use crate::sys;
use crate::wire::layout::{
    ALIGNMENT, HEADER_LIST_ENTRY_SIZE, HEADER_LIST_PREFIX_SIZE, HEADER_SIZE, RECORD_SIZE, TOPIC_ENTRY_SIZE,
};
use crate::wire::{Batch, Fields, HeaderList, HeaderWriter, NoRoom, Writer, NO_TOPIC};

/// The number of the ABI, which is the soname's. It rises only when something that was there is taken away.
pub const ABI_VERSION: u32 = 0;

/// Version, ABI, librdkafka and its features, as JSON.
pub fn describe() -> Vec<u8> {
    let features = sys::Conf::new().get("builtin.features").unwrap_or_default();
    let features: Vec<_> = features.split(',').filter(|feature| !feature.is_empty()).collect();
    let description = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "abi": ABI_VERSION,
        "librdkafka": sys::version(),
        "features": features,
    });
    description.to_string().into_bytes()
}

/// Every error that this librdkafka knows, as a JSON list.
pub fn describe_errors() -> Vec<u8> {
    let row = |(code, name, description): (i32, String, String)| json!({ "code": code, "name": name, "description": description, "flags": code::flags_of(code) });
    serde_json::Value::from_iter(code::table().into_iter().map(row)).to_string().into_bytes()
}

/// Every property that a client takes, as a JSON list.
pub fn describe_properties() -> Vec<u8> {
    config::describe_properties()
}

/// Reads a batch and writes it anew: lets a binding test its packing without a broker.
pub fn echo(bytes: &[u8], buffer: &mut [u8]) -> Result<std::result::Result<usize, NoRoom>> {
    let batch = Batch::parse(bytes).map_err(|fault| Error::invalid(fault.to_string()))?;
    Ok(write_again(&batch, buffer).map_err(|_| NoRoom { needed: room_for(&batch) }))
}

/// What a batch takes when it is written anew: more than it has where its blobs overlap.
fn room_for(batch: &Batch) -> u64 {
    let aligned = |size: usize| size.next_multiple_of(ALIGNMENT) as u64;
    let blob = |blob: Option<&[u8]>| aligned(blob.map_or(0, <[u8]>::len));
    let names = (0..batch.topic_count()).map(|topic| TOPIC_ENTRY_SIZE as u64 + aligned(batch.topic_name(topic).len()));
    let records = batch.records().map(|record| {
        RECORD_SIZE as u64
            + blob(record.key)
            + blob(record.value)
            + record.headers.map_or(0, |list| aligned(size_of(list)))
    });
    HEADER_SIZE as u64 + names.sum::<u64>() + records.sum::<u64>()
}

fn size_of(list: HeaderList) -> usize {
    let entries = list.map(|(name, value)| HEADER_LIST_ENTRY_SIZE + name.len() + value.map_or(0, <[u8]>::len));
    HEADER_LIST_PREFIX_SIZE + entries.sum::<usize>()
}

fn write_again(batch: &Batch, buffer: &mut [u8]) -> std::result::Result<usize, NoRoom> {
    let mut writer = Writer::new(buffer)?;
    writer.set_epoch(batch.epoch());
    let mut headers = Vec::new();
    for record in batch.records() {
        if let Some(list) = record.headers {
            HeaderWriter::encode(&mut headers, list);
        }
        let fields = Fields {
            kind: record.kind,
            flags: record.flags,
            code: record.code,
            topic: NO_TOPIC,
            partition: record.partition,
            offset: record.offset,
            timestamp: record.timestamp,
            key: record.key,
            value: record.value,
            headers: record.headers.is_some().then_some(headers.as_slice()),
            token: record.token,
        };
        match record.topic {
            Some(topic) => writer.push_to(batch.topic_name(topic).as_bytes(), &fields)?,
            None => writer.push(&fields)?,
        }
    }
    Ok(writer.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::layout::record;

    #[test]
    fn the_room_named_for_an_echo_is_enough_also_for_blobs_that_overlap() {
        let mut bytes = [0; 512];
        let mut writer = Writer::new(&mut bytes).unwrap();
        for value in [&[7; 100][..], &[]] {
            writer.push_to(b"t", &Fields { value: Some(value), ..Fields::NONE }).unwrap();
        }
        let length = writer.finish();
        // The second record takes the first one's value for its own.
        let (first, second) = (HEADER_SIZE + record::VALUE_OFFSET, HEADER_SIZE + RECORD_SIZE + record::VALUE_OFFSET);
        bytes.copy_within(first..first + 8, second);

        let mut room = vec![0; length];
        let needed = echo(&bytes[..length], &mut room).unwrap().unwrap_err().needed as usize;
        assert!(needed > length);
        room.resize(needed, 0);
        assert_eq!(echo(&bytes[..length], &mut room).unwrap(), Ok(needed));
    }
}
