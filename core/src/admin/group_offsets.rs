//! The offsets that groups have committed.

use serde_json::{json, Map, Value};

use super::answers::{leader_epoch, needed_objects, partition_error, place, take_partitions, with_outcome};
use super::groups::support;
use super::operation::{join, Operation, Request};
use super::options::{COORDINATOR, REQUIRE_STABLE};
use crate::code::{Error, Result};
use crate::document::{missing, refuse_duplicates, refuse_rest, take_long, take_name, take_number, take_optional_text};
use crate::sys::{AdminCall, Event, GroupOffsets, GroupOutcome, Partition};

const OUTCOMES: &str = "groups: [{group: text, partitions: [{topic: text, partition: count, ...outcome}], ...outcome}]";

pub const LIST: Operation = Operation {
    name: "ListConsumerGroupOffsets",
    about:
        "Tells what groups have committed, for these partitions or for all. \"offset\" is null where that is nothing. \
            One group is asked after the other.",
    options: &[&REQUIRE_STABLE, &COORDINATOR],
    parse: |document| {
        let listings = requests(document, listed, |group, object| {
            GroupOffsets::to_list(group, take_partitions(object, |_, _| Ok(()))?.as_deref())
        })?;
        Ok(listings.requests)
    },
    request: "groups: [{group: name, partitions?: [{topic: name, partition: count}]+}]+",
    answer: "groups: [{group: text, partitions: [{topic: text, partition: count, offset: long|null, \
             leaderEpoch: count|null, metadata: text|null, ...outcome}], ...outcome}]",
};

pub const ALTER: Operation = Operation {
    name: "AlterConsumerGroupOffsets",
    about: "Commits offsets for groups that have no members. One group is asked after the other.",
    options: &[&COORDINATOR],
    parse: |document| {
        let commits = requests(document, altered, |group, object| {
            let offsets = take_partitions(object, take_offset)?.ok_or_else(|| missing("partitions"))?;
            GroupOffsets::to_alter(group, &offsets)
        })?;
        Ok(commits.requests)
    },
    request: "groups: [{group: name, partitions: [{topic: name, partition: count, offset: position, \
              leaderEpoch?: count, metadata?: text}]+}]+",
    answer: OUTCOMES,
};

pub const DELETE: Operation = Operation {
    name: "DeleteConsumerGroupOffsets",
    about:
        "Forgets what groups have committed for partitions whose topic no member is subscribed to. One group is asked \
            after the other.",
    options: &[&COORDINATOR],
    parse: |document| {
        let mut deletions = requests(document, altered, |group, object| {
            let partitions = take_partitions(object, |_, _| Ok(()))?.ok_or_else(|| missing("partitions"))?;
            GroupOffsets::to_delete(group, &partitions)
        })?;
        deletions.requests.insert(0, support(deletions.groups));
        Ok(deletions.requests)
    },
    request: "groups: [{group: name, partitions: [{topic: name, partition: count}]+}]+",
    answer: OUTCOMES,
};

/// A request for each group.
struct Asked {
    groups: Vec<String>,
    requests: Vec<Request>,
}

fn requests(
    document: &mut Map<String, Value>,
    read: fn(&Event) -> Value,
    parse: fn(&str, &mut Map<String, Value>) -> Result<GroupOffsets>,
) -> Result<Asked> {
    let mut groups = Vec::new();
    let mut requests = Vec::new();
    for mut object in needed_objects(document, "groups")? {
        let group = take_name(&mut object, "group")?;
        let offsets = parse(&group, &mut object)?;
        refuse_rest(&object)?;
        let send = move |call: &AdminCall| {
            call.group_offsets(&offsets);
            Ok(())
        };
        groups.push(group.clone());
        requests.push(Request::new(send, read).or(
            move |error| json!({ "groups": [with_outcome(json!({ "group": group, "partitions": [] }), Some(&error))] }),
        ));
    }
    refuse_duplicates("groups", &groups)?;
    Ok(Asked { groups, requests })
}

fn take_offset(object: &mut Map<String, Value>, partition: &mut Partition) -> Result<()> {
    partition.offset = take_long(object, "offset")?.ok_or_else(|| missing("offset"))?;
    if partition.offset < 0 {
        return Err(Error::invalid(format!("\"offset\" must be a number from 0, not {}", partition.offset)));
    }
    if let Some(epoch) = take_number(object, "leaderEpoch", 0..=i32::MAX)? {
        partition.leader_epoch = epoch;
    }
    partition.metadata = take_optional_text(object, "metadata")?.map(String::into_bytes);
    Ok(())
}

fn listed(event: &Event) -> Value {
    groups(event, |line| {
        let mut item = place(line);
        let metadata = line.metadata.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let offset = (line.offset >= 0).then(|| line.offset.to_string());
        join(&mut item, json!({ "offset": offset, "leaderEpoch": leader_epoch(line), "metadata": metadata }));
        with_outcome(item, partition_error(line).as_ref())
    })
}

fn altered(event: &Event) -> Value {
    groups(event, |line| with_outcome(place(line), partition_error(line).as_ref()))
}

fn groups(event: &Event, partition: fn(&Partition) -> Value) -> Value {
    let group = |group: &GroupOutcome| {
        let partitions: Vec<Value> = group.partitions.iter().map(partition).collect();
        with_outcome(json!({ "group": group.name, "partitions": partitions }), group.error.as_ref())
    };
    json!({ "groups": event.group_outcomes().iter().map(group).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(operation: &Operation, groups: Value) -> std::result::Result<usize, String> {
        let Value::Object(mut document) = json!({ "groups": groups }) else { panic!("no object") };
        (operation.parse)(&mut document).map(|requests| requests.len()).map_err(|error| error.message)
    }

    #[test]
    fn each_group_is_a_request() {
        assert_eq!(parsed(&LIST, json!([{ "group": "a" }, { "group": "b" }])), Ok(2));
        assert_eq!(
            parsed(&LIST, json!([{ "group": "a" }, { "group": "a" }])).unwrap_err(),
            "\"groups\" has a twice; once is enough"
        );
        for operation in [&ALTER, &DELETE] {
            assert_eq!(parsed(operation, json!([{ "group": "a" }])).unwrap_err(), "\"partitions\" is missing");
        }
        assert_eq!(parsed(&LIST, json!([{ "group": "" }])).unwrap_err(), "\"group\" is empty; give it a name");
    }

    #[test]
    fn offsets_are_numbers_from_zero() {
        let with = |offset: Value| {
            parsed(
                &ALTER,
                json!([{ "group": "a", "partitions": [{ "topic": "t", "partition": 0, "offset": offset }] }]),
            )
        };
        assert_eq!(with(json!("9223372036854775807")), Ok(1));
        assert_eq!(with(json!(-1)).unwrap_err(), "\"offset\" must be a number from 0, not -1");
        assert!(with(json!("all")).unwrap_err().contains("64 bits"));
        let epoch =
            json!([{ "group": "a", "partitions": [{ "topic": "t", "partition": 0, "offset": 1, "leaderEpoch": -1 }] }]);
        assert!(parsed(&ALTER, epoch).unwrap_err().contains("\"leaderEpoch\" must be a number from 0"));
    }
}
