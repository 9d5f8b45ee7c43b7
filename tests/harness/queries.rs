//! What every client can be asked and told.

use kafkacore::abi::{client, client_metadata, client_oauth, client_sasl};

use super::client::{check, error, Client, Failure};

impl Client {
    pub fn metadata(&self, json: &str, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        let (pointer, length) = (json.as_ptr(), json.len() as u64);
        let status =
            unsafe { client_metadata::kc_client_metadata(self.ticket, pointer, length, timeout_ms, token, &mut err) };
        check(status, &err)
    }

    pub fn watermarks(&self, topic: &str, partition: i32, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        let (pointer, length) = (topic.as_ptr(), topic.len() as u64);
        let status = unsafe {
            client_metadata::kc_client_watermarks(self.ticket, pointer, length, partition, timeout_ms, token, &mut err)
        };
        check(status, &err)
    }

    pub fn offsets_for_times(&self, list: &[u8], timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let mut err = error();
        let (pointer, length) = (list.as_ptr(), list.len() as u64);
        let status = unsafe {
            client_metadata::kc_client_offsets_for_times(self.ticket, pointer, length, timeout_ms, token, &mut err)
        };
        check(status, &err)
    }

    pub fn log_level(&self, level: i32) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { client::kc_client_log_level_set(self.ticket, level, &mut err) }, &err)
    }

    pub fn oauth_token(&self, json: &str) -> Result<i32, Failure> {
        let mut err = error();
        check(
            unsafe { client_oauth::kc_client_oauth_token_set(self.ticket, json.as_ptr(), json.len() as u64, &mut err) },
            &err,
        )
    }

    pub fn oauth_failure(&self, reason: &str) -> Result<i32, Failure> {
        let mut err = error();
        check(
            unsafe {
                client_oauth::kc_client_oauth_failure_set(self.ticket, reason.as_ptr(), reason.len() as u64, &mut err)
            },
            &err,
        )
    }

    pub fn sasl_credentials(&self, username: &str, password: &str) -> Result<i32, Failure> {
        let mut err = error();
        let (username, username_length) = (username.as_ptr(), username.len() as u64);
        let (password, password_length) = (password.as_ptr(), password.len() as u64);
        let status = unsafe {
            client_sasl::kc_client_sasl_credentials_set(
                self.ticket,
                username,
                username_length,
                password,
                password_length,
                &mut err,
            )
        };
        check(status, &err)
    }
}
