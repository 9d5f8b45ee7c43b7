//! Whatever bytes come: the reader refuses them, or can be walked to the end, and what it read can be written again.

#![no_main]

use kafkacore_fuzz::owned::Owned;
use kafkacore_fuzz::wire::{Batch, Writer};
use libfuzzer_sys::fuzz_target;

/// Blobs of a batch may overlap, so the same records may take more room than they did.
const ROOM_FACTOR: usize = 64;

fuzz_target!(|bytes: &[u8]| {
    let batch = match Batch::parse(bytes) {
        Ok(batch) => batch,
        Err(fault) => return assert!(fault.to_string().starts_with("batch")),
    };
    let records = Owned::all(&batch);
    (0..batch.topic_count()).for_each(|topic| drop(batch.topic_name(topic).to_owned()));
    assert!(batch.topic_name(batch.topic_count()).is_empty() && batch.record(batch.record_count()).is_none());

    let mut memory = vec![0x55; bytes.len() * ROOM_FACTOR];
    let Ok(mut writer) = Writer::new(&mut memory) else { return };
    writer.set_epoch(batch.epoch());
    if records.iter().any(|record| record.write(&mut writer).is_err()) {
        return;
    }
    let length = writer.finish();
    if length > 0 {
        let again = Batch::parse(&memory[..length]).expect("what the writer wrote");
        assert_eq!((again.epoch(), Owned::all(&again)), (batch.epoch(), records));
    }
});
