//! Offsets and leaders of partitions.

use serde_json::{json, Map, Value};

use super::answers::{leader_epoch, partition_error, place, take_partitions, with_outcome, NO_OFFSET};
use super::names::{self, take_choice};
use super::operation::{join, Operation, Request};
use super::options::{BROKER, ISOLATION_LEVEL, OPERATION_TIMEOUT};
use crate::code::{Error, Result};
use crate::document::{missing, take_long};
use crate::sys::{AdminCall, Election, Event, OffsetFound, Partition, RecordsBefore};

/// Stands for the end of a partition.
const END: i64 = -1;
const ENDS: [(&str, i64); 3] = [("LATEST", END), ("EARLIEST", -2), ("MAX_TIMESTAMP", -3)];

pub const DELETE_RECORDS: Operation = Operation {
    name: "DeleteRecords",
    about: "Deletes the records before an offset; -1 stands for the end. \"lowWatermark\" is the first offset that is left.",
    options: &[&OPERATION_TIMEOUT],
    parse: |document| {
        let offsets = take_partitions(document, take_end_offset)?.ok_or_else(|| missing("partitions"))?;
        let before = RecordsBefore::new(&offsets)?;
        let send = move |call: &AdminCall| {
            call.delete_records(&before);
            Ok(())
        };
        Ok(vec![Request::new(send, deleted)])
    },
    request: "partitions: [{topic: name, partition: count, offset: position}]+",
    answer: "partitions: [{topic: text, partition: count, lowWatermark: long|null, ...outcome}]",
};

pub const LIST_OFFSETS: Operation = Operation {
    name: "ListOffsets",
    about: "Tells the offsets of the ends of partitions, of the record with the latest time, or of the first record from a \
            time on, in milliseconds since 1970. \"offset\" is -1 if there is no such record, and null beside an error.",
    options: &[&ISOLATION_LEVEL],
    parse: |document| {
        let partitions = take_partitions(document, take_spec)?.ok_or_else(|| missing("partitions"))?;
        Ok(vec![Request::new(move |call| call.list_offsets(&partitions), found)])
    },
    request: "partitions: [{topic: name, partition: count, at: \"EARLIEST\"|\"LATEST\"|\"MAX_TIMESTAMP\"|position}]+",
    answer: "partitions: [{topic: text, partition: count, offset: long|null, timestamp: long|null, leaderEpoch: count|null, \
             ...outcome}]",
};

pub const ELECT_LEADERS: Operation = Operation {
    name: "ElectLeaders",
    about:
        "Makes the preferred replicas leaders again, or an unclean one where no other is left: of these partitions or \
            of all. Those that need no election are answered so (84) if they were named, and not at all otherwise.",
    options: &[&OPERATION_TIMEOUT, &BROKER],
    parse: |document| {
        let kind = take_choice(document, "election", &names::ELECTION)?.ok_or_else(|| missing("election"))?;
        let election = Election::new(kind, take_partitions(document, |_, _| Ok(()))?.as_deref())?;
        let send = move |call: &AdminCall| {
            call.elect_leaders(&election);
            Ok(())
        };
        Ok(vec![Request::new(send, elected)])
    },
    request: "election: Election, partitions?: [{topic: name, partition: count}]+",
    answer: "partitions: [{topic: text, partition: count, ...outcome}]",
};

fn take_end_offset(object: &mut Map<String, Value>, partition: &mut Partition) -> Result<()> {
    partition.offset = take_long(object, "offset")?.ok_or_else(|| missing("offset"))?;
    match partition.offset {
        END.. => Ok(()),
        other => Err(Error::invalid(format!("\"offset\" must be a number from 0, or -1 for the end, not {other}"))),
    }
}

fn take_spec(object: &mut Map<String, Value>, partition: &mut Partition) -> Result<()> {
    let refusal = |given: &Value| {
        let names: Vec<&str> = ENDS.iter().map(|(name, _)| *name).collect();
        Error::invalid(format!("\"at\" must be one of {} or a time in milliseconds, not {given}", names.join(", ")))
    };
    let given = object.get("at").cloned().ok_or_else(|| missing("at"))?;
    if let Some((_, number)) = ENDS.iter().find(|(name, _)| given == *name) {
        object.remove("at");
        partition.offset = *number;
        return Ok(());
    }
    match take_long(object, "at") {
        Ok(Some(time @ 0..)) => {
            partition.offset = time;
            Ok(())
        }
        _ => Err(refusal(&given)),
    }
}

