//! What goes out: records, headers, topics by handle.

use libc::{c_char, c_int, c_void, size_t, ssize_t};

use super::{
    rd_kafka_error_t, rd_kafka_event_t, rd_kafka_headers_t, rd_kafka_t, rd_kafka_topic_conf_t, rd_kafka_topic_t,
    Message, Vu,
};

extern "C" {
    pub fn rd_kafka_outq_len(rk: *mut rd_kafka_t) -> c_int;
    pub fn rd_kafka_flush(rk: *mut rd_kafka_t, timeout_ms: c_int) -> c_int;
    pub fn rd_kafka_purge(rk: *mut rd_kafka_t, flags: c_int) -> c_int;
    pub fn rd_kafka_topic_new(
        rk: *mut rd_kafka_t,
        name: *const c_char,
        conf: *mut rd_kafka_topic_conf_t,
    ) -> *mut rd_kafka_topic_t;
    pub fn rd_kafka_topic_destroy(topic: *mut rd_kafka_topic_t);
    pub fn rd_kafka_event_message_array(
        event: *mut rd_kafka_event_t,
        messages: *mut *const Message,
        size: size_t,
    ) -> size_t;
    pub fn rd_kafka_message_status(message: *const Message) -> c_int;
    pub fn rd_kafka_produce_batch(
        topic: *mut rd_kafka_topic_t,
        partition: i32,
        flags: c_int,
        messages: *mut Message,
        count: c_int,
    ) -> c_int;
    pub fn rd_kafka_produceva(rk: *mut rd_kafka_t, vus: *const Vu, count: size_t) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_headers_new(initial: size_t) -> *mut rd_kafka_headers_t;
    pub fn rd_kafka_headers_destroy(headers: *mut rd_kafka_headers_t);
    pub fn rd_kafka_header_add(
        headers: *mut rd_kafka_headers_t,
        name: *const c_char,
        name_size: ssize_t,
        value: *const c_void,
        value_size: ssize_t,
    ) -> c_int;
    pub fn rd_kafka_header_get_all(
        headers: *const rd_kafka_headers_t,
        index: size_t,
        name: *mut *const c_char,
        value: *mut *const c_void,
        size: *mut size_t,
    ) -> c_int;
}
