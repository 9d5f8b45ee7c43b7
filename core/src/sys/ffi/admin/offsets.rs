//! The offsets of partitions, and those that groups have committed.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::{
    rd_kafka_AdminOptions_t, rd_kafka_AlterConsumerGroupOffsets_t, rd_kafka_DeleteConsumerGroupOffsets_t,
    rd_kafka_DeleteRecords_t, rd_kafka_ElectLeaders_t, rd_kafka_ListConsumerGroupOffsets_t,
    rd_kafka_ListOffsetsResultInfo_t, rd_kafka_group_result_t, rd_kafka_topic_partition_result_t,
};

use super::super::{
    rd_kafka_error_t, rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t, TopicPartition, TopicPartitionList,
};

extern "C" {
    pub fn rd_kafka_event_DeleteRecords_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_ListOffsets_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_ElectLeaders_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_ListConsumerGroupOffsets_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_AlterConsumerGroupOffsets_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DeleteConsumerGroupOffsets_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_DeleteRecords_new(before_offsets: *const TopicPartitionList) -> *mut rd_kafka_DeleteRecords_t;
    pub fn rd_kafka_DeleteRecords_destroy(del_records: *mut rd_kafka_DeleteRecords_t);
    pub fn rd_kafka_DeleteRecords(
        rk: *mut rd_kafka_t,
        del_records: *mut *mut rd_kafka_DeleteRecords_t,
        del_record_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DeleteRecords_result_offsets(result: *const rd_kafka_event_t) -> *const TopicPartitionList;
    pub fn rd_kafka_ListOffsetsResultInfo_topic_partition(
        result_info: *const rd_kafka_ListOffsetsResultInfo_t,
    ) -> *const TopicPartition;
    pub fn rd_kafka_ListOffsetsResultInfo_timestamp(result_info: *const rd_kafka_ListOffsetsResultInfo_t) -> i64;
    pub fn rd_kafka_ListOffsets_result_infos(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_ListOffsetsResultInfo_t;
    pub fn rd_kafka_ListOffsets(
        rk: *mut rd_kafka_t,
        topic_partitions: *mut TopicPartitionList,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_ElectLeaders_new(
        election_type: c_int,
        partitions: *mut TopicPartitionList,
    ) -> *mut rd_kafka_ElectLeaders_t;
    pub fn rd_kafka_ElectLeaders_destroy(elect_leaders: *mut rd_kafka_ElectLeaders_t);
    pub fn rd_kafka_ElectLeaders(
        rk: *mut rd_kafka_t,
        elect_leaders: *mut rd_kafka_ElectLeaders_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_ElectLeaders_result_partitions(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_topic_partition_result_t;
    pub fn rd_kafka_topic_partition_result_partition(
        partition_result: *const rd_kafka_topic_partition_result_t,
    ) -> *const TopicPartition;
    pub fn rd_kafka_topic_partition_result_error(
        partition_result: *const rd_kafka_topic_partition_result_t,
    ) -> *const rd_kafka_error_t;
    pub fn rd_kafka_ListConsumerGroupOffsets_new(
        group_id: *const c_char,
        partitions: *const TopicPartitionList,
    ) -> *mut rd_kafka_ListConsumerGroupOffsets_t;
    pub fn rd_kafka_ListConsumerGroupOffsets_destroy(list_grpoffsets: *mut rd_kafka_ListConsumerGroupOffsets_t);
    pub fn rd_kafka_ListConsumerGroupOffsets(
        rk: *mut rd_kafka_t,
        list_grpoffsets: *mut *mut rd_kafka_ListConsumerGroupOffsets_t,
        list_grpoffsets_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_ListConsumerGroupOffsets_result_groups(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_group_result_t;
    pub fn rd_kafka_AlterConsumerGroupOffsets_new(
        group_id: *const c_char,
        partitions: *const TopicPartitionList,
    ) -> *mut rd_kafka_AlterConsumerGroupOffsets_t;
    pub fn rd_kafka_AlterConsumerGroupOffsets_destroy(alter_grpoffsets: *mut rd_kafka_AlterConsumerGroupOffsets_t);
    pub fn rd_kafka_AlterConsumerGroupOffsets(
        rk: *mut rd_kafka_t,
        alter_grpoffsets: *mut *mut rd_kafka_AlterConsumerGroupOffsets_t,
        alter_grpoffsets_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_AlterConsumerGroupOffsets_result_groups(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_group_result_t;
    pub fn rd_kafka_DeleteConsumerGroupOffsets_new(
        group: *const c_char,
        partitions: *const TopicPartitionList,
    ) -> *mut rd_kafka_DeleteConsumerGroupOffsets_t;
    pub fn rd_kafka_DeleteConsumerGroupOffsets_destroy(del_grpoffsets: *mut rd_kafka_DeleteConsumerGroupOffsets_t);
    pub fn rd_kafka_DeleteConsumerGroupOffsets(
        rk: *mut rd_kafka_t,
        del_grpoffsets: *mut *mut rd_kafka_DeleteConsumerGroupOffsets_t,
        del_grpoffsets_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DeleteConsumerGroupOffsets_result_groups(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_group_result_t;
}
