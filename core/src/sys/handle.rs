//! A librdkafka instance and the topics it knows by handle.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::Arc;

use libc::{c_char, c_int, c_void};
use once_cell::sync::Lazy;

use super::conf::{Conf, Kind};
use super::ffi::{self, rd_kafka_error_t, rd_kafka_t, rd_kafka_topic_t};
use super::list::PartitionList;
use super::queue::Queue;
use super::text::{c_string, describe_code, from_buffer, owned, TEXT_SIZE};
use super::throttle::{Listener, Throttled};
use crate::code::{self, Error, Result};

/// OpenSSL would free its globals while librdkafka's threads still use them when the process calls `exit`.
static OPENSSL: Lazy<()> = Lazy::new(|| {
    // SAFETY: thread-safe by OpenSSL's own contract; null settings are allowed.
    unsafe { ffi::OPENSSL_init_crypto(ffi::OPENSSL_INIT_NO_ATEXIT, std::ptr::null()) };
});

pub struct Handle {
    rk: NonNull<rd_kafka_t>,
    destroy_flags: AtomicI32,
    throttling: Box<Listener>,
}

// SAFETY: librdkafka's instance may be used from any thread; the functions that may not run concurrently (batch
// consume) take their queue by `&mut`.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Handle {
    pub fn new(kind: Kind, conf: Conf) -> Result<Arc<Handle>> {
        Lazy::force(&OPENSSL);
        let kind = match kind {
            Kind::Producer => ffi::RD_KAFKA_PRODUCER,
            Kind::Consumer => ffi::RD_KAFKA_CONSUMER,
        };
        let throttling: Box<Listener> = Box::default();
        throttling.attach(&conf);
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: the configuration is valid; it is forgotten below exactly when librdkafka took it.
        let raw = unsafe { ffi::rd_kafka_new(kind, conf.as_ptr(), text.as_mut_ptr().cast::<c_char>(), text.len()) };
        let Some(rk) = NonNull::new(raw) else {
            // SAFETY: plain read of the calling thread's last error.
            let code = unsafe { ffi::rd_kafka_last_error() };
            let reason = conf.in_the_users_words(from_buffer(&text));
            return Err(match code {
                code::CRIT_SYS_RESOURCE => Error::resource(reason),
                _ => Error::invalid(reason),
            });
        };
        conf.give_away();
        Ok(Arc::new(Handle { rk, destroy_flags: AtomicI32::new(0), throttling }))
    }

    pub(super) fn as_ptr(&self) -> *mut rd_kafka_t {
        self.rk.as_ptr()
    }

    /// From now on this one is told when a broker slows the instance down.
    pub fn tell_throttling(&self, throttled: Arc<dyn Throttled>) {
        self.throttling.listen(throttled);
    }

    pub fn set_log_level(&self, level: i32) {
        // SAFETY: valid instance.
        unsafe { ffi::rd_kafka_set_log_level(self.as_ptr(), level) }
    }

    /// Records and delivery reports that nobody has taken yet.
    pub fn queued_count(&self) -> usize {
        // SAFETY: valid instance.
        usize::try_from(unsafe { ffi::rd_kafka_outq_len(self.as_ptr()) }).unwrap_or(0)
    }

    /// Sends what is queued now, without waiting for `linger.ms`; blocks up to the timeout. True when nothing is left.
    pub fn flush(&self, timeout_ms: i32) -> bool {
        // SAFETY: valid instance.
        unsafe { ffi::rd_kafka_flush(self.as_ptr(), timeout_ms) == code::NO_ERROR }
    }

    /// Gives up on what is queued, in flight, or both; each record is answered with a failed report. All reports are on
    /// the main queue when this returns, which it does when each broker's thread has come by: they are away for
    /// as long as the resolver looks for a name (rdkafka.c:4753).
    pub fn purge(&self, is_queued: bool, is_in_flight: bool) {
        self.purge_with(purge_flags(is_queued, is_in_flight));
    }

    /// As `purge`, without waiting for the brokers' threads; the reports arrive by and by.
    pub fn start_purge(&self, is_queued: bool, is_in_flight: bool) {
        self.purge_with(purge_flags(is_queued, is_in_flight) | ffi::RD_KAFKA_PURGE_F_NON_BLOCKING);
    }

    fn purge_with(&self, flags: c_int) {
        // SAFETY: valid instance. The only possible refusals concern consumers and unknown flags.
        unsafe { ffi::rd_kafka_purge(self.as_ptr(), flags) };
    }

    /// The error that made this instance unusable, if one did.
    pub fn fatal_error(&self) -> Option<(i32, String)> {
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: the buffer has the stated size.
        let answer =
            unsafe { ffi::rd_kafka_fatal_error(self.as_ptr(), text.as_mut_ptr().cast::<c_char>(), text.len()) };
        (answer != code::NO_ERROR).then(|| (answer, from_buffer(&text)))
    }

    pub fn subscribe(&self, topics: &PartitionList) -> Result<()> {
        // SAFETY: the list is only read.
        self.check(unsafe { ffi::rd_kafka_subscribe(self.as_ptr(), topics.as_ptr()) })
    }

    pub fn assign(&self, partitions: Option<&PartitionList>) -> Result<()> {
        let list = partitions.map_or(std::ptr::null(), |list| list.as_ptr().cast_const());
        // SAFETY: the list is only read; null means no partitions.
        self.check(unsafe { ffi::rd_kafka_assign(self.as_ptr(), list) })
    }

    pub fn incremental_assign(&self, partitions: &PartitionList) -> Result<()> {
        // SAFETY: the list is only read; the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_incremental_assign(self.as_ptr(), partitions.as_ptr())) }
    }

    pub fn incremental_unassign(&self, partitions: &PartitionList) -> Result<()> {
        // SAFETY: the list is only read; the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_incremental_unassign(self.as_ptr(), partitions.as_ptr())) }
    }

    pub fn is_assignment_lost(&self) -> bool {
        // SAFETY: valid instance.
        unsafe { ffi::rd_kafka_assignment_lost(self.as_ptr()) != 0 }
    }

    /// Remembers offsets for the next commit; the outcome of each partition stands in the list afterwards.
    pub fn store_offsets(&self, offsets: &mut PartitionList) -> i32 {
        // SAFETY: the list is owned by the caller and written for the errors alone.
        unsafe { ffi::rd_kafka_offsets_store(self.as_ptr(), offsets.as_ptr()) }
    }

    /// Commits the list, or what is stored; the answer arrives as an event on `replies` with `opaque`.
    pub fn commit(&self, offsets: Option<&PartitionList>, replies: &Queue, opaque: u64) -> Result<()> {
        let list = offsets.map_or(std::ptr::null(), |list| list.as_ptr().cast_const());
        // SAFETY: the list is copied by librdkafka; the opaque is a number and never followed.
        self.check(unsafe {
            ffi::rd_kafka_commit_queue(
                self.as_ptr(),
                list,
                replies.as_ptr(),
                std::ptr::null_mut(),
                opaque as usize as *mut c_void,
            )
        })
    }

    /// Starts to leave the group; `events` has to be polled until `is_consumer_closed`.
    pub fn start_consumer_close(&self, events: &Queue) -> Result<()> {
        // SAFETY: the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_consumer_close_queue(self.as_ptr(), events.as_ptr())) }
    }

    pub fn is_consumer_closed(&self) -> bool {
        // SAFETY: valid instance.
        unsafe { ffi::rd_kafka_consumer_closed(self.as_ptr()) != 0 }
    }

    /// Tells librdkafka that somebody is polling, without taking anything: reading messages off any queue counts, even
    /// off one that is always empty (rdkafka_queue.c:763).
    pub fn count_as_poll(self: &Arc<Handle>) {
        Queue::new(self).consume(1);
    }

    /// Dropping will not try to leave the group.
    pub fn abandon_group(&self) {
        self.destroy_flags.store(ffi::RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE, Ordering::Release);
    }

    /// What a bare number stands for; behind the one for a fatal error is the error that came first.
    pub fn error_of(&self, code: i32) -> Error {
        match code {
            code::FATAL_ERROR => {
                let (first, text) = self.fatal_error().unwrap_or((code, describe_code(code)));
                Error::kafka(first, text).with_flags(code::FATAL)
            }
            _ => Error::kafka(code, describe_code(code)),
        }
    }

    pub(super) fn check(&self, answer: c_int) -> Result<()> {
        match answer {
            code::NO_ERROR => Ok(()),
            _ => Err(self.error_of(answer)),
        }
    }
}

