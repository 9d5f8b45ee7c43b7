//! JSON documents of callers: read key by key, and what nobody asked for is refused.

use serde_json::{Map, Value};

use crate::code::{Error, Result};

/// A JSON document of the caller's, by the name under which he knows it.
pub fn parse_object(what: &str, json: &[u8]) -> Result<Map<String, Value>> {
    match serde_json::from_slice(json) {
        Ok(Value::Object(document)) => Ok(document),
        Ok(_) => Err(Error::invalid(format!("{what} must be a JSON object"))),
        Err(error) => Err(Error::invalid(format!("{what} is not JSON: {error}"))),
    }
}

/// Takes a text out of a document; `refuse_rest` later names what nobody took.
pub fn take_text(document: &mut Map<String, Value>, key: &str) -> Result<String> {
    match document.remove(key) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(Error::invalid(format!("\"{key}\" must be a string, not {other}"))),
        None => Err(missing(key)),
    }
}

/// Takes a list out of a document; `None` where there is no such key.
pub fn take_list(document: &mut Map<String, Value>, key: &str) -> Result<Option<Vec<Value>>> {
    match document.remove(key) {
        None => Ok(None),
        Some(Value::Array(items)) if !items.is_empty() => Ok(Some(items)),
        Some(Value::Array(_)) => Err(Error::invalid(format!("\"{key}\" is empty; name at least one"))),
        Some(other) => Err(Error::invalid(format!("\"{key}\" must be a list, not {other}"))),
    }
}

/// Takes a list of names out of a document; `None` where there is no such key.
pub fn take_names(document: &mut Map<String, Value>, key: &str) -> Result<Option<Vec<String>>> {
    let name_of = |item| match item {
        Value::String(name) if !name.is_empty() => Ok(name),
        other => Err(Error::invalid(format!("\"{key}\" must hold names, not {other}"))),
    };
    take_list(document, key)?.map(|items| items.into_iter().map(name_of).collect()).transpose()
}

/// What a key without which there is no request is told.
pub fn missing(key: &str) -> Error {
    Error::invalid(format!("\"{key}\" is missing"))
}

pub fn refuse_rest(document: &Map<String, Value>) -> Result<()> {
    match document.keys().next() {
        Some(key) => Err(Error::invalid(format!("\"{key}\" is not a key of this request; remove it"))),
        None => Ok(()),
    }
}
