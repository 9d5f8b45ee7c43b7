//! Records on their way into librdkafka's queue: plain ones by the thousand in one call, the others one by one.

use libc::{c_char, c_int, c_void, ssize_t};

use super::ffi;
use super::handle::{take_error, Topic};
use crate::code::{self, Result};

/// A record to send; all bytes are copied before the call returns.
#[derive(Clone, Copy)]
pub struct Outgoing<'a> {
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    /// Comes back in the record's delivery report.
    pub token: u64,
}

/// How far a run got.
#[derive(Debug, PartialEq, Eq)]
pub struct Sent {
    /// Records taken or refused for good, from the front.
    pub count: usize,
    /// The rest waits for room in the queue.
    pub is_full: bool,
    /// Why librdkafka takes no records at all now: a fatal error, or no open transaction.
    pub barred: Option<i32>,
}

impl Sent {
    pub fn whole(count: usize) -> Sent {
        Sent { count, is_full: false, barred: None }
    }

    fn full(count: usize) -> Sent {
        Sent { is_full: true, ..Sent::whole(count) }
    }

    fn barred(count: usize, code: i32) -> Sent {
        Sent { barred: Some(code), ..Sent::whole(count) }
    }
}

/// What concerns the whole producer and not one record.
fn is_bar(code: i32) -> bool {
    [code::FATAL_ERROR, code::STATE].contains(&code)
}

/// Reused room for the message structs of a run.
pub struct ProduceBuffer {
    messages: Vec<ffi::Message>,
}

// SAFETY: the pointers inside are cleared before a call returns.
unsafe impl Send for ProduceBuffer {}

impl ProduceBuffer {
    pub fn new() -> ProduceBuffer {
        ProduceBuffer { messages: Vec::new() }
    }

    /// Enqueues records of one partition (-1: of the partitioner's choice) without headers and timestamp. Those that can
    /// never be sent are told to `refuse` with their code; a full queue ends the run.
    ///
    /// The partition goes with the call: with MSG_F_PARTITION librdkafka would forget to free a record whose partition
    /// does not exist, and count it as queued for ever (rdkafka_msg.c:785).
    pub fn produce_run<'a>(
        &mut self,
        topic: &Topic,
        partition: i32,
        records: impl Iterator<Item = Outgoing<'a>>,
        mut refuse: impl FnMut(u64, i32),
    ) -> Sent {
        self.messages.clear();
        self.messages.extend(records.map(|record| ffi::Message {
            err: code::NO_ERROR,
            rkt: std::ptr::null_mut(),
            partition,
            payload: pointer(record.value),
            len: record.value.map_or(0, <[u8]>::len),
            key: pointer(record.key),
            key_len: record.key.map_or(0, <[u8]>::len),
            offset: 0,
            private: record.token as usize as *mut c_void,
        }));
        let count = self.messages.len();
        // SAFETY: the bytes behind the pointers live during the call and are copied by it (MSG_F_COPY).
        let taken = unsafe {
            ffi::rd_kafka_produce_batch(
                topic.as_ptr(),
                partition,
                ffi::RD_KAFKA_MSG_F_COPY,
                self.messages.as_mut_ptr(),
                c_int::try_from(count).unwrap_or(c_int::MAX),
            )
        };
        let mut sent = Sent::whole(count);
        if usize::try_from(taken) != Ok(count) {
            for (index, message) in self.messages.iter().enumerate() {
                match message.err {
                    code::NO_ERROR => {}
                    code::QUEUE_FULL => {
                        // From the first full answer on librdkafka takes no further record of the run.
                        sent = Sent::full(index);
                        break;
                    }
                    code if is_bar(code) => {
                        sent = Sent::barred(index, code);
                        break;
                    }
                    code => refuse(message.private as usize as u64, code),
                }
            }
        }
        self.messages.clear();
        sent
    }
}

impl Default for ProduceBuffer {
    fn default() -> ProduceBuffer {
        ProduceBuffer::new()
    }
}

/// Enqueues one record that carries headers or a timestamp of its own; an error is the record's.
pub fn produce_one<'a>(
    topic: &Topic,
    partition: i32,
    record: &Outgoing<'a>,
    timestamp_ms: i64,
    headers: impl ExactSizeIterator<Item = (&'a [u8], Option<&'a [u8]>)>,
) -> Result<Sent> {
    let list = if headers.len() == 0 {
        std::ptr::null_mut()
    } else {
        // SAFETY: no preconditions; never null.
        unsafe { ffi::rd_kafka_headers_new(headers.len()) }
    };
    for (name, value) in headers {
        // SAFETY: name and value are copied.
        unsafe {
            ffi::rd_kafka_header_add(
                list,
                name.as_ptr().cast::<c_char>(),
                name.len() as ssize_t,
                pointer(value).cast_const(),
                value.map_or(0, <[u8]>::len) as ssize_t,
            )
        };
    }
    let mem = |bytes: Option<&[u8]>| ffi::Bytes { ptr: pointer(bytes), size: bytes.map_or(0, <[u8]>::len) };
    let vus = [
        ffi::Vu { vtype: ffi::RD_KAFKA_V_RKT, u: ffi::VuValue { rkt: topic.as_ptr() } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_PARTITION, u: ffi::VuValue { i32: partition } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_MSGFLAGS, u: ffi::VuValue { i: ffi::RD_KAFKA_MSG_F_COPY } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_VALUE, u: ffi::VuValue { mem: mem(record.value) } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_KEY, u: ffi::VuValue { mem: mem(record.key) } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_OPAQUE, u: ffi::VuValue { ptr: record.token as usize as *mut c_void } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_TIMESTAMP, u: ffi::VuValue { i64: timestamp_ms } },
        ffi::Vu { vtype: ffi::RD_KAFKA_V_HEADERS, u: ffi::VuValue { headers: list } },
    ];
    let count = if list.is_null() { vus.len() - 1 } else { vus.len() };
    // SAFETY: every tag comes with the member it stands for; bytes are copied; on success the headers are librdkafka's.
    let outcome = unsafe { take_error(ffi::rd_kafka_produceva(topic.owner().as_ptr(), vus.as_ptr(), count)) };
    if outcome.is_err() && !list.is_null() {
        // SAFETY: on failure the headers are still ours.
        unsafe { ffi::rd_kafka_headers_destroy(list) };
    }
    match outcome {
        Ok(()) => Ok(Sent::whole(1)),
        Err(error) if error.code == code::QUEUE_FULL => Ok(Sent::full(0)),
        Err(error) if error.flags & code::FATAL != 0 => Ok(Sent::barred(0, code::FATAL_ERROR)),
        Err(error) if is_bar(error.code) => Ok(Sent::barred(0, error.code)),
        Err(error) => Err(error),
    }
}

/// Null stays null and empty stays empty: an empty slice has a pointer too.
fn pointer(bytes: Option<&[u8]>) -> *mut c_void {
    bytes.map_or(std::ptr::null_mut(), |bytes| bytes.as_ptr().cast_mut().cast())
}
