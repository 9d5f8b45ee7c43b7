//! Which partitions a consumer has, and which of them hand out messages.

use super::border::{buffer, enter_with, input, optional_input, write_bytes, Out};
use super::error::kc_error;
use crate::code::Status;

/// Replaces the assignment by the TOPIC_PARTITION records of a batch, each from its offset: a number, KC_OFFSET_BEGINNING,
/// KC_OFFSET_END, or KC_NO_OFFSET for the committed one. Null or no bytes take the assignment away. A subscribed consumer may do
/// this only while its group does not assign incrementally, and loses it with the next rebalance.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list, whose epoch is that of the messages to come; no ASSIGNED record follows.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_assign(
    client: u64,
    batch: *const u8,
    length: u64,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.assign(optional_input("batch", batch, length)?, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Adds the TOPIC_PARTITION records of a batch to the assignment, as kc_consumer_assign; refused in a group whose protocol is
/// EAGER.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list, as of kc_consumer_assign.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_incremental_assign(
    client: u64,
    batch: *const u8,
    length: u64,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.assign_more(input("batch", batch, length)?, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Takes the TOPIC_PARTITION records of a batch out of the assignment; refused in a group whose protocol is EAGER.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list; no REVOKED record follows.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_incremental_unassign(
    client: u64,
    batch: *const u8,
    length: u64,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.unassign_some(input("batch", batch, length)?, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Writes the assigned partitions as a batch of TOPIC_PARTITION records; `*out_length` is 0 when there are none.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_assignment(
    client: u64,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(&guest.consumer()?.assignment()?, buffer(out, capacity)?, &out_length)
        })
    }
}

/// Writes 1 if other members may own the partitions by now, so that commits would be refused, and else 0.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_assignment_lost(client: u64, out_lost: *mut i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `out_lost` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_lost = Out::check("out_lost", out_lost)?;
            out_lost.write(i32::from(guest.consumer()?.is_assignment_lost()?));
            Ok(Status::Ok)
        })
    }
}

/// Leaves the messages of the TOPIC_PARTITION records in the core until kc_consumer_release; fetching goes on up to the
/// queue's threshold, and partitions that are not assigned are ignored. Holding again says that its messages are being handled.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_hold(client: u64, batch: *const u8, length: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.hold(input("batch", batch, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Lets the messages of the TOPIC_PARTITION records flow again after kc_consumer_hold.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_release(client: u64, batch: *const u8, length: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.release(input("batch", batch, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Stops the hand-out of the TOPIC_PARTITION records until kc_consumer_resume. Messages that are fetched already stay in the
/// core, and a partition that is revoked is not paused any more. KC_STATUS_STATE, with nothing changed, if one is not assigned.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_pause(client: u64, batch: *const u8, length: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.pause(input("batch", batch, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Lets the messages of the TOPIC_PARTITION records flow again after kc_consumer_pause; what is on hold stays so.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_resume(client: u64, batch: *const u8, length: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.resume(input("batch", batch, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Writes the paused partitions as a batch of TOPIC_PARTITION records; `*out_length` is 0 when there are none.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_paused(
    client: u64,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(&guest.consumer()?.paused()?, buffer(out, capacity)?, &out_length)
        })
    }
}
