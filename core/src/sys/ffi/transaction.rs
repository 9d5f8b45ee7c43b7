//! Transactions, and the group metadata that goes into them.

use libc::{c_int, c_void, size_t};

use super::{rd_kafka_consumer_group_metadata_t, rd_kafka_error_t, rd_kafka_t, TopicPartitionList};

extern "C" {
    pub fn rd_kafka_init_transactions(rk: *mut rd_kafka_t, timeout_ms: c_int) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_begin_transaction(rk: *mut rd_kafka_t) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_send_offsets_to_transaction(
        rk: *mut rd_kafka_t,
        offsets: *const TopicPartitionList,
        group: *const rd_kafka_consumer_group_metadata_t,
        timeout_ms: c_int,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_commit_transaction(rk: *mut rd_kafka_t, timeout_ms: c_int) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_abort_transaction(rk: *mut rd_kafka_t, timeout_ms: c_int) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_consumer_group_metadata(rk: *mut rd_kafka_t) -> *mut rd_kafka_consumer_group_metadata_t;
    pub fn rd_kafka_consumer_group_metadata_destroy(group: *mut rd_kafka_consumer_group_metadata_t);
    pub fn rd_kafka_consumer_group_metadata_write(
        group: *const rd_kafka_consumer_group_metadata_t,
        buffer: *mut *mut c_void,
        size: *mut size_t,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_consumer_group_metadata_read(
        group: *mut *mut rd_kafka_consumer_group_metadata_t,
        buffer: *const c_void,
        size: size_t,
    ) -> *mut rd_kafka_error_t;
}