fn purge_flags(is_queued: bool, is_in_flight: bool) -> c_int {
    let queued = if is_queued { ffi::RD_KAFKA_PURGE_F_QUEUE } else { 0 };
    let in_flight = if is_in_flight { ffi::RD_KAFKA_PURGE_F_INFLIGHT } else { 0 };
    queued | in_flight
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the last owner; queues, topics and messages hold an `Arc` and are gone. Not a librdkafka thread.
        unsafe { ffi::rd_kafka_destroy_flags(self.rk.as_ptr(), self.destroy_flags.load(Ordering::Acquire)) }
    }
}

/// Turns librdkafka's error object into ours and frees it.
///
/// # Safety
/// `error` is null or owned by the caller, who must not use it afterwards.
pub(super) unsafe fn take_error(error: *mut rd_kafka_error_t) -> Result<()> {
    let answer = read_error(error).map_or(Ok(()), Err);
    ffi::rd_kafka_error_destroy(error);
    answer
}

/// What librdkafka's error object says; null says that nothing went wrong.
///
/// # Safety
/// `error` is null or valid.
pub(super) unsafe fn read_error(error: *const rd_kafka_error_t) -> Option<Error> {
    let code = ffi::rd_kafka_error_code(error);
    if code == code::NO_ERROR {
        return None;
    }
    let mut flags = 0;
    if ffi::rd_kafka_error_is_fatal(error) != 0 {
        flags |= code::FATAL;
    }
    if ffi::rd_kafka_error_is_retriable(error) != 0 {
        flags |= code::RETRIABLE;
    }
    if ffi::rd_kafka_error_txn_requires_abort(error) != 0 {
        flags |= code::ABORTABLE;
    }
    Some(Error::kafka(code, owned(ffi::rd_kafka_error_string(error))).with_flags(flags))
}

