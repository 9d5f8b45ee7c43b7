//! What several operations read and answer in the same way.

use serde_json::{json, Map, Value};

use crate::code::{self, flags_of, Error, Result};
use crate::document::{missing, refuse_duplicates, refuse_rest, take_name, take_names, take_number, take_objects};
use crate::sys::{describe_code, Node, Partition};

pub const NO_OFFSET: i64 = -1001;
const NO_EPOCH: i32 = -1;

/// An item with its own outcome beside it.
pub fn with_outcome(mut item: Value, error: Option<&Error>) -> Value {
    if let Value::Object(fields) = &mut item {
        fields.extend(outcome(error));
    }
    item
}

pub fn outcome(error: Option<&Error>) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("code".into(), error.map_or(code::NO_ERROR, |error| error.code).into());
    fields.insert("error".into(), error.map(|error| error.message.as_str()).into());
    let is_retriable = error.is_some_and(|error| error.flags & code::RETRIABLE != 0);
    fields.insert("retriable".into(), is_retriable.into());
    fields
}

/// The error of a partition, of which only the number is known.
pub fn partition_error(partition: &Partition) -> Option<Error> {
    let code = partition.code;
    (code != code::NO_ERROR).then(|| Error::kafka(code, describe_code(code)).with_flags(flags_of(code)))
}

pub fn node(node: &Node) -> Value {
    json!({ "id": node.id, "host": node.host, "port": node.port, "rack": node.rack })
}

pub fn place(partition: &Partition) -> Value {
    json!({ "topic": partition.topic, "partition": partition.partition })
}

pub fn leader_epoch(partition: &Partition) -> Option<i32> {
    (partition.leader_epoch != NO_EPOCH).then_some(partition.leader_epoch)
}

/// The names of the items, each once.
pub fn needed_names(document: &mut Map<String, Value>, key: &str) -> Result<Vec<String>> {
    let names = take_names(document, key)?.ok_or_else(|| missing(key))?;
    refuse_duplicates(key, &names)?;
    Ok(names)
}

pub fn needed_objects(document: &mut Map<String, Value>, key: &str) -> Result<Vec<Map<String, Value>>> {
    take_objects(document, key)?.ok_or_else(|| missing(key))
}

/// The partitions of a document, each once; `fill` takes what there is beside topic and partition.
pub fn take_partitions(
    document: &mut Map<String, Value>,
    fill: fn(&mut Map<String, Value>, &mut Partition) -> Result<()>,
) -> Result<Option<Vec<Partition>>> {
    let key = "partitions";
    let Some(objects) = take_objects(document, key)? else { return Ok(None) };
    let read = |mut object: Map<String, Value>| {
        let mut partition = Partition {
            topic: take_name(&mut object, "topic")?,
            partition: take_number(&mut object, "partition", 0..=i32::MAX)?.ok_or_else(|| missing("partition"))?,
            offset: NO_OFFSET,
            leader_epoch: NO_EPOCH,
            metadata: None,
            code: code::NO_ERROR,
        };
        fill(&mut object, &mut partition)?;
        refuse_rest(&object)?;
        Ok(partition)
    };
    let partitions = objects.into_iter().map(read).collect::<Result<Vec<Partition>>>()?;
    refuse_duplicates(key, partitions.iter().map(|line| format!("{} [{}]", line.topic, line.partition)))?;
    Ok(Some(partitions))
}
