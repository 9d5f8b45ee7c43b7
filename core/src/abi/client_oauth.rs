//! Tokens for SASL/OAUTHBEARER.

use super::border::{enter_with, input, text};
use super::error::kc_error;
use crate::code::Status;
use crate::oauth;

/// Answers a TOKEN_REFRESH record with a token, a JSON object with "token", "lifetime_ms" (when it ends, in milliseconds since
/// 1970) and, if the broker wants them, "principal" and "extensions" (an object of strings).
///
/// Thread: any.
/// Blocks: no.
/// Token: none; another TOKEN_REFRESH record comes when most of the lifetime has passed.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_oauth_token_set(
    client: u64,
    json: *const u8,
    length: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `json` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            oauth::set_token(guest.client()?, input("json", json, length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Answers a TOKEN_REFRESH record with the reason why there is no token.
///
/// Thread: any.
/// Blocks: no.
/// Token: none; an ERROR record repeats the reason, and another TOKEN_REFRESH record comes after ten seconds.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_oauth_failure_set(
    client: u64,
    reason: *const u8,
    length: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `reason` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            oauth::report_failure(guest.client()?, text("reason", reason, length)?)?;
            Ok(Status::Ok)
        })
    }
}
