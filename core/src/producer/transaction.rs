//! Transactions: librdkafka's blocking calls, made on the lane in slices, so that delivery reports are taken in between and
//! a close need not wait for a long timeout.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::{flush_until, Producer};
use crate::client::{milliseconds, whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::partitions::{check_offsets, parse_partitions};
use crate::sys::{GroupMetadata, Handle, PartitionList, ProduceBuffer};

/// One call into librdkafka.
const SLICE: Duration = Duration::from_secs(1);
/// librdkafka forgets a call that its main thread had no time for, and takes that thread's late word for the answer to the
/// next call (rdkafka_txnmgr.c:433); so it is given some time even when the caller's is over.
const SLICE_MIN: Duration = Duration::from_millis(100);
/// Some answers come at once, and asking again at once would be no use.
const PAUSE: Duration = Duration::from_millis(50);
/// How long an abort waits for the coordinator to hear of what it aborts.
const BEGINNING_MAX: Duration = Duration::from_millis(500);

/// What is known of the transaction.
#[derive(Default)]
pub struct Transaction {
    /// Begun, and neither committed nor aborted since, as far as is known.
    is_open: AtomicBool,
    /// From the moment it is committed or given up until the next one has begun; no record is taken meanwhile.
    is_ending: AtomicBool,
    /// A record of it was acknowledged.
    is_begun: AtomicBool,
    /// A record that fails takes it along: from its beginning until it is committed or given up.
    is_vulnerable: AtomicBool,
}

impl Transaction {
    pub fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Acquire)
    }

    pub fn is_vulnerable(&self) -> bool {
        self.is_vulnerable.load(Ordering::Relaxed)
    }

    /// A record was acknowledged, so the coordinator has heard of the transaction.
    pub fn note_delivery(&self) {
        self.is_begun.store(true, Ordering::Relaxed);
    }

    pub fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Acquire)
    }

    /// Lets nobody send while librdkafka ends it: a partition that is new to it in that moment is forgotten, and the messages of the next
    /// transaction wait in it for good (rdkafka_txnmgr.h:116). Whoever is sending is waited for.
    fn shut(&self, was_open: bool, buffer: &Mutex<ProduceBuffer>) {
        self.is_ending.fetch_or(was_open, Ordering::AcqRel);
        drop(buffer.lock());
    }

    fn set_open(&self, is_open: bool) {
        self.is_open.store(is_open, Ordering::Release);
    }
}

