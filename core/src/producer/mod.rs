//! The producer: takes packed batches of records, answers with runs of delivered ones.

mod delivery;
mod main_queue;
mod room;
mod topics;
mod transaction;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};

use crate::client::{milliseconds, whole_milliseconds, Client, Role};
use crate::code::{self, Error, Result};
use crate::config::Settings;
use crate::outbox::{Leftover, Parcel};
use crate::sys::{self, Handle, Kind, Outgoing, ProduceBuffer, Queue, Topic};
use crate::wire::{kind, Batch, Record};

use delivery::Deliveries;
use main_queue::MainQueue;
use room::Room;
use topics::Topics;
use transaction::Transaction;

/// Records that cross into librdkafka in one call.
const RUN_MAX: usize = 1_024;
/// A wait inside librdkafka while nobody else may be draining the delivery reports that it waits for.
const FLUSH_SLICE: Duration = Duration::from_millis(20);
/// What a purge takes, as bits.
pub const PURGE_QUEUE: u32 = 1;
pub const PURGE_IN_FLIGHT: u32 = 2;
/// After a purge every record is answered at once; this is for the answers to arrive.
const PURGE_TIMEOUT: Duration = Duration::from_secs(10);

/// How far a batch got.
#[derive(Debug, PartialEq, Eq)]
pub struct Accepted {
    pub count: usize,
    /// The rest waits for the `ROOM` record.
    pub is_full: bool,
}

pub struct Producer {
    client: Arc<Client>,
    topics: Topics,
    buffer: Arc<Mutex<ProduceBuffer>>,
    room: Arc<Room>,
    queue_size_max: usize,
    transaction: Arc<Transaction>,
}

impl Producer {
    pub fn new(config: &[u8]) -> Result<Arc<Producer>> {
        let settings = Settings::parse(Kind::Producer, config)?;
        let queue_size_max = settings.queue_size_max;
        let handle = Handle::new(Kind::Producer, settings.conf)?;
        let client = Client::new(handle.clone(), "kc-producer")?;
        let room = Arc::new(Room::default());
        let buffer = Arc::new(Mutex::new(ProduceBuffer::new()));
        let transaction = Arc::<Transaction>::default();
        let mut queue = Queue::main(&handle);
        queue.ring(client.waker().clone());
        client.add_source(Box::new(MainQueue {
            queue,
            client: Arc::downgrade(&client),
            buffer: buffer.clone(),
            room: room.clone(),
            deliveries: Deliveries::new(transaction.clone()),
            leftover: Leftover::default(),
            waiting: VecDeque::new(),
        }));
        Ok(Arc::new(Producer { client, topics: Topics::default(), buffer, room, queue_size_max, transaction }))
    }

    pub fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// Enqueues the records of a batch in order. A batch that is wrong anywhere is refused whole.
    pub fn send(&self, bytes: &[u8]) -> Result<Accepted> {
        let batch = Batch::parse(bytes).map_err(|fault| Error::invalid(fault.to_string()))?;
        for (index, record) in batch.records().enumerate() {
            check_record(index, &record)?;
        }
        let (mut buffer, handle) = self.enter()?;
        let mut topics = Vec::with_capacity(batch.topic_count() as usize);
        for index in 0..batch.topic_count() {
            topics.push(self.topics.get(&handle, batch.topic_name(index))?);
        }
        let mut index = 0;
        while let Some(first) = batch.record(index) {
            let Some(topic) = first.topic.and_then(|topic| topics.get(topic as usize)) else { break };
            let sent = if self.is_plain(&first) {
                let run = (index..).map_while(|index| batch.record(index)).take(RUN_MAX);
                let run = run.take_while(|record| {
                    record.topic == first.topic && record.partition == first.partition && self.is_plain(record)
                });
                self.produce_run(&mut buffer, topic, first.partition, run.map(outgoing))
            } else {
                self.produce_special(topic, &first)
            };
            index += sent.count as u32;
            if let Some(code) = sent.barred {
                return self.refuse_rest(&batch, index, &self.bar(&handle, code));
            }
            if sent.is_full {
                self.wait_for_room(&handle);
                return Ok(Accepted { count: index as usize, is_full: true });
            }
        }
        Ok(Accepted { count: index as usize, is_full: false })
    }

