//! Topics and the cluster as the admin requests describe them.

use libc::{c_char, c_int};

use super::call::AdminCall;
use super::owned::{array, Owned};
use crate::code::{Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_Node_t, rd_kafka_TopicDescription_t, rd_kafka_TopicPartitionInfo_t};
use crate::sys::handle::read_error;
use crate::sys::text::{c_string, owned};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: i32,
    pub host: String,
    pub port: u16,
    pub rack: Option<String>,
}

#[derive(Debug)]
pub struct ClusterNodes {
    pub id: String,
    pub controller: Option<Node>,
    pub nodes: Vec<Node>,
    pub authorized_operations: Option<Vec<i32>>,
}

#[derive(Debug)]
pub struct TopicInfo {
    pub name: String,
    pub id: Uuid,
    pub error: Option<Error>,
    pub is_internal: bool,
    pub partitions: Vec<TopicPartitionInfo>,
    pub authorized_operations: Option<Vec<i32>>,
}

#[derive(Debug)]
pub struct TopicPartitionInfo {
    pub id: i32,
    pub leader: Option<Node>,
    pub replicas: Vec<Node>,
    pub isrs: Vec<Node>,
}

#[derive(Debug)]
pub struct Uuid {
    pub most: i64,
    pub least: i64,
    pub base64: String,
}

impl AdminCall<'_> {
    pub fn describe_cluster(&self) {
        // SAFETY: the options are copied by the call.
        unsafe { ffi::rd_kafka_DescribeCluster(self.owner(), self.options(), self.replies()) }
    }

    pub fn describe_topics(&self, names: &[String]) -> Result<()> {
        let names = names.iter().map(|name| c_string("topic", name)).collect::<Result<Vec<_>>>()?;
        let mut raw: Vec<*const c_char> = names.iter().map(|name| name.as_ptr()).collect();
        // SAFETY: valid strings, copied; the collection is owned here, and copied by the call like the options.
        unsafe {
            let topics = Owned::new(
                ffi::rd_kafka_TopicCollection_of_topic_names(raw.as_mut_ptr(), raw.len()),
                ffi::rd_kafka_TopicCollection_destroy,
            );
            let topics = topics.expect("rd_kafka_TopicCollection_of_topic_names answers no null");
            ffi::rd_kafka_DescribeTopics(self.owner(), topics.as_ptr(), self.options(), self.replies());
        }
        Ok(())
    }
}

impl Event {
    pub fn cluster_described(&self) -> Option<ClusterNodes> {
        // SAFETY: the result belongs to the event and is copied.
        unsafe {
            let result = ffi::rd_kafka_event_DescribeCluster_result(self.as_ptr());
            if result.is_null() {
                return None;
            }
            Some(ClusterNodes {
                id: owned(ffi::rd_kafka_DescribeCluster_result_cluster_id(result)),
                controller: node_of(ffi::rd_kafka_DescribeCluster_result_controller(result)),
                nodes: nodes_of(|count| ffi::rd_kafka_DescribeCluster_result_nodes(result, count)),
                authorized_operations: operations_of(|count| {
                    ffi::rd_kafka_DescribeCluster_result_authorized_operations(result, count)
                }),
            })
        }
    }

    pub fn topics_described(&self) -> Vec<TopicInfo> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_DescribeTopics_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let topics = array(|count| ffi::rd_kafka_DescribeTopics_result_topics(result, count).cast_const());
            topics.iter().map(|topic| topic_of(*topic)).collect()
        }
    }
}

/// # Safety
/// The description is valid.
unsafe fn topic_of(topic: *const rd_kafka_TopicDescription_t) -> TopicInfo {
    let id = ffi::rd_kafka_TopicDescription_topic_id(topic);
    let partitions = array(|count| ffi::rd_kafka_TopicDescription_partitions(topic, count).cast_const());
    TopicInfo {
        name: owned(ffi::rd_kafka_TopicDescription_name(topic)),
        id: Uuid {
            most: ffi::rd_kafka_Uuid_most_significant_bits(id),
            least: ffi::rd_kafka_Uuid_least_significant_bits(id),
            base64: owned(ffi::rd_kafka_Uuid_base64str(id)),
        },
        error: read_error(ffi::rd_kafka_TopicDescription_error(topic)),
        is_internal: ffi::rd_kafka_TopicDescription_is_internal(topic) != 0,
        partitions: partitions.iter().map(|partition| partition_of(*partition)).collect(),
        authorized_operations: operations_of(|count| {
            ffi::rd_kafka_TopicDescription_authorized_operations(topic, count)
        }),
    }
}

/// # Safety
/// The partition is valid.
unsafe fn partition_of(partition: *const rd_kafka_TopicPartitionInfo_t) -> TopicPartitionInfo {
    TopicPartitionInfo {
        id: ffi::rd_kafka_TopicPartitionInfo_partition(partition),
        leader: node_of(ffi::rd_kafka_TopicPartitionInfo_leader(partition)),
        replicas: nodes_of(|count| ffi::rd_kafka_TopicPartitionInfo_replicas(partition, count)),
        isrs: nodes_of(|count| ffi::rd_kafka_TopicPartitionInfo_isr(partition, count)),
    }
}

/// # Safety
/// What `read` answers are valid nodes, or null among them.
unsafe fn nodes_of(read: impl FnOnce(*mut usize) -> *mut *const rd_kafka_Node_t) -> Vec<Node> {
    array(|count| read(count).cast_const()).iter().filter_map(|node| node_of(*node)).collect()
}

/// # Safety
/// The node is null or valid.
pub(super) unsafe fn node_of(node: *const rd_kafka_Node_t) -> Option<Node> {
    if node.is_null() {
        return None;
    }
    let rack = ffi::rd_kafka_Node_rack(node);
    Some(Node {
        id: ffi::rd_kafka_Node_id(node),
        host: owned(ffi::rd_kafka_Node_host(node)),
        port: ffi::rd_kafka_Node_port(node),
        rack: (!rack.is_null()).then(|| owned(rack)),
    })
}

/// None if they were not asked for.
///
/// # Safety
/// What `read` answers is null or an array of the length that it writes.
pub(super) unsafe fn operations_of(read: impl FnOnce(*mut usize) -> *const c_int) -> Option<Vec<i32>> {
    let mut count = 0;
    let first = read(&mut count);
    (!first.is_null()).then(|| std::slice::from_raw_parts(first, count).to_vec())
}
