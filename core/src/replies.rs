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
        let queue = self.queue.lock();
        let token = pending.token();
        // Entered first: the answer may be there before the call returns.
        self.pending.lock().insert(token, pending);
        let sent = match queue.as_ref() {
            Some(queue) => send(queue, token),
            None => Err(Error::state("the client is closing")),
        };
        if sent.is_err() {
            if let Some(pending) = self.pending.lock().remove(&token) {
                pending.withdraw();
            }
        }
        sent
    }

    /// Settles what was answered.
    pub fn drain(&self, read: impl Fn(&Event) -> Result<Option<Vec<u8>>>) {
        let queue = self.queue.lock();
        let Some(queue) = queue.as_ref() else { return };
        while let Some(event) = queue.poll() {
            let pending = self.pending.lock().remove(&event.opaque());
            if let Some(pending) = pending {
                pending.settle(read(&event));
            }
        }
    }

    /// Gives up on the rest; each is answered as closed.
    pub fn end(&self) {
        *self.queue.lock() = None;
        self.pending.lock().clear();
    }
}
