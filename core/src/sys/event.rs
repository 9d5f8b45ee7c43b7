//! What arrives on an event queue.

use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;

use libc::c_int;

use super::ffi::{self, rd_kafka_event_t};
use super::handle::Handle;
use super::list::{read_list, Partition};
use super::text::{describe_code, owned};
use crate::code;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    DeliveryReports,
    Log,
    Error,
    Rebalance,
    OffsetCommit,
    Statistics,
    TokenRefresh,
    Other,
}

pub struct Log {
    pub level: i32,
    pub facility: String,
    pub text: String,
}

/// Whether a record that failed is in the log all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Persistence {
    #[default]
    No,
    /// It was sent, and nobody said what became of it.
    Possible,
    Certain,
}

/// The fate of one sent record.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    pub token: u64,
    pub code: i32,
    pub partition: i32,
    pub offset: i64,
    /// Asked for failed records alone.
    pub persistence: Persistence,
}

pub struct Event {
    event: NonNull<rd_kafka_event_t>,
    /// An event dies before its instance.
    _owner: Arc<Handle>,
}

// SAFETY: an event is owned by one thread at a time and has no ties to the one that polled it.
unsafe impl Send for Event {}

impl Event {
    pub(super) fn own(owner: &Arc<Handle>, event: NonNull<rd_kafka_event_t>) -> Event {
        Event { event, _owner: owner.clone() }
    }

    pub(super) fn as_ptr(&self) -> *mut rd_kafka_event_t {
        self.event.as_ptr()
    }

    pub fn kind(&self) -> EventKind {
        // SAFETY: valid event.
        match unsafe { ffi::rd_kafka_event_type(self.as_ptr()) } {
            ffi::RD_KAFKA_EVENT_DR => EventKind::DeliveryReports,
            ffi::RD_KAFKA_EVENT_LOG => EventKind::Log,
            ffi::RD_KAFKA_EVENT_ERROR => EventKind::Error,
            ffi::RD_KAFKA_EVENT_REBALANCE => EventKind::Rebalance,
            ffi::RD_KAFKA_EVENT_OFFSET_COMMIT => EventKind::OffsetCommit,
            ffi::RD_KAFKA_EVENT_STATS => EventKind::Statistics,
            ffi::RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH => EventKind::TokenRefresh,
            _ => EventKind::Other,
        }
    }

    pub fn code(&self) -> i32 {
        // SAFETY: valid event.
        unsafe { ffi::rd_kafka_event_error(self.as_ptr()) }
    }

    pub fn text(&self) -> String {
        if self.has_stray_text() {
            return describe_code(self.code());
        }
        // SAFETY: the string lives as long as the event and is copied.
        let text = unsafe { owned(ffi::rd_kafka_event_error_string(self.as_ptr())) };
        if text.is_empty() {
            return describe_code(self.code());
        }
        text
    }

    pub fn is_fatal(&self) -> bool {
        // SAFETY: valid event.
        unsafe { ffi::rd_kafka_event_error_is_fatal(self.as_ptr()) != 0 }
    }

    /// The number that went along with the request.
    pub fn opaque(&self) -> u64 {
        // SAFETY: the pointer is a number of ours and never followed.
        unsafe { ffi::rd_kafka_event_opaque(self.as_ptr()) as usize as u64 }
    }

    pub fn log(&self) -> Option<Log> {
        let (mut facility, mut text, mut level) = (std::ptr::null(), std::ptr::null(), 0 as c_int);
        // SAFETY: the strings live as long as the event and are copied.
        unsafe {
            if ffi::rd_kafka_event_log(self.as_ptr(), &mut facility, &mut text, &mut level) != 0 {
                return None;
            }
            Some(Log { level, facility: owned(facility), text: owned(text) })
        }
    }

    pub fn statistics(&self) -> String {
        // SAFETY: the string lives as long as the event and is copied.
        unsafe { owned(ffi::rd_kafka_event_stats(self.as_ptr())) }
    }

    /// What the user wrote as `sasl.oauthbearer.config`, with the wish for a new token.
    pub fn token_config(&self) -> Option<String> {
        // SAFETY: the string lives as long as the event and is copied.
        let config = unsafe { owned(ffi::rd_kafka_event_config_string(self.as_ptr())) };
        (!config.is_empty()).then_some(config)
    }

    /// Adds reports that are not taken yet to `reports`, at most `limit`; each is taken once.
    pub fn take_reports(&mut self, reports: &mut Vec<Report>, limit: usize) {
        const CHUNK: usize = 256;
        // Not filled before librdkafka does: most events have one report.
        let mut messages = [MaybeUninit::<*const ffi::Message>::uninit(); CHUNK];
        let mut left = limit;
        while left > 0 {
            let wanted = CHUNK.min(left);
            // SAFETY: the array has room for `wanted` pointers, of which the first `count` are written; the messages belong to the
            // event and live as long.
            let count = unsafe {
                let count = ffi::rd_kafka_event_message_array(self.as_ptr(), messages.as_mut_ptr().cast(), wanted);
                reports.extend(messages[..count].iter().map(|message| report_of(&*message.assume_init())));
                count
            };
            left -= count;
            if count < wanted {
                break;
            }
        }
    }

    /// The partitions of a rebalance or a commit.
    pub fn partitions(&self) -> Vec<Partition> {
        // SAFETY: the list belongs to the event and is only read.
        unsafe {
            let list = ffi::rd_kafka_event_topic_partition_list(self.as_ptr());
            read_list(list)
        }
    }

    /// The partition that an error is about.
    pub fn partition(&self) -> Option<(String, i32)> {
        // SAFETY: a fresh object or null, copied and destroyed here.
        unsafe {
            let partition = ffi::rd_kafka_event_topic_partition(self.as_ptr());
            if partition.is_null() {
                return None;
            }
            let copy = (owned((*partition).topic), (*partition).partition);
            ffi::rd_kafka_topic_partition_destroy(partition);
            Some(copy)
        }
    }

    pub fn is_error(&self) -> bool {
        self.code() != code::NO_ERROR
    }

    /// Whether the text is one that a broker refused to describe users with: librdkafka keeps it on a stack that is gone by now, and
    /// would give it back to the heap with the event (rdkafka_admin.c:5863).
    fn has_stray_text(&self) -> bool {
        // SAFETY: valid event.
        let kind = unsafe { ffi::rd_kafka_event_type(self.as_ptr()) };
        kind == ffi::RD_KAFKA_EVENT_DESCRIBEUSERSCRAMCREDENTIALS_RESULT && self.code() > 0
    }
}

/// # Safety
/// `message` is one of a delivery report: librdkafka reads on behind it (rdkafka_msg.h, `rd_kafka_message2msg`).
unsafe fn report_of(message: &ffi::Message) -> Report {
    let persistence = match message.err {
        code::NO_ERROR => Persistence::default(),
        _ => match ffi::rd_kafka_message_status(message) {
            ffi::RD_KAFKA_MSG_STATUS_NOT_PERSISTED => Persistence::No,
            ffi::RD_KAFKA_MSG_STATUS_PERSISTED => Persistence::Certain,
            _ => Persistence::Possible,
        },
    };
    Report {
        token: message.private as usize as u64,
        code: message.err,
        partition: message.partition,
        offset: message.offset,
        persistence,
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        // Less than a kilobyte is lost where otherwise the process would be.
        if self.has_stray_text() {
            return;
        }
        // SAFETY: owned, destroyed once.
        unsafe { ffi::rd_kafka_event_destroy(self.as_ptr()) }
    }
}
