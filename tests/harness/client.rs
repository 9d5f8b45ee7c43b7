//! A client by its ticket, with the waiting that tests need: always for a record, never for a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kafkacore::abi::error::{kc_error, KC_ERROR_MESSAGE_SIZE};
use kafkacore::abi::{admin, client, producer, transaction};
use kafkacore::wire::kind;

use super::batch::Record;
use super::ends;

/// Long enough for the slowest machine; a test that waits this long has failed.
pub const POLL_TIMEOUT: Duration = Duration::from_secs(60);
const BUFFER_SIZE: usize = 1 << 20;

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub status: i32,
    pub code: i32,
    pub flags: u32,
    pub message: String,
}

pub(super) fn error() -> kc_error {
    let size = std::mem::size_of::<kc_error>() as u32;
    kc_error { size, code: 0, flags: 0, message_length: 0, message: [0; KC_ERROR_MESSAGE_SIZE] }
}

pub(super) fn check(status: i32, err: &kc_error) -> Result<i32, Failure> {
    if status >= 0 {
        return Ok(status);
    }
    let message: Vec<u8> = err.message[..err.message_length as usize].iter().map(|byte| *byte as u8).collect();
    let message = String::from_utf8_lossy(&message).into_owned();
    Err(Failure { status, code: err.code, flags: err.flags, message })
}

pub struct Client {
    pub ticket: u64,
    tokens: AtomicU64,
}

type New = unsafe extern "C" fn(*const u8, u64, *mut u64, *mut kc_error) -> i32;

impl Client {
    pub fn of_ticket(ticket: u64) -> Client {
        Client { ticket, tokens: AtomicU64::new(1 << 40) }
    }

    pub fn producer(config: &str) -> Result<Client, Failure> {
        Client::new(producer::kc_producer_new, config)
    }

    pub fn consumer(config: &str) -> Result<Client, Failure> {
        Client::new(kafkacore::abi::consumer::kc_consumer_new, config)
    }

    pub fn admin(config: &str) -> Result<Client, Failure> {
        Client::new(admin::kc_admin_new, config)
    }

    fn new(new: New, config: &str) -> Result<Client, Failure> {
        ends::watch();
        let mut ticket = 0;
        let mut err = error();
        let status = unsafe { new(config.as_ptr(), config.len() as u64, &mut ticket, &mut err) };
        check(status, &err).map(|_| Client::of_ticket(ticket))
    }

    /// A token that no send of the test uses.
    pub fn token(&self) -> u64 {
        self.tokens.fetch_add(1, Ordering::Relaxed)
    }

    pub fn connect(&self, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { client::kc_client_connect(self.ticket, timeout_ms, token, &mut err) }, &err)
    }

    /// Status and records of one poll with a buffer of `size` bytes; the length needed where it was too small.
    pub fn poll(&self, flags: u32, size: usize) -> (i32, Vec<Record>, u64) {
        let mut out = vec![0; size];
        let mut length = 0;
        let mut err = error();
        let status =
            unsafe { client::kc_client_poll(self.ticket, flags, out.as_mut_ptr(), size as u64, &mut length, &mut err) };
        let records = if status >= 0 { Record::parse(&out[..length as usize]) } else { Vec::new() };
        (status, records, length)
    }

    /// The next records, waited for.
    pub fn poll_wait(&self, flags: u32, timeout: Duration) -> Result<Vec<Record>, Failure> {
        let mut out = vec![0; BUFFER_SIZE];
        let mut length = 0;
        let mut err = error();
        let timeout_ms = timeout.as_millis() as i32;
        let size = out.len() as u64;
        let status = unsafe {
            let out = out.as_mut_ptr();
            client::kc_client_poll_wait(self.ticket, flags, timeout_ms, out, size, &mut length, &mut err)
        };
        check(status, &err).map(|_| Record::parse(&out[..length as usize]))
    }

    /// Polls until `done` says so, and gives every record seen on the way.
    pub fn poll_until(&self, flags: u32, mut done: impl FnMut(&[Record]) -> bool) -> Vec<Record> {
        let deadline = Instant::now() + POLL_TIMEOUT;
        let mut seen = Vec::new();
        while !done(&seen) {
            assert!(Instant::now() < deadline, "waited {POLL_TIMEOUT:?}; seen last: {:?}", seen.last());
            seen.extend(self.poll_wait(flags, Duration::from_millis(100)).unwrap());
        }
        seen
    }

    /// The answer to a token, and what else came by then: a batch may go on behind it.
    pub fn answer(&self, token: u64) -> (Record, Vec<Record>) {
        let is_answer = |record: &Record| record.kind == kind::RESULT && record.token == token;
        let mut seen = self.poll_until(client::KC_POLL_CONTROL, |seen| seen.iter().any(is_answer));
        let index = seen.iter().position(is_answer).unwrap();
        (seen.remove(index), seen)
    }

    /// Status and the number of records taken.
    pub fn send(&self, batch: &[u8]) -> Result<(i32, u64), Failure> {
        let mut accepted = u64::MAX;
        let mut err = error();
        let length = batch.len() as u64;
        let status =
            unsafe { producer::kc_producer_send(self.ticket, batch.as_ptr(), length, &mut accepted, &mut err) };
        check(status, &err).map(|status| (status, accepted))
    }

    pub fn flush(&self, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { producer::kc_producer_flush(self.ticket, timeout_ms, token, &mut err) }, &err)
    }

    pub fn init_transactions(&self, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { transaction::kc_transaction_init(self.ticket, timeout_ms, token, &mut err) }, &err)
    }

    pub fn begin_transaction(&self, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { transaction::kc_transaction_begin(self.ticket, token, &mut err) }, &err)
    }

    pub fn send_offsets(&self, list: &[u8], metadata: &[u8], timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        let (length, metadata_length) = (list.len() as u64, metadata.len() as u64);
        let status = unsafe {
            let (list, metadata) = (list.as_ptr(), metadata.as_ptr());
            transaction::kc_transaction_send_offsets(
                self.ticket,
                list,
                length,
                metadata,
                metadata_length,
                timeout_ms,
                token,
                &mut err,
            )
        };
        check(status, &err)
    }

    pub fn commit_transaction(&self, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { transaction::kc_transaction_commit(self.ticket, timeout_ms, token, &mut err) }, &err)
    }

    pub fn abort_transaction(&self, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { transaction::kc_transaction_abort(self.ticket, timeout_ms, token, &mut err) }, &err)
    }

    /// Asks, and gives the answer as `answer` does.
    pub fn ask(&self, call: impl FnOnce(&Client, u64) -> Result<i32, Failure>) -> (Record, Vec<Record>) {
        let token = self.token();
        call(self, token).unwrap();
        self.answer(token)
    }

    pub fn purge(&self, flags: u32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { producer::kc_producer_purge(self.ticket, flags, token, &mut err) }, &err)
    }

    pub fn request(&self, json: &str, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        let (pointer, length) = (json.as_ptr(), json.len() as u64);
        let status = unsafe { admin::kc_admin_request(self.ticket, pointer, length, timeout_ms, token, &mut err) };
        check(status, &err)
    }

    pub fn close(&self, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { client::kc_client_close(self.ticket, timeout_ms, token, &mut err) }, &err)
    }

    pub fn close_wait(&self, timeout_ms: i32) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { client::kc_client_close_wait(self.ticket, timeout_ms, &mut err) }, &err)
    }

    pub fn panic(&self) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { kafkacore::abi::library::kc__panic(self.ticket, &mut err) }, &err)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        client::kc_client_drop(self.ticket);
    }
}
