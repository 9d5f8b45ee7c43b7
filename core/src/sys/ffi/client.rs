//! What every client can be asked: the cluster, offsets, tokens, logs.

use libc::{c_char, c_int, c_void, size_t};

use super::{rd_kafka_conf_t, rd_kafka_error_t, rd_kafka_event_t, rd_kafka_t, rd_kafka_topic_t, TopicPartitionList};

#[repr(C)]
pub struct MetadataBroker {
    pub id: i32,
    pub host: *mut c_char,
    pub port: c_int,
}

#[repr(C)]
pub struct MetadataPartition {
    pub id: i32,
    pub err: c_int,
    pub leader: i32,
    pub replica_cnt: c_int,
    pub replicas: *mut i32,
    pub isr_cnt: c_int,
    pub isrs: *mut i32,
}

#[repr(C)]
pub struct MetadataTopic {
    pub topic: *mut c_char,
    pub partition_cnt: c_int,
    pub partitions: *mut MetadataPartition,
    pub err: c_int,
}

#[repr(C)]
pub struct Metadata {
    pub broker_cnt: c_int,
    pub brokers: *mut MetadataBroker,
    pub topic_cnt: c_int,
    pub topics: *mut MetadataTopic,
    pub orig_broker_id: i32,
    pub orig_broker_name: *mut c_char,
}

// The layouts above must be those of the library that rdkafka-sys builds.
const _: () = {
    use std::mem::size_of;
    assert!(size_of::<MetadataBroker>() == size_of::<rdkafka_sys::bindings::rd_kafka_metadata_broker>());
    assert!(size_of::<MetadataPartition>() == size_of::<rdkafka_sys::bindings::rd_kafka_metadata_partition>());
    assert!(size_of::<MetadataTopic>() == size_of::<rdkafka_sys::bindings::rd_kafka_metadata_topic>());
    assert!(size_of::<Metadata>() == size_of::<rdkafka_sys::bindings::rd_kafka_metadata>());
};

pub type ThrottleCallback = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    broker_name: *const c_char,
    broker: i32,
    throttle_ms: c_int,
    opaque: *mut c_void,
);

extern "C" {
    pub fn rd_kafka_metadata(
        rk: *mut rd_kafka_t,
        all_topics: c_int,
        only: *mut rd_kafka_topic_t,
        out: *mut *const Metadata,
        timeout_ms: c_int,
    ) -> c_int;
    pub fn rd_kafka_metadata_destroy(metadata: *const Metadata);
    pub fn rd_kafka_clusterid(rk: *mut rd_kafka_t, timeout_ms: c_int) -> *mut c_char;
    pub fn rd_kafka_controllerid(rk: *mut rd_kafka_t, timeout_ms: c_int) -> i32;
    pub fn rd_kafka_conf(rk: *mut rd_kafka_t) -> *const rd_kafka_conf_t;
    pub fn rd_kafka_brokers_add(rk: *mut rd_kafka_t, servers: *const c_char) -> c_int;
    pub fn rd_kafka_query_watermark_offsets(
        rk: *mut rd_kafka_t,
        topic: *const c_char,
        partition: i32,
        low: *mut i64,
        high: *mut i64,
        timeout_ms: c_int,
    ) -> c_int;
    pub fn rd_kafka_offsets_for_times(
        rk: *mut rd_kafka_t,
        offsets: *mut TopicPartitionList,
        timeout_ms: c_int,
    ) -> c_int;
    pub fn rd_kafka_set_log_level(rk: *mut rd_kafka_t, level: c_int);
    pub fn rd_kafka_event_config_string(event: *mut rd_kafka_event_t) -> *const c_char;
    pub fn rd_kafka_oauthbearer_set_token(
        rk: *mut rd_kafka_t,
        token: *const c_char,
        lifetime_ms: i64,
        principal: *const c_char,
        extensions: *mut *const c_char,
        extension_count: size_t,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_oauthbearer_set_token_failure(rk: *mut rd_kafka_t, text: *const c_char) -> c_int;
    pub fn rd_kafka_sasl_set_credentials(
        rk: *mut rd_kafka_t,
        username: *const c_char,
        password: *const c_char,
    ) -> *mut rd_kafka_error_t;
    pub fn rd_kafka_conf_set_opaque(conf: *mut rd_kafka_conf_t, opaque: *mut c_void);
    pub fn rd_kafka_conf_set_throttle_cb(conf: *mut rd_kafka_conf_t, callback: Option<ThrottleCallback>);
}
