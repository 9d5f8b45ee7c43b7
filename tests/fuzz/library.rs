//! The C ABI of the library that is shipped.

use std::ptr::null_mut;

pub const OK: i32 = 0;
pub const POLL_ALL: u32 = 3;

/// `kc_error`, as include/kafkacore.h has it.
type Error = std::ffi::c_void;
type New = unsafe extern "C" fn(*const u8, u64, *mut u64, *mut Error) -> i32;

#[link(name = "kafkacore")]
extern "C" {
    fn kc_producer_new(config: *const u8, length: u64, client: *mut u64, err: *mut Error) -> i32;
    fn kc_consumer_new(config: *const u8, length: u64, client: *mut u64, err: *mut Error) -> i32;
    fn kc_admin_new(config: *const u8, length: u64, client: *mut u64, err: *mut Error) -> i32;
    fn kc_admin_request(client: u64, json: *const u8, length: u64, timeout_ms: i32, token: u64, err: *mut Error)
        -> i32;
    fn kc_client_poll_wait(
        client: u64,
        flags: u32,
        timeout_ms: i32,
        out: *mut u8,
        capacity: u64,
        length: *mut u64,
        err: *mut Error,
    ) -> i32;
    fn kc_client_close_wait(client: u64, timeout_ms: i32, err: *mut Error) -> i32;
    fn kc_client_drop(client: u64) -> i32;
}

#[derive(Clone, Copy)]
pub enum Kind {
    Producer,
    Consumer,
    Admin,
}

pub struct Client(u64);

impl Client {
    pub fn new(kind: Kind, config: &[u8]) -> Option<Client> {
        let new: New = match kind {
            Kind::Producer => kc_producer_new,
            Kind::Consumer => kc_consumer_new,
            Kind::Admin => kc_admin_new,
        };
        let mut ticket = 0;
        // SAFETY: the configuration and the ticket outlive the call.
        let status = unsafe { new(config.as_ptr(), config.len() as u64, &mut ticket, null_mut()) };
        (status == OK).then_some(Client(ticket))
    }

    pub fn request(&self, json: &[u8], timeout_ms: i32, token: u64) -> bool {
        // SAFETY: the request outlives the call.
        unsafe { kc_admin_request(self.0, json.as_ptr(), json.len() as u64, timeout_ms, token, null_mut()) == OK }
    }

    /// What is waiting, or comes within the time.
    pub fn poll(&self, timeout_ms: i32, memory: &mut [u8]) -> usize {
        let mut length = 0;
        let (out, capacity) = (memory.as_mut_ptr(), memory.len() as u64);
        // SAFETY: the memory and the length outlive the call.
        let status =
            unsafe { kc_client_poll_wait(self.0, POLL_ALL, timeout_ms, out, capacity, &mut length, null_mut()) };
        assert!(status >= OK, "a poll answered {status}");
        length as usize
    }

    pub fn close(self, timeout_ms: i32) {
        // SAFETY: no pointer but null.
        let status = unsafe { kc_client_close_wait(self.0, timeout_ms, null_mut()) };
        assert_eq!(status, OK, "the close failed");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: no pointer.
        unsafe { kc_client_drop(self.0) };
    }
}