/// A topic by handle: saves librdkafka the look-up by name for each record.
pub struct Topic {
    topic: NonNull<rd_kafka_topic_t>,
    owner: Arc<Handle>,
}

// SAFETY: topic handles are reference counted and locked inside librdkafka.
unsafe impl Send for Topic {}
// SAFETY: as above.
unsafe impl Sync for Topic {}

impl Topic {
    pub fn new(owner: &Arc<Handle>, name: &str) -> Result<Topic> {
        let name = c_string("topic", name)?;
        // SAFETY: a null configuration means the instance's default.
        let raw = unsafe { ffi::rd_kafka_topic_new(owner.as_ptr(), name.as_ptr(), std::ptr::null_mut()) };
        match NonNull::new(raw) {
            Some(topic) => Ok(Topic { topic, owner: owner.clone() }),
            None => {
                // SAFETY: plain read of the calling thread's last error.
                let code = unsafe { ffi::rd_kafka_last_error() };
                Err(Error::kafka(code, describe_code(code)))
            }
        }
    }

    pub(super) fn as_ptr(&self) -> *mut rd_kafka_topic_t {
        self.topic.as_ptr()
    }

    pub(super) fn owner(&self) -> &Handle {
        &self.owner
    }
}

impl Drop for Topic {
    fn drop(&mut self) {
        // SAFETY: owned reference, given back once, while the instance is alive.
        unsafe { ffi::rd_kafka_topic_destroy(self.as_ptr()) }
    }
}
