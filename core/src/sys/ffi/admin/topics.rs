//! Creating, growing and deleting topics.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::{
    rd_kafka_AdminOptions_t, rd_kafka_DeleteTopic_t, rd_kafka_NewPartitions_t, rd_kafka_NewTopic_t,
    rd_kafka_topic_result_t,
};

use super::super::{rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t};

extern "C" {
    pub fn rd_kafka_event_CreateTopics_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DeleteTopics_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_CreatePartitions_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_NewTopic_new(
        topic: *const c_char,
        num_partitions: c_int,
        replication_factor: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> *mut rd_kafka_NewTopic_t;
    pub fn rd_kafka_NewTopic_destroy(new_topic: *mut rd_kafka_NewTopic_t);
    pub fn rd_kafka_NewTopic_set_config(
        new_topic: *mut rd_kafka_NewTopic_t,
        name: *const c_char,
        value: *const c_char,
    ) -> c_int;
    pub fn rd_kafka_NewTopic_set_replica_assignment(
        new_topic: *mut rd_kafka_NewTopic_t,
        partition: i32,
        broker_ids: *mut i32,
        broker_id_cnt: size_t,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_CreateTopics(
        rk: *mut rd_kafka_t,
        new_topics: *mut *mut rd_kafka_NewTopic_t,
        new_topic_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_CreateTopics_result_topics(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_topic_result_t;
    pub fn rd_kafka_DeleteTopic_new(topic: *const c_char) -> *mut rd_kafka_DeleteTopic_t;
    pub fn rd_kafka_DeleteTopic_destroy(del_topic: *mut rd_kafka_DeleteTopic_t);
    pub fn rd_kafka_DeleteTopics(
        rk: *mut rd_kafka_t,
        del_topics: *mut *mut rd_kafka_DeleteTopic_t,
        del_topic_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DeleteTopics_result_topics(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_topic_result_t;
    pub fn rd_kafka_NewPartitions_new(
        topic: *const c_char,
        new_total_cnt: size_t,
        text: *mut c_char,
        size: size_t,
    ) -> *mut rd_kafka_NewPartitions_t;
    pub fn rd_kafka_NewPartitions_destroy(new_parts: *mut rd_kafka_NewPartitions_t);
    pub fn rd_kafka_NewPartitions_set_replica_assignment(
        new_parts: *mut rd_kafka_NewPartitions_t,
        new_partition_idx: i32,
        broker_ids: *mut i32,
        broker_id_cnt: size_t,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_CreatePartitions(
        rk: *mut rd_kafka_t,
        new_parts: *mut *mut rd_kafka_NewPartitions_t,
        new_parts_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_CreatePartitions_result_topics(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_topic_result_t;
    pub fn rd_kafka_topic_result_error(topicres: *const rd_kafka_topic_result_t) -> c_int;
    pub fn rd_kafka_topic_result_error_string(topicres: *const rd_kafka_topic_result_t) -> *const c_char;
    pub fn rd_kafka_topic_result_name(topicres: *const rd_kafka_topic_result_t) -> *const c_char;
}
