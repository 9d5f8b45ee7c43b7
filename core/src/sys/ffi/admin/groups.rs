//! Listing, describing and deleting consumer groups.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::{
    rd_kafka_AdminOptions_t, rd_kafka_ConsumerGroupDescription_t, rd_kafka_ConsumerGroupListing_t,
    rd_kafka_DeleteGroup_t, rd_kafka_MemberAssignment_t, rd_kafka_MemberDescription_t, rd_kafka_Node_t,
    rd_kafka_group_result_t,
};

use super::super::{rd_kafka_error_t, rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t, TopicPartitionList};

extern "C" {
    pub fn rd_kafka_event_ListConsumerGroups_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DescribeConsumerGroups_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DeleteGroups_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_ListConsumerGroups(
        rk: *mut rd_kafka_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_ConsumerGroupListing_group_id(grplist: *const rd_kafka_ConsumerGroupListing_t) -> *const c_char;
    pub fn rd_kafka_ConsumerGroupListing_is_simple_consumer_group(
        grplist: *const rd_kafka_ConsumerGroupListing_t,
    ) -> c_int;
    pub fn rd_kafka_ConsumerGroupListing_state(grplist: *const rd_kafka_ConsumerGroupListing_t) -> c_int;
    pub fn rd_kafka_ConsumerGroupListing_type(grplist: *const rd_kafka_ConsumerGroupListing_t) -> c_int;
    pub fn rd_kafka_ListConsumerGroups_result_valid(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConsumerGroupListing_t;
    pub fn rd_kafka_ListConsumerGroups_result_errors(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_error_t;
    pub fn rd_kafka_DescribeConsumerGroups(
        rk: *mut rd_kafka_t,
        groups: *mut *const c_char,
        groups_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DescribeConsumerGroups_result_groups(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ConsumerGroupDescription_t;
    pub fn rd_kafka_ConsumerGroupDescription_group_id(
        description: *const rd_kafka_ConsumerGroupDescription_t,
    ) -> *const c_char;
    pub fn rd_kafka_ConsumerGroupDescription_error(
        description: *const rd_kafka_ConsumerGroupDescription_t,
    ) -> *const rd_kafka_error_t;
    pub fn rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(
        description: *const rd_kafka_ConsumerGroupDescription_t,
    ) -> c_int;
    pub fn rd_kafka_ConsumerGroupDescription_partition_assignor(
        description: *const rd_kafka_ConsumerGroupDescription_t,
    ) -> *const c_char;
    pub fn rd_kafka_ConsumerGroupDescription_authorized_operations(
        description: *const rd_kafka_ConsumerGroupDescription_t,
        count: *mut size_t,
    ) -> *const c_int;
    pub fn rd_kafka_ConsumerGroupDescription_state(description: *const rd_kafka_ConsumerGroupDescription_t) -> c_int;
    pub fn rd_kafka_ConsumerGroupDescription_coordinator(
        description: *const rd_kafka_ConsumerGroupDescription_t,
    ) -> *const rd_kafka_Node_t;
    pub fn rd_kafka_ConsumerGroupDescription_type(description: *const rd_kafka_ConsumerGroupDescription_t) -> c_int;
    pub fn rd_kafka_ConsumerGroupDescription_member_count(
        description: *const rd_kafka_ConsumerGroupDescription_t,
    ) -> size_t;
    pub fn rd_kafka_ConsumerGroupDescription_member(
        description: *const rd_kafka_ConsumerGroupDescription_t,
        idx: size_t,
    ) -> *const rd_kafka_MemberDescription_t;
    pub fn rd_kafka_MemberDescription_client_id(member: *const rd_kafka_MemberDescription_t) -> *const c_char;
    pub fn rd_kafka_MemberDescription_group_instance_id(member: *const rd_kafka_MemberDescription_t) -> *const c_char;
    pub fn rd_kafka_MemberDescription_consumer_id(member: *const rd_kafka_MemberDescription_t) -> *const c_char;
    pub fn rd_kafka_MemberDescription_host(member: *const rd_kafka_MemberDescription_t) -> *const c_char;
    pub fn rd_kafka_MemberDescription_assignment(
        member: *const rd_kafka_MemberDescription_t,
    ) -> *const rd_kafka_MemberAssignment_t;
    pub fn rd_kafka_MemberAssignment_partitions(
        assignment: *const rd_kafka_MemberAssignment_t,
    ) -> *const TopicPartitionList;
    pub fn rd_kafka_MemberDescription_target_assignment(
        member: *const rd_kafka_MemberDescription_t,
    ) -> *const rd_kafka_MemberAssignment_t;
    pub fn rd_kafka_DeleteGroup_new(group: *const c_char) -> *mut rd_kafka_DeleteGroup_t;
    pub fn rd_kafka_DeleteGroup_destroy(del_group: *mut rd_kafka_DeleteGroup_t);
    pub fn rd_kafka_DeleteGroups(
        rk: *mut rd_kafka_t,
        del_groups: *mut *mut rd_kafka_DeleteGroup_t,
        del_group_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DeleteGroups_result_groups(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_group_result_t;
    pub fn rd_kafka_group_result_error(groupres: *const rd_kafka_group_result_t) -> *const rd_kafka_error_t;
    pub fn rd_kafka_group_result_name(groupres: *const rd_kafka_group_result_t) -> *const c_char;
    pub fn rd_kafka_group_result_partitions(groupres: *const rd_kafka_group_result_t) -> *const TopicPartitionList;
}