    /// Enqueues one record; false when the queue is full.
    pub fn produce(
        &self,
        topic: &str,
        partition: i32,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        token: u64,
    ) -> Result<bool> {
        check_partition(partition).map_err(Error::invalid)?;
        let (mut buffer, handle) = self.enter()?;
        let topic = self.topics.get(&handle, topic)?;
        let record = Outgoing { key, value, token };
        if !self.fits(value) {
            self.refuse(token, code::QUEUE_FULL);
            return Ok(true);
        }
        let sent = self.produce_run(&mut buffer, &topic, partition, std::iter::once(record));
        if let Some(code) = sent.barred {
            return Err(self.bar(&handle, code));
        }
        if sent.is_full {
            self.wait_for_room(&handle);
        }
        Ok(!sent.is_full)
    }

    /// The right to enqueue. A close waits for whoever has it and refuses whoever comes later, so that nothing is
    /// enqueued behind its back.
    fn enter(&self) -> Result<(MutexGuard<'_, ProduceBuffer>, Arc<Handle>)> {
        let buffer = self.buffer.lock();
        let handle = self.client.handle()?;
        // Of a fatal error librdkafka speaks itself.
        if self.transaction.is_ending() && handle.fatal_error().is_none() {
            return Err(self.bar(&handle, code::STATE));
        }
        Ok((buffer, handle))
    }

    /// Why no record is taken at all.
    fn bar(&self, handle: &Handle, code: i32) -> Error {
        if code != code::STATE {
            return handle.error_of(code);
        }
        if self.transaction.is_open() {
            return Error::state("the transaction has failed; abort it with kc_transaction_abort")
                .with_flags(code::ABORTABLE);
        }
        Error::state("no transaction is open; begin one with kc_transaction_begin")
    }

    /// A batch of which nothing was taken is refused whole; otherwise its other records fail one by one.
    fn refuse_rest(&self, batch: &Batch, index: u32, error: &Error) -> Result<Accepted> {
        if index == 0 {
            return Err(error.clone());
        }
        for record in (index..).map_while(|index| batch.record(index)) {
            self.client.outbox().push(failed(record.token, error));
        }
        Ok(Accepted { count: batch.record_count() as usize, is_full: false })
    }

