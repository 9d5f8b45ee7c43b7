//! Creating and deleting topics.

use std::sync::Arc;

use serde_json::{json, Map, Value};

use crate::code::{Error, Result};
use crate::document::{missing, refuse_rest, take_list, take_names, take_text};
use crate::sys::{self, Handle, NewTopic, Queue, TopicResult};

/// Left to the broker: its own default.
const BROKER_DEFAULT: i64 = -1;

/// A checked request.
pub enum Request {
    Create { topics: Vec<NewTopic>, validate_only: bool },
    Delete { topics: Vec<String> },
}

impl Request {
    pub fn create(mut document: Map<String, Value>) -> Result<Request> {
        let topics = take_list(&mut document, "topics")?.ok_or_else(|| missing("topics"))?;
        let topics = topics.into_iter().map(new_topic).collect::<Result<_>>()?;
        let validate_only = match document.remove("validateOnly") {
            None => false,
            Some(Value::Bool(on)) => on,
            Some(other) => return Err(Error::invalid(format!("\"validateOnly\" must be true or false, not {other}"))),
        };
        refuse_rest(&document)?;
        Ok(Request::Create { topics, validate_only })
    }

    pub fn delete(mut document: Map<String, Value>) -> Result<Request> {
        let topics = take_names(&mut document, "topics")?.ok_or_else(|| missing("topics"))?;
        refuse_rest(&document)?;
        Ok(Request::Delete { topics })
    }

    pub fn send(&self, handle: &Arc<Handle>, timeout_ms: i32, replies: &Queue, token: u64) -> Result<()> {
        match self {
            Request::Create { topics, validate_only } => {
                sys::create_topics(handle, topics, *validate_only, timeout_ms, replies, token)
            }
            Request::Delete { topics } => sys::delete_topics(handle, topics, timeout_ms, replies, token),
        }
    }
}

/// The answer to either: each topic with its own outcome.
pub fn answer(results: &[TopicResult]) -> Vec<u8> {
    let topics: Vec<Value> = results
        .iter()
        .map(|result| json!({ "name": result.name, "code": result.code, "error": result.text }))
        .collect();
    json!({ "topics": topics }).to_string().into_bytes()
}

fn new_topic(value: Value) -> Result<NewTopic> {
    let Value::Object(mut document) = value else {
        return Err(Error::invalid(format!("\"topics\" must hold objects with a name, not {value}")));
    };
    let name = take_text(&mut document, "name")?;
    let partition_count = take_number(&mut document, "partitions")?;
    let replication_factor = take_number(&mut document, "replicationFactor")?;
    let mut topic = NewTopic::new(&name, partition_count, replication_factor)?;
    match document.remove("config") {
        None => {}
        Some(Value::Object(config)) => {
            for (key, value) in config {
                let Value::String(value) = value else {
                    return Err(Error::invalid(format!("\"config\": \"{key}\" must be a string, not {value}")));
                };
                topic.set_config(&key, &value)?;
            }
        }
        Some(other) => return Err(Error::invalid(format!("\"config\" must be an object, not {other}"))),
    }
    refuse_rest(&document)?;
    Ok(topic)
}

/// A count, or the broker's default when it is left out.
fn take_number(document: &mut Map<String, Value>, key: &str) -> Result<i32> {
    let number = match document.remove(key) {
        None => Some(BROKER_DEFAULT),
        Some(value) => value.as_i64(),
    };
    match number.and_then(|number| i32::try_from(number).ok()) {
        Some(number) if number > 0 || i64::from(number) == BROKER_DEFAULT => Ok(number),
        _ => Err(Error::invalid(format!("\"{key}\" must be a number from 1, or -1 for the broker's default"))),
    }
}
