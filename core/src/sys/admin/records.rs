//! Deleting the records before an offset.

use super::call::AdminCall;
use super::owned::Owned;
use crate::code::Result;
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_DeleteRecords_t};
use crate::sys::list::{read_list, Partition, PartitionList};

/// Partitions with the offsets before which everything goes; -1 stands for the end.
pub struct RecordsBefore(Owned<rd_kafka_DeleteRecords_t>);

impl RecordsBefore {
    pub fn new(offsets: &[Partition]) -> Result<RecordsBefore> {
        let list = PartitionList::from_lines(offsets)?;
        // SAFETY: the list is copied by the call; the answer is owned and never null.
        let raw =
            unsafe { Owned::new(ffi::rd_kafka_DeleteRecords_new(list.as_ptr()), ffi::rd_kafka_DeleteRecords_destroy) };
        Ok(RecordsBefore(raw.expect("rd_kafka_DeleteRecords_new answers no null")))
    }
}

impl AdminCall<'_> {
    pub fn delete_records(&self, before: &RecordsBefore) {
        self.send(ffi::rd_kafka_DeleteRecords, std::iter::once(before.0.as_ptr()));
    }
}

impl Event {
    /// The partitions, each with the first offset that is left.
    pub fn records_deleted(&self) -> Vec<Partition> {
        // SAFETY: the list belongs to the event and is copied.
        unsafe {
            let result = ffi::rd_kafka_event_DeleteRecords_result(self.as_ptr());
            match result.is_null() {
                true => Vec::new(),
                false => read_list(ffi::rd_kafka_DeleteRecords_result_offsets(result)),
            }
        }
    }
}
