//! SASL/OAUTHBEARER: librdkafka asks for a token with a record, and the caller answers with one of these.

use serde_json::{Map, Value};

use crate::client::Client;
use crate::code::{Error, Result};
use crate::document::{parse_object, refuse_rest, take_text};
use crate::sys::OauthToken;

/// Hands over the token of a JSON document.
pub fn set_token(client: &Client, json: &[u8]) -> Result<()> {
    let mut document = parse_object("the token", json)?;
    let token = OauthToken {
        token: take_text(&mut document, "token")?,
        lifetime_ms: take_lifetime(&mut document)?,
        principal: match document.contains_key("principal") {
            true => take_text(&mut document, "principal")?,
            false => String::new(),
        },
        extensions: take_extensions(&mut document)?,
    };
    refuse_rest(&document)?;
    if token.token.is_empty() {
        return Err(Error::invalid("\"token\" is empty; report a failure when there is none"));
    }
    client.handle()?.set_oauth_token(&token)?;
    client.note_token();
    Ok(())
}

/// Tells why there is no token.
pub fn report_failure(client: &Client, reason: &str) -> Result<()> {
    if reason.is_empty() {
        return Err(Error::invalid("reason is empty; say why there is no token"));
    }
    client.handle()?.set_oauth_failure(reason)
}

fn take_lifetime(document: &mut Map<String, Value>) -> Result<i64> {
    // Beyond this librdkafka's microseconds would not fit their number.
    const LIFETIME_MS_MAX: i64 = i64::MAX / 1_000;
    let lifetime_ms = document.remove("lifetime_ms").as_ref().and_then(Value::as_i64);
    lifetime_ms.filter(|lifetime_ms| (1..=LIFETIME_MS_MAX).contains(lifetime_ms)).ok_or_else(|| {
        Error::invalid("\"lifetime_ms\" must be the time at which the token ends, in milliseconds since 1970")
    })
}

fn take_extensions(document: &mut Map<String, Value>) -> Result<Vec<(String, String)>> {
    let extensions = match document.remove("extensions") {
        None => return Ok(Vec::new()),
        Some(Value::Object(extensions)) => extensions,
        Some(other) => return Err(Error::invalid(format!("\"extensions\" must be an object, not {other}"))),
    };
    let text_of = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        other => Err(Error::invalid(format!("\"extensions\": \"{name}\" must be a string, not {other}"))),
    };
    extensions.into_iter().map(text_of).collect()
}
