//! What comes in: groups, partitions, offsets, messages.

use libc::{c_char, c_int, c_void, size_t, ssize_t};

use super::{
    rd_kafka_error_t, rd_kafka_event_t, rd_kafka_headers_t, rd_kafka_queue_t, rd_kafka_t, Message, TopicPartition,
    TopicPartitionList,
};

/// The version whose fetched messages are as `FetchedMessage` says.
pub const FETCHED_MESSAGE_VERSION: c_int = 0x020c_01ff;

/// The beginning of what librdkafka 2.12.1 keeps behind a message (rdkafka_msg.h:89). None of its functions tells whether a
/// message has headers without making a buffer to parse them from, also when there are none (rdkafka_msg.c:1459).
#[repr(C)]
pub struct FetchedMessage {
    message: Message,
    link: [*mut c_void; 2],
    flags: c_int,
    timestamp_kind: c_int,
    timestamp: i64,
    headers: *mut c_void,
    status: c_int,
    broker_id: i32,
    /// Of the headers as they were received, their count included; the union that it begins is aligned like a pointer.
    pub binary_headers_length: i32,
}

extern "C" {
    pub fn rd_kafka_poll_set_consumer(rk: *mut rd_kafka_t) -> c_int;
    pub fn rd_kafka_queue_get_consumer(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t;
    pub fn rd_kafka_queue_get_partition(
        rk: *mut rd_kafka_t,
        topic: *const c_char,
        partition: i32,
    ) -> *mut rd_kafka_queue_t;
    pub fn rd_kafka_event_topic_partition_list(event: *mut rd_kafka_event_t) -> *mut TopicPartitionList;
    pub fn rd_kafka_message_destroy(message: *mut Message);
    pub fn rd_kafka_message_errstr(message: *const Message) -> *const c_char;
    pub fn rd_kafka_message_timestamp(message: *const Message, kind: *mut c_int) -> i64;
    pub fn rd_kafka_message_leader_epoch(message: *const Message) -> i32;
    pub fn rd_kafka_version() -> c_int;
    pub fn rd_kafka_message_headers(message: *const Message, headers: *mut *mut rd_kafka_headers_t) -> c_int;
    pub fn rd_kafka_subscribe(rk: *mut rd_kafka_t, topics: *const TopicPartitionList) -> c_int;
    pub fn rd_kafka_unsubscribe(rk: *mut rd_kafka_t) -> c_int;
    pub fn rd_kafka_assign(rk: *mut rd_kafka_t, partitions: *const TopicPartitionList) -> c_int;
    pub fn rd_kafka_incremental_assign(
        rk: *mut rd_kafka_t,
        partitions: *const TopicPartitionList,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_incremental_unassign(
        rk: *mut rd_kafka_t,
        partitions: *const TopicPartitionList,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_rebalance_protocol(rk: *mut rd_kafka_t) -> *const c_char;
    pub fn rd_kafka_assignment_lost(rk: *mut rd_kafka_t) -> c_int;
    pub fn rd_kafka_offsets_store(rk: *mut rd_kafka_t, offsets: *mut TopicPartitionList) -> c_int;
    pub fn rd_kafka_commit_queue(
        rk: *mut rd_kafka_t,
        offsets: *const TopicPartitionList,
        queue: *mut rd_kafka_queue_t,
        callback: *mut c_void,
        opaque: *mut c_void,
    ) -> c_int;
    pub fn rd_kafka_consumer_close_queue(rk: *mut rd_kafka_t, queue: *mut rd_kafka_queue_t) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_consumer_closed(rk: *mut rd_kafka_t) -> c_int;
    pub fn rd_kafka_consume_batch_queue(
        queue: *mut rd_kafka_queue_t,
        timeout_ms: c_int,
        messages: *mut *mut Message,
        size: size_t,
    ) -> ssize_t;
    pub fn rd_kafka_consume_queue(queue: *mut rd_kafka_queue_t, timeout_ms: c_int) -> *mut Message;
    pub fn rd_kafka_seek_partitions(
        rk: *mut rd_kafka_t,
        partitions: *mut TopicPartitionList,
        timeout_ms: c_int,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_committed(rk: *mut rd_kafka_t, partitions: *mut TopicPartitionList, timeout_ms: c_int) -> c_int;
    pub fn rd_kafka_get_watermark_offsets(
        rk: *mut rd_kafka_t,
        topic: *const c_char,
        partition: i32,
        low: *mut i64,
        high: *mut i64,
    ) -> c_int;
    pub fn rd_kafka_event_topic_partition(event: *mut rd_kafka_event_t) -> *mut TopicPartition;
    pub fn rd_kafka_topic_partition_destroy(partition: *mut TopicPartition);
    pub fn rd_kafka_topic_partition_list_new(size: c_int) -> *mut TopicPartitionList;
    pub fn rd_kafka_topic_partition_list_destroy(list: *mut TopicPartitionList);
    pub fn rd_kafka_topic_partition_list_add(
        list: *mut TopicPartitionList,
        topic: *const c_char,
        partition: i32,
    ) -> *mut TopicPartition;
    pub fn rd_kafka_topic_partition_set_leader_epoch(partition: *mut TopicPartition, epoch: i32);
    pub fn rd_kafka_topic_partition_get_leader_epoch(partition: *const TopicPartition) -> i32;
}
