//! Names and passwords for SASL/PLAIN and SCRAM.

use super::border::{enter_with, text};
use super::error::kc_error;
use crate::code::Status;
use crate::credentials;

/// Sets the name and the password with which connections are made from now on, for SASL/PLAIN and SCRAM. Those that stand go
/// on as they are; brokers that refused the old ones are tried again soon. Other clients keep them and have no use for them.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_sasl_credentials_set(
    client: u64,
    username: *const u8,
    username_length: u64,
    password: *const u8,
    password_length: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `username`, `password` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let username = text("username", username, username_length)?;
            let password = text("password", password, password_length)?;
            credentials::set(guest.client()?, username, password)?;
            Ok(Status::Ok)
        })
    }
}
