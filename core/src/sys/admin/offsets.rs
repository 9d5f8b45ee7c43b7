//! The offsets of partitions, and those that groups have committed.

use super::call::AdminCall;
use super::owned::{array, Owned};
use crate::code::{Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{
    self, rd_kafka_AlterConsumerGroupOffsets_t, rd_kafka_DeleteConsumerGroupOffsets_t,
    rd_kafka_ListConsumerGroupOffsets_t,
};
use crate::sys::handle::read_error;
use crate::sys::list::{read_list, read_partition, Partition, PartitionList};
use crate::sys::text::{c_string, owned};

/// What a broker said of one group.
#[derive(Debug)]
pub struct GroupOutcome {
    pub name: String,
    pub error: Option<Error>,
    pub partitions: Vec<Partition>,
}

/// An offset that was asked for, with the time of its record or -1.
#[derive(Debug)]
pub struct OffsetFound {
    pub partition: Partition,
    pub timestamp: i64,
}

/// A group and some of its partitions; librdkafka takes one group at a time.
pub enum GroupOffsets {
    List(Owned<rd_kafka_ListConsumerGroupOffsets_t>),
    Alter(Owned<rd_kafka_AlterConsumerGroupOffsets_t>),
    Delete(Owned<rd_kafka_DeleteConsumerGroupOffsets_t>),
}

impl GroupOffsets {
    /// Without partitions, those of all that the group has committed something for.
    pub fn to_list(group: &str, partitions: Option<&[Partition]>) -> Result<GroupOffsets> {
        let group = c_string("group", group)?;
        let list = partitions.map(PartitionList::from_lines).transpose()?;
        let list = list.as_ref().map_or(std::ptr::null_mut(), PartitionList::as_ptr);
        // SAFETY: valid string; the list is copied by the call; the answer is owned and never null.
        let raw = unsafe {
            let raw = ffi::rd_kafka_ListConsumerGroupOffsets_new(group.as_ptr(), list);
            Owned::new(raw, ffi::rd_kafka_ListConsumerGroupOffsets_destroy)
        };
        Ok(GroupOffsets::List(raw.expect("rd_kafka_ListConsumerGroupOffsets_new answers no null")))
    }

    pub fn to_alter(group: &str, offsets: &[Partition]) -> Result<GroupOffsets> {
        let (group, list) = (c_string("group", group)?, PartitionList::from_lines(offsets)?);
        // SAFETY: valid string; the list is copied by the call; the answer is owned and never null.
        let raw = unsafe {
            let raw = ffi::rd_kafka_AlterConsumerGroupOffsets_new(group.as_ptr(), list.as_ptr());
            Owned::new(raw, ffi::rd_kafka_AlterConsumerGroupOffsets_destroy)
        };
        Ok(GroupOffsets::Alter(raw.expect("rd_kafka_AlterConsumerGroupOffsets_new answers no null")))
    }

    pub fn to_delete(group: &str, partitions: &[Partition]) -> Result<GroupOffsets> {
        let (group, list) = (c_string("group", group)?, PartitionList::from_lines(partitions)?);
        // SAFETY: valid string; the list is copied by the call; the answer is owned and never null.
        let raw = unsafe {
            let raw = ffi::rd_kafka_DeleteConsumerGroupOffsets_new(group.as_ptr(), list.as_ptr());
            Owned::new(raw, ffi::rd_kafka_DeleteConsumerGroupOffsets_destroy)
        };
        Ok(GroupOffsets::Delete(raw.expect("rd_kafka_DeleteConsumerGroupOffsets_new answers no null")))
    }
}

impl AdminCall<'_> {
    /// The partitions carry in place of offsets a time in milliseconds, or librdkafka's number for an end.
    pub fn list_offsets(&self, partitions: &[Partition]) -> Result<()> {
        let list = PartitionList::from_lines(partitions)?;
        // SAFETY: the list and the options are copied by the call.
        unsafe { ffi::rd_kafka_ListOffsets(self.owner(), list.as_ptr(), self.options(), self.replies()) };
        Ok(())
    }

    pub fn group_offsets(&self, offsets: &GroupOffsets) {
        match offsets {
            GroupOffsets::List(raw) => {
                self.send(ffi::rd_kafka_ListConsumerGroupOffsets, std::iter::once(raw.as_ptr()));
            }
            GroupOffsets::Alter(raw) => {
                self.send(ffi::rd_kafka_AlterConsumerGroupOffsets, std::iter::once(raw.as_ptr()));
            }
            GroupOffsets::Delete(raw) => {
                self.send(ffi::rd_kafka_DeleteConsumerGroupOffsets, std::iter::once(raw.as_ptr()));
            }
        }
    }
}

impl Event {
    pub fn offsets_found(&self) -> Vec<OffsetFound> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_ListOffsets_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let found = array(|count| ffi::rd_kafka_ListOffsets_result_infos(result, count).cast_const());
            let copy = |info: &*const ffi::rd_kafka_ListOffsetsResultInfo_t| OffsetFound {
                partition: read_partition(ffi::rd_kafka_ListOffsetsResultInfo_topic_partition(*info)),
                timestamp: ffi::rd_kafka_ListOffsetsResultInfo_timestamp(*info),
            };
            found.iter().map(copy).collect()
        }
    }

    /// The per-group results, whichever of the operations on groups this answers.
    pub fn group_outcomes(&self) -> Vec<GroupOutcome> {
        // SAFETY: the results belong to the event and are copied; each is read by the function for its kind.
        unsafe {
            let event = self.as_ptr();
            let listed = ffi::rd_kafka_event_ListConsumerGroupOffsets_result(event);
            let altered = ffi::rd_kafka_event_AlterConsumerGroupOffsets_result(event);
            let cleared = ffi::rd_kafka_event_DeleteConsumerGroupOffsets_result(event);
            let deleted = ffi::rd_kafka_event_DeleteGroups_result(event);
            let groups = array(|count| {
                if !listed.is_null() {
                    ffi::rd_kafka_ListConsumerGroupOffsets_result_groups(listed, count).cast_const()
                } else if !altered.is_null() {
                    ffi::rd_kafka_AlterConsumerGroupOffsets_result_groups(altered, count).cast_const()
                } else if !cleared.is_null() {
                    ffi::rd_kafka_DeleteConsumerGroupOffsets_result_groups(cleared, count).cast_const()
                } else if !deleted.is_null() {
                    ffi::rd_kafka_DeleteGroups_result_groups(deleted, count).cast_const()
                } else {
                    std::ptr::null()
                }
            });
            let outcome_of = |group: &*const ffi::rd_kafka_group_result_t| GroupOutcome {
                name: owned(ffi::rd_kafka_group_result_name(*group)),
                error: read_error(ffi::rd_kafka_group_result_error(*group)),
                partitions: read_list(ffi::rd_kafka_group_result_partitions(*group)),
            };
            groups.iter().map(outcome_of).collect()
        }
    }
}
