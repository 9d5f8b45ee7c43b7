//! What the models share: the checker with its bounds, and a poll as `Client::poll` does it.

use std::sync::Arc;

use kafkacore_model::outbox::Outbox;
use kafkacore_model::wake::Waker;
use kafkacore_model::wire::{Batch, Writer};

/// How often a thread may be interrupted in one order; what is wrong shows with two, and each more costs ten times as much.
const PREEMPTIONS_MAX: usize = 3;
const STEPS_MAX: usize = 20_000;
/// A header and one record with a short text; a second record finds no room.
const BATCH_OF_ONE: usize = 184;

/// Runs a model in every order of its threads.
pub fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(PREEMPTIONS_MAX));
    builder.max_branches = STEPS_MAX;
    builder.check(model);
}

/// What a poll brought: the token and code of each record, and whether more is waiting.
pub struct Polled {
    pub records: Vec<(u64, i32)>,
    pub has_more: bool,
}

/// Clears the waker, then drains into a batch of one record.
pub fn poll(waker: &Waker, outbox: &Outbox) -> Polled {
    waker.clear();
    drain(outbox)
}

pub fn drain(outbox: &Outbox) -> Polled {
    let mut bytes = [0; BATCH_OF_ONE];
    let mut writer = Writer::new(&mut bytes).unwrap();
    let has_more = outbox.drain(&mut writer).is_err();
    let length = writer.finish();
    let records = match Batch::parse(&bytes[..length]) {
        Ok(batch) => batch.records().map(|record| (record.token, record.code)).collect(),
        Err(_) => Vec::new(),
    };
    Polled { records, has_more }
}

/// Everything that is waiting, when nobody adds to it any more.
pub fn rest(outbox: &Outbox) -> Vec<(u64, i32)> {
    let mut records = Vec::new();
    loop {
        let polled = drain(outbox);
        records.extend(polled.records);
        if !polled.has_more {
            return records;
        }
    }
}

pub fn outbox() -> (Arc<Waker>, Arc<Outbox>) {
    let waker = Waker::new().unwrap();
    (waker.clone(), Outbox::new(waker))
}

/// Far away: a wait in a model ends by a wake-up or never.
pub fn never() -> std::time::Instant {
    std::time::Instant::now() + std::time::Duration::from_secs(3600)
}
