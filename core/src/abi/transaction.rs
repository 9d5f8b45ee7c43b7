//! Transactions of a producer that has a transactional.id.
//!
//! An error with the flag ABORTABLE ends the transaction: abort it. One with RETRIABLE leaves everything as it was: make the
//! same call again, and no other before that one is done. One with FATAL ends the producer: close it.

use super::border::{check_timeout, enter_with, input};
use super::error::kc_error;
use crate::code::Status;

/// Gets the producer its id and fences others with the same transactional.id, whose open transaction is ended; comes first,
/// once. After a timeout it goes on by itself, and calling again resumes it. Give it twice transaction.timeout.ms.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value; RETRIABLE: call again, FATAL: close the producer.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_transaction_init(client: u64, timeout_ms: i32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.producer()?.init_transactions(timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Begins a transaction; records are refused with KC_STATUS_STATE before the answer and outside of transactions. Closing the
/// client aborts a transaction whose commit has not begun.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_transaction_begin(client: u64, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.producer()?.begin_transaction(token)?;
            Ok(Status::Ok)
        })
    }
}

/// Makes offsets of a consumer group part of the transaction: of each TOPIC_PARTITION record the next message to read, which
/// is the last one handled plus one. `metadata` is what kc_consumer_group_metadata answered, in this process or another. The
/// consumer must not commit by itself (enable.auto.commit). transaction.timeout.ms is the most that `timeout_ms` can be, and
/// a close waits for this call.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value; RETRIABLE: call again, ABORTABLE: abort, FATAL: close the producer.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_transaction_send_offsets(
    client: u64,
    batch: *const u8,
    length: u64,
    metadata: *const u8,
    metadata_length: u64,
    timeout_ms: i32,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch`, `metadata` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            let (batch, metadata) = (input("batch", batch, length)?, input("metadata", metadata, metadata_length)?);
            guest.producer()?.send_offsets(batch, metadata, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Settles the transaction's records and commits it, which fails with ABORTABLE if one of them failed. Each record is answered
/// before `token` is. Give it transaction.timeout.ms: after a shorter timeout the commit goes on by itself, and calling again
/// resumes it. From this call on until the next kc_transaction_begin is answered records are refused with KC_STATUS_STATE.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value; RETRIABLE: call again, ABORTABLE: abort, FATAL: close the producer.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_transaction_commit(client: u64, timeout_ms: i32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.producer()?.commit_transaction(timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Gives up on the transaction, once its coordinator has heard of it. Records that wait are answered with a FAILED_RUN of
/// _PURGE_QUEUE, those in flight as they fare, all before `token` is. Give it transaction.timeout.ms: after a shorter timeout
/// the abort goes on by itself, and calling again resumes it. Records are refused as with kc_transaction_commit.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value; RETRIABLE: call again, FATAL: close the producer.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_transaction_abort(client: u64, timeout_ms: i32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.producer()?.abort_transaction(timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}
