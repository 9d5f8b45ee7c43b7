//! SASL with a name and a password: PLAIN and SCRAM.

use crate::client::Client;
use crate::code::{Error, Result};

/// Makes connections with these from now on.
pub fn set(client: &Client, username: &str, password: &str) -> Result<()> {
    if username.is_empty() {
        return Err(Error::invalid("username is empty; brokers know nobody of that name"));
    }
    client.handle()?.set_sasl_credentials(username, password)?;
    client.note_credentials();
    Ok(())
}
