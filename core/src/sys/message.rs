//! Consumed messages, read in place and given back as soon as they are copied.

use std::sync::Arc;

use libc::c_int;
use once_cell::sync::Lazy;

use super::ffi;
use super::handle::Handle;
use super::text::owned;
use crate::code;

/// A count of zero, and nothing behind it.
const EMPTY_HEADERS_SIZE: i32 = 1;

static IS_LAYOUT_KNOWN: Lazy<bool> = Lazy::new(|| {
    // SAFETY: answers a number.
    cfg!(target_pointer_width = "64") && unsafe { ffi::rd_kafka_version() } == ffi::FETCHED_MESSAGE_VERSION
});

/// What librdkafka handed out of one fetch queue, in order. Destroying an instance waits for every message that is
/// still out, so this owns both.
pub struct Messages {
    raw: Vec<*mut ffi::Message>,
    next: usize,
    _owner: Arc<Handle>,
}

// SAFETY: messages are owned by this value alone.
unsafe impl Send for Messages {}

impl Messages {
    pub(super) fn with_capacity(owner: &Arc<Handle>, count: usize) -> Messages {
        Messages { raw: Vec::with_capacity(count), next: 0, _owner: owner.clone() }
    }

    pub(super) fn capacity(&self) -> usize {
        self.raw.capacity()
    }

    pub(super) fn spare_ptr(&mut self) -> *mut *mut ffi::Message {
        self.raw.as_mut_ptr()
    }

    /// # Safety
    /// The first `count` pointers were written by librdkafka and are owned by the caller.
    pub(super) unsafe fn filled(&mut self, count: usize) {
        self.raw.set_len(count);
    }

    /// How many librdkafka handed out in this batch.
    pub fn count(&self) -> usize {
        self.raw.len()
    }

    pub fn is_empty(&self) -> bool {
        self.next == self.raw.len()
    }

    /// The next message, which stays here until `advance`.
    pub fn peek(&self) -> Option<Message<'_>> {
        // SAFETY: a pointer from librdkafka, not yet given back.
        self.raw.get(self.next).map(|message| Message(unsafe { &**message }))
    }

    /// Gives the message that `peek` showed back to librdkafka.
    pub fn advance(&mut self) {
        if let Some(message) = self.raw.get(self.next) {
            // SAFETY: owned, and skipped from now on.
            unsafe { ffi::rd_kafka_message_destroy(*message) };
            self.next += 1;
        }
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        while !self.is_empty() {
            self.advance();
        }
    }
}

pub struct Message<'a>(&'a ffi::Message);

impl<'a> Message<'a> {
    pub fn code(&self) -> i32 {
        self.0.err
    }

    pub fn is_error(&self) -> bool {
        self.0.err != code::NO_ERROR
    }

    /// The explanation of an error that took a message's place.
    pub fn error_text(&self) -> String {
        // SAFETY: valid message; the string is copied.
        unsafe { owned(ffi::rd_kafka_message_errstr(self.0)) }
    }

    pub fn offset(&self) -> i64 {
        self.0.offset
    }

    pub fn key(&self) -> Option<&'a [u8]> {
        // SAFETY: key and length belong together.
        unsafe { bytes(self.0.key.cast(), self.0.key_len) }
    }

    pub fn value(&self) -> Option<&'a [u8]> {
        // SAFETY: payload and length belong together.
        unsafe { bytes(self.0.payload.cast(), self.0.len) }
    }

    /// Milliseconds since the epoch (-1 unknown), and whether the broker rather than the producer wrote them.
    pub fn timestamp(&self) -> (i64, bool) {
        let mut kind: c_int = 0;
        // SAFETY: valid message and output.
        let timestamp = unsafe { ffi::rd_kafka_message_timestamp(self.0, &mut kind) };
        (timestamp, kind == ffi::RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME)
    }

    pub fn leader_epoch(&self) -> i32 {
        // SAFETY: valid message.
        unsafe { ffi::rd_kafka_message_leader_epoch(self.0) }
    }

    /// Whether it was received with a headers' count of zero, or before there were headers. Only the librdkafka whose messages
    /// we know is asked; of any other, every message may have headers.
    fn is_without_headers(&self) -> bool {
        if !*IS_LAYOUT_KNOWN {
            return false;
        }
        let fetched: *const ffi::FetchedMessage = std::ptr::from_ref(self.0).cast();
        // SAFETY: in this version every fetched message lies at the start of such a struct.
        let length = unsafe { std::ptr::addr_of!((*fetched).binary_headers_length).read() };
        length <= EMPTY_HEADERS_SIZE
    }

    /// The headers in order, duplicates included; none for a message that has none.
    pub fn headers(&self) -> Option<impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)> + Clone + 'a> {
        if self.is_without_headers() {
            return None;
        }
        let mut headers = std::ptr::null_mut();
        // SAFETY: valid message; the headers stay owned by it. Parsed lazily, at the first call.
        let answer = unsafe { ffi::rd_kafka_message_headers(self.0, &mut headers) };
        if answer != code::NO_ERROR {
            return None;
        }
        let headers = headers.cast_const();
        Some((0..).map_while(move |index| {
            let (mut name, mut value, mut size) = (std::ptr::null(), std::ptr::null(), 0);
            // SAFETY: the headers live as long as the message; outputs are written on success only.
            unsafe {
                if ffi::rd_kafka_header_get_all(headers, index, &mut name, &mut value, &mut size) != code::NO_ERROR {
                    return None;
                }
                Some((std::ffi::CStr::from_ptr(name).to_bytes(), bytes(value.cast(), size)))
            }
        }))
    }
}

/// # Safety
/// `data` is null or points at `size` bytes that live for `'a`.
unsafe fn bytes<'a>(data: *const u8, size: usize) -> Option<&'a [u8]> {
    (!data.is_null()).then(|| std::slice::from_raw_parts(data, size))
}
