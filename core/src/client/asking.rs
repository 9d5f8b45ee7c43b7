//! Questions to the cluster that block inside librdkafka: asked on the lane, in slices, so that a close need not wait for a
//! long timeout.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{milliseconds, whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::sys::Handle;

/// The first wait for an answer; each is longer than the one before, for a broker that is slow.
const SLICE: Duration = Duration::from_millis(500);
/// Where there may be no broker at all, what is said of that is looked at sooner.
const CONNECT_SLICE: Duration = Duration::from_millis(100);
const SLICE_MAX: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(50);
/// Says that nobody answered yet, so that asking again may help.
const UNANSWERED: [i32; 4] = [code::TIMED_OUT, code::TRANSPORT, code::ALL_BROKERS_DOWN, code::REQUEST_TIMED_OUT];
/// Says more of a connection that did not come about than that it did not.
const TELLING: [i32; 3] = [code::AUTHENTICATION, code::SSL, code::RESOLVE];

impl Client {
    /// Answers `token` once a broker has described the cluster, or with the reason why none has: at the deadline, or as soon as
    /// none will.
    pub fn connect(self: &Arc<Client>, timeout_ms: i32, token: u64) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        self.answer_on_lane(token, move |client| {
            let is_hopeful = |_: &Error| client.hopelessness().is_none();
            let probe = |handle: &Arc<Handle>, slice_ms| handle.probe(slice_ms);
            let outcome = client.ask_until(deadline, CONNECT_SLICE, is_hopeful, probe);
            let answer = outcome.map(|()| None).map_err(|error| client.unconnected(error, timeout_ms));
            client.complaints.lock().forgive();
            answer
        })
    }

    /// Answers `token` with what a question brings, or with the reason why it brought nothing. The question is asked with the
    /// milliseconds that it may take, and again while nobody answers.
    pub fn ask(
        self: &Arc<Client>,
        timeout_ms: i32,
        token: u64,
        mut question: impl FnMut(&Arc<Handle>, i32) -> Result<Vec<u8>> + Send + 'static,
    ) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        self.answer_on_lane(token, move |client| {
            let is_unanswered = |error: &Error| UNANSWERED.contains(&error.code);
            match client.ask_until(deadline, SLICE, is_unanswered, |handle, slice_ms| question(handle, slice_ms)) {
                Ok(answer) => Ok(Some(answer)),
                Err(error) if is_unanswered(&error) => Err(client.unanswered(error, timeout_ms)),
                Err(error) => Err(error),
            }
        })
    }

    fn ask_until<T>(
        &self,
        deadline: Instant,
        mut slice: Duration,
        is_worth_another: impl Fn(&Error) -> bool,
        mut question: impl FnMut(&Arc<Handle>, i32) -> Result<T>,
    ) -> Result<T> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match question(&self.handle_while_closing()?, whole_milliseconds(slice.min(left))) {
                Err(error) if is_worth_another(&error) && !self.is_closing() && Instant::now() < deadline => {}
                outcome => return outcome,
            }
            slice = SLICE_MAX.min(slice * 2);
            // Some answers come at once, and asking again at once would be no use.
            std::thread::sleep(PAUSE.min(left));
        }
    }

    /// Why no broker will let this client in, if that is certain.
    fn hopelessness(&self) -> Option<Error> {
        self.drain_to_outbox();
        self.complaints.lock().verdict().cloned()
    }

    fn unconnected(&self, error: Error, timeout_ms: i32) -> Error {
        if let Some(reason) = self.hopelessness() {
            return Error { message: format!("connecting cannot succeed: {}", reason.message), ..reason };
        }
        let code = self.complaints.lock().reason().map_or(error.code, |reason| reason.code);
        let unanswered = self.unanswered(error, timeout_ms);
        match TELLING.contains(&code) {
            true => Error::kafka(code, unanswered.message),
            false => unanswered,
        }
    }

    fn unanswered(&self, error: Error, timeout_ms: i32) -> Error {
        self.drain_to_outbox();
        let complaints = self.complaints.lock();
        let reason = complaints.reason().map_or(error.message.as_str(), |reason| &reason.message);
        Error { message: format!("no broker answered within {timeout_ms} ms: {reason}"), ..error }
    }
}
