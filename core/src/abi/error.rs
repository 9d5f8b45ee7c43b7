//! Statuses and errors as C sees them.

use std::ffi::c_char;

use crate::code::{self, Error, Status};

/// What every function answers: 0 and above for success, below 0 for failure.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum kc_status {
    /// Done.
    KC_STATUS_OK = 0,
    /// Done, and there is more: call again, no wake-up will come.
    KC_STATUS_MORE = 1,
    /// Done in part: a queue is full, and a ROOM record will tell when to go on.
    KC_STATUS_FULL = 2,
    /// An input is wrong; the message names it.
    KC_STATUS_INVALID = -1,
    /// The call does not fit the state of the ticket: unknown, of another kind, closing or closed.
    KC_STATUS_STATE = -2,
    /// librdkafka or a broker refused; the code says why.
    KC_STATUS_KAFKA = -3,
    /// The output buffer is too small; the length output says what is needed.
    KC_STATUS_BUFFER = -4,
    /// The library broke an assumption of its own; the ticket can only be closed.
    KC_STATUS_PANIC = -5,
    /// This build of the library cannot do it.
    KC_STATUS_UNSUPPORTED = -6,
    /// Memory, threads or descriptors have run out.
    KC_STATUS_MEMORY = -7,
}

/// Bytes of `kc_error.message`, the terminating NUL included.
pub const KC_ERROR_MESSAGE_SIZE: usize = 496;

/// Trying again may help.
pub const KC_ERROR_RETRIABLE: u32 = 1;
/// The client is beyond repair and has to be made anew.
pub const KC_ERROR_FATAL: u32 = 2;
/// The current transaction has to be aborted.
pub const KC_ERROR_ABORTABLE: u32 = 4;
/// The error was found on this side of the wire.
pub const KC_ERROR_LOCAL: u32 = 8;
/// The message did not fit and was cut.
pub const KC_ERROR_TRUNCATED: u32 = 16;

/// Why a call failed. The caller provides the memory and sets `size` to `sizeof(kc_error)` before the call.
#[repr(C)]
pub struct kc_error {
    /// Bytes of this struct, as the caller knows it.
    pub size: u32,
    /// An error number of Kafka's protocol, or below 0 one of librdkafka's own, as kc_describe_errors lists them.
    pub code: i32,
    /// KC_ERROR_RETRIABLE and so on, or 0.
    pub flags: u32,
    /// Bytes of the message, without the terminating NUL.
    pub message_length: u32,
    /// UTF-8, terminated by NUL.
    pub message: [c_char; KC_ERROR_MESSAGE_SIZE],
}

const MESSAGE_OFFSET: usize = std::mem::offset_of!(kc_error, message);

/// Fills the caller's struct as far as its size says that it goes.
///
/// # Safety
/// `target` is null or points at a struct of the size that stands in it.
pub(super) unsafe fn write(target: *mut kc_error, error: &Error) {
    if target.is_null() {
        return;
    }
    let size = std::ptr::addr_of!((*target).size).read_unaligned() as usize;
    if size <= MESSAGE_OFFSET {
        return;
    }
    let room = size.min(std::mem::size_of::<kc_error>()) - MESSAGE_OFFSET - 1;
    let length = cut(&error.message, room);
    let flags = if length < error.message.len() { error.flags | code::TRUNCATED } else { error.flags };
    std::ptr::addr_of_mut!((*target).code).write_unaligned(error.code);
    std::ptr::addr_of_mut!((*target).flags).write_unaligned(flags);
    std::ptr::addr_of_mut!((*target).message_length).write_unaligned(length as u32);
    let message = target.cast::<u8>().add(MESSAGE_OFFSET);
    std::ptr::copy_nonoverlapping(error.message.as_ptr(), message, length);
    message.add(length).write(0);
}

/// The longest beginning that fits and does not end inside a character.
fn cut(text: &str, room: usize) -> usize {
    (0..=room.min(text.len())).rev().find(|length| text.is_char_boundary(*length)).unwrap_or(0)
}

// The numbers that C sees are the ones that the core thinks in.
const _: () = {
    assert!(kc_status::KC_STATUS_MORE as i32 == Status::More as i32);
    assert!(kc_status::KC_STATUS_FULL as i32 == Status::Full as i32);
    assert!(kc_status::KC_STATUS_INVALID as i32 == Status::Invalid as i32);
    assert!(kc_status::KC_STATUS_STATE as i32 == Status::State as i32);
    assert!(kc_status::KC_STATUS_KAFKA as i32 == Status::Kafka as i32);
    assert!(kc_status::KC_STATUS_BUFFER as i32 == Status::Buffer as i32);
    assert!(kc_status::KC_STATUS_PANIC as i32 == Status::Panic as i32);
    assert!(kc_status::KC_STATUS_UNSUPPORTED as i32 == Status::Unsupported as i32);
    assert!(kc_status::KC_STATUS_MEMORY as i32 == Status::Memory as i32);
    assert!(KC_ERROR_RETRIABLE == code::RETRIABLE && KC_ERROR_FATAL == code::FATAL);
    assert!(KC_ERROR_ABORTABLE == code::ABORTABLE && KC_ERROR_LOCAL == code::LOCAL);
    assert!(KC_ERROR_TRUNCATED == code::TRUNCATED);
};

#[cfg(test)]
mod tests {
    use super::*;

    const UNTOUCHED: c_char = 42;

    fn written(size: usize, message: &str) -> (kc_error, String) {
        let mut error = kc_error {
            size: size as u32,
            code: 7,
            flags: 0,
            message_length: 0,
            message: [UNTOUCHED; KC_ERROR_MESSAGE_SIZE],
        };
        // SAFETY: a whole struct, of which `size` bytes may be used.
        unsafe { write(&mut error, &Error::invalid(message)) };
        let bytes = error.message[..error.message_length as usize].iter().map(|byte| *byte as u8).collect();
        let text = String::from_utf8(bytes).unwrap();
        (error, text)
    }

    #[test]
    fn a_message_that_fits_is_whole() {
        let (error, text) = written(512, "no");
        assert_eq!((error.code, error.flags, text.as_str()), (code::INVALID_ARG, KC_ERROR_LOCAL, "no"));
        assert_eq!(error.message[2..4], [0, UNTOUCHED]);
    }

    #[test]
    fn a_long_message_is_cut_between_characters_and_says_so() {
        let (error, text) = written(512, &"ä".repeat(400));
        assert_eq!(text, "ä".repeat(247));
        assert_ne!(error.flags & KC_ERROR_TRUNCATED, 0);
        let (error, text) = written(20, "abcdef");
        assert_eq!((text.as_str(), error.message[3..5].to_vec()), ("abc", vec![0, UNTOUCHED]));
    }

    #[test]
    fn a_struct_without_room_for_a_message_is_left_alone() {
        for size in [0, 4, 16] {
            assert_eq!(written(size, "no").0.code, 7);
        }
        // SAFETY: null is allowed.
        unsafe { write(std::ptr::null_mut(), &Error::invalid("no")) };
    }
}