impl Producer {
    /// Gets a producer id, and fences whoever had the same transactional.id before.
    pub fn init_transactions(&self, timeout_ms: i32, token: u64) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        self.client.answer_on_lane(token, move |client| {
            resume(client, deadline, || client.is_closing(), Handle::init_transactions).map(|()| None)
        })
    }

    pub fn begin_transaction(&self, token: u64) -> Result<()> {
        let transaction = self.transaction.clone();
        self.client.answer_on_lane(token, move |client| {
            client.handle_while_closing()?.begin_transaction()?;
            transaction.is_begun.store(false, Ordering::Relaxed);
            transaction.is_vulnerable.store(true, Ordering::Relaxed);
            transaction.set_open(true);
            transaction.is_ending.store(false, Ordering::Release);
            Ok(None)
        })
    }

    /// Makes offsets of a consumer group part of the transaction. This call alone is not sliced: a timeout that passes while
    /// librdkafka asks the group's coordinator again fails the transaction (rdkafka_txnmgr.c:1600). A close leaves it behind.
    pub fn send_offsets(&self, offsets: &[u8], group: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
        let lines = parse_partitions(offsets)?;
        check_offsets(&lines)?;
        let offsets = PartitionList::from_lines(&lines)?;
        let group = GroupMetadata::parse(group)?;
        let deadline = Instant::now() + milliseconds(timeout_ms);
        self.client.answer_on_lane(token, move |client| {
            client.drain_to_outbox();
            let left = deadline.saturating_duration_since(Instant::now()).max(SLICE_MIN);
            let send = move |handle: &Arc<Handle>, _: &AtomicBool| {
                handle.send_offsets(&offsets, &group, whole_milliseconds(left))
            };
            client.call_apart(send, || false)?.unwrap_or_else(|| Err(closed())).map(|()| None)
        })
    }

    /// Commits what was sent since the transaction began, once all of it is settled.
    pub fn commit_transaction(&self, timeout_ms: i32, token: u64) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        let (transaction, buffer) = (self.transaction.clone(), self.buffer.clone());
        self.client.answer_on_lane(token, move |client| {
            // The commit waits for delivery reports too, but nobody takes them in while it does. What is not settled by
            // then is left to the commit, since only that finds out that the transaction has failed.
            flush_until(client, deadline.min(Instant::now() + SLICE), || client.is_closing());
            if client.is_closing() {
                return Err(closed());
            }
            let was_open = transaction.is_open.swap(false, Ordering::AcqRel);
            transaction.shut(was_open, &buffer);
            let outcome = resume(client, deadline, || client.is_closing(), Handle::commit_transaction);
            // Not committed and not over: it waits for an abort, by the caller or by the close.
            let is_failed = |error: &Error| error.flags & code::ABORTABLE != 0;
            transaction.set_open(outcome.as_ref().is_err_and(is_failed));
            transaction.is_vulnerable.fetch_and(outcome.is_err(), Ordering::Relaxed);
            outcome.map(|()| None)
        })
    }

    /// Gives up on what was sent since the transaction began.
    pub fn abort_transaction(&self, timeout_ms: i32, token: u64) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        let (transaction, buffer) = (self.transaction.clone(), self.buffer.clone());
        self.client.answer_on_lane(token, move |client| {
            transaction.is_vulnerable.store(false, Ordering::Relaxed);
            transaction.shut(transaction.is_open(), &buffer);
            wait_for_beginning(client, &transaction, deadline);
            let outcome = resume(client, deadline, || client.is_closing(), Handle::abort_transaction);
            // A close goes on with what had no time here.
            let is_unfinished = |error: &Error| is_resumable(error) || error.code == code::DESTROY;
            let is_open = transaction.is_open() && outcome.as_ref().is_err_and(is_unfinished);
            transaction.set_open(is_open);
            outcome.map(|()| None)
        })
    }

    /// For a close: readers of committed messages would otherwise wait for the transaction to time out.
    pub(super) fn abort_open_transaction(&self, client: &Arc<Client>, deadline: Instant) {
        self.transaction.is_vulnerable.store(false, Ordering::Relaxed);
        if self.transaction.is_open.swap(false, Ordering::AcqRel) {
            // Without success the broker aborts it after transaction.timeout.ms.
            let _ = resume(client, deadline, || false, Handle::abort_transaction);
        }
    }
}

/// While the coordinator still writes the marks of the transaction before, it lets in no partition of this one, and takes
/// its end for a second end of the former, which is fatal. librdkafka does not wait for its answer (rdkafka_txnmgr.c:2688);
/// the first record that is acknowledged is one.
fn wait_for_beginning(client: &Arc<Client>, transaction: &Transaction, deadline: Instant) {
    let is_begun = || transaction.is_begun.load(Ordering::Relaxed);
    if !is_begun() {
        let deadline = deadline.min(Instant::now() + BEGINNING_MAX);
        flush_until(client, deadline, || is_begun() || client.is_closing());
    }
}

/// Calls again and again what can be resumed, until it is done or the time is over.
fn resume(
    client: &Arc<Client>,
    deadline: Instant,
    is_over: impl Fn() -> bool,
    call: impl Fn(&Handle, i32) -> Result<()>,
) -> Result<()> {
    let handle = client.handle_while_closing()?;
    loop {
        client.drain_to_outbox();
        client.recover();
        let left = deadline.saturating_duration_since(Instant::now());
        let outcome = call(&handle, whole_milliseconds(left.clamp(SLICE_MIN, SLICE)));
        match &outcome {
            Err(error) if is_resumable(error) && Instant::now() < deadline => {}
            _ => return outcome,
        }
        if is_over() {
            return Err(closed());
        }
        std::thread::sleep(PAUSE);
    }
}

/// Whether the same call may do better. Another call that has to be finished first will not go away by itself.
fn is_resumable(error: &Error) -> bool {
    error.flags & code::RETRIABLE != 0 && error.code != code::CONFLICT
}

fn closed() -> Error {
    Error::closed("the client was closed before the transaction's call was done")
}
