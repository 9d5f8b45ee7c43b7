//! Consumers.

use super::border::{buffer, enter, enter_with, input, optional_input, write_bytes, Out};
use super::error::kc_error;
use super::tickets::{self, Guest};
use crate::code::Status;
use crate::consumer::Consumer;

/// Makes a consumer from a JSON object of librdkafka's properties, as kc_producer_new; bootstrap.servers and group.id are needed.
/// For each assigned partition up to queued.max.messages.kbytes (2,048) and queued.min.messages are fetched ahead.
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

/// Ends the subscription and leaves the group.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value; the assignment goes with a REVOKED record.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_unsubscribe(client: u64, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.unsubscribe(token)?;
            Ok(Status::Ok)
        })
    }
}

/// Writes the subscription as a batch of TOPIC records, as the last answered kc_consumer_subscribe or kc_consumer_unsubscribe
/// left it; `*out_length` is 0 when there is none.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_subscription(
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
            write_bytes(&guest.consumer()?.subscribed()?, buffer(out, capacity)?, &out_length)
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

/// Writes by which protocol the group assigns, as the text NONE, EAGER or COOPERATIVE; NONE until it has assigned something.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_rebalance_protocol(
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
            write_bytes(guest.consumer()?.rebalance_protocol()?.as_bytes(), buffer(out, capacity)?, &out_length)
        })
    }
}

/// Tells who this consumer is in its group right now, for kc_transaction_send_offsets; ask again after each rebalance.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT whose value is bytes that have a meaning for this library alone, and in every process that uses it.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_consumer_group_metadata(client: u64, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.consumer()?.group_metadata(token)?;
            Ok(Status::Ok)
        })
    }
}
