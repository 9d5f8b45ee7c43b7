//! Creating, growing and deleting topics.

use libc::{c_char, c_int};

use super::call::AdminCall;
use super::owned::{array, error_of, Owned};
use crate::code::{self, Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_DeleteTopic_t, rd_kafka_NewPartitions_t, rd_kafka_NewTopic_t};
use crate::sys::text::{c_string, describe_code, from_buffer, owned, TEXT_SIZE};

/// What a broker said of one topic.
#[derive(Debug)]
pub struct TopicOutcome {
    pub name: String,
    pub error: Option<Error>,
}

/// A topic to be created.
pub struct NewTopic(Owned<rd_kafka_NewTopic_t>);

/// A topic to be given more partitions.
pub struct NewPartitions(Owned<rd_kafka_NewPartitions_t>);

type Assign<T> = unsafe extern "C" fn(*mut T, i32, *mut i32, usize, *mut c_char, usize) -> c_int;

impl NewTopic {
    pub fn new(name: &str, partition_count: i32, replication_factor: i32) -> Result<NewTopic> {
        let c_name = c_string("topic", name)?;
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: valid string; the text buffer has the stated size; the answer is owned.
        let raw = unsafe {
            let text_size = text.len();
            let text = text.as_mut_ptr().cast::<c_char>();
            let raw = ffi::rd_kafka_NewTopic_new(c_name.as_ptr(), partition_count, replication_factor, text, text_size);
            Owned::new(raw, ffi::rd_kafka_NewTopic_destroy)
        };
        raw.map(NewTopic).ok_or_else(|| Error::invalid(format!("topic \"{name}\": {}", from_buffer(&text))))
    }

    /// The brokers that each partition lies on.
    pub fn assign(&mut self, replicas: &[Vec<i32>]) -> Result<()> {
        assign(&self.0, ffi::rd_kafka_NewTopic_set_replica_assignment, replicas)
    }

    pub fn set_config(&mut self, name: &str, value: &str) -> Result<()> {
        let c_name = c_string("a config name", name)?;
        let c_value = c_string(name, value)?;
        // SAFETY: valid strings, copied by the call.
        let answer = unsafe { ffi::rd_kafka_NewTopic_set_config(self.0.as_ptr(), c_name.as_ptr(), c_value.as_ptr()) };
        if answer == code::NO_ERROR {
            return Ok(());
        }
        Err(Error::invalid(format!("config \"{name}\": {}", describe_code(answer))))
    }
}

impl NewPartitions {
    /// `total` is how many the topic has afterwards.
    pub fn new(topic: &str, total: usize) -> Result<NewPartitions> {
        let c_name = c_string("topic", topic)?;
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: valid string; the text buffer has the stated size; the answer is owned.
        let raw = unsafe {
            let text_size = text.len();
            let text = text.as_mut_ptr().cast::<c_char>();
            let raw = ffi::rd_kafka_NewPartitions_new(c_name.as_ptr(), total, text, text_size);
            Owned::new(raw, ffi::rd_kafka_NewPartitions_destroy)
        };
        raw.map(NewPartitions).ok_or_else(|| Error::invalid(format!("topic \"{topic}\": {}", from_buffer(&text))))
    }

    /// The brokers that each new partition lies on.
    pub fn assign(&mut self, replicas: &[Vec<i32>]) -> Result<()> {
        assign(&self.0, ffi::rd_kafka_NewPartitions_set_replica_assignment, replicas)
    }
}

fn assign<T>(object: &Owned<T>, set: Assign<T>, replicas: &[Vec<i32>]) -> Result<()> {
    for (partition, brokers) in (0..).zip(replicas) {
        let mut text = [0u8; TEXT_SIZE];
        let mut brokers = brokers.clone();
        // SAFETY: the brokers are copied by the call; the text buffer has the stated size.
        let answer = unsafe {
            let text_size = text.len();
            let text = text.as_mut_ptr().cast::<c_char>();
            set(object.as_ptr(), partition, brokers.as_mut_ptr(), brokers.len(), text, text_size)
        };
        if answer != code::NO_ERROR {
            return Err(Error::invalid(format!("\"replicas\": {}", from_buffer(&text))));
        }
    }
    Ok(())
}

impl AdminCall<'_> {
    pub fn create_topics(&self, topics: &[NewTopic]) {
        self.send(ffi::rd_kafka_CreateTopics, topics.iter().map(|topic| topic.0.as_ptr()));
    }

    pub fn create_partitions(&self, topics: &[NewPartitions]) {
        self.send(ffi::rd_kafka_CreatePartitions, topics.iter().map(|topic| topic.0.as_ptr()));
    }

    pub fn delete_topics(&self, names: &[String]) -> Result<()> {
        let mut topics: Vec<Owned<rd_kafka_DeleteTopic_t>> = Vec::with_capacity(names.len());
        for name in names {
            let name = c_string("topic", name)?;
            // SAFETY: valid string, copied by the call; the answer is owned and never null.
            let topic =
                unsafe { Owned::new(ffi::rd_kafka_DeleteTopic_new(name.as_ptr()), ffi::rd_kafka_DeleteTopic_destroy) };
            topics.push(topic.expect("rd_kafka_DeleteTopic_new answers no null"));
        }
        self.send(ffi::rd_kafka_DeleteTopics, topics.iter().map(Owned::as_ptr));
        Ok(())
    }
}

impl Event {
    /// The per-topic results, whichever of the topic operations this answers.
    pub fn topic_outcomes(&self) -> Vec<TopicOutcome> {
        // SAFETY: the results belong to the event and are copied; each is read by the function for its kind.
        unsafe {
            let created = ffi::rd_kafka_event_CreateTopics_result(self.as_ptr());
            let grown = ffi::rd_kafka_event_CreatePartitions_result(self.as_ptr());
            let deleted = ffi::rd_kafka_event_DeleteTopics_result(self.as_ptr());
            let topics = array(|count| match (created.is_null(), grown.is_null(), deleted.is_null()) {
                (false, _, _) => ffi::rd_kafka_CreateTopics_result_topics(created, count).cast_const(),
                (_, false, _) => ffi::rd_kafka_CreatePartitions_result_topics(grown, count).cast_const(),
                (_, _, false) => ffi::rd_kafka_DeleteTopics_result_topics(deleted, count).cast_const(),
                _ => std::ptr::null(),
            });
            let outcome_of = |topic: &*const ffi::rd_kafka_topic_result_t| TopicOutcome {
                name: owned(ffi::rd_kafka_topic_result_name(*topic)),
                error: error_of(
                    ffi::rd_kafka_topic_result_error(*topic),
                    ffi::rd_kafka_topic_result_error_string(*topic),
                ),
            };
            topics.iter().map(outcome_of).collect()
        }
    }
}
