//! One client: an instance of librdkafka with its waker, outbox, tokens and lane, and the one stream of records that
//! all of them feed. Roles (producer, consumer, admin) plug their queues in as sources.

mod apart;
mod asking;
mod closing;
mod log_limit;
mod news;
mod recovery;
mod upkeep;

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};

use crate::code::{self, Error, Result};
use crate::complaints::Complaints;
use crate::lane::Lane;
use crate::outbox::Outbox;
use crate::source::{self, Drained, Source, POLL_CONTROL};
use crate::sys::Handle;
use crate::tokens::{Pending, Tokens};
use crate::wake::Waker;
use crate::wire::{Batch, NoRoom, Writer};

pub use closing::Role;
use log_limit::LogLimit;
use recovery::Recovery;

/// The batch that the lane drains into when the caller does not poll. A single record larger than this (a partition list
/// of a hundred thousand lines) gets a buffer of its own.
const OWN_BATCH_SIZE: usize = 256 * 1024;
/// Between two looks at a client that is closing.
const CLOSE_STEP: Duration = Duration::from_millis(2);
const OPEN: u8 = 0;
const POISONED: u8 = 1;
const CLOSING: u8 = 2;
const CLOSED: u8 = 3;

/// What one poll brought.
#[derive(Debug, PartialEq, Eq)]
pub struct Polled {
    pub length: usize,
    pub has_more: bool,
}

pub struct Client {
    handle: RwLock<Option<Arc<Handle>>>,
    waker: Arc<Waker>,
    outbox: Arc<Outbox>,
    tokens: Arc<Tokens>,
    lane: Lane,
    state: AtomicU8,
    sources: Mutex<Sources>,
    complaints: Mutex<Complaints>,
    log_limit: Mutex<LogLimit>,
    recovery: Mutex<Recovery>,
    /// Woken at the last look of the upkeep, and not polled since.
    is_overdue: AtomicBool,
    /// Calls on threads of their own.
    inside_count: Arc<AtomicUsize>,
}

/// Where records come from, and the lane's batch for them, kept for the next time.
#[derive(Default)]
struct Sources {
    list: Vec<Box<dyn Source>>,
    own_batch: Vec<u8>,
}

impl Client {
    pub fn new(handle: Arc<Handle>, name: &str) -> Result<Arc<Client>> {
        let waker = Waker::new()?;
        let outbox = Outbox::new(waker.clone());
        handle.tell_throttling(outbox.clone());
        let client = Arc::new(Client {
            handle: RwLock::new(Some(handle)),
            tokens: Tokens::new(outbox.clone()),
            lane: Lane::start(name)?,
            waker,
            outbox,
            state: AtomicU8::new(OPEN),
            sources: Mutex::default(),
            complaints: Mutex::default(),
            log_limit: Mutex::new(LogLimit::new(Instant::now())),
            recovery: Mutex::default(),
            is_overdue: AtomicBool::new(false),
            inside_count: Arc::default(),
        });
        client.schedule_upkeep();
        Ok(client)
    }

    /// Adds a source; the first one added is drained first. One that comes when the client has ended ends at once.
    pub fn add_source(&self, mut source: Box<dyn Source>) {
        let mut sources = self.sources.lock();
        if self.state.load(Ordering::Acquire) == CLOSED {
            return source.end();
        }
        sources.list.push(source);
        self.waker.wake();
    }

    pub fn waker(&self) -> &Arc<Waker> {
        &self.waker
    }

    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// The instance, for a call that needs the client open and sound.
    pub fn handle(&self) -> Result<Arc<Handle>> {
        self.check_open()?;
        self.handle_while_closing()
    }

    /// The instance, for the client's own work up to its end.
    pub fn handle_while_closing(&self) -> Result<Arc<Handle>> {
        self.handle.read().clone().ok_or_else(|| Error::state("the client is closed"))
    }

    pub fn check_open(&self) -> Result<()> {
        match self.state.load(Ordering::Acquire) {
            OPEN => Ok(()),
            POISONED => {
                Err(Error::state("the client is unusable since the core panicked; close it and make a new one"))
            }
            CLOSING => Err(Error::state("the client is closing")),
            _ => Err(Error::state("the client is closed")),
        }
    }

    pub fn is_closing(&self) -> bool {
        self.state.load(Ordering::Acquire) >= CLOSING
    }

