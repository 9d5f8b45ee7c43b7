//! librdkafka's C functions, declared once more with every enumeration as a plain integer.
//!
//! rdkafka-sys generates closed Rust enums, and reading an error code that is not in the list is undefined behaviour;
//! brokers do send such codes. The crate still supplies the build, the link, and the opaque types below.

mod admin;
mod client;
mod consume;
mod mock;
mod produce;
mod transaction;

use libc::{c_char, c_int, c_void, size_t, FILE};

pub use rdkafka_sys::bindings::{
    rd_kafka_conf_t, rd_kafka_consumer_group_metadata_t, rd_kafka_error_t, rd_kafka_event_t, rd_kafka_headers_t,
    rd_kafka_mock_cluster_t, rd_kafka_queue_t, rd_kafka_t, rd_kafka_topic_conf_t, rd_kafka_topic_t,
};

pub use admin::*;
pub use client::*;
pub use consume::*;
pub use mock::*;
pub use produce::*;
pub use transaction::*;

pub const RD_KAFKA_PRODUCER: c_int = 0;
pub const RD_KAFKA_CONSUMER: c_int = 1;
pub const RD_KAFKA_CONF_OK: c_int = 0;
pub const RD_KAFKA_CONF_UNKNOWN: c_int = -2;

pub const RD_KAFKA_EVENT_DR: c_int = 0x1;
pub const RD_KAFKA_EVENT_LOG: c_int = 0x4;
pub const RD_KAFKA_EVENT_ERROR: c_int = 0x8;
pub const RD_KAFKA_EVENT_REBALANCE: c_int = 0x10;
pub const RD_KAFKA_EVENT_OFFSET_COMMIT: c_int = 0x20;
pub const RD_KAFKA_EVENT_STATS: c_int = 0x40;
pub const RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH: c_int = 0x100;
pub const RD_KAFKA_EVENT_DESCRIBEUSERSCRAMCREDENTIALS_RESULT: c_int = 0x40000;

pub const RD_KAFKA_MSG_F_COPY: c_int = 0x2;

pub const RD_KAFKA_V_RKT: c_int = 2;
pub const RD_KAFKA_V_PARTITION: c_int = 3;
pub const RD_KAFKA_V_VALUE: c_int = 4;
pub const RD_KAFKA_V_KEY: c_int = 5;
pub const RD_KAFKA_V_OPAQUE: c_int = 6;
pub const RD_KAFKA_V_MSGFLAGS: c_int = 7;
pub const RD_KAFKA_V_TIMESTAMP: c_int = 8;
pub const RD_KAFKA_V_HEADERS: c_int = 10;

pub const RD_KAFKA_PURGE_F_QUEUE: c_int = 0x1;
pub const RD_KAFKA_PURGE_F_INFLIGHT: c_int = 0x2;
pub const RD_KAFKA_PURGE_F_NON_BLOCKING: c_int = 0x4;
pub const RD_KAFKA_MSG_STATUS_NOT_PERSISTED: c_int = 0;
pub const RD_KAFKA_MSG_STATUS_PERSISTED: c_int = 2;
pub const RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE: c_int = 0x8;
pub const RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: c_int = 2;
pub const RD_KAFKA_ADMIN_OP_ANY: c_int = 0;
pub const OPENSSL_INIT_NO_ATEXIT: u64 = 0x0008_0000;

#[repr(C)]
pub struct Message {
    pub err: c_int,
    pub rkt: *mut rd_kafka_topic_t,
    pub partition: i32,
    pub payload: *mut c_void,
    pub len: size_t,
    pub key: *mut c_void,
    pub key_len: size_t,
    pub offset: i64,
    pub private: *mut c_void,
}

#[repr(C)]
pub struct TopicPartition {
    pub topic: *mut c_char,
    pub partition: i32,
    pub offset: i64,
    pub metadata: *mut c_void,
    pub metadata_size: size_t,
    pub opaque: *mut c_void,
    pub err: c_int,
    pub private: *mut c_void,
}

#[repr(C)]
pub struct TopicPartitionList {
    pub cnt: c_int,
    pub size: c_int,
    pub elems: *mut TopicPartition,
}

#[repr(C)]
pub struct ErrDesc {
    pub code: c_int,
    pub name: *const c_char,
    pub desc: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    pub ptr: *mut c_void,
    pub size: size_t,
}

#[repr(C)]
pub union VuValue {
    pub i: c_int,
    pub i32: i32,
    pub i64: i64,
    pub mem: Bytes,
    pub ptr: *mut c_void,
    pub rkt: *mut rd_kafka_topic_t,
    pub headers: *mut rd_kafka_headers_t,
    pub pad: [c_char; 64],
}

#[repr(C)]
pub struct Vu {
    pub vtype: c_int,
    pub u: VuValue,
}

