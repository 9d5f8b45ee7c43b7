//! Tokens for SASL/OAUTHBEARER.

use libc::c_char;

use super::ffi;
use super::handle::Handle;
use super::text::{c_string, describe_code, from_buffer, TEXT_SIZE};
use crate::code::{self, Error, Result};

/// A token as an identity provider gave it out.
pub struct OauthToken {
    pub token: String,
    /// When it ends, in milliseconds since 1970.
    pub lifetime_ms: i64,
    pub principal: String,
    pub extensions: Vec<(String, String)>,
}

impl Handle {
    /// Connections that wait for a token are made with this one, and later ones too.
    pub fn set_oauth_token(&self, token: &OauthToken) -> Result<()> {
        let c_token = c_string("token", &token.token)?;
        let c_principal = c_string("principal", &token.principal)?;
        let mut texts = Vec::with_capacity(token.extensions.len() * 2);
        for (name, value) in &token.extensions {
            texts.push(c_string("an extension's name", name)?);
            texts.push(c_string(name, value)?);
        }
        let mut extensions: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
        let mut reason = [0u8; TEXT_SIZE];
        // SAFETY: all strings are valid for the call and copied by it; the text buffer has the stated size.
        let answer = unsafe {
            ffi::rd_kafka_oauthbearer_set_token(
                self.as_ptr(),
                c_token.as_ptr(),
                token.lifetime_ms,
                c_principal.as_ptr(),
                extensions.as_mut_ptr(),
                extensions.len(),
                reason.as_mut_ptr().cast::<c_char>(),
                reason.len(),
            )
        };
        check(answer, || from_buffer(&reason))
    }

    /// Says why there is no token; librdkafka tells it as an error and asks again after ten seconds.
    pub fn set_oauth_failure(&self, reason: &str) -> Result<()> {
        let reason = c_string("reason", reason)?;
        // SAFETY: valid string, copied by the call.
        let answer = unsafe { ffi::rd_kafka_oauthbearer_set_token_failure(self.as_ptr(), reason.as_ptr()) };
        check(answer, || describe_code(answer))
    }
}

fn check(answer: i32, reason: impl Fn() -> String) -> Result<()> {
    match answer {
        code::NO_ERROR => Ok(()),
        code::STATE => Err(Error::state("this client does not use OAUTHBEARER; set sasl.mechanism to OAUTHBEARER")),
        code::INVALID_ARG => Err(Error::invalid(reason())),
        _ => Err(Error::kafka(answer, reason())),
    }
}
