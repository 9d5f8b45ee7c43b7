//! Admin requests.

use super::border::{check_timeout, enter, enter_with, input, Out};
use super::error::kc_error;
use super::tickets::{self, Guest};
use crate::admin::Admin;
use crate::code::Status;

/// Makes an admin client from a JSON object of librdkafka's properties, as kc_producer_new.
///
/// Thread: any.
/// Blocks: no; it starts threads and reads the certificates that the properties name.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_admin_new(
    config: *const u8,
    config_length: u64,
    out_client: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `config`, `out_client` and `err`.
    unsafe {
        enter(err, || {
            let out_client = Out::check("out_client", out_client)?;
            let admin = Admin::new(input("config", config, config_length)?)?;
            out_client.write(tickets::issue(Guest::Admin(admin))?);
            Ok(Status::Ok)
        })
    }
}

/// Sends an admin request over the connections of any client: a JSON object with "operation", the items and the options that
/// include/admin has a schema for, one for each operation. Numbers of 64 bits are taken as numbers or strings, and
/// answered as strings. The timeout, an hour at most, is for the whole operation; it does not take back what a broker was told.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT with a JSON object that has each item with its "code" (0 or an error), "error" (null or its text) and "retriable".
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_admin_request(
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
            guest.requests()?.start(input("json", json, length)?, timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}
