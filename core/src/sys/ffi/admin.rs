//! Admin requests.

use libc::{c_char, c_int, c_void, size_t};

use super::{
    rd_kafka_AdminOptions_t, rd_kafka_CreateTopics_result_t, rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopics_result_t,
    rd_kafka_NewTopic_t, rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t, rd_kafka_topic_result_t,
};

extern "C" {
    pub fn rd_kafka_event_CreateTopics_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_CreateTopics_result_t;
    pub fn rd_kafka_event_DeleteTopics_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_DeleteTopics_result_t;
    pub fn rd_kafka_AdminOptions_new(rk: *mut rd_kafka_t, operation: c_int) -> *mut rd_kafka_AdminOptions_t;
    pub fn rd_kafka_AdminOptions_destroy(options: *mut rd_kafka_AdminOptions_t);
    pub fn rd_kafka_AdminOptions_set_request_timeout(
        options: *mut rd_kafka_AdminOptions_t,
        timeout_ms: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_AdminOptions_set_operation_timeout(
        options: *mut rd_kafka_AdminOptions_t,
        timeout_ms: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_AdminOptions_set_validate_only(
        options: *mut rd_kafka_AdminOptions_t,
        on: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_AdminOptions_set_opaque(options: *mut rd_kafka_AdminOptions_t, opaque: *mut c_void);
    pub fn rd_kafka_NewTopic_new(
        name: *const c_char,
        partitions: c_int,
        replication: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> *mut rd_kafka_NewTopic_t;
    pub fn rd_kafka_NewTopic_destroy(topic: *mut rd_kafka_NewTopic_t);
    pub fn rd_kafka_NewTopic_set_config(
        topic: *mut rd_kafka_NewTopic_t,
        name: *const c_char,
        value: *const c_char,
    ) -> c_int;
    pub fn rd_kafka_CreateTopics(
        rk: *mut rd_kafka_t,
        topics: *mut *mut rd_kafka_NewTopic_t,
        count: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_CreateTopics_result_topics(
        result: *const rd_kafka_CreateTopics_result_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_topic_result_t;
    pub fn rd_kafka_DeleteTopic_new(name: *const c_char) -> *mut rd_kafka_DeleteTopic_t;
    pub fn rd_kafka_DeleteTopic_destroy(topic: *mut rd_kafka_DeleteTopic_t);
    pub fn rd_kafka_DeleteTopics(
        rk: *mut rd_kafka_t,
        topics: *mut *mut rd_kafka_DeleteTopic_t,
        count: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DeleteTopics_result_topics(
        result: *const rd_kafka_DeleteTopics_result_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_topic_result_t;
    pub fn rd_kafka_topic_result_error(result: *const rd_kafka_topic_result_t) -> c_int;
    pub fn rd_kafka_topic_result_error_string(result: *const rd_kafka_topic_result_t) -> *const c_char;
    pub fn rd_kafka_topic_result_name(result: *const rd_kafka_topic_result_t) -> *const c_char;
}
