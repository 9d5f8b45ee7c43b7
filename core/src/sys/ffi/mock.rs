//! The mock cluster.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::rd_kafka_mock_request_t;

use super::{rd_kafka_mock_cluster_t, rd_kafka_t};

extern "C" {
    pub fn rd_kafka_mock_cluster_new(rk: *mut rd_kafka_t, brokers: c_int) -> *mut rd_kafka_mock_cluster_t;
    pub fn rd_kafka_mock_cluster_destroy(cluster: *mut rd_kafka_mock_cluster_t);
    pub fn rd_kafka_mock_cluster_bootstraps(cluster: *const rd_kafka_mock_cluster_t) -> *const c_char;
    pub fn rd_kafka_mock_group_initial_rebalance_delay_ms(cluster: *mut rd_kafka_mock_cluster_t, delay_ms: i32);
    pub fn rd_kafka_mock_topic_create(
        cluster: *mut rd_kafka_mock_cluster_t,
        topic: *const c_char,
        partitions: c_int,
        replication: c_int,
    ) -> c_int;
    pub fn rd_kafka_mock_topic_set_error(cluster: *mut rd_kafka_mock_cluster_t, topic: *const c_char, code: c_int);
    pub fn rd_kafka_mock_broker_set_down(cluster: *mut rd_kafka_mock_cluster_t, broker: i32) -> c_int;
    pub fn rd_kafka_mock_broker_set_up(cluster: *mut rd_kafka_mock_cluster_t, broker: i32) -> c_int;
    pub fn rd_kafka_mock_broker_set_rtt(cluster: *mut rd_kafka_mock_cluster_t, broker: i32, rtt_ms: c_int) -> c_int;
    pub fn rd_kafka_mock_coordinator_set(
        cluster: *mut rd_kafka_mock_cluster_t,
        kind: *const c_char,
        key: *const c_char,
        broker: i32,
    ) -> c_int;
    pub fn rd_kafka_mock_partition_set_leader(
        cluster: *mut rd_kafka_mock_cluster_t,
        topic: *const c_char,
        partition: i32,
        broker: i32,
    ) -> c_int;
    pub fn rd_kafka_mock_partition_set_follower(
        cluster: *mut rd_kafka_mock_cluster_t,
        topic: *const c_char,
        partition: i32,
        broker: i32,
    ) -> c_int;
    pub fn rd_kafka_mock_start_request_tracking(cluster: *mut rd_kafka_mock_cluster_t);
    pub fn rd_kafka_mock_stop_request_tracking(cluster: *mut rd_kafka_mock_cluster_t);
    pub fn rd_kafka_mock_get_requests(
        cluster: *mut rd_kafka_mock_cluster_t,
        count: *mut size_t,
    ) -> *mut *mut rd_kafka_mock_request_t;
    pub fn rd_kafka_mock_request_id(request: *mut rd_kafka_mock_request_t) -> i32;
    pub fn rd_kafka_mock_request_api_key(request: *mut rd_kafka_mock_request_t) -> i16;
    pub fn rd_kafka_mock_request_destroy_array(requests: *mut *mut rd_kafka_mock_request_t, count: size_t);
    pub fn rd_kafka_mock_push_request_errors_array(
        cluster: *mut rd_kafka_mock_cluster_t,
        api_key: i16,
        count: size_t,
        codes: *const c_int,
    );
    /// Variadic: `count` pairs of a code and a round trip in milliseconds, both `int`.
    pub fn rd_kafka_mock_broker_push_request_error_rtts(
        cluster: *mut rd_kafka_mock_cluster_t,
        broker: i32,
        api_key: i16,
        count: size_t,
        ...
    ) -> c_int;
}
