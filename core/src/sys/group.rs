//! What a consumer asks of its group and of its partitions, beside messages.

use std::ffi::CString;

use super::ffi;
use super::handle::{take_error, Handle};
use super::list::PartitionList;
use super::text::{c_string, owned};
use crate::code::{self, Result};

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