    /// After a panic inside: calls are refused from now on, while what was accepted is still answered and closing works.
    pub fn poison(&self) {
        let _ = self.state.compare_exchange(OPEN, POISONED, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Takes on a token for an open client.
    pub fn accept(&self, token: u64) -> Result<Pending> {
        self.check_open()?;
        self.tokens.accept(token)
    }

    /// Takes on a token and answers it with what `job` returns, on the lane.
    pub fn answer_on_lane(
        self: &Arc<Client>,
        token: u64,
        job: impl FnOnce(&Arc<Client>) -> Result<Option<Vec<u8>>> + Send + 'static,
    ) -> Result<()> {
        let pending = self.accept(token)?.share();
        let (client, held) = (self.clone(), pending.clone());
        pending.unless_refused(self.lane.submit(move || {
            let Some(pending) = held.take() else { return };
            if client.is_closing() {
                return pending.settle(Err(Error::closed("the client was closed before its turn came")));
            }
            match catch_unwind(AssertUnwindSafe(|| job(&client))) {
                // A job that found the client closing half-way.
                Ok(Err(error)) if error.code == code::STATE && client.is_closing() => {
                    pending.settle(Err(Error::closed("the client was closed before it could answer")));
                }
                Ok(answer) => pending.settle(answer),
                Err(_) => {
                    client.poison();
                    pending.settle(Err(Error::panic("the core panicked while it worked on this request")));
                }
            }
        }))
    }

    /// Moves what is waiting into `buffer`, control records before messages.
    pub fn poll(&self, flags: u32, buffer: &mut [u8]) -> std::result::Result<Polled, NoRoom> {
        let mut sources = self.sources.lock();
        self.waker.clear();
        self.is_overdue.store(false, Ordering::Relaxed);
        let mut writer = Writer::new(buffer)?;
        let drained =
            self.outbox.drain(&mut writer).and_then(|()| source::drain(&mut sources.list, flags, &mut writer));
        if drained.is_ok() && flags & POLL_CONTROL != 0 {
            sources.list.iter_mut().for_each(|source| source.told());
        }
        match drained {
            Err(no_room) if writer.record_count() == 0 => Err(no_room),
            drained => Ok(Polled { has_more: drained != Ok(Drained::Empty), length: writer.finish() }),
        }
    }

    /// As `poll`, waiting for the first record until the timeout.
    pub fn poll_wait(&self, flags: u32, timeout: Duration, buffer: &mut [u8]) -> std::result::Result<Polled, NoRoom> {
        let deadline = Instant::now() + timeout;
        loop {
            let polled = self.poll(flags, buffer)?;
            if polled.length > 0 || (!polled.has_more && !self.waker.wait(deadline)) {
                return Ok(polled);
            }
            if polled.has_more && Instant::now() >= deadline {
                return Ok(polled);
            }
        }
    }

    /// Drains control records on behalf of a caller who may not be polling, and keeps them for the next poll.
    pub fn drain_to_outbox(&self) {
        let mut sources = self.sources.lock();
        let Sources { list, own_batch } = &mut *sources;
        own_batch.resize(OWN_BATCH_SIZE, 0);
        loop {
            let Ok(mut writer) = Writer::new(own_batch) else { return };
            let drained = source::drain(list, POLL_CONTROL, &mut writer);
            let length = writer.finish();
            if let Ok(batch) = Batch::parse(&own_batch[..length]) {
                self.outbox.push_batch(&batch);
            }
            match drained {
                Ok(Drained::Empty) => break,
                Ok(Drained::More) => {}
                Err(no_room) if length == 0 => own_batch.resize(no_room.needed as usize, 0),
                Err(_) => {}
            }
        }
        own_batch.truncate(OWN_BATCH_SIZE);
        own_batch.shrink_to(OWN_BATCH_SIZE);
    }

    /// Runs `step` until it answers true or the deadline has passed, keeping the caller's records moving meanwhile.
    pub fn work_until(&self, deadline: Instant, mut step: impl FnMut() -> bool) -> bool {
        loop {
            self.drain_to_outbox();
            self.recover();
            if step() {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            std::thread::sleep(CLOSE_STEP);
        }
    }
}

/// A caller's timeout; negative ones wait no time.
pub fn milliseconds(timeout_ms: i32) -> Duration {
    Duration::from_millis(u64::try_from(timeout_ms).unwrap_or(0))
}

/// A duration as librdkafka takes it.
pub fn whole_milliseconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}
