//! What an operation consists of, and which there are.

use serde_json::{Map, Value};

use super::options::AdminOption;
use super::{acls, cluster, configs, group_offsets, groups, offsets, topics, users};
use crate::code::{Error, Result};
use crate::sys::{AdminCall, Event};

/// A row of the table.
pub struct Operation {
    pub name: &'static str,
    /// Sentences for people, without those about options.
    pub about: &'static str,
    pub options: &'static [&'static AdminOption],
    /// Takes from the document what is not an option.
    pub parse: fn(&mut Map<String, Value>) -> Result<Vec<Request>>,
    /// What `parse` takes, and what is answered, in the notation of tests/generated/schema.rs.
    pub request: &'static str,
    pub answer: &'static str,
}

pub const OPERATIONS: [&Operation; 22] = [
    &topics::CREATE,
    &topics::DELETE,
    &topics::CREATE_PARTITIONS,
    &cluster::DESCRIBE_TOPICS,
    &cluster::DESCRIBE_CLUSTER,
    &configs::DESCRIBE,
    &configs::ALTER,
    &configs::INCREMENTAL_ALTER,
    &offsets::DELETE_RECORDS,
    &offsets::LIST_OFFSETS,
    &offsets::ELECT_LEADERS,
    &groups::LIST,
    &groups::DESCRIBE,
    &groups::DELETE,
    &group_offsets::LIST,
    &group_offsets::ALTER,
    &group_offsets::DELETE,
    &users::DESCRIBE,
    &users::ALTER,
    &acls::CREATE,
    &acls::DESCRIBE,
    &acls::DELETE,
];

pub fn find(name: &str) -> Result<&'static Operation> {
    OPERATIONS.into_iter().find(|operation| operation.name == name).ok_or_else(|| {
        let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
        Error::invalid(format!("operation \"{name}\" is unknown; this version has {}", names.join(", ")))
    })
}

type Send = dyn Fn(&AdminCall) -> Result<()> + std::marker::Send;
type Read = dyn Fn(&Event) -> Result<Value> + std::marker::Send;
type Fail = dyn Fn(Error) -> Result<Value> + std::marker::Send;

/// One request to librdkafka, how its answer is read, and what stands in its place if there is none.
pub struct Request {
    send: Box<Send>,
    read: Box<Read>,
    fail: Box<Fail>,
}

impl Request {
    /// If it fails, the operation fails.
    pub fn new(
        send: impl Fn(&AdminCall) -> Result<()> + std::marker::Send + 'static,
        read: fn(&Event) -> Value,
    ) -> Request {
        Request { send: Box::new(send), read: Box::new(move |event| Ok(read(event))), fail: Box::new(Err) }
    }

    /// One whose answer is only looked at: it has a reason to go no further, or adds nothing.
    pub fn check(
        send: impl Fn(&AdminCall) -> Result<()> + std::marker::Send + 'static,
        check: fn(&Event) -> Result<()>,
    ) -> Request {
        let read = move |event: &Event| check(event).map(|()| Value::Object(Map::new()));
        Request { send: Box::new(send), read: Box::new(read), fail: Box::new(Err) }
    }

    /// If it fails, its items do.
    pub fn or(self, fail: impl Fn(Error) -> Value + std::marker::Send + 'static) -> Request {
        Request { fail: Box::new(move |error| Ok(fail(error))), ..self }
    }

    pub fn send(&self, call: &AdminCall) -> Result<()> {
        (self.send)(call)
    }

    pub fn read(&self, event: &Event) -> Result<Value> {
        (self.read)(event)
    }

    pub fn failed(&self, error: Error) -> Result<Value> {
        (self.fail)(error)
    }
}

/// Puts the answers to the requests of one operation together: lists of the same name become one.
pub fn join(whole: &mut Value, part: Value) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (name, value) in part {
                join(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(whole), Value::Array(part)) => whole.extend(part),
        (whole, part) => *whole = part,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_of_the_same_name_become_one() {
        let mut whole = Value::Null;
        join(&mut whole, json!({ "groups": [1], "id": "a" }));
        join(&mut whole, json!({ "groups": [2, 3], "errors": [] }));
        assert_eq!(whole, json!({ "groups": [1, 2, 3], "errors": [], "id": "a" }));
    }

    #[test]
    fn every_operation_is_found_by_its_own_name() {
        for operation in OPERATIONS {
            assert_eq!(find(operation.name).unwrap().about, operation.about);
        }
        let message = find("Explode").err().unwrap().message;
        assert!(message.starts_with("operation \"Explode\" is unknown; this version has CreateTopics, "), "{message}");
        assert!(message.ends_with("DeleteAcls"), "{message}");
    }
}
