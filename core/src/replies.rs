//! Requests that librdkafka answers on a queue: who waits for which answer.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::code::{Error, Result};
use crate::sys::{Event, Handle, Queue};
use crate::tokens::Pending;
use crate::wake::Waker;

pub struct Replies {
    /// None when the client has ended.
    queue: Mutex<Option<Queue>>,
    pending: Mutex<HashMap<u64, Pending>>,
}

impl Replies {
    pub fn new(handle: &Arc<Handle>, waker: &Arc<Waker>) -> Replies {
        let mut queue = Queue::new(handle);
        queue.ring(waker.clone());
        Replies { queue: Mutex::new(Some(queue)), pending: Mutex::new(HashMap::new()) }
    }

    /// Sends a request whose answer will come as an event with the token as its opaque. A request that is refused at once
    /// takes its token back.
    pub fn request(&self, pending: Pending, send: impl FnOnce(&Queue, u64) -> Result<()>) -> Result<()> {
        self.send(pending, send).map_err(|(pending, error)| {
            pending.into_iter().for_each(Pending::withdraw);
            error
        })
    }

    /// Sends a request once more. If it is refused now, that is its answer.
    pub fn repeat(&self, pending: Pending, send: impl FnOnce(&Queue, u64) -> Result<()>) {
        if let Err((Some(pending), error)) = self.send(pending, send) {
            pending.settle(Err(error));
        }
    }

    /// Hands over what was answered, with its question, to be settled.
    pub fn drain(&self, mut settle: impl FnMut(&Event, Pending)) {
        let queue = self.queue.lock();
        let Some(queue) = queue.as_ref() else { return };
        while let Some(event) = queue.poll() {
            let pending = self.pending.lock().remove(&event.opaque());
            if let Some(pending) = pending {
                settle(&event, pending);
            }
        }
    }

    /// Gives up on the rest; each is answered as closed.
    pub fn end(&self) {
        *self.queue.lock() = None;
        self.pending.lock().clear();
    }

    fn send(
        &self,
        pending: Pending,
        send: impl FnOnce(&Queue, u64) -> Result<()>,
    ) -> std::result::Result<(), (Option<Pending>, Error)> {
        let queue = self.queue.lock();
        let token = pending.token();
        // Entered first: the answer may be there before the call returns.
        self.pending.lock().insert(token, pending);
        let sent = match queue.as_ref() {
            Some(queue) => send(queue, token),
            None => Err(Error::state("the client is closing")),
        };
        sent.map_err(|error| (self.pending.lock().remove(&token), error))
    }
}
