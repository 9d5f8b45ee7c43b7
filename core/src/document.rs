//! JSON documents of callers: read key by key, and what nobody asked for is refused.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;
use std::ops::RangeInclusive;

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

/// Takes a list of objects out of a document; `None` where there is no such key.
pub fn take_objects(document: &mut Map<String, Value>, key: &str) -> Result<Option<Vec<Map<String, Value>>>> {
    let object_of = |item| match item {
        Value::Object(object) => Ok(object),
        other => Err(Error::invalid(format!("\"{key}\" must hold objects, not {other}"))),
    };
    take_list(document, key)?.map(|items| items.into_iter().map(object_of).collect()).transpose()
}

/// Takes an object whose values are texts out of a document; an empty one where there is no such key.
pub fn take_texts(document: &mut Map<String, Value>, key: &str) -> Result<Vec<(String, String)>> {
    let entries = match document.remove(key) {
        None => return Ok(Vec::new()),
        Some(Value::Object(entries)) => entries,
        Some(other) => return Err(Error::invalid(format!("\"{key}\" must be an object, not {other}"))),
    };
    let text_of = |(name, value)| match value {
        Value::String(text) => Ok((name, text)),
        other => Err(Error::invalid(format!("\"{key}\": \"{name}\" must be a string, not {other}"))),
    };
    entries.into_iter().map(text_of).collect()
}

/// Takes a text that may be left out.
pub fn take_optional_text(document: &mut Map<String, Value>, key: &str) -> Result<Option<String>> {
    match document.contains_key(key) {
        true => take_text(document, key).map(Some),
        false => Ok(None),
    }
}

/// Takes a text that says something.
pub fn take_name(document: &mut Map<String, Value>, key: &str) -> Result<String> {
    match take_text(document, key)? {
        name if name.is_empty() => Err(Error::invalid(format!("\"{key}\" is empty; give it a name"))),
        name => Ok(name),
    }
}

/// Takes a yes or no; no where there is no such key.
pub fn take_flag(document: &mut Map<String, Value>, key: &str) -> Result<bool> {
    match document.remove(key) {
        None => Ok(false),
        Some(Value::Bool(on)) => Ok(on),
        Some(other) => Err(Error::invalid(format!("\"{key}\" must be true or false, not {other}"))),
    }
}

/// Takes a number of the range; `None` where there is no such key.
pub fn take_number(document: &mut Map<String, Value>, key: &str, range: RangeInclusive<i32>) -> Result<Option<i32>> {
    let Some(value) = document.remove(key) else { return Ok(None) };
    let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
    match number.filter(|number| range.contains(number)) {
        Some(number) => Ok(Some(number)),
        None => {
            let (first, last) = range.into_inner();
            Err(Error::invalid(format!("\"{key}\" must be a number from {first} to {last}, not {value}")))
        }
    }
}

/// Takes a number of 64 bits, as a number or as a text; `None` where there is no such key.
pub fn take_long(document: &mut Map<String, Value>, key: &str) -> Result<Option<i64>> {
    let Some(value) = document.remove(key) else { return Ok(None) };
    let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    let refusal =
        || Error::invalid(format!("\"{key}\" must be a whole number of 64 bits, or one in a string, not {value}"));
    number.map(Some).ok_or_else(refusal)
}

/// Refuses what is named twice.
pub fn refuse_duplicates<T: Eq + Hash + Display>(key: &str, items: impl IntoIterator<Item = T>) -> Result<()> {
    let mut seen = HashSet::new();
    for item in items {
        if let Some(item) = seen.replace(item) {
            return Err(Error::invalid(format!("\"{key}\" has {item} twice; once is enough")));
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(value: Value) -> Map<String, Value> {
        parse_object("the request", value.to_string().as_bytes()).unwrap()
    }

    fn message<T>(taken: Result<T>) -> String {
        taken.err().unwrap().message
    }

    #[test]
    fn numbers_are_taken_in_their_range_and_long_ones_also_as_texts() {
        let mut all = document(json!({ "a": 3, "b": "9223372036854775807", "c": -7 }));
        assert_eq!(take_number(&mut all, "a", 1..=3).unwrap(), Some(3));
        assert_eq!(take_long(&mut all, "b").unwrap(), Some(i64::MAX));
        assert_eq!(take_long(&mut all, "c").unwrap(), Some(-7));
        assert_eq!(take_number(&mut all, "a", 1..=3).unwrap(), None, "it was taken already");
        for value in [json!(4), json!(0), json!(1.5), json!("1"), json!(null), json!(4_294_967_297_i64)] {
            let taken = take_number(&mut document(json!({ "a": value })), "a", 1..=3);
            assert!(message(taken).starts_with("\"a\" must be a number from 1 to 3, not "), "{value}");
        }
        for value in [json!("9223372036854775808"), json!(""), json!("1 "), json!(0.5), json!(true)] {
            assert!(message(take_long(&mut document(json!({ "a": value })), "a")).contains("64 bits"), "{value}");
        }
    }

    #[test]
    fn texts_flags_and_objects_are_what_they_are() {
        let odd = || document(json!({ "a": 7, "empty": "" }));
        assert_eq!(message(take_optional_text(&mut odd(), "a")), "\"a\" must be a string, not 7");
        assert_eq!(take_optional_text(&mut odd(), "b").unwrap(), None);
        assert_eq!(message(take_name(&mut odd(), "empty")), "\"empty\" is empty; give it a name");
        assert_eq!(message(take_flag(&mut odd(), "a")), "\"a\" must be true or false, not 7");
        assert!(!take_flag(&mut odd(), "b").unwrap());
        assert_eq!(message(take_texts(&mut odd(), "a")), "\"a\" must be an object, not 7");
        assert_eq!(message(take_objects(&mut document(json!({ "a": [7] })), "a")), "\"a\" must hold objects, not 7");
        let mut nested = document(json!({ "a": { "k": 1 } }));
        assert_eq!(message(take_texts(&mut nested, "a")), "\"a\": \"k\" must be a string, not 1");
    }

    #[test]
    fn what_is_named_twice_is_told() {
        assert!(refuse_duplicates("topics", ["a", "b"]).is_ok());
        assert_eq!(message(refuse_duplicates("topics", ["a", "b", "a"])), "\"topics\" has a twice; once is enough");
    }
}
