//! C strings in and out, and the texts that librdkafka keeps about itself.

use std::ffi::{CStr, CString};

use libc::c_char;

use super::ffi;
use crate::code::{Error, Result};

/// The size of the buffers that librdkafka writes its explanations into; its own examples use the same.
pub(super) const TEXT_SIZE: usize = 512;

/// A C string for librdkafka; a NUL inside cannot be passed on and is the caller's mistake.
pub(super) fn c_string(field: &str, text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::invalid(format!("{field} contains a NUL character; remove it")))
}

/// Copies librdkafka's text; null becomes the empty string.
///
/// # Safety
/// `text` is null or a NUL-terminated string that stays valid during the call.
pub(super) unsafe fn owned(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    CStr::from_ptr(text).to_string_lossy().into_owned()
}

/// The text in a buffer that librdkafka filled and terminated.
pub(super) fn from_buffer(buffer: &[u8]) -> String {
    let end = buffer.iter().position(|byte| *byte == 0).unwrap_or(buffer.len());
    String::from_utf8_lossy(&buffer[..end]).into_owned()
}

/// librdkafka's sentence for an error number.
pub fn describe_code(code: i32) -> String {
    // SAFETY: rd_kafka_err2str answers a static string for every integer.
    unsafe { owned(ffi::rd_kafka_err2str(code)) }
}

/// What the resolver says of a name that does not exist; librdkafka passes it on (rdaddr.c:209).
pub fn unknown_host() -> String {
    // SAFETY: a static string for every number.
    unsafe { owned(libc::gai_strerror(libc::EAI_NONAME)) }
}

/// The version of the librdkafka inside, as it says itself.
pub fn version() -> String {
    // SAFETY: a static string.
    unsafe { owned(ffi::rd_kafka_version_str()) }
}

/// Number, name and description of every error that this librdkafka knows.
pub fn error_table() -> Vec<(i32, String, String)> {
    let mut descriptions = std::ptr::null();
    let mut count = 0;
    // SAFETY: both outputs are written; the table and its strings are static.
    unsafe {
        ffi::rd_kafka_get_err_descs(&mut descriptions, &mut count);
        (0..count)
            .map(|index| &*descriptions.add(index))
            .filter(|entry| !entry.name.is_null() && !entry.desc.is_null())
            .map(|entry| (entry.code, owned(entry.name), owned(entry.desc)))
            .collect()
    }
}
