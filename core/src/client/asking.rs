//! Questions to the cluster that block inside librdkafka: asked one after the other, on behalf of the lane, and again while nobody
//! answers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{milliseconds, whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::sys::Handle;

/// The first wait for an answer; each is longer than the one before. A broker may be slow, and some questions take it several answers.
const SLICE: Duration = Duration::from_millis(500);
const SLICE_MAX: Duration = Duration::from_secs(10);
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
            let probe = move |handle: &Arc<Handle>, is_left: &AtomicBool| {
                ask_until(handle, deadline, is_left, |_| true, |handle, slice_ms| handle.probe(slice_ms))
            };
            let outcome = match client.call_apart(probe, || client.hopelessness().is_some())? {
                Some(outcome) => outcome,
                None => Err(Error::timed_out("no broker has answered so far".to_owned())),
            };
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
        question: impl FnMut(&Arc<Handle>, i32) -> Result<Vec<u8>> + Send + 'static,
    ) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        self.answer_on_lane(token, move |client| {
            let is_unanswered = |error: &Error| UNANSWERED.contains(&error.code);
            let asking = move |handle: &Arc<Handle>, is_left: &AtomicBool| {
                ask_until(handle, deadline, is_left, is_unanswered, question)
            };
            match client.call_apart(asking, || false)? {
                Some(Ok(answer)) => Ok(Some(answer)),
                Some(Err(error)) if is_unanswered(&error) => Err(client.unanswered(error, timeout_ms)),
                Some(Err(error)) => Err(error),
                None => Err(Error::closed("the client was closed before it was answered")),
            }
        })
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

/// Asks until there is an answer, the deadline has passed, or nobody waits for it any more.
fn ask_until<T>(
    handle: &Arc<Handle>,
    deadline: Instant,
    is_left: &AtomicBool,
    is_worth_another: impl Fn(&Error) -> bool,
    mut question: impl FnMut(&Arc<Handle>, i32) -> Result<T>,
) -> Result<T> {
    let mut slice = SLICE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match question(handle, whole_milliseconds(slice.min(left))) {
            Err(error) if is_worth_another(&error) && !is_left.load(Ordering::Acquire) && Instant::now() < deadline => {
            }
            outcome => return outcome,
        }
        slice = SLICE_MAX.min(slice * 2);
        // Some answers come at once, and asking again at once would be no use.
        std::thread::sleep(PAUSE.min(left));
    }
}
