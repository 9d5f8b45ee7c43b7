//! What the library says about itself, and what it does for tests of bindings.

use serde_json::json;

use crate::code::{self, Error, Result};
use crate::config;
use crate::sys;
use crate::wire::{Batch, Fields, HeaderWriter, NoRoom, Writer, NO_TOPIC};

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
    // The same records take the same room, whatever order they come in.
    Ok(write_again(&batch, buffer).map_err(|_| NoRoom { needed: bytes.len() as u64 }))
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
