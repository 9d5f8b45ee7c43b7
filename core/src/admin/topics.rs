//! Creating, growing and deleting topics.

use serde_json::{json, Map, Value};

use super::answers::{needed_names, needed_objects, with_outcome};
use super::operation::{Operation, Request};
use super::options::{BROKER, OPERATION_TIMEOUT, VALIDATE_ONLY};
use crate::code::{Error, Result};
use crate::document::{missing, refuse_duplicates, refuse_rest, take_list, take_name, take_number, take_texts};
use crate::sys::{Event, NewPartitions, NewTopic};

/// Left to the broker: its own default.
const BROKER_DEFAULT: i32 = -1;

const ANSWER: &str = "topics: [{name: text, ...outcome}]";

pub const CREATE: Operation = Operation {
    name: "CreateTopics",
    about:
        "Creates topics. Counts that are left out or -1 are the brokers' defaults. \"replicas\" has for each partition \
            the brokers that it lies on, the preferred leader first, and stands in place of both counts.",
    options: &[&VALIDATE_ONLY, &OPERATION_TIMEOUT, &BROKER],
    parse: create,
    request: "topics: [{name: name, partitions?: choice, replicationFactor?: choice, replicas?: [[count]+]+, \
              config?: {*: text}}]+",
    answer: ANSWER,
};

pub const DELETE: Operation = Operation {
    name: "DeleteTopics",
    about: "Deletes topics.",
    options: &[&OPERATION_TIMEOUT, &BROKER],
    parse: |document| {
        let names = needed_names(document, "topics")?;
        Ok(vec![Request::new(move |call| call.delete_topics(&names), answer)])
    },
    request: "topics: [name]+",
    answer: ANSWER,
};

pub const CREATE_PARTITIONS: Operation = Operation {
    name: "CreatePartitions",
    about:
        "Gives topics more partitions. \"partitions\" is how many there are afterwards; \"replicas\" has for each new \
            one the brokers that it lies on.",
    options: &[&VALIDATE_ONLY, &OPERATION_TIMEOUT, &BROKER],
    parse: create_partitions,
    request: "topics: [{name: name, partitions: natural, replicas?: [[count]+]+}]+",
    answer: ANSWER,
};

fn create(document: &mut Map<String, Value>) -> Result<Vec<Request>> {
    let objects = needed_objects(document, "topics")?;
    let mut names = Vec::with_capacity(objects.len());
    let mut topics = Vec::with_capacity(objects.len());
    for mut object in objects {
        let name = take_name(&mut object, "name")?;
        topics.push(new_topic(&name, &mut object)?);
        refuse_rest(&object)?;
        names.push(name);
    }
    refuse_duplicates("topics", &names)?;
    let send = move |call: &crate::sys::AdminCall| {
        call.create_topics(&topics);
        Ok(())
    };
    Ok(vec![Request::new(send, answer)])
}

fn new_topic(name: &str, object: &mut Map<String, Value>) -> Result<NewTopic> {
    let partition_count = take_count(object, "partitions")?;
    let replication_factor = take_count(object, "replicationFactor")?;
    let replicas = take_replicas(object)?;
    let partition_count = match &replicas {
        None => partition_count,
        Some(_) if replication_factor != BROKER_DEFAULT => {
            return Err(Error::invalid("\"replicas\" says the \"replicationFactor\" too; remove one of them"));
        }
        Some(replicas) => {
            let count = i32::try_from(replicas.len()).unwrap_or(i32::MAX);
            if partition_count != BROKER_DEFAULT && partition_count != count {
                return Err(Error::invalid(format!("\"replicas\" is for {count} partitions, not {partition_count}")));
            }
            count
        }
    };
    let mut topic = NewTopic::new(name, partition_count, replication_factor)?;
    topic.assign(&replicas.unwrap_or_default())?;
    for (key, value) in take_texts(object, "config")? {
        topic.set_config(&key, &value)?;
    }
    Ok(topic)
}

fn create_partitions(document: &mut Map<String, Value>) -> Result<Vec<Request>> {
    let objects = needed_objects(document, "topics")?;
    let mut names = Vec::with_capacity(objects.len());
    let mut topics = Vec::with_capacity(objects.len());
    for mut object in objects {
        let name = take_name(&mut object, "name")?;
        let total = take_number(&mut object, "partitions", 1..=i32::MAX)?.ok_or_else(|| missing("partitions"))?;
        let mut topic = NewPartitions::new(&name, usize::try_from(total).unwrap_or(0))?;
        topic.assign(&take_replicas(&mut object)?.unwrap_or_default())?;
        refuse_rest(&object)?;
        topics.push(topic);
        names.push(name);
    }
    refuse_duplicates("topics", &names)?;
    let send = move |call: &crate::sys::AdminCall| {
        call.create_partitions(&topics);
        Ok(())
    };
    Ok(vec![Request::new(send, answer)])
}

