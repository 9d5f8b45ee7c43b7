//! What a consumer asks of its group and of its partitions, beside messages.

use std::ffi::CString;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;

use super::ffi::{self, rd_kafka_t};
use super::handle::{take_error, Handle};
use super::list::PartitionList;
use super::text::{c_string, owned};
use crate::code::{self, Result};

/// How often a call that may never return is looked at, and how long it is given once its group has ended.
const GIVE_BACK_STEP: Duration = Duration::from_millis(2);
const GIVE_BACK_GRACE: Duration = Duration::from_secs(1);

/// An instance on its way to another thread.
struct Lent(*mut rd_kafka_t);

// SAFETY: librdkafka's instance may be used from any thread.
unsafe impl Send for Lent {}

impl Lent {
    /// # Safety
    /// The instance is there when this is called.
    unsafe fn unassign(self) {
        // SAFETY: the caller's word; null means no partitions. Whether it worked is seen from the group's end.
        unsafe { ffi::rd_kafka_assign(self.0, std::ptr::null()) };
    }
}

/// A partition by its name, ready for calls that look it up often.
pub struct PartitionName {
    topic: CString,
    partition: i32,
}

impl PartitionName {
    pub fn new(topic: &str, partition: i32) -> Result<PartitionName> {
        Ok(PartitionName { topic: c_string("topic", topic)?, partition })
    }
}

impl Handle {
    pub fn unsubscribe(&self) -> Result<()> {
        // SAFETY: valid instance.
        self.check(unsafe { ffi::rd_kafka_unsubscribe(self.as_ptr()) })
    }

    /// EAGER, COOPERATIVE, or NONE; waits for librdkafka's main thread.
    pub fn rebalance_protocol(&self) -> String {
        // SAFETY: a static string or null.
        unsafe { owned(ffi::rd_kafka_rebalance_protocol(self.as_ptr())) }
    }

    /// Starts to fetch from the offsets of the list; the outcome of each partition stands in it afterwards. Blocks up to
    /// the timeout, which does not take back what was not done in time.
    pub fn seek(&self, offsets: &mut PartitionList, timeout_ms: i32) -> Result<()> {
        // SAFETY: the list is owned by the caller and written for the errors alone; the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_seek_partitions(self.as_ptr(), offsets.as_ptr(), timeout_ms)) }
    }

    /// Writes the committed offsets into the list; blocks up to the timeout.
    pub fn committed(&self, offsets: &mut PartitionList, timeout_ms: i32) -> Result<()> {
        // SAFETY: the list is owned by the caller; librdkafka works on a copy of it.
        self.check(unsafe { ffi::rd_kafka_committed(self.as_ptr(), offsets.as_ptr(), timeout_ms) })
    }

    /// Gives back all partitions, for a consumer that is being closed. librdkafka drops such a call without an answer when
    /// the group ends before its turn (rdkafka_cgrp.c:6664), and its caller would wait for ever: so that is another thread,
    /// which is then left behind, waiting on a queue of its own.
    pub fn give_back(&self) {
        let lent = Lent(self.as_ptr());
        let (tell, told) = bounded(2);
        let lent_out = thread::Builder::new().name("kc-leave".to_owned()).spawn(move || {
            // The receiver waits for both, or for the end of the group.
            let _ = tell.send(());
            // SAFETY: the lender waits for this call, or for a while after the group has ended.
            unsafe { lent.unassign() };
            let _ = tell.send(());
        });
        if lent_out.is_err() {
            // SAFETY: valid instance. Without a thread the rare case is as rare as before.
            return unsafe { Lent(self.as_ptr()).unassign() };
        }
        let _ = told.recv();
        let mut ended = None;
        while told.recv_timeout(GIVE_BACK_STEP).is_err() {
            let since = ended.or_else(|| self.is_consumer_closed().then(Instant::now));
            if since.is_some_and(|since| since.elapsed() > GIVE_BACK_GRACE) {
                return;
            }
            ended = since;
        }
    }

    /// The low and the high watermark as the last fetch brought them; no request is made.
    pub fn known_watermarks(&self, name: &PartitionName) -> Option<(i64, i64)> {
        let (mut low, mut high) = (0, 0);
        // SAFETY: valid instance, string and outputs.
        let answer = unsafe {
            let topic = name.topic.as_ptr();
            ffi::rd_kafka_get_watermark_offsets(self.as_ptr(), topic, name.partition, &mut low, &mut high)
        };
        (answer == code::NO_ERROR).then_some((low, high))
    }
}
