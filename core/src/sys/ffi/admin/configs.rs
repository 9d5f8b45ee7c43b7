//! Reading and changing what topics, brokers and groups are set to.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::{rd_kafka_AdminOptions_t, rd_kafka_ConfigEntry_t, rd_kafka_ConfigResource_t};

use super::super::{rd_kafka_error_t, rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t};

extern "C" {
    pub fn rd_kafka_event_AlterConfigs_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_IncrementalAlterConfigs_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DescribeConfigs_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_ConfigEntry_name(entry: *const rd_kafka_ConfigEntry_t) -> *const c_char;
    pub fn rd_kafka_ConfigEntry_value(entry: *const rd_kafka_ConfigEntry_t) -> *const c_char;
    pub fn rd_kafka_ConfigEntry_source(entry: *const rd_kafka_ConfigEntry_t) -> c_int;
    pub fn rd_kafka_ConfigEntry_is_read_only(entry: *const rd_kafka_ConfigEntry_t) -> c_int;
    pub fn rd_kafka_ConfigEntry_is_default(entry: *const rd_kafka_ConfigEntry_t) -> c_int;
    pub fn rd_kafka_ConfigEntry_is_sensitive(entry: *const rd_kafka_ConfigEntry_t) -> c_int;
    pub fn rd_kafka_ConfigEntry_synonyms(
        entry: *const rd_kafka_ConfigEntry_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConfigEntry_t;
    pub fn rd_kafka_ConfigResource_new(restype: c_int, resname: *const c_char) -> *mut rd_kafka_ConfigResource_t;
    pub fn rd_kafka_ConfigResource_destroy(config: *mut rd_kafka_ConfigResource_t);
    pub fn rd_kafka_ConfigResource_set_config(
        config: *mut rd_kafka_ConfigResource_t,
        name: *const c_char,
        value: *const c_char,
    ) -> c_int;
    pub fn rd_kafka_ConfigResource_add_incremental_config(
        config: *mut rd_kafka_ConfigResource_t,
        name: *const c_char,
        op_type: c_int,
        value: *const c_char,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_ConfigResource_configs(
        config: *const rd_kafka_ConfigResource_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConfigEntry_t;
    pub fn rd_kafka_ConfigResource_type(config: *const rd_kafka_ConfigResource_t) -> c_int;
    pub fn rd_kafka_ConfigResource_name(config: *const rd_kafka_ConfigResource_t) -> *const c_char;
    pub fn rd_kafka_ConfigResource_error(config: *const rd_kafka_ConfigResource_t) -> c_int;
    pub fn rd_kafka_ConfigResource_error_string(config: *const rd_kafka_ConfigResource_t) -> *const c_char;
    pub fn rd_kafka_AlterConfigs(
        rk: *mut rd_kafka_t,
        configs: *mut *mut rd_kafka_ConfigResource_t,
        config_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_AlterConfigs_result_resources(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConfigResource_t;
    pub fn rd_kafka_IncrementalAlterConfigs(
        rk: *mut rd_kafka_t,
        configs: *mut *mut rd_kafka_ConfigResource_t,
        config_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_IncrementalAlterConfigs_result_resources(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConfigResource_t;
    pub fn rd_kafka_DescribeConfigs(
        rk: *mut rd_kafka_t,
        configs: *mut *mut rd_kafka_ConfigResource_t,
        config_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DescribeConfigs_result_resources(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConfigResource_t;
}
