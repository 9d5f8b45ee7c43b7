//! A request on its way out: its options, and where the answer goes.

use std::sync::Arc;

use libc::{c_char, c_int, c_void};

use super::owned::Owned;
use crate::code::{self, Error, Result};
use crate::sys::ffi::{self, rd_kafka_AdminOptions_t, rd_kafka_queue_t, rd_kafka_t};
use crate::sys::handle::{take_error, Handle};
use crate::sys::queue::Queue;
use crate::sys::text::{from_buffer, TEXT_SIZE};

/// The longest time that librdkafka takes (rdkafka_admin.c:1720).
const TIMEOUT_MAX_MS: i32 = 3_600_000;

/// What can be asked for beside a request's items; librdkafka sees to it that a request uses what it has a use for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdminOptions {
    /// How long the brokers work on it before they answer; the whole time of the call if it is not said.
    pub operation_timeout_ms: Option<i32>,
    /// librdkafka is given all the time that it takes, because the caller ends the operation himself.
    pub is_timed_here: bool,
    pub is_dry_run: bool,
    pub broker: Option<i32>,
    pub only_stable: bool,
    pub with_authorized_operations: bool,
    pub isolation_level: i32,
    pub group_states: Vec<i32>,
    pub group_types: Vec<i32>,
}

pub struct AdminCall<'a> {
    owner: &'a Arc<Handle>,
    options: Owned<rd_kafka_AdminOptions_t>,
    replies: &'a Queue,
}

type SetNumber = unsafe extern "C" fn(*mut rd_kafka_AdminOptions_t, c_int, *mut c_char, usize) -> c_int;

/// The functions that send an array of objects all look like this.
pub type SendArray<T> =
    unsafe extern "C" fn(*mut rd_kafka_t, *mut *mut T, usize, *const rd_kafka_AdminOptions_t, *mut rd_kafka_queue_t);

impl<'a> AdminCall<'a> {
    /// The answer arrives on `replies` with `opaque`.
    pub fn new(
        owner: &'a Arc<Handle>,
        options: &AdminOptions,
        timeout_ms: i32,
        replies: &'a Queue,
        opaque: u64,
    ) -> Result<AdminCall<'a>> {
        // SAFETY: valid instance; the answer is never null for ANY, and owned.
        let raw = unsafe {
            let raw = ffi::rd_kafka_AdminOptions_new(owner.as_ptr(), ffi::RD_KAFKA_ADMIN_OP_ANY);
            Owned::new(raw, ffi::rd_kafka_AdminOptions_destroy)
        };
        let call = AdminCall { owner, options: raw.expect("rd_kafka_AdminOptions_new answers no null"), replies };
        // SAFETY: the opaque is a number and never followed.
        unsafe { ffi::rd_kafka_AdminOptions_set_opaque(call.raw(), opaque as usize as *mut c_void) };
        let timeout_ms = if options.is_timed_here { TIMEOUT_MAX_MS } else { timeout_ms.min(TIMEOUT_MAX_MS) };
        call.set_options(options, timeout_ms)?;
        Ok(call)
    }

    pub(super) fn owner(&self) -> *mut rd_kafka_t {
        self.owner.as_ptr()
    }

    pub(super) fn options(&self) -> *const rd_kafka_AdminOptions_t {
        self.raw()
    }

    pub(super) fn replies(&self) -> *mut rd_kafka_queue_t {
        self.replies.as_ptr()
    }

    pub(super) fn send<T>(&self, send: SendArray<T>, items: impl Iterator<Item = *mut T>) {
        let mut raw: Vec<*mut T> = items.collect();
        // SAFETY: items and options are copied by the call; whoever gives the pointers keeps the objects meanwhile.
        unsafe { send(self.owner(), raw.as_mut_ptr(), raw.len(), self.options(), self.replies()) }
    }

    fn raw(&self) -> *mut rd_kafka_AdminOptions_t {
        self.options.as_ptr()
    }

    fn set_options(&self, options: &AdminOptions, timeout_ms: i32) -> Result<()> {
        let operation_timeout_ms = options.operation_timeout_ms.unwrap_or(timeout_ms).min(TIMEOUT_MAX_MS);
        self.set(ffi::rd_kafka_AdminOptions_set_request_timeout, "timeout_ms", timeout_ms)?;
        self.set(ffi::rd_kafka_AdminOptions_set_operation_timeout, "operationTimeoutMs", operation_timeout_ms)?;
        if options.is_dry_run {
            self.set(ffi::rd_kafka_AdminOptions_set_validate_only, "validateOnly", 1)?;
        }
        if let Some(broker) = options.broker {
            self.set(ffi::rd_kafka_AdminOptions_set_broker, "broker", broker)?;
        }
        // SAFETY: the errors are owned by `take_error`; the arrays are copied.
        unsafe {
            if options.only_stable {
                take_error(ffi::rd_kafka_AdminOptions_set_require_stable_offsets(self.raw(), 1))?;
            }
            if options.with_authorized_operations {
                take_error(ffi::rd_kafka_AdminOptions_set_include_authorized_operations(self.raw(), 1))?;
            }
            if options.isolation_level != 0 {
                take_error(ffi::rd_kafka_AdminOptions_set_isolation_level(self.raw(), options.isolation_level))?;
            }
            if !options.group_states.is_empty() {
                let states = &options.group_states;
                take_error(ffi::rd_kafka_AdminOptions_set_match_consumer_group_states(
                    self.raw(),
                    states.as_ptr(),
                    states.len(),
                ))?;
            }
            if !options.group_types.is_empty() {
                let types = &options.group_types;
                take_error(ffi::rd_kafka_AdminOptions_set_match_consumer_group_types(
                    self.raw(),
                    types.as_ptr(),
                    types.len(),
                ))?;
            }
        }
        Ok(())
    }

    fn set(&self, setter: SetNumber, field: &str, value: i32) -> Result<()> {
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: the text buffer has the stated size.
        let answer = unsafe { setter(self.raw(), value, text.as_mut_ptr().cast::<c_char>(), text.len()) };
        match answer {
            code::NO_ERROR => Ok(()),
            _ => Err(Error::invalid(format!("{field}: {}", from_buffer(&text)))),
        }
    }
}
