//! Where a consumer reads, and how far it has come.

use super::border::{buffer, check_timeout, enter_with, input, optional_input, write_bytes, Out};
use super::error::kc_error;
use crate::code::Status;

/// Goes on at the offsets of TOPIC_PARTITION records: numbers, KC_OFFSET_BEGINNING or KC_OFFSET_END. From the call
/// on these partitions hand out nothing; what they hand out afterwards lies behind the seek and has the epoch of the answer or a newer one.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list, each line with its own code: _STATE if it is not assigned, _TIMED_OUT if it was not
/// ready in time. Each has the offset that it leads to, also for a beginning or an end if its leader told where that is.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_seek(
    client: u64,
    batch: *const u8,
    length: u64,
    timeout_ms: i32,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.consumer()?.seek(input("batch", batch, length)?, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Writes the offsets to be handed out next of TOPIC_PARTITION records, or with null of all that are assigned: of each the
/// last one handed out plus one, or where it was sought; KC_NO_OFFSET while neither is known. KC_STATUS_STATE if one is not assigned.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_position(
    client: u64,
    batch: *const u8,
    length: u64,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch`, `out`, `out_length` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_length = Out::check("out_length", out_length)?;
            let (list, out) = (optional_input("batch", batch, length)?, buffer(out, capacity)?);
            write_bytes(&guest.consumer()?.positions(list)?, out, &out_length)
        })
    }
}

/// Remembers the offsets of TOPIC_PARTITION records for the next commit: of each the next message to read, which is the
/// last one handled plus one, with its leader epoch and metadata. Partitions that are not assigned (any more) are ignored.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_store(client: u64, batch: *const u8, length: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.store(input("batch", batch, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Commits the offsets of TOPIC_PARTITION records as kc_consumer_store takes them, or with null what is stored.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list that was committed; _NO_OFFSET if nothing was stored. A commit that crosses a new
/// member epoch (KIP-848) is sent again, for up to 5 s.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_commit(
    client: u64,
    batch: *const u8,
    length: u64,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.commit(optional_input("batch", batch, length)?, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Asks the group for the committed offsets of TOPIC_PARTITION records, or with null of all that are assigned.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list: offset, leader epoch and metadata as committed; KC_NO_OFFSET where nothing is.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_committed(
    client: u64,
    batch: *const u8,
    length: u64,
    timeout_ms: i32,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.consumer()?.committed(optional_input("batch", batch, length)?, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}
