//! Requests about topics; answers come back as events.

use std::ptr::NonNull;
use std::sync::Arc;

use libc::{c_char, c_int, c_void};

use super::ffi::{self, rd_kafka_AdminOptions_t, rd_kafka_DeleteTopic_t, rd_kafka_NewTopic_t, rd_kafka_event_t};
use super::handle::Handle;
use super::queue::Queue;
use super::text::{c_string, describe_code, from_buffer, owned, TEXT_SIZE};
use crate::code::{self, Error, Result};

/// What a broker said of one topic.
#[derive(Debug)]
pub struct TopicResult {
    pub name: String,
    pub code: i32,
    pub text: Option<String>,
}

/// A topic to be created.
pub struct NewTopic(NonNull<rd_kafka_NewTopic_t>);

impl NewTopic {
    pub fn new(name: &str, partition_count: i32, replication_factor: i32) -> Result<NewTopic> {
        let c_name = c_string("topic", name)?;
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: valid string; the text buffer has the stated size.
        let raw = unsafe {
            ffi::rd_kafka_NewTopic_new(
                c_name.as_ptr(),
                partition_count,
                replication_factor,
                text.as_mut_ptr().cast::<c_char>(),
                text.len(),
            )
        };
        NonNull::new(raw)
            .map(NewTopic)
            .ok_or_else(|| Error::invalid(format!("topic \"{name}\": {}", from_buffer(&text))))
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

impl Drop for NewTopic {
    fn drop(&mut self) {
        // SAFETY: owned, destroyed once.
        unsafe { ffi::rd_kafka_NewTopic_destroy(self.0.as_ptr()) }
    }
}

struct DeleteTopic(NonNull<rd_kafka_DeleteTopic_t>);

impl Drop for DeleteTopic {
    fn drop(&mut self) {
        // SAFETY: owned, destroyed once.
        unsafe { ffi::rd_kafka_DeleteTopic_destroy(self.0.as_ptr()) }
    }
}

struct Options(NonNull<rd_kafka_AdminOptions_t>);

type SetNumber = unsafe extern "C" fn(*mut rd_kafka_AdminOptions_t, c_int, *mut c_char, usize) -> c_int;

impl Options {
    fn new(owner: &Handle, timeout_ms: i32, opaque: u64) -> Result<Options> {
        // SAFETY: valid instance; the answer is never null for ANY.
        let raw = unsafe { ffi::rd_kafka_AdminOptions_new(owner.as_ptr(), ffi::RD_KAFKA_ADMIN_OP_ANY) };
        let options = Options(NonNull::new(raw).expect("rd_kafka_AdminOptions_new answers no null"));
        // SAFETY: the opaque is a number and never followed.
        unsafe { ffi::rd_kafka_AdminOptions_set_opaque(raw, opaque as usize as *mut c_void) };
        options.set(ffi::rd_kafka_AdminOptions_set_request_timeout, "timeout_ms", timeout_ms)?;
        options.set(ffi::rd_kafka_AdminOptions_set_operation_timeout, "timeout_ms", timeout_ms)?;
        Ok(options)
    }

    fn set(&self, setter: SetNumber, field: &str, value: i32) -> Result<()> {
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: the text buffer has the stated size.
        let answer = unsafe { setter(self.0.as_ptr(), value, text.as_mut_ptr().cast::<c_char>(), text.len()) };
        if answer == code::NO_ERROR {
            return Ok(());
        }
        Err(Error::invalid(format!("{field}: {}", from_buffer(&text))))
    }
}

impl Drop for Options {
    fn drop(&mut self) {
        // SAFETY: owned, destroyed once.
        unsafe { ffi::rd_kafka_AdminOptions_destroy(self.0.as_ptr()) }
    }
}

/// Asks for topics to be created; the answer arrives on `replies` with `opaque`.
pub fn create_topics(
    owner: &Arc<Handle>,
    topics: &[NewTopic],
    validate_only: bool,
    timeout_ms: i32,
    replies: &Queue,
    opaque: u64,
) -> Result<()> {
    let options = Options::new(owner, timeout_ms, opaque)?;
    options.set(ffi::rd_kafka_AdminOptions_set_validate_only, "validateOnly", c_int::from(validate_only))?;
    let mut raw: Vec<_> = topics.iter().map(|topic| topic.0.as_ptr()).collect();
    // SAFETY: topics and options are copied by the call.
    unsafe {
        ffi::rd_kafka_CreateTopics(owner.as_ptr(), raw.as_mut_ptr(), raw.len(), options.0.as_ptr(), replies.as_ptr());
    }
    Ok(())
}

/// Asks for topics to be deleted; the answer arrives on `replies` with `opaque`.
pub fn delete_topics(
    owner: &Arc<Handle>,
    topics: &[String],
    timeout_ms: i32,
    replies: &Queue,
    opaque: u64,
) -> Result<()> {
    let options = Options::new(owner, timeout_ms, opaque)?;
    let mut requests = Vec::with_capacity(topics.len());
    for topic in topics {
        let name = c_string("topic", topic)?;
        // SAFETY: valid string, copied by the call; never null.
        let raw = unsafe { ffi::rd_kafka_DeleteTopic_new(name.as_ptr()) };
        requests.push(DeleteTopic(NonNull::new(raw).expect("rd_kafka_DeleteTopic_new answers no null")));
    }
    let mut raw: Vec<_> = requests.iter().map(|request| request.0.as_ptr()).collect();
    // SAFETY: topics and options are copied by the call.
    unsafe {
        ffi::rd_kafka_DeleteTopics(owner.as_ptr(), raw.as_mut_ptr(), raw.len(), options.0.as_ptr(), replies.as_ptr());
    }
    Ok(())
}

/// The per-topic results of an event, whichever of the topic operations it answers.
///
/// # Safety
/// `event` is a valid event.
pub(super) unsafe fn topic_results(event: *mut rd_kafka_event_t) -> Vec<TopicResult> {
    let mut count = 0;
    let created = ffi::rd_kafka_event_CreateTopics_result(event);
    let deleted = ffi::rd_kafka_event_DeleteTopics_result(event);
    let results = if !created.is_null() {
        ffi::rd_kafka_CreateTopics_result_topics(created, &mut count)
    } else if !deleted.is_null() {
        ffi::rd_kafka_DeleteTopics_result_topics(deleted, &mut count)
    } else {
        return Vec::new();
    };
    (0..count)
        .map(|index| {
            let result = *results.add(index);
            let answer = ffi::rd_kafka_topic_result_error(result);
            let text = owned(ffi::rd_kafka_topic_result_error_string(result));
            TopicResult {
                name: owned(ffi::rd_kafka_topic_result_name(result)),
                code: answer,
                text: (answer != code::NO_ERROR).then(|| if text.is_empty() { describe_code(answer) } else { text }),
            }
        })
        .collect()
}
