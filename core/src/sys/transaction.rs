//! Transactions of an instance. Each call blocks up to its timeout; one that answers a retriable error goes on in the
//! background, and calling it again resumes it.

use super::ffi;
use super::group_metadata::GroupMetadata;
use super::handle::{take_error, Handle};
use super::list::PartitionList;
use crate::code::Result;

impl Handle {
    /// Gets a producer id, and fences whoever had the same transactional.id before.
    pub fn init_transactions(&self, timeout_ms: i32) -> Result<()> {
        // SAFETY: the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_init_transactions(self.as_ptr(), timeout_ms)) }
    }

    /// Asks librdkafka's main thread, which answers at once unless it is busy.
    pub fn begin_transaction(&self) -> Result<()> {
        // SAFETY: the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_begin_transaction(self.as_ptr())) }
    }

    /// Makes offsets of a consumer group part of the transaction.
    pub fn send_offsets(&self, offsets: &PartitionList, group: &GroupMetadata, timeout_ms: i32) -> Result<()> {
        // SAFETY: list and group are copied; the error is owned by `take_error`.
        unsafe {
            let error =
                ffi::rd_kafka_send_offsets_to_transaction(self.as_ptr(), offsets.as_ptr(), group.as_ptr(), timeout_ms);
            take_error(error)
        }
    }

    pub fn commit_transaction(&self, timeout_ms: i32) -> Result<()> {
        // SAFETY: the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_commit_transaction(self.as_ptr(), timeout_ms)) }
    }

    /// Gives up on what is queued; what is in flight is waited for.
    pub fn abort_transaction(&self, timeout_ms: i32) -> Result<()> {
        // SAFETY: the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_abort_transaction(self.as_ptr(), timeout_ms)) }
    }
}
