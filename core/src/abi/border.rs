//! What every export does at the border: catch panics, look up tickets, turn pointers into slices and back.

use std::any::Any;
use std::panic::{catch_unwind, AssertUnwindSafe};

use super::error::{self, kc_error};
use super::tickets::{self, Guest};
use crate::code::{Error, Result, Status};
use crate::wire::NoRoom;

/// Runs the body of an export: no panic leaves it, and every failure reaches the caller's error.
///
/// # Safety
/// `err` is null or a valid `kc_error`.
pub(super) unsafe fn enter(err: *mut kc_error, body: impl FnOnce() -> Result<Status>) -> i32 {
    let outcome = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(Error::panic(text_of(&*panic))));
    match outcome {
        Ok(status) => status as i32,
        Err(failure) => {
            error::write(err, &failure);
            failure.status as i32
        }
    }
}

/// As `enter`, for the guest of a ticket; a panic makes the ticket good for nothing but polling and closing.
///
/// # Safety
/// `err` is null or a valid `kc_error`.
pub(super) unsafe fn enter_with(ticket: u64, err: *mut kc_error, body: impl FnOnce(&Guest) -> Result<Status>) -> i32 {
    let status = enter(err, || body(&tickets::find(ticket)?));
    if status == Status::Panic as i32 {
        if let Ok(guest) = tickets::find(ticket) {
            if let Ok(client) = guest.client() {
                client.poison();
            }
        }
    }
    status
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the core panicked: {}", text.unwrap_or("no message"))
}

/// The caller's input; null is refused unless it is empty.
///
/// # Safety
/// `data` is null or points at `length` readable bytes that stay unchanged during the call.
pub(super) unsafe fn input<'a>(name: &str, data: *const u8, length: u64) -> Result<&'a [u8]> {
    if data.is_null() {
        return match length {
            0 => Ok(&[]),
            _ => Err(Error::invalid(format!("{name} is null, but {length} bytes long"))),
        };
    }
    Ok(std::slice::from_raw_parts(data, size(name, length)?))
}

/// As `input`, where null means "none".
///
/// # Safety
/// As `input`.
pub(super) unsafe fn optional_input<'a>(name: &str, data: *const u8, length: u64) -> Result<Option<&'a [u8]>> {
    if data.is_null() {
        return input(name, data, length).map(|_| None);
    }
    input(name, data, length).map(Some)
}

/// The caller's text.
///
/// # Safety
/// As `input`.
pub(super) unsafe fn text<'a>(name: &str, data: *const u8, length: u64) -> Result<&'a str> {
    std::str::from_utf8(input(name, data, length)?)
        .map_err(|error| Error::invalid(format!("{name} is not UTF-8: {error}")))
}

/// The caller's memory for output.
///
/// # Safety
/// `data` is null or points at `capacity` bytes that only this call uses.
pub(super) unsafe fn buffer<'a>(data: *mut u8, capacity: u64) -> Result<&'a mut [u8]> {
    if data.is_null() {
        return match capacity {
            0 => Ok(&mut []),
            _ => Err(Error::invalid(format!("out is null, but {capacity} bytes large"))),
        };
    }
    Ok(std::slice::from_raw_parts_mut(data, size("out", capacity)?))
}

fn size(name: &str, length: u64) -> Result<usize> {
    isize::try_from(length)
        .map(isize::unsigned_abs)
        .map_err(|_| Error::invalid(format!("{name} cannot be {length} bytes long")))
}

pub(super) fn check_timeout(timeout_ms: i32) -> Result<()> {
    if timeout_ms >= 0 {
        return Ok(());
    }
    Err(Error::invalid(format!("timeout_ms is {timeout_ms}; it takes milliseconds from 0")))
}

/// An output of the caller's, which is checked before anything happens.
pub(super) struct Out<T>(*mut T);

impl<T> Out<T> {
    pub fn check(name: &str, target: *mut T) -> Result<Out<T>> {
        if target.is_null() {
            return Err(Error::invalid(format!("{name} is null; give it a place to write to")));
        }
        Ok(Out(target))
    }

    /// # Safety
    /// The pointer that was checked is writable.
    pub unsafe fn write(&self, value: T) {
        self.0.write_unaligned(value);
    }
}

/// Writes whole bytes, or says how much room they need.
///
/// # Safety
/// As `buffer` and `Out::write`.
pub(super) unsafe fn write_bytes(bytes: &[u8], out: &mut [u8], out_length: &Out<u64>) -> Result<Status> {
    out_length.write(bytes.len() as u64);
    match out.get_mut(..bytes.len()) {
        Some(target) => {
            target.copy_from_slice(bytes);
            Ok(Status::Ok)
        }
        None => Err(no_room(&NoRoom { needed: bytes.len() as u64 })),
    }
}

/// Output that did not fit, as the caller is told.
pub(super) fn no_room(no_room: &NoRoom) -> Error {
    let message = format!("out is too small; {} bytes are enough", no_room.needed);
    Error { status: Status::Buffer, ..Error::invalid(message) }
}
