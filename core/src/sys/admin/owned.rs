//! What all admin objects of librdkafka have in common.

use std::ptr::NonNull;

use crate::code::{self, Error};
use crate::sys::text::{describe_code, owned};

/// An object of librdkafka's, destroyed once.
pub struct Owned<T> {
    raw: NonNull<T>,
    destroy: unsafe extern "C" fn(*mut T),
}

// SAFETY: plain memory owned by one value.
unsafe impl<T> Send for Owned<T> {}

impl<T> Owned<T> {
    /// None for null.
    ///
    /// # Safety
    /// `raw` is null or an object that nobody else destroys, and `destroy` is for its kind.
    pub unsafe fn new(raw: *mut T, destroy: unsafe extern "C" fn(*mut T)) -> Option<Owned<T>> {
        NonNull::new(raw).map(|raw| Owned { raw, destroy })
    }

    pub fn as_ptr(&self) -> *mut T {
        self.raw.as_ptr()
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: owned, destroyed once.
        unsafe { (self.destroy)(self.as_ptr()) }
    }
}

/// The array that a function of librdkafka answers, whose length it writes into its argument; null is an empty one.
///
/// # Safety
/// The array stays valid while the answer is used.
pub unsafe fn array<'a, T>(read: impl FnOnce(*mut usize) -> *const T) -> &'a [T] {
    let mut count = 0;
    let first = read(&mut count);
    if first.is_null() {
        return &[];
    }
    std::slice::from_raw_parts(first, count)
}

/// What is reported as a number and perhaps a text.
///
/// # Safety
/// `text` is null or a NUL-terminated string.
pub unsafe fn error_of(code: i32, text: *const libc::c_char) -> Option<Error> {
    if code == code::NO_ERROR {
        return None;
    }
    let text = owned(text);
    Some(Error::kafka(code, if text.is_empty() { describe_code(code) } else { text }))
}
