//! Names and passwords for SASL.

use super::ffi;
use super::handle::{take_error, Handle};
use super::text::c_string;
use crate::code::Result;

impl Handle {
    /// Connections are made with these from now on; one that waits for its next attempt makes it at once.
    pub fn set_sasl_credentials(&self, username: &str, password: &str) -> Result<()> {
        let username = c_string("username", username)?;
        let password = c_string("password", password)?;
        // SAFETY: valid strings, copied by the call; the error is owned by `take_error`.
        unsafe { take_error(ffi::rd_kafka_sasl_set_credentials(self.as_ptr(), username.as_ptr(), password.as_ptr())) }
    }
}