// The layouts above must be those of the library that rdkafka-sys builds.
const _: () = {
    use std::mem::{align_of, size_of};
    assert!(size_of::<Message>() == size_of::<rdkafka_sys::bindings::rd_kafka_message_t>());
    assert!(size_of::<TopicPartition>() == size_of::<rdkafka_sys::bindings::rd_kafka_topic_partition_t>());
    assert!(size_of::<TopicPartitionList>() == size_of::<rdkafka_sys::bindings::rd_kafka_topic_partition_list_t>());
    assert!(size_of::<ErrDesc>() == size_of::<rdkafka_sys::bindings::rd_kafka_err_desc>());
    assert!(size_of::<Vu>() == size_of::<rdkafka_sys::bindings::rd_kafka_vu_t>());
    assert!(align_of::<Vu>() == align_of::<rdkafka_sys::bindings::rd_kafka_vu_t>());
};

pub type EventCallback = unsafe extern "C" fn(rk: *mut rd_kafka_t, opaque: *mut c_void);

extern "C" {
    pub fn OPENSSL_init_crypto(options: u64, settings: *const c_void) -> c_int;
    pub fn rd_kafka_version_str() -> *const c_char;
    pub fn rd_kafka_err2str(err: c_int) -> *const c_char;
    pub fn rd_kafka_get_err_descs(descs: *mut *const ErrDesc, count: *mut size_t);
    pub fn rd_kafka_last_error() -> c_int;
    pub fn rd_kafka_fatal_error(rk: *mut rd_kafka_t, text: *mut c_char, size: size_t) -> c_int;
    pub fn rd_kafka_error_code(error: *const rd_kafka_error_t) -> c_int;
    pub fn rd_kafka_error_string(error: *const rd_kafka_error_t) -> *const c_char;
    pub fn rd_kafka_error_is_fatal(error: *const rd_kafka_error_t) -> c_int;
    pub fn rd_kafka_error_is_retriable(error: *const rd_kafka_error_t) -> c_int;
    pub fn rd_kafka_error_txn_requires_abort(error: *const rd_kafka_error_t) -> c_int;
    pub fn rd_kafka_error_destroy(error: *mut rd_kafka_error_t);
    pub fn rd_kafka_conf_new() -> *mut rd_kafka_conf_t;
    pub fn rd_kafka_conf_destroy(conf: *mut rd_kafka_conf_t);
    pub fn rd_kafka_conf_set(
        conf: *mut rd_kafka_conf_t,
        name: *const c_char,
        value: *const c_char,
        text: *mut c_char,
        size: size_t,
    ) -> c_int;
    pub fn rd_kafka_conf_get(
        conf: *const rd_kafka_conf_t,
        name: *const c_char,
        out: *mut c_char,
        size: *mut size_t,
    ) -> c_int;
    pub fn rd_kafka_conf_set_events(conf: *mut rd_kafka_conf_t, events: c_int);
    pub fn rd_kafka_conf_properties_show(file: *mut FILE);
    pub fn rd_kafka_new(kind: c_int, conf: *mut rd_kafka_conf_t, text: *mut c_char, size: size_t) -> *mut rd_kafka_t;
    pub fn rd_kafka_destroy_flags(rk: *mut rd_kafka_t, flags: c_int);
    pub fn rd_kafka_set_log_queue(rk: *mut rd_kafka_t, queue: *mut rd_kafka_queue_t) -> c_int;
    pub fn rd_kafka_queue_new(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t;
    pub fn rd_kafka_queue_destroy(queue: *mut rd_kafka_queue_t);
    pub fn rd_kafka_queue_get_main(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t;
    pub fn rd_kafka_queue_forward(source: *mut rd_kafka_queue_t, target: *mut rd_kafka_queue_t);
    pub fn rd_kafka_queue_cb_event_enable(
        queue: *mut rd_kafka_queue_t,
        callback: Option<EventCallback>,
        opaque: *mut c_void,
    );
    pub fn rd_kafka_queue_poll(queue: *mut rd_kafka_queue_t, timeout_ms: c_int) -> *mut rd_kafka_event_t;
    pub fn rd_kafka_event_type(event: *const rd_kafka_event_t) -> c_int;
    pub fn rd_kafka_event_destroy(event: *mut rd_kafka_event_t);
    pub fn rd_kafka_event_error(event: *mut rd_kafka_event_t) -> c_int;
    pub fn rd_kafka_event_error_string(event: *mut rd_kafka_event_t) -> *const c_char;
    pub fn rd_kafka_event_error_is_fatal(event: *mut rd_kafka_event_t) -> c_int;
    pub fn rd_kafka_event_opaque(event: *mut rd_kafka_event_t) -> *mut c_void;
    pub fn rd_kafka_event_log(
        event: *mut rd_kafka_event_t,
        facility: *mut *const c_char,
        text: *mut *const c_char,
        level: *mut c_int,
    ) -> c_int;
    pub fn rd_kafka_event_stats(event: *mut rd_kafka_event_t) -> *const c_char;
    pub fn rd_kafka_mem_malloc(rk: *mut rd_kafka_t, size: size_t) -> *mut c_void;
    pub fn rd_kafka_mem_free(rk: *mut rd_kafka_t, memory: *mut c_void);
}