/// Each topic with its own outcome.
fn answer(event: &Event) -> Value {
    let topics = event.topic_outcomes();
    let topics = topics.iter().map(|topic| with_outcome(json!({ "name": topic.name }), topic.error.as_ref()));
    json!({ "topics": topics.collect::<Vec<_>>() })
}

/// A count, or the broker's default when it is left out.
fn take_count(document: &mut Map<String, Value>, key: &str) -> Result<i32> {
    let refusal = |_| Error::invalid(format!("\"{key}\" must be a number from 1, or -1 for the broker's default"));
    let count = take_number(document, key, BROKER_DEFAULT..=i32::MAX).map_err(refusal)?.unwrap_or(BROKER_DEFAULT);
    match count {
        0 => Err(refusal(Error::invalid(""))),
        count => Ok(count),
    }
}

/// For each partition the brokers that it lies on.
fn take_replicas(document: &mut Map<String, Value>) -> Result<Option<Vec<Vec<i32>>>> {
    let broker_of = |value: &Value| value.as_i64().and_then(|id| i32::try_from(id).ok()).filter(|id| *id >= 0);
    let brokers_of = |value: Value| {
        let brokers = value.as_array().filter(|brokers| !brokers.is_empty());
        let brokers: Option<Vec<i32>> = brokers.and_then(|brokers| brokers.iter().map(broker_of).collect());
        let refusal = || {
            Error::invalid(format!("\"replicas\" must hold a list of broker numbers for each partition, not {value}"))
        };
        let brokers = brokers.ok_or_else(refusal)?;
        refuse_duplicates("replicas", &brokers)?;
        Ok(brokers)
    };
    take_list(document, "replicas")?.map(|lists| lists.into_iter().map(brokers_of).collect()).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(parse: fn(&mut Map<String, Value>) -> Result<Vec<Request>>, document: Value) -> String {
        let Value::Object(mut document) = document else { panic!("no object") };
        parse(&mut document).err().map(|error| error.message).unwrap_or_default()
    }

    #[test]
    fn replicas_stand_in_place_of_counts() {
        let with = |rest: Value| {
            let mut topic = json!({ "name": "a", "replicas": [[1, 2], [2, 3]] });
            crate::admin::operation::join(&mut topic, rest);
            message(create, json!({ "topics": [topic] }))
        };
        assert_eq!(with(json!({})), "");
        assert_eq!(with(json!({ "partitions": 2 })), "");
        assert_eq!(with(json!({ "partitions": 3 })), "\"replicas\" is for 2 partitions, not 3");
        assert!(with(json!({ "replicationFactor": 2 })).contains("remove one of them"));
    }

    #[test]
    fn replicas_are_lists_of_brokers() {
        for replicas in [json!([[]]), json!([1]), json!([["1"]]), json!([[-1]]), json!([[1, 1]]), json!([]), json!(1)] {
            let said = message(create, json!({ "topics": [{ "name": "a", "replicas": replicas }] }));
            assert!(said.contains("\"replicas\""), "{replicas}: {said}");
            let said = message(
                create_partitions,
                json!({ "topics": [{ "name": "a", "partitions": 2, "replicas": replicas }] }),
            );
            assert!(said.contains("\"replicas\""), "{replicas}: {said}");
        }
    }

    #[test]
    fn a_topic_is_named_once_and_counts_are_counts() {
        let twice = json!({ "topics": [{ "name": "a", "partitions": 1 }, { "name": "a", "partitions": 1 }] });
        for parse in [create, create_partitions] {
            assert_eq!(message(parse, twice.clone()), "\"topics\" has a twice; once is enough");
            assert_eq!(message(parse, json!({ "topics": [{ "name": "" }] })), "\"name\" is empty; give it a name");
        }
        assert_eq!(message(create_partitions, json!({ "topics": [{ "name": "a" }] })), "\"partitions\" is missing");
        for count in [json!(0), json!(-2), json!(1.5), json!("1"), json!(null)] {
            assert!(message(create, json!({ "topics": [{ "name": "a", "partitions": count }] })).contains("from 1"));
            let said = message(create_partitions, json!({ "topics": [{ "name": "a", "partitions": count }] }));
            assert!(said.contains("\"partitions\" must be a number from 1"), "{said}");
        }
    }
}
