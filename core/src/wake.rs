//! The wake-up: one pipe per client, written to when there is something to poll.
//!
//! The law: `poll` clears the waker before it drains, so whatever arrives afterwards writes again; and it answers "empty"
//! only when every source was seen empty after the clearing. librdkafka's queues are edge-triggered, so a source that is
//! left half drained never rings again by itself.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::code::{Error, Result};
use crate::sys::{self, Notify};

pub struct Waker {
    /// True from the first wake-up until the next poll: further wake-ups in between need no write.
    armed: AtomicBool,
    reader: File,
    writer: File,
}

impl Waker {
    pub fn new() -> Result<Arc<Waker>> {
        let (reader, writer) =
            sys::pipe().map_err(|error| Error::resource(format!("no pipe for wake-ups: {error}")))?;
        Ok(Arc::new(Waker { armed: AtomicBool::new(false), reader: File::from(reader), writer: File::from(writer) }))
    }

    /// Makes the pipe readable. Never blocks and never fails: a full pipe is readable already.
    pub fn wake(&self) {
        if !self.armed.swap(true, Ordering::SeqCst) {
            let _ = (&self.writer).write(&[1]);
        }
    }

    /// To be called before draining.
    pub fn clear(&self) {
        self.armed.store(false, Ordering::SeqCst);
    }

    /// True when a wake-up has not been followed by a poll yet: the other side is busy or stuck.
    pub fn is_pending(&self) -> bool {
        self.armed.load(Ordering::SeqCst)
    }

    /// A duplicate of the read end for the caller to watch and to close.
    pub fn duplicate(&self) -> Result<OwnedFd> {
        let duplicate = self.reader.as_fd().try_clone_to_owned();
        duplicate.map_err(|error| Error::resource(format!("no descriptor for wake-ups: {error}")))
    }

    /// Waits until the pipe is readable and empties it; false when the deadline passed first.
    pub fn wait(&self, deadline: Instant) -> bool {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            // Rounded up, so that the last fraction of a millisecond is waited and not spun.
            let timeout = left + Duration::from_micros(999);
            if sys::wait_readable(self.reader.as_raw_fd(), timeout) {
                let mut bytes = [0; 64];
                while matches!((&self.reader).read(&mut bytes), Ok(count) if count == bytes.len()) {}
                return true;
            }
            if left.is_zero() {
                return false;
            }
        }
    }
}

impl Notify for Waker {
    fn notify(&self) {
        self.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[test]
    fn a_wake_is_seen_once() {
        let waker = Waker::new().unwrap();
        assert!(!waker.wait(Instant::now()));
        waker.wake();
        waker.wake();
        assert!(waker.is_pending());
        assert!(waker.wait(soon()));
        assert!(!waker.wait(Instant::now()), "two wakes without a poll are one write");
    }

    #[test]
    fn a_wake_after_the_clearing_writes_again() {
        let waker = Waker::new().unwrap();
        waker.wake();
        waker.clear();
        waker.wake();
        assert!(waker.wait(soon()));
    }

    #[test]
    fn a_full_pipe_blocks_nobody() {
        let waker = Waker::new().unwrap();
        for _ in 0..200_000 {
            waker.clear();
            waker.wake();
        }
        assert!(waker.wait(soon()));
    }

    #[test]
    fn a_duplicate_lives_on_its_own() {
        let waker = Waker::new().unwrap();
        let fd = waker.duplicate().unwrap();
        waker.wake();
        assert!(sys::wait_readable(fd.as_raw_fd(), Duration::from_secs(10)));
        drop(fd);
        assert!(waker.wait(soon()));
    }

    #[test]
    fn a_waiter_is_woken_from_another_thread() {
        let waker = Waker::new().unwrap();
        let other = waker.clone();
        let thread = std::thread::spawn(move || other.wake());
        assert!(waker.wait(soon()));
        thread.join().unwrap();
    }
}
