//! Lists of partitions with offsets, as librdkafka takes and gives them.

use std::ptr::NonNull;

use libc::c_int;

use super::ffi::{self, TopicPartition, TopicPartitionList};
use super::text::{c_string, owned};
use crate::code::{Error, Result};

/// One line of a list, in our own memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub leader_epoch: i32,
    pub metadata: Option<Vec<u8>>,
    pub code: i32,
}

pub struct PartitionList(NonNull<TopicPartitionList>);

// SAFETY: plain memory owned by one value.
unsafe impl Send for PartitionList {}

impl PartitionList {
    pub fn with_capacity(count: usize) -> PartitionList {
        let count = c_int::try_from(count).unwrap_or(c_int::MAX);
        // SAFETY: no preconditions; librdkafka aborts when memory is out.
        let raw = unsafe { ffi::rd_kafka_topic_partition_list_new(count) };
        PartitionList(NonNull::new(raw).expect("rd_kafka_topic_partition_list_new answers no null"))
    }

    pub fn add(&mut self, line: &Partition) -> Result<()> {
        let topic = c_string("topic", &line.topic)?;
        // SAFETY: the list grows by one element, which is then filled; the metadata is allocated as librdkafka frees it.
        unsafe {
            let element = ffi::rd_kafka_topic_partition_list_add(self.as_ptr(), topic.as_ptr(), line.partition);
            (*element).offset = line.offset;
            ffi::rd_kafka_topic_partition_set_leader_epoch(element, line.leader_epoch);
            if let Some(metadata) = &line.metadata {
                let memory = ffi::rd_kafka_mem_malloc(std::ptr::null_mut(), metadata.len().max(1));
                if memory.is_null() {
                    return Err(Error::resource("no memory for the metadata of an offset"));
                }
                std::ptr::copy_nonoverlapping(metadata.as_ptr(), memory.cast::<u8>(), metadata.len());
                (*element).metadata = memory;
                (*element).metadata_size = metadata.len();
            }
        }
        Ok(())
    }

    pub fn from_lines(lines: &[Partition]) -> Result<PartitionList> {
        let mut list = PartitionList::with_capacity(lines.len());
        for line in lines {
            list.add(line)?;
        }
        Ok(list)
    }

    pub fn lines(&self) -> Vec<Partition> {
        // SAFETY: valid, owned list.
        unsafe { read_list(self.as_ptr()) }
    }

    pub(super) fn as_ptr(&self) -> *mut TopicPartitionList {
        self.0.as_ptr()
    }
}

impl Drop for PartitionList {
    fn drop(&mut self) {
        // SAFETY: owned, destroyed once.
        unsafe { ffi::rd_kafka_topic_partition_list_destroy(self.as_ptr()) }
    }
}

/// # Safety
/// `list` is null or a valid list.
pub(super) unsafe fn read_list(list: *const TopicPartitionList) -> Vec<Partition> {
    if list.is_null() {
        return Vec::new();
    }
    let count = usize::try_from((*list).cnt).unwrap_or(0);
    (0..count).map(|index| read_partition((*list).elems.add(index))).collect()
}

/// # Safety
/// `element` is valid.
pub(super) unsafe fn read_partition(element: *const TopicPartition) -> Partition {
    let metadata = (*element).metadata.cast::<u8>();
    Partition {
        topic: owned((*element).topic),
        partition: (*element).partition,
        offset: (*element).offset,
        leader_epoch: ffi::rd_kafka_topic_partition_get_leader_epoch(element),
        metadata: (!metadata.is_null())
            .then(|| std::slice::from_raw_parts(metadata, (*element).metadata_size).to_vec()),
        code: (*element).err,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_keeps_its_lines() {
        let lines = vec![
            Partition { topic: "a".into(), partition: 0, offset: 7, leader_epoch: 3, metadata: None, code: 0 },
            Partition {
                topic: "b".into(),
                partition: 9,
                offset: i64::MAX,
                leader_epoch: -1,
                metadata: Some(b"note".to_vec()),
                code: 0,
            },
        ];
        assert_eq!(PartitionList::from_lines(&lines).unwrap().lines(), lines);
    }
}
