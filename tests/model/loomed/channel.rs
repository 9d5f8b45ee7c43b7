//! crossbeam's bounded channel, as far as the lane uses it. Messages that nobody will receive are dropped with the receiver.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use loom::sync::{Condvar, Mutex, MutexGuard};

thread_local! {
    static PRETENDED: Cell<usize> = const { Cell::new(0) };
}

/// Lets new channels pretend to hold so much, so that a model need not fill a thousand places to look at the last ones. For
/// the calling thread of the system, which is that of all threads of a model.
pub fn pretend_waiting(count: usize) {
    PRETENDED.set(count);
}

#[derive(Debug)]
pub enum RecvTimeoutError {
    Timeout,
    Disconnected,
}

#[derive(Debug)]
pub struct RecvError;

#[derive(Debug)]
pub struct TrySendError<T>(pub T);

struct Channel<T> {
    state: Mutex<State<T>>,
    is_changed: Condvar,
    capacity: usize,
}

struct State<T> {
    messages: VecDeque<T>,
    sender_count: usize,
    is_received: bool,
}

pub struct Sender<T>(Arc<Channel<T>>);

pub struct Receiver<T>(Arc<Channel<T>>);

pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let state = State { messages: VecDeque::new(), sender_count: 1, is_received: true };
    let capacity = capacity.saturating_sub(PRETENDED.get());
    let channel = Arc::new(Channel { state: Mutex::new(state), is_changed: Condvar::new(), capacity });
    (Sender(channel.clone()), Receiver(channel))
}

impl<T> Channel<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl<T> Sender<T> {
    pub fn len(&self) -> usize {
        self.0.lock().messages.len() + PRETENDED.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let mut state = self.0.lock();
        if !state.is_received || state.messages.len() >= self.0.capacity {
            drop(state);
            return Err(TrySendError(message));
        }
        state.messages.push_back(message);
        self.0.is_changed.notify_all();
        Ok(())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.lock().sender_count -= 1;
        self.0.is_changed.notify_all();
    }
}

impl<T> Receiver<T> {
    pub fn recv(&self) -> Result<T, RecvError> {
        let mut state = self.0.lock();
        loop {
            if let Some(message) = state.messages.pop_front() {
                return Ok(message);
            }
            if state.sender_count == 0 {
                return Err(RecvError);
            }
            state = self.0.is_changed.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
    }

    /// A timer that is set is due at once when nothing else waits.
    pub fn recv_deadline(&self, _deadline: Instant) -> Result<T, RecvTimeoutError> {
        let mut state = self.0.lock();
        match state.messages.pop_front() {
            Some(message) => Ok(message),
            None if state.sender_count == 0 => Err(RecvTimeoutError::Disconnected),
            None => Err(RecvTimeoutError::Timeout),
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_received = false;
        let unreceived = std::mem::take(&mut state.messages);
        drop(state);
        // Outside of the lock: what a message holds may send.
        drop(unreceived);
    }
}
