//! Event and message queues of an instance, and the bell that rings when one stops being empty.

use std::ptr::NonNull;
use std::sync::Arc;

use libc::{c_int, c_void};

use super::event::Event;
use super::ffi::{self, rd_kafka_queue_t, rd_kafka_t};
use super::handle::Handle;
use super::message::Messages;
use super::text::c_string;
use crate::code::{Error, Result};

/// Told when a queue turns from empty to non-empty. Runs on librdkafka's threads under the queue's lock: it must be
/// short and must not call librdkafka.
pub trait Notify: Send + Sync {
    fn notify(&self);
}

pub struct Queue {
    queue: NonNull<rd_kafka_queue_t>,
    owner: Arc<Handle>,
    /// Boxed, because librdkafka keeps its address; freed after the callback is switched off.
    bell: Option<Box<Arc<dyn Notify>>>,
}

// SAFETY: queues are locked inside librdkafka; batch consume takes `&mut self`.
unsafe impl Send for Queue {}
// SAFETY: as above.
unsafe impl Sync for Queue {}

impl Queue {
    pub fn new(owner: &Arc<Handle>) -> Queue {
        // SAFETY: valid instance.
        Queue::own(owner, unsafe { ffi::rd_kafka_queue_new(owner.as_ptr()) })
    }

    /// The queue of a producer's or admin client's delivery reports, errors, logs and statistics.
    pub fn main(owner: &Arc<Handle>) -> Queue {
        // SAFETY: valid instance.
        let queue = Queue::own(owner, unsafe { ffi::rd_kafka_queue_get_main(owner.as_ptr()) });
        queue.take_logs();
        queue
    }

    /// A consumer's queue for everything but messages; the main queue is redirected here.
    pub fn control(owner: &Arc<Handle>) -> Result<Queue> {
        // SAFETY: valid instance, of the consumer kind, or librdkafka refuses and answers null below.
        let raw = unsafe {
            ffi::rd_kafka_poll_set_consumer(owner.as_ptr());
            ffi::rd_kafka_queue_get_consumer(owner.as_ptr())
        };
        if raw.is_null() {
            return Err(Error::invalid("group.id is missing; a consumer needs the name of its group"));
        }
        let queue = Queue::own(owner, raw);
        queue.take_logs();
        Ok(queue)
    }

    /// The fetch queue of one partition, cut off from the consumer's queue so that its messages arrive only here.
    pub fn partition(owner: &Arc<Handle>, topic: &str, partition: i32) -> Result<Queue> {
        let name = c_string("topic", topic)?;
        // SAFETY: valid instance and string.
        let raw = unsafe { ffi::rd_kafka_queue_get_partition(owner.as_ptr(), name.as_ptr(), partition) };
        if raw.is_null() {
            return Err(Error::invalid(format!("{topic} [{partition}] is not a partition that can be consumed")));
        }
        let queue = Queue::own(owner, raw);
        // SAFETY: a null target means: keep what arrives.
        unsafe { ffi::rd_kafka_queue_forward(queue.as_ptr(), std::ptr::null_mut()) };
        Ok(queue)
    }

    fn own(owner: &Arc<Handle>, raw: *mut rd_kafka_queue_t) -> Queue {
        let queue = NonNull::new(raw).expect("librdkafka answers a queue for a valid instance");
        Queue { queue, owner: owner.clone(), bell: None }
    }

    fn take_logs(&self) {
        // SAFETY: valid instance and queue.
        unsafe { ffi::rd_kafka_set_log_queue(self.owner.as_ptr(), self.as_ptr()) };
    }

    pub(super) fn as_ptr(&self) -> *mut rd_kafka_queue_t {
        self.queue.as_ptr()
    }

    /// Rings `bell` whenever the queue turns from empty to non-empty, and once now in case it already has.
    pub fn ring(&mut self, bell: Arc<dyn Notify>) {
        self.silence();
        let bell = Box::new(bell);
        let opaque: *const Arc<dyn Notify> = &*bell;
        // SAFETY: the box outlives the callback: `silence` switches it off first, under the queue's lock.
        unsafe {
            ffi::rd_kafka_queue_cb_event_enable(self.as_ptr(), Some(ring), opaque.cast_mut().cast::<c_void>());
        }
        bell.notify();
        self.bell = Some(bell);
    }

    /// Rings no more.
    pub fn silence(&mut self) {
        if self.bell.is_some() {
            // SAFETY: the call takes the queue's lock, so no callback runs or starts once it returns.
            unsafe { ffi::rd_kafka_queue_cb_event_enable(self.as_ptr(), None, std::ptr::null_mut()) };
            self.bell = None;
        }
    }

    /// The next event, if one is there.
    pub fn poll(&self) -> Option<Event> {
        // SAFETY: the event is owned by its wrapper.
        let raw = unsafe { ffi::rd_kafka_queue_poll(self.as_ptr(), 0 as c_int) };
        NonNull::new(raw).map(|event| Event::own(&self.owner, event))
    }

    /// Up to `count_max` messages that are there already. librdkafka forbids two of these at once on one queue.
    pub fn consume(&mut self, count_max: usize) -> Messages {
        let mut messages = Messages::with_capacity(&self.owner, count_max);
        // SAFETY: the array has room for `count_max` pointers, of which the answered number is written.
        unsafe {
            let answer = ffi::rd_kafka_consume_batch_queue(self.as_ptr(), 0, messages.spare_ptr(), messages.capacity());
            messages.filled(usize::try_from(answer).unwrap_or(0));
        }
        messages
    }

    /// As `consume`, one after the other, which takes twice as long: a batch moves the partition's position past the mark of
    /// its end, which stands in the place of a message (rdkafka_queue.c:857, librdkafka's #4844).
    pub fn consume_singly(&mut self, count_max: usize) -> Messages {
        let mut messages = Messages::with_capacity(&self.owner, count_max);
        // SAFETY: each message is owned by the caller, and the array has room for `count_max` of them.
        unsafe {
            let mut count = 0;
            while count < messages.capacity() {
                let message = ffi::rd_kafka_consume_queue(self.as_ptr(), 0);
                if message.is_null() {
                    break;
                }
                messages.spare_ptr().add(count).write(message);
                count += 1;
            }
            messages.filled(count);
        }
        messages
    }

    pub fn owner(&self) -> &Arc<Handle> {
        &self.owner
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.silence();
        // SAFETY: owned reference, given back once, while the instance is alive.
        unsafe { ffi::rd_kafka_queue_destroy(self.as_ptr()) }
    }
}

unsafe extern "C" fn ring(_: *mut rd_kafka_t, opaque: *mut c_void) {
    // SAFETY: `opaque` is the boxed bell of a queue that is not silenced yet; a panic must not enter C.
    let bell = unsafe { &*opaque.cast_const().cast::<Arc<dyn Notify>>() };
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bell.notify()));
}
