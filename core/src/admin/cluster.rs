//! What topics and the cluster consist of.

use serde_json::{json, Value};

use super::answers::{needed_names, node, with_outcome};
use super::names::{operation_names, ACL_OPERATION};
use super::operation::{Operation, Request};
use super::options::{AUTHORIZED_OPERATIONS, BROKER};
use crate::code::{Error, CLUSTER_AUTHORIZATION_FAILED};
use crate::sys::{describe_code, AdminCall, Event, TopicInfo, TopicPartitionInfo};

pub const DESCRIBE_TOPICS: Operation = Operation {
    name: "DescribeTopics",
    about: "Describes topics and where their partitions lie. \"leader\" is null while there is none.",
    options: &[&AUTHORIZED_OPERATIONS, &BROKER],
    parse: |document| {
        let names = needed_names(document, "topics")?;
        Ok(vec![Request::new(move |call| call.describe_topics(&names), topics)])
    },
    request: "topics: [name]+",
    answer: "topics: [{name: text, id: {base64: text, mostSignificantBits: long, leastSignificantBits: long}, \
             isInternal: flag, partitions: [{id: count, leader: Node|null, replicas: [Node], isrs: [Node]}], \
             authorizedOperations: [AclOperation]|null, ...outcome}]",
};

pub const DESCRIBE_CLUSTER: Operation = Operation {
    name: "DescribeCluster",
    about: "Describes the cluster and its brokers.",
    options: &[&AUTHORIZED_OPERATIONS, &BROKER],
    parse: |_| {
        let send = |call: &AdminCall| {
            call.describe_cluster();
            Ok(())
        };
        Ok(vec![Request::new(send, cluster)])
    },
    request: "",
    answer: "id: text|null, controller: Node|null, brokers: [Node], authorizedOperations: [AclOperation]|null",
};

/// Asks whether the caller may describe the cluster. What librdkafka makes of a refusal is no error but an empty list of lines, and
/// a text that it frees although it is on the stack for users (rdkafka_admin.c:5863).
pub fn permission() -> Request {
    let send = |call: &AdminCall| {
        call.describe_cluster();
        Ok(())
    };
    Request::check(send, |event| {
        let operations = event.cluster_described().and_then(|cluster| cluster.authorized_operations);
        match operations
            .is_none_or(|operations| operations.iter().any(|number| ACL_OPERATION.name(*number) == "DESCRIBE"))
        {
            true => Ok(()),
            false => Err(Error::kafka(CLUSTER_AUTHORIZATION_FAILED, describe_code(CLUSTER_AUTHORIZATION_FAILED))),
        }
    })
}

fn cluster(event: &Event) -> Value {
    let Some(cluster) = event.cluster_described() else { return json!({}) };
    json!({
        "id": (!cluster.id.is_empty()).then_some(cluster.id),
        "controller": cluster.controller.as_ref().map(node),
        "brokers": cluster.nodes.iter().map(node).collect::<Vec<_>>(),
        "authorizedOperations": operation_names(&cluster.authorized_operations),
    })
}

fn topics(event: &Event) -> Value {
    json!({ "topics": event.topics_described().iter().map(topic).collect::<Vec<_>>() })
}

fn topic(topic: &TopicInfo) -> Value {
    let id = json!({
        "base64": topic.id.base64,
        "mostSignificantBits": topic.id.most.to_string(),
        "leastSignificantBits": topic.id.least.to_string(),
    });
    let item = json!({
        "name": topic.name,
        "id": id,
        "isInternal": topic.is_internal,
        "partitions": topic.partitions.iter().map(partition).collect::<Vec<_>>(),
        "authorizedOperations": operation_names(&topic.authorized_operations),
    });
    with_outcome(item, topic.error.as_ref())
}

fn partition(partition: &TopicPartitionInfo) -> Value {
    json!({
        "id": partition.id,
        "leader": partition.leader.as_ref().map(node),
        "replicas": partition.replicas.iter().map(node).collect::<Vec<_>>(),
        "isrs": partition.isrs.iter().map(node).collect::<Vec<_>>(),
    })
}