    fn produce_run<'a>(
        &self,
        buffer: &mut ProduceBuffer,
        topic: &Topic,
        partition: i32,
        run: impl Iterator<Item = Outgoing<'a>>,
    ) -> sys::Sent {
        buffer.produce_run(topic, partition, run, |token, code| self.refuse(token, code))
    }

    /// Whether an empty queue would take it; one that does not fit would wait for room for ever.
    fn fits(&self, value: Option<&[u8]>) -> bool {
        value.map_or(0, <[u8]>::len) <= self.queue_size_max
    }

    /// Can go with others in one call.
    fn is_plain(&self, record: &Record) -> bool {
        record.headers.is_none() && record.timestamp == 0 && self.fits(record.value)
    }

    /// Answers `token` when no record is left to be settled.
    pub fn flush(&self, timeout_ms: i32, token: u64) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        self.client.answer_on_lane(token, move |client| {
            if flush_until(client, deadline, || client.is_closing()) {
                return Ok(None);
            }
            if client.is_closing() {
                return Err(Error::closed("the client was closed before everything was settled"));
            }
            Err(Error::timed_out(format!("not every record was settled within {timeout_ms} ms")))
        })
    }

    /// Gives up on what waits, what is on its way, or both; answers `token` behind the records that it hits.
    pub fn purge(&self, what: u32, token: u64) -> Result<()> {
        if what == 0 || what & !(PURGE_QUEUE | PURGE_IN_FLIGHT) != 0 {
            return Err(Error::invalid(format!(
                "flags is {what}; it takes KC_PURGE_QUEUE, KC_PURGE_IN_FLIGHT or both"
            )));
        }
        self.client.answer_on_lane(token, move |client| {
            client.handle_while_closing()?.purge(what & PURGE_QUEUE != 0, what & PURGE_IN_FLIGHT != 0);
            client.drain_to_outbox();
            Ok(None)
        })
    }

    /// A record with headers or a timestamp of its own goes alone.
    fn produce_special(&self, topic: &Topic, record: &Record) -> sys::Sent {
        if !self.fits(record.value) {
            self.refuse(record.token, code::QUEUE_FULL);
            return sys::Sent::whole(1);
        }
        let headers: Vec<_> = record.headers.into_iter().flatten().collect();
        let record_of_own = outgoing(*record);
        let sent = sys::produce_one(topic, record.partition, &record_of_own, record.timestamp, headers.into_iter());
        sent.unwrap_or_else(|error| {
            self.client.outbox().push(failed(record.token, &error));
            sys::Sent::whole(1)
        })
    }

    fn refuse(&self, token: u64, code: i32) {
        self.client.outbox().push(failed(token, &Error::kafka(code, sys::describe_code(code))));
    }

    fn wait_for_room(&self, handle: &Handle) {
        self.room.expect(handle.queued_count());
        // The last report may have been taken meanwhile, and no other will ring.
        if self.room.is_there(handle.queued_count()) {
            self.client.waker().wake();
        }
    }
}

impl Role for Producer {
    fn finish(&self, client: &Arc<Client>, deadline: Instant) -> bool {
        drop(self.buffer.lock());
        self.abort_open_transaction(client, deadline);
        if !flush_until(client, deadline, || false) {
            if let Ok(handle) = client.handle_while_closing() {
                handle.start_purge(true, true);
                return client.work_until(Instant::now() + PURGE_TIMEOUT, || handle.queued_count() == 0);
            }
        }
        true
    }

    fn release(&self) {
        self.topics.clear();
    }
}

/// Waits in slices, between which the delivery reports that librdkafka waits for are taken in.
fn flush_until(client: &Arc<Client>, deadline: Instant, is_over: impl Fn() -> bool) -> bool {
    let Ok(handle) = client.handle_while_closing() else { return true };
    let mut is_flushed = false;
    client.work_until(deadline, || {
        let left = deadline.saturating_duration_since(Instant::now());
        is_flushed = handle.flush(whole_milliseconds(left.min(FLUSH_SLICE)));
        is_flushed || is_over()
    });
    is_flushed
}

fn check_record(index: usize, record: &Record) -> Result<()> {
    if record.kind != kind::MESSAGE {
        return Err(Error::invalid(format!("record {index}: kind is {}; a send takes MESSAGE records", record.kind)));
    }
    if record.topic.is_none() {
        return Err(Error::invalid(format!("record {index}: topic is missing")));
    }
    check_partition(record.partition).map_err(|fault| Error::invalid(format!("record {index}: {fault}")))?;
    if record.timestamp < 0 {
        return Err(Error::invalid(format!(
            "record {index}: timestamp is {}; it takes milliseconds since 1970, or 0 for now",
            record.timestamp
        )));
    }
    Ok(())
}

fn check_partition(partition: i32) -> std::result::Result<(), String> {
    if partition >= -1 {
        return Ok(());
    }
    Err(format!("partition is {partition}; it takes -1 for any, or a number from 0"))
}

fn outgoing(record: Record) -> Outgoing {
    Outgoing { key: record.key, value: record.value, token: record.token }
}

fn failed(token: u64, error: &Error) -> Parcel {
    Parcel {
        kind: kind::FAILED_RUN,
        flags: error.flags,
        code: error.code,
        timestamp: 1,
        value: Some(error.message.clone().into_bytes()),
        token,
        ..Parcel::default()
    }
}
