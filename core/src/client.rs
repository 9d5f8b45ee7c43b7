//! One client: an instance of librdkafka with its waker, outbox, tokens and lane, and the one stream of records that
//! all of them feed. Roles (producer, consumer, admin) plug their queues in as sources.

mod asking;
mod closing;

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};

use crate::code::{Error, Result, FATAL};
use crate::complaints::Complaints;
use crate::lane::Lane;
use crate::outbox::{Outbox, Parcel};
use crate::source::{self, Drained, Source, POLL_CONTROL};
use crate::sys::{Event, EventKind, Handle};
use crate::tokens::{Pending, Tokens};
use crate::wake::Waker;
use crate::wire::{kind, Batch, NoRoom, Writer};

pub use closing::Role;

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
    sources: Mutex<Vec<Box<dyn Source>>>,
    complaints: Mutex<Complaints>,
}

impl Client {
    pub fn new(handle: Arc<Handle>, name: &str) -> Result<Arc<Client>> {
        let waker = Waker::new()?;
        let outbox = Outbox::new(waker.clone());
        Ok(Arc::new(Client {
            handle: RwLock::new(Some(handle)),
            tokens: Tokens::new(outbox.clone()),
            lane: Lane::start(name)?,
            waker,
            outbox,
            state: AtomicU8::new(OPEN),
            sources: Mutex::new(Vec::new()),
            complaints: Mutex::default(),
        }))
    }

    /// Adds a source; the first one added is drained first. One that comes when the client has ended ends at once.
    pub fn add_source(&self, mut source: Box<dyn Source>) {
        let mut sources = self.sources.lock();
        if self.state.load(Ordering::Acquire) == CLOSED {
            return source.end();
        }
        sources.push(source);
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
        let mut writer = Writer::new(buffer)?;
        let drained = self.outbox.drain(&mut writer).and_then(|()| source::drain(&mut sources, flags, &mut writer));
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
        let mut buffer = vec![0; OWN_BATCH_SIZE];
        loop {
            let Ok(mut writer) = Writer::new(&mut buffer) else { return };
            let drained = source::drain(&mut sources, POLL_CONTROL, &mut writer);
            let length = writer.finish();
            if let Ok(batch) = Batch::parse(&buffer[..length]) {
                self.outbox.push_batch(&batch);
            }
            match drained {
                Ok(Drained::Empty) => return,
                Ok(Drained::More) => {}
                Err(no_room) if length == 0 => buffer = vec![0; no_room.needed as usize],
                Err(_) => {}
            }
        }
    }

    /// Turns an event that concerns every kind of client into a record; `None` for an event that says nothing.
    pub fn parcel_of(&self, event: &Event) -> Option<Parcel> {
        match event.kind() {
            EventKind::Error => self.complain(event),
            EventKind::Log => event.log().map(|log| Parcel {
                kind: kind::LOG,
                code: log.level,
                key: Some(log.facility.into_bytes()),
                value: Some(log.text.into_bytes()),
                ..Parcel::default()
            }),
            EventKind::Statistics => {
                Some(Parcel { kind: kind::STATS, value: Some(event.statistics().into_bytes()), ..Parcel::default() })
            }
            EventKind::TokenRefresh => Some(Parcel {
                kind: kind::TOKEN_REFRESH,
                value: event.token_config().map(String::into_bytes),
                ..Parcel::default()
            }),
            _ => None,
        }
    }

    fn complain(&self, event: &Event) -> Option<Parcel> {
        let mut error = Error::kafka(event.code(), event.text());
        if event.is_fatal() {
            error = error.with_flags(FATAL);
        }
        self.complaints.lock().is_news(&error).then(|| Parcel::error(&error))
    }

    /// Runs `step` until it answers true or the deadline has passed, keeping the caller's records moving meanwhile.
    pub fn work_until(&self, deadline: Instant, mut step: impl FnMut() -> bool) -> bool {
        loop {
            self.drain_to_outbox();
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
