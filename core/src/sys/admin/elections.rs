//! Electing the leaders of partitions.

use super::call::AdminCall;
use super::owned::{array, Owned};
use crate::code::{Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_ElectLeaders_t};
use crate::sys::handle::read_error;
use crate::sys::list::{Partition, PartitionList};
use crate::sys::text::owned;

pub struct Election(Owned<rd_kafka_ElectLeaders_t>);

impl Election {
    /// `kind` is librdkafka's number; without partitions it is about all of them.
    pub fn new(kind: i32, partitions: Option<&[Partition]>) -> Result<Election> {
        let list = partitions.map(PartitionList::from_lines).transpose()?;
        let list = list.as_ref().map_or(std::ptr::null_mut(), PartitionList::as_ptr);
        // SAFETY: the list is copied by the call; the answer is owned and never null.
        let raw = unsafe { Owned::new(ffi::rd_kafka_ElectLeaders_new(kind, list), ffi::rd_kafka_ElectLeaders_destroy) };
        Ok(Election(raw.expect("rd_kafka_ElectLeaders_new answers no null")))
    }
}

impl AdminCall<'_> {
    pub fn elect_leaders(&self, election: &Election) {
        // SAFETY: the election and the options are copied by the call.
        unsafe { ffi::rd_kafka_ElectLeaders(self.owner(), election.0.as_ptr(), self.options(), self.replies()) }
    }
}

impl Event {
    /// Topic and partition of each election, and why there was none.
    pub fn elections(&self) -> Vec<(String, i32, Option<Error>)> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_ElectLeaders_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let partitions = array(|count| ffi::rd_kafka_ElectLeaders_result_partitions(result, count).cast_const());
            let outcome_of = |outcome: &*const ffi::rd_kafka_topic_partition_result_t| {
                let partition = ffi::rd_kafka_topic_partition_result_partition(*outcome);
                let error = read_error(ffi::rd_kafka_topic_partition_result_error(*outcome));
                (owned((*partition).topic), (*partition).partition, error)
            };
            partitions.iter().map(outcome_of).collect()
        }
    }
}