fn deleted(event: &Event) -> Value {
    let partition = |line: &Partition| {
        let error = partition_error(line);
        let mut item = place(line);
        join(&mut item, json!({ "lowWatermark": error.is_none().then(|| line.offset.to_string()) }));
        with_outcome(item, error.as_ref())
    };
    json!({ "partitions": event.records_deleted().iter().map(partition).collect::<Vec<_>>() })
}

fn found(event: &Event) -> Value {
    let partition = |found: &OffsetFound| {
        let line = &found.partition;
        let mut item = place(line);
        let timestamp = (found.timestamp >= 0).then(|| found.timestamp.to_string());
        let offset = (line.offset != NO_OFFSET).then(|| line.offset.to_string());
        join(&mut item, json!({ "offset": offset, "timestamp": timestamp, "leaderEpoch": leader_epoch(line) }));
        with_outcome(item, partition_error(line).as_ref())
    };
    json!({ "partitions": event.offsets_found().iter().map(partition).collect::<Vec<_>>() })
}

fn elected(event: &Event) -> Value {
    let outcomes = event.elections();
    let partition = |(topic, partition, error): &(String, i32, Option<Error>)| {
        with_outcome(json!({ "topic": topic, "partition": partition }), error.as_ref())
    };
    json!({ "partitions": outcomes.iter().map(partition).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(operation: &Operation, document: Value) -> String {
        let Value::Object(mut document) = document else { panic!("no object") };
        (operation.parse)(&mut document).err().map(|error| error.message).unwrap_or_default()
    }

    #[test]
    fn offsets_are_asked_for_by_name_or_by_time() {
        let at =
            |at: Value| message(&LIST_OFFSETS, json!({ "partitions": [{ "topic": "a", "partition": 0, "at": at }] }));
        for given in [json!("EARLIEST"), json!("LATEST"), json!("MAX_TIMESTAMP"), json!(0), json!("1700000000000")] {
            assert_eq!(at(given.clone()), "", "{given}");
        }
        for given in [json!("earliest"), json!(-1), json!("-2"), json!(null), json!(1.5), json!([])] {
            assert!(at(given.clone()).starts_with("\"at\" must be one of LATEST, EARLIEST, "), "{given}");
        }
        let none = json!({ "partitions": [{ "topic": "a", "partition": 0 }] });
        assert_eq!(message(&LIST_OFFSETS, none), "\"at\" is missing");
    }

    #[test]
    fn partitions_are_named_once_and_whole() {
        let all = [
            (&DELETE_RECORDS, json!({ "offset": 1 })),
            (&LIST_OFFSETS, json!({ "at": 1 })),
            (&ELECT_LEADERS, json!({})),
        ];
        for (operation, rest) in all {
            let partitions = |places: Value| {
                let places = places.as_array().unwrap().iter().map(|place| {
                    let mut whole = place.clone();
                    join(&mut whole, rest.clone());
                    whole
                });
                let mut document = json!({ "partitions": places.collect::<Vec<_>>() });
                if operation.name == ELECT_LEADERS.name {
                    join(&mut document, json!({ "election": "PREFERRED" }));
                }
                message(operation, document)
            };
            assert_eq!(partitions(json!([{ "topic": "a", "partition": 0 }, { "topic": "a", "partition": 1 }])), "");
            let twice = json!([{ "topic": "a", "partition": 0 }, { "topic": "a", "partition": 0 }]);
            assert_eq!(partitions(twice), "\"partitions\" has a [0] twice; once is enough");
            assert_eq!(partitions(json!([])), "\"partitions\" is empty; name at least one");
            assert_eq!(partitions(json!([{ "topic": "a" }])), "\"partition\" is missing");
            assert!(
                partitions(json!([{ "topic": "a", "partition": -1 }])).starts_with("\"partition\" must be a number")
            );
            let strange = json!([{ "topic": "a", "partition": 0, "color": 1 }]);
            assert!(partitions(strange).contains("\"color\" is not a key"));
        }
        let before = json!({ "partitions": [{ "topic": "a", "partition": 0, "offset": -2 }] });
        assert!(message(&DELETE_RECORDS, before).contains("or -1 for the end, not -2"));
        assert_eq!(message(&ELECT_LEADERS, json!({})), "\"election\" is missing");
    }
}
