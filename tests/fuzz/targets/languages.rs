//! The reader of C takes every batch that the one of Rust takes and reads the same in it. It checks less, so it may read what
//! the library would refuse; then all that is asked of it is to stay inside the batch.

#![no_main]

use kafkacore_fuzz::wire::{Batch, HeaderList, NO_TOPIC};
use libfuzzer_sys::fuzz_target;

const NULL: u64 = u32::MAX as u64;
const PRIME: u64 = 1_099_511_628_211;

extern "C" {
    fn fuzz_batch_read(bytes: *const u8, length: u64, sum: *mut u64) -> i32;
}

fuzz_target!(|bytes: &[u8]| {
    let mut sum = 0;
    // SAFETY: the bytes and the sum outlive the call.
    let is_taken = unsafe { fuzz_batch_read(bytes.as_ptr(), bytes.len() as u64, &mut sum) } == 0;
    if let Ok(batch) = Batch::parse(bytes) {
        assert!(is_taken, "only the reader of Rust takes this batch");
        assert_eq!(sum, sum_of(&batch));
    }
});

/// As reader.c has it.
fn sum_of(batch: &Batch) -> u64 {
    let mut sum = number_add(number_add(0, batch.epoch()), u64::from(batch.record_count()));
    for record in batch.records() {
        let topic = record.topic.unwrap_or(NO_TOPIC);
        let name = record.topic.map(|topic| batch.topic_name(topic).as_bytes());
        let numbers = [
            u64::from(record.kind),
            u64::from(record.flags),
            u64::from(record.code as u32),
            u64::from(topic),
            u64::from(record.partition as u32),
            record.offset as u64,
            record.timestamp as u64,
        ];
        sum = numbers.into_iter().fold(sum, number_add);
        sum = [name, record.key, record.value].into_iter().fold(sum, bytes_add);
        sum = headers_add(number_add(sum, record.token), record.headers);
    }
    sum
}

fn number_add(sum: u64, number: u64) -> u64 {
    (sum ^ number).wrapping_mul(PRIME)
}

fn bytes_add(sum: u64, bytes: Option<&[u8]>) -> u64 {
    let sum = number_add(sum, bytes.map_or(NULL, |bytes| bytes.len() as u64));
    bytes.unwrap_or_default().iter().fold(sum, |sum, byte| number_add(sum, u64::from(*byte)))
}

fn headers_add(sum: u64, headers: Option<HeaderList>) -> u64 {
    let sum = number_add(sum, headers.map_or(NULL, |list| list.len() as u64));
    headers.into_iter().flatten().fold(sum, |sum, (name, value)| bytes_add(bytes_add(sum, Some(name)), value))
}
