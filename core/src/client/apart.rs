//! Calls that stay inside librdkafka for as long as a broker likes: made on a thread of their own, so that a close need not wait for
//! them.

use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{bounded, RecvTimeoutError};

use super::Client;
use crate::code::{Error, Result};
use crate::sys::Handle;

/// Between two looks at whether the call is still wanted.
const STEP: Duration = Duration::from_millis(20);

/// Counts a call that is inside the instance.
struct Inside(Arc<AtomicUsize>);

impl Inside {
    fn new(count: &Arc<AtomicUsize>) -> Inside {
        count.fetch_add(1, Ordering::AcqRel);
        Inside(count.clone())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Client {
    /// Makes a call and waits for what it brings, until `is_over` or the client closes: then the call is left behind, is told so, and
    /// keeps the instance until it returns. None if it was.
    pub fn call_apart<T: Send + 'static>(
        self: &Arc<Client>,
        call: impl FnOnce(&Arc<Handle>, &AtomicBool) -> T + Send + 'static,
        mut is_over: impl FnMut() -> bool,
    ) -> Result<Option<T>> {
        let handle = self.handle_while_closing()?;
        let inside = Inside::new(&self.inside_count);
        let is_left = Arc::new(AtomicBool::new(false));
        let (sender, answer) = bounded(1);
        let is_left_there = is_left.clone();
        let thread = std::thread::Builder::new().name("kc-call".to_owned()).spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| call(&handle, &is_left_there)));
            // Gone before the answer is heard: whoever closes then is alone with the instance.
            drop(handle);
            drop(inside);
            let _ = sender.send(outcome);
        });
        thread.map_err(|error| Error::resource(format!("no thread for a call: {error}")))?;
        loop {
            match answer.recv_timeout(STEP) {
                Ok(Ok(outcome)) => return Ok(Some(outcome)),
                Ok(Err(panic)) => resume_unwind(panic),
                Err(RecvTimeoutError::Timeout) if !self.is_closing() && !is_over() => self.recover(),
                Err(_) => {
                    is_left.store(true, Ordering::Release);
                    return Ok(None);
                }
            }
        }
    }

    /// Whether a call that was left behind is still inside the instance.
    pub(super) fn has_calls_inside(&self) -> bool {
        self.inside_count.load(Ordering::Acquire) > 0
    }
}
