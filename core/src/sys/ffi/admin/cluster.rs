//! Describing topics, the cluster and its brokers.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::{
    rd_kafka_AdminOptions_t, rd_kafka_Node_t, rd_kafka_TopicCollection_t, rd_kafka_TopicDescription_t,
    rd_kafka_TopicPartitionInfo_t, rd_kafka_Uuid_t,
};

use super::super::{rd_kafka_error_t, rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t};

extern "C" {
    pub fn rd_kafka_event_DescribeTopics_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DescribeCluster_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_TopicCollection_of_topic_names(
        topics: *mut *const c_char,
        topics_cnt: size_t,
    ) -> *mut rd_kafka_TopicCollection_t;
    pub fn rd_kafka_TopicCollection_destroy(topics: *mut rd_kafka_TopicCollection_t);
    pub fn rd_kafka_DescribeTopics(
        rk: *mut rd_kafka_t,
        topics: *const rd_kafka_TopicCollection_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DescribeTopics_result_topics(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_TopicDescription_t;
    pub fn rd_kafka_TopicDescription_partitions(
        description: *const rd_kafka_TopicDescription_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_TopicPartitionInfo_t;
    pub fn rd_kafka_TopicPartitionInfo_partition(partition: *const rd_kafka_TopicPartitionInfo_t) -> c_int;
    pub fn rd_kafka_TopicPartitionInfo_leader(
        partition: *const rd_kafka_TopicPartitionInfo_t,
    ) -> *const rd_kafka_Node_t;
    pub fn rd_kafka_TopicPartitionInfo_isr(
        partition: *const rd_kafka_TopicPartitionInfo_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_Node_t;
    pub fn rd_kafka_TopicPartitionInfo_replicas(
        partition: *const rd_kafka_TopicPartitionInfo_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_Node_t;
    pub fn rd_kafka_TopicDescription_authorized_operations(
        description: *const rd_kafka_TopicDescription_t,
        count: *mut size_t,
    ) -> *const c_int;
    pub fn rd_kafka_TopicDescription_name(description: *const rd_kafka_TopicDescription_t) -> *const c_char;
    pub fn rd_kafka_TopicDescription_topic_id(
        description: *const rd_kafka_TopicDescription_t,
    ) -> *const rd_kafka_Uuid_t;
    pub fn rd_kafka_TopicDescription_is_internal(description: *const rd_kafka_TopicDescription_t) -> c_int;
    pub fn rd_kafka_TopicDescription_error(description: *const rd_kafka_TopicDescription_t) -> *const rd_kafka_error_t;
    pub fn rd_kafka_DescribeCluster(
        rk: *mut rd_kafka_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DescribeCluster_result_nodes(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_Node_t;
    pub fn rd_kafka_DescribeCluster_result_authorized_operations(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *const c_int;
    pub fn rd_kafka_DescribeCluster_result_controller(result: *const rd_kafka_event_t) -> *const rd_kafka_Node_t;
    pub fn rd_kafka_DescribeCluster_result_cluster_id(result: *const rd_kafka_event_t) -> *const c_char;
    pub fn rd_kafka_Node_id(node: *const rd_kafka_Node_t) -> c_int;
    pub fn rd_kafka_Node_host(node: *const rd_kafka_Node_t) -> *const c_char;
    pub fn rd_kafka_Node_port(node: *const rd_kafka_Node_t) -> u16;
    pub fn rd_kafka_Node_rack(node: *const rd_kafka_Node_t) -> *const c_char;
    pub fn rd_kafka_Uuid_base64str(uuid: *const rd_kafka_Uuid_t) -> *const c_char;
    pub fn rd_kafka_Uuid_most_significant_bits(uuid: *const rd_kafka_Uuid_t) -> i64;
    pub fn rd_kafka_Uuid_least_significant_bits(uuid: *const rd_kafka_Uuid_t) -> i64;
}
