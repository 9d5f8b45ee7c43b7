//! What holds for every admin request.

use libc::{c_char, c_int, c_void, size_t};

pub use rdkafka_sys::bindings::rd_kafka_AdminOptions_t;

use super::super::{rd_kafka_error_t, rd_kafka_t};

extern "C" {
    pub fn rd_kafka_AdminOptions_new(rk: *mut rd_kafka_t, for_api: c_int) -> *mut rd_kafka_AdminOptions_t;
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
        true_or_false: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_AdminOptions_set_broker(
        options: *mut rd_kafka_AdminOptions_t,
        broker_id: i32,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_AdminOptions_set_require_stable_offsets(
        options: *mut rd_kafka_AdminOptions_t,
        true_or_false: c_int,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_AdminOptions_set_include_authorized_operations(
        options: *mut rd_kafka_AdminOptions_t,
        true_or_false: c_int,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_AdminOptions_set_match_consumer_group_states(
        options: *mut rd_kafka_AdminOptions_t,
        consumer_group_states: *const c_int,
        consumer_group_states_cnt: size_t,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_AdminOptions_set_match_consumer_group_types(
        options: *mut rd_kafka_AdminOptions_t,
        consumer_group_types: *const c_int,
        consumer_group_types_cnt: size_t,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_AdminOptions_set_isolation_level(
        options: *mut rd_kafka_AdminOptions_t,
        value: c_int,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_AdminOptions_set_opaque(options: *mut rd_kafka_AdminOptions_t, opaque: *mut c_void);
}
