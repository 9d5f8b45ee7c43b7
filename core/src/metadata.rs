//! What a cluster consists of, and how far its partitions reach.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{json, Value};

use crate::client::{milliseconds, whole_milliseconds, Client};
use crate::code::{Error, Result};
use crate::document::{parse_object, refuse_rest, take_names};
use crate::outbox::Parcel;
use crate::partitions::{pack_partitions, parse_partitions};
use crate::sys::{Cluster, Handle, Partition, PartitionList, TopicDescription};
use crate::wire::kind;

/// Describes the cluster with the topics that a JSON document names, or with all of them.
pub fn describe(client: &Arc<Client>, json: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
    let mut document = parse_object("the request", json)?;
    let topics = take_names(&mut document, "topics")?;
    refuse_rest(&document)?;
    let mut described = topics.map(|names| Described { names, whole: Cluster::default() });
    client.ask(timeout_ms, token, move |handle, slice_ms| match &mut described {
        None => Ok(document_of(&handle.describe_cluster(None, slice_ms)?)),
        Some(described) => {
            described.go_on(handle, slice_ms)?;
            Ok(document_of(&described.whole))
        }
    })
}

/// Asks a partition's leader for its first and its next offset.
pub fn watermarks(client: &Arc<Client>, topic: &str, partition: i32, timeout_ms: i32, token: u64) -> Result<()> {
    check_partition(topic, partition).map_err(Error::invalid)?;
    let topic = topic.to_owned();
    client.ask(timeout_ms, token, move |handle, slice_ms| {
        let watermarks = handle.watermarks(&topic, partition, slice_ms)?;
        let answer = Parcel {
            kind: kind::WATERMARKS,
            topic: Some(topic.clone()),
            partition: Some(partition),
            offset: Some(watermarks.high),
            timestamp: watermarks.low,
            ..Parcel::default()
        };
        Ok(answer.pack())
    })
}

/// Asks the leaders for the first offsets from the times of a partition list on.
pub fn offsets_for_times(client: &Arc<Client>, bytes: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
    let times = parse_times(bytes)?;
    client.ask(timeout_ms, token, move |handle, slice_ms| {
        let mut list = PartitionList::from_lines(&times)?;
        handle.offsets_for_times(&mut list, slice_ms)?;
        Ok(pack_partitions(&list.lines(), 0))
    })
}

/// What is known of the topics that were asked for, in the order of the question.
struct Described {
    names: Vec<String>,
    whole: Cluster,
}

impl Described {
    /// librdkafka asks for one topic at a time, or for all. What the time is not enough for is left to the next call.
    fn go_on(&mut self, handle: &Arc<Handle>, timeout_ms: i32) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        let mut left_ms = timeout_ms;
        while let Some(name) = self.names.get(self.whole.topics.len()) {
            let mut cluster = handle.describe_cluster(Some(name), left_ms)?;
            cluster.topics.truncate(1);
            if cluster.topics.is_empty() {
                return Err(Error::timed_out(format!("{name} was not described")));
            }
            cluster.topics.splice(..0, std::mem::take(&mut self.whole.topics));
            self.whole = cluster;
            left_ms = whole_milliseconds(deadline.saturating_duration_since(Instant::now()));
        }
        Ok(())
    }
}

fn document_of(cluster: &Cluster) -> Vec<u8> {
    let brokers =
        cluster.brokers.iter().map(|broker| json!({ "id": broker.id, "host": broker.host, "port": broker.port }));
    let document = json!({
        "cluster_id": cluster.id,
        "controller_id": cluster.controller,
        "brokers": brokers.collect::<Vec<_>>(),
        "topics": cluster.topics.iter().map(topic_document).collect::<Vec<_>>(),
    });
    document.to_string().into_bytes()
}

fn topic_document(topic: &TopicDescription) -> Value {
    let partitions = topic.partitions.iter().map(|partition| {
        json!({
            "id": partition.id,
            "code": partition.code,
            "leader": partition.leader,
            "replicas": partition.replicas,
            "isrs": partition.isrs,
        })
    });
    json!({ "name": topic.name, "code": topic.code, "partitions": partitions.collect::<Vec<_>>() })
}

/// A partition list whose offsets are times.
fn parse_times(bytes: &[u8]) -> Result<Vec<Partition>> {
    let lines = parse_partitions(bytes)?;
    if lines.is_empty() {
        return Err(Error::invalid("the batch has no partitions; name at least one"));
    }
    for (index, line) in lines.iter().enumerate() {
        if line.topic.is_empty() {
            return Err(Error::invalid(format!("record {index}: topic is empty; give it a name")));
        }
        if line.offset < 0 {
            let time = line.offset;
            return Err(Error::invalid(format!("record {index}: offset is {time}; it takes milliseconds since 1970")));
        }
    }
    Ok(lines)
}

fn check_partition(topic: &str, partition: i32) -> std::result::Result<(), String> {
    if topic.is_empty() {
        return Err("topic is empty; give it a name".into());
    }
    if partition < 0 {
        return Err(format!("partition is {partition}; it starts at 0"));
    }
    Ok(())
}
