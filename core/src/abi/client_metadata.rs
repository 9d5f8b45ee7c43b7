//! Questions about the cluster.

use super::border::{check_timeout, enter_with, input, text};
use super::error::kc_error;
use crate::code::Status;
use crate::metadata;

/// Describes the brokers and topics of the cluster: all topics for `{}`, or those of `{"topics": ["a", …]}`. A topic asked for
/// by name through a producer may be created by the broker.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with a JSON object: "cluster_id", "controller_id", "brokers" ("id", "host", "port") and "topics" ("name",
/// "code" and "partitions": "id", "code", "leader", "replicas", "isrs").
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_metadata(
    client: u64,
    json: *const u8,
    length: u64,
    timeout_ms: i32,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `json` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            metadata::describe(guest.client()?, input("json", json, length)?, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Asks the leader of a partition for its first and its next offset.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with a batch of one WATERMARKS record.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_watermarks(
    client: u64,
    topic: *const u8,
    topic_length: u64,
    partition: i32,
    timeout_ms: i32,
    token: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `topic` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            let topic = text("topic", topic, topic_length)?;
            metadata::watermarks(guest.client()?, topic, partition, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Asks the leaders for the offset of the first message at or after a time, for each record of a partition list whose offset is
/// that time in milliseconds since 1970; KC_OFFSET_END says that there is none so late.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with a partition list; each record has its own code.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_offsets_for_times(
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
            metadata::offsets_for_times(guest.client()?, input("batch", batch, length)?, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}
