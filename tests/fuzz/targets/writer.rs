//! Whatever records come and however little room there is: what was taken reads as it was written, and what was refused
//! fits alone into the size that the refusal named.

#![no_main]

use kafkacore_fuzz::owned::Owned;
use kafkacore_fuzz::wire::{Batch, Writer};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    capacity: u16,
    epoch: u64,
    records: Vec<Owned>,
}

fuzz_target!(|input: Input| {
    let mut memory = vec![0xAA; usize::from(input.capacity)];
    let Ok(mut writer) = Writer::new(&mut memory) else { return assert!(input.capacity < 64) };
    writer.set_epoch(input.epoch);
    let mut taken = Vec::new();
    for record in input.records {
        match record.write(&mut writer) {
            Ok(()) => taken.push(record),
            Err(no_room) => fits_alone(&record, no_room.needed as usize),
        }
    }
    assert_eq!(writer.record_count() as usize, taken.len());
    let length = writer.finish();
    assert_eq!(length == 0, taken.is_empty());
    if length > 0 {
        let batch = Batch::parse(&memory[..length]).expect("what the writer wrote");
        assert_eq!((batch.epoch(), Owned::all(&batch)), (input.epoch, taken));
    }
});

fn fits_alone(record: &Owned, needed: usize) {
    let mut memory = vec![0x55; needed];
    let mut writer = Writer::new(&mut memory).expect("room for a header");
    record.write(&mut writer).expect("the room that was asked for");
    assert_eq!(writer.finish(), needed, "more was asked for than the record takes");
}
