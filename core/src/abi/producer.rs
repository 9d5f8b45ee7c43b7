//! Producers.

use super::border::{check_timeout, enter, enter_with, input, optional_input, text, Out};
use super::error::kc_error;
use super::tickets::{self, Guest};
use crate::code::Status;
use crate::producer::{Producer, PURGE_IN_FLIGHT, PURGE_QUEUE};

/// Purge what waits to be sent.
pub const KC_PURGE_QUEUE: u32 = 1;
/// Purge what was sent and is not acknowledged.
pub const KC_PURGE_IN_FLIGHT: u32 = 2;

const _: () = assert!(KC_PURGE_QUEUE == PURGE_QUEUE && KC_PURGE_IN_FLIGHT == PURGE_IN_FLIGHT);

/// Makes a producer from a JSON object of librdkafka's properties (strings, numbers, booleans; kc_describe_properties lists
/// them), of which bootstrap.servers is needed; it connects by itself.
///
/// Thread: any.
/// Blocks: no; it starts threads and reads the certificates that the properties name.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_producer_new(
    config: *const u8,
    config_length: u64,
    out_client: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `config`, `out_client` and `err`.
    unsafe {
        enter(err, || {
            let out_client = Out::check("out_client", out_client)?;
            let producer = Producer::new(input("config", config, config_length)?)?;
            out_client.write(tickets::issue(Guest::of_producer(producer))?);
            Ok(Status::Ok)
        })
    }
}

/// Enqueues the MESSAGE records of a batch in order. With KC_STATUS_FULL only the first `*out_accepted` were taken, and a
/// ROOM record will tell when to send the rest. A batch that is wrong anywhere is refused whole, and so is every batch after
/// a fatal error (the FATAL flag) and outside of a transaction, if the producer has a transactional.id (KC_STATUS_STATE).
///
/// Thread: any; batches of one producer go in one after the other.
/// Blocks: no.
/// Token: each record's own: DELIVERED_RUN or FAILED_RUN.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_producer_send(
    client: u64,
    batch: *const u8,
    length: u64,
    out_accepted: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch`, `out_accepted` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_accepted = Out::check("out_accepted", out_accepted)?;
            let accepted = guest.producer()?.send(input("batch", batch, length)?)?;
            out_accepted.write(accepted.count as u64);
            Ok(if accepted.is_full { Status::Full } else { Status::Ok })
        })
    }
}

/// Enqueues one record; a null key or value is sent as null, and partition -1 leaves the choice to the partitioner. With
/// KC_STATUS_FULL it was not taken, and a ROOM record will tell when to try again.
///
/// Thread: any.
/// Blocks: no.
/// Token: DELIVERED_RUN or FAILED_RUN.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_producer_produce(
    client: u64,
    topic: *const u8,
    topic_length: u64,
    partition: i32,
    key: *const u8,
    key_length: u64,
    value: *const u8,
    value_length: u64,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `topic`, `key`, `value` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let topic = text("topic", topic, topic_length)?;
            let key = optional_input("key", key, key_length)?;
            let value = optional_input("value", value, value_length)?;
            let is_taken = guest.producer()?.produce(topic, partition, key, value, token)?;
            Ok(if is_taken { Status::Ok } else { Status::Full })
        })
    }
}

/// Sends without waiting for `linger.ms` and answers `token` when no record is left to be settled, those included that are
/// enqueued meanwhile, or with _TIMED_OUT after `timeout_ms`.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_producer_flush(client: u64, timeout_ms: i32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.producer()?.flush(timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Gives up on records: `flags` is KC_PURGE_QUEUE, KC_PURGE_IN_FLIGHT or both. Each that it hits is answered with a
/// FAILED_RUN of _PURGE_QUEUE or _PURGE_INFLIGHT before `token` is; one that was in flight may be in the log all the same,
/// and the run says so. A transaction is better aborted.
///
/// Thread: any.
/// Blocks: no; the answer waits for the thread of each broker, which looking up a name can hold for seconds.
/// Token: RESULT without a value.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_producer_purge(client: u64, flags: u32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.producer()?.purge(flags, token)?;
            Ok(Status::Ok)
        })
    }
}
