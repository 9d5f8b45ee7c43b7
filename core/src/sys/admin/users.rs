//! Passwords of users who log in with SCRAM.

use libc::c_char;

use super::call::AdminCall;
use super::owned::{array, Owned};
use crate::code::{Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_UserScramCredentialAlteration_t, rd_kafka_UserScramCredentialsDescription_t};
use crate::sys::handle::read_error;
use crate::sys::text::{c_string, owned};

#[derive(Debug)]
pub struct UserCredentials {
    pub user: String,
    pub error: Option<Error>,
    /// Mechanisms by librdkafka's numbers, each with its iterations.
    pub credentials: Vec<(i32, i32)>,
}

/// A password to be set or deleted.
pub struct ScramAlteration(Owned<rd_kafka_UserScramCredentialAlteration_t>);

impl ScramAlteration {
    /// Without a salt, librdkafka makes one.
    pub fn upsertion(
        user: &str,
        mechanism: i32,
        iterations: i32,
        password: &[u8],
        salt: &[u8],
    ) -> Result<ScramAlteration> {
        let user = c_string("user", user)?;
        // SAFETY: valid string and buffers, copied by the call; the answer is owned and never null.
        let raw = unsafe {
            let raw = ffi::rd_kafka_UserScramCredentialUpsertion_new(
                user.as_ptr(),
                mechanism,
                iterations,
                password.as_ptr(),
                password.len(),
                salt.as_ptr(),
                salt.len(),
            );
            Owned::new(raw, ffi::rd_kafka_UserScramCredentialAlteration_destroy)
        };
        Ok(ScramAlteration(raw.expect("rd_kafka_UserScramCredentialUpsertion_new answers no null")))
    }

    pub fn deletion(user: &str, mechanism: i32) -> Result<ScramAlteration> {
        let user = c_string("user", user)?;
        // SAFETY: valid string, copied by the call; the answer is owned and never null.
        let raw = unsafe {
            let raw = ffi::rd_kafka_UserScramCredentialDeletion_new(user.as_ptr(), mechanism);
            Owned::new(raw, ffi::rd_kafka_UserScramCredentialAlteration_destroy)
        };
        Ok(ScramAlteration(raw.expect("rd_kafka_UserScramCredentialDeletion_new answers no null")))
    }
}

impl AdminCall<'_> {
    /// Nobody named is everybody.
    pub fn describe_users(&self, users: &[String]) -> Result<()> {
        let users = users.iter().map(|user| c_string("user", user)).collect::<Result<Vec<_>>>()?;
        let mut raw: Vec<*const c_char> = users.iter().map(|user| user.as_ptr()).collect();
        let first = if raw.is_empty() { std::ptr::null_mut() } else { raw.as_mut_ptr() };
        // SAFETY: valid strings, copied by the call, and so are the options.
        unsafe {
            let (owner, options) = (self.owner(), self.options());
            ffi::rd_kafka_DescribeUserScramCredentials(owner, first, raw.len(), options, self.replies());
        }
        Ok(())
    }

    pub fn alter_users(&self, alterations: &[ScramAlteration]) {
        self.send(ffi::rd_kafka_AlterUserScramCredentials, alterations.iter().map(|alteration| alteration.0.as_ptr()));
    }
}

impl Event {
    pub fn users_described(&self) -> Vec<UserCredentials> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_DescribeUserScramCredentials_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let users = array(|count| {
                ffi::rd_kafka_DescribeUserScramCredentials_result_descriptions(result, count).cast_const()
            });
            users.iter().map(|user| credentials_of(*user)).collect()
        }
    }

    pub fn users_altered(&self) -> Vec<(String, Option<Error>)> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_AlterUserScramCredentials_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let users =
                array(|count| ffi::rd_kafka_AlterUserScramCredentials_result_responses(result, count).cast_const());
            let outcome_of = |user: &*const ffi::rd_kafka_AlterUserScramCredentials_result_response_t| {
                let name = owned(ffi::rd_kafka_AlterUserScramCredentials_result_response_user(*user));
                (name, read_error(ffi::rd_kafka_AlterUserScramCredentials_result_response_error(*user)))
            };
            users.iter().map(outcome_of).collect()
        }
    }
}

/// # Safety
/// The description is valid.
unsafe fn credentials_of(user: *const rd_kafka_UserScramCredentialsDescription_t) -> UserCredentials {
    let count = ffi::rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(user);
    let credential_of = |index| {
        let info = ffi::rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(user, index);
        (ffi::rd_kafka_ScramCredentialInfo_mechanism(info), ffi::rd_kafka_ScramCredentialInfo_iterations(info))
    };
    // What the broker said is read on to the next NUL, over the length of the list behind it (rdkafka_admin.c:5891).
    let error = read_error(ffi::rd_kafka_UserScramCredentialsDescription_error(user));
    let trimmed =
        |error: Error| Error { message: error.message.trim_end_matches(char::is_control).to_owned(), ..error };
    UserCredentials {
        user: owned(ffi::rd_kafka_UserScramCredentialsDescription_user(user)),
        error: error.map(trimmed),
        credentials: (0..count).map(credential_of).collect(),
    }
}
