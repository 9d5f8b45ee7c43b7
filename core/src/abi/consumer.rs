//! Consumers.

use super::border::{enter, enter_with, input, optional_input, Out};
use super::error::kc_error;
use super::tickets::{self, Guest};
use crate::code::Status;
use crate::consumer::Consumer;

/// Makes a consumer from a JSON object of librdkafka's properties, of which group.id is needed.
///
/// Thread: any.
/// Blocks: no; it starts threads and reads the certificates that the properties name.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_new(
    config: *const u8,
    config_length: u64,
    out_client: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `config`, `out_client` and `err`.
    unsafe {
        enter(err, || {
            let out_client = Out::check("out_client", out_client)?;
            let consumer = Consumer::new(input("config", config, config_length)?)?;
            out_client.write(tickets::issue(Guest::of_consumer(consumer))?);
            Ok(Status::Ok)
        })
    }
}

/// Replaces the subscription by the TOPIC records of a batch; a name that begins with `^` is a pattern.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value; the assignment follows as an ASSIGNED record.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_subscribe(
    client: u64,
    batch: *const u8,
    length: u64,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.subscribe(input("batch", batch, length)?, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Answers the ASSIGNED or REVOKED record of an epoch, if its ANSWER flag asks for it; a batch of TOPIC_PARTITION records
/// takes the place of the assignment, null agrees to it. KC_STATUS_STATE says that it was answered already: the core
/// answers by itself after max.poll.interval.ms and when the client closes.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_rebalance_answer(
    client: u64,
    epoch: u64,
    batch: *const u8,
    length: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.answer_rebalance(epoch, optional_input("batch", batch, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Leaves the messages of the TOPIC_PARTITION records in the core until kc_consumer_release; fetching goes on up to the
/// queue's threshold, and partitions that are not assigned are ignored.
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

/// Remembers the offsets of TOPIC_PARTITION records for the next commit: of each the next message to read, which is the
/// last one handled plus one. Partitions that are not assigned (any more) are ignored.
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

/// Commits the offsets of TOPIC_PARTITION records, or with null what is stored.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with the partition list that was committed; _NO_OFFSET if nothing was stored.
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
