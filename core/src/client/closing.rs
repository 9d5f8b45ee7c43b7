//! The end of a client: everything is answered, then the instance goes.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Client, Sources, CLOSED, CLOSE_STEP, CLOSING, OWN_BATCH_SIZE};
use crate::code::{Error, Result};
use crate::outbox::Parcel;
use crate::source::{self, POLL_CONTROL};
use crate::sys::Handle;
use crate::wire::Writer;

/// After a close that ran out of time: librdkafka may want a whole session timeout, and that is at most an hour.
const LINGER_TIMEOUT: Duration = Duration::from_secs(3_660);
const LINGER_STEP: Duration = Duration::from_millis(20);
/// Given to calls that are inside the instance when it is about to be destroyed.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(10);

/// What a role does at the end of its client, on the lane.
pub trait Role: Send + Sync {
    /// Settles everything and leaves librdkafka nothing to wait for; false when that could not be done in time.
    fn finish(&self, client: &Arc<Client>, deadline: Instant) -> bool;

    /// Goes on with what `finish` had no time for, after the caller was answered; true when it is done.
    fn linger(&self, _client: &Arc<Client>) -> bool {
        true
    }

    /// Lets go of everything of librdkafka's that the role keeps. Called again while other calls are leaving.
    fn release(&self) {}
}

impl Client {
    /// Ends the client on the lane: the role settles what is open, then the instance goes; `done` is told last.
    pub fn close(
        self: &Arc<Client>,
        role: Arc<dyn Role>,
        timeout: Duration,
        done: impl FnOnce() + Send + 'static,
    ) -> Result<()> {
        let before = self.state.fetch_max(CLOSING, Ordering::AcqRel);
        if before >= CLOSING {
            return Err(Error::state("the client is closing or closed already"));
        }
        let client = self.clone();
        let deadline = Instant::now() + timeout;
        self.lane.submit_close(move || {
            let is_finished = catch_unwind(AssertUnwindSafe(|| role.finish(&client, deadline))).unwrap_or_else(|_| {
                client.outbox.push(Parcel::error(&Error::panic("the core panicked while it closed this client")));
                false
            });
            if is_finished && !client.has_calls_inside() {
                destroy_alone(client.let_go(), &*role);
                done();
            } else {
                client.drain_to_outbox();
                client.end_sources();
                done();
                client.linger(&*role);
                destroy_alone(client.let_go(), &*role);
            }
            client.lane.stop();
        })
    }

    /// As `close`, with the answer as a record for `token`.
    pub fn close_with_token(self: &Arc<Client>, role: Arc<dyn Role>, timeout: Duration, token: u64) -> Result<()> {
        let pending = self.tokens.accept(token)?.share();
        let held = pending.clone();
        pending.unless_refused(self.close(role, timeout, move || {
            if let Some(pending) = held.take() {
                pending.settle(Ok(None));
            }
        }))
    }

    /// As `close`, returning when it is done.
    pub fn close_wait(self: &Arc<Client>, role: Arc<dyn Role>, timeout: Duration) -> Result<()> {
        let (sender, done) = crossbeam_channel::bounded(1);
        self.close(role, timeout, move || {
            // The caller is still waiting: it holds the other end.
            let _ = sender.send(());
        })?;
        done.recv().map_err(|_| Error::closed("the client's thread ended before the close"))
    }

    /// What is still unanswered is answered as closed.
    fn end_sources(&self) {
        self.sources.lock().list.iter_mut().for_each(|source| source.end());
    }

    /// Keeps librdkafka going after the caller was answered. What it says is nobody's business any more.
    fn linger(self: &Arc<Client>, role: &dyn Role) {
        let deadline = Instant::now() + LINGER_TIMEOUT;
        let mut buffer = vec![0; OWN_BATCH_SIZE];
        while Instant::now() < deadline {
            if let Ok(mut writer) = Writer::new(&mut buffer) {
                let _ = source::drain(&mut self.sources.lock().list, POLL_CONTROL, &mut writer);
            }
            if role.linger(self) {
                return;
            }
            std::thread::sleep(LINGER_STEP);
        }
    }

    /// Takes in what the instance still has to say, and gives it up.
    fn let_go(&self) -> Option<Arc<Handle>> {
        self.drain_to_outbox();
        self.end_sources();
        let mut sources = self.sources.lock();
        *sources = Sources::default();
        self.state.store(CLOSED, Ordering::Release);
        drop(sources);
        self.waker.wake();
        self.handle.write().take()
    }
}

/// Waits for calls that are inside the instance to leave, so that it is destroyed on this thread and not on theirs.
fn destroy_alone(mut handle: Option<Arc<Handle>>, role: &dyn Role) {
    let deadline = Instant::now() + LEAVE_TIMEOUT;
    while let Some(shared) = handle.take() {
        role.release();
        match Arc::try_unwrap(shared) {
            Ok(last) => drop(last),
            Err(_) if Instant::now() >= deadline => {}
            Err(shared) => {
                handle = Some(shared);
                std::thread::sleep(CLOSE_STEP);
            }
        }
    }
}
