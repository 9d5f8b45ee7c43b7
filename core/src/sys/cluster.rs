//! What an instance is told of its cluster: brokers, topics, and how far partitions reach. All of it blocks.

use std::sync::Arc;

use libc::c_int;

use super::conf;
use super::ffi;
use super::handle::{Handle, Topic};
use super::list::PartitionList;
use super::text::{c_string, owned};
use crate::code::Result;

/// A cluster as a broker described it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    pub id: Option<String>,
    /// -1 if unknown.
    pub controller: i32,
    pub brokers: Vec<Broker>,
    pub topics: Vec<TopicDescription>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    pub id: i32,
    pub host: String,
    pub port: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicDescription {
    pub name: String,
    pub code: i32,
    pub partitions: Vec<PartitionDescription>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionDescription {
    pub id: i32,
    pub code: i32,
    /// -1 if there is none.
    pub leader: i32,
    pub replicas: Vec<i32>,
    pub isrs: Vec<i32>,
}

/// The first and the next offset of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    pub low: i64,
    pub high: i64,
}

impl Handle {
    /// Asks a broker for the cluster and all its topics, or one of them.
    pub fn describe_cluster(self: &Arc<Handle>, topic: Option<&str>, timeout_ms: i32) -> Result<Cluster> {
        let topic = topic.map(|name| Topic::new(self, name)).transpose()?;
        let only = topic.as_ref().map_or(std::ptr::null_mut(), Topic::as_ptr);
        self.metadata(c_int::from(topic.is_none()), only, timeout_ms)
    }

    /// Blocks until a broker described the cluster or the timeout passed.
    pub fn probe(&self, timeout_ms: i32) -> Result<()> {
        self.metadata(0, std::ptr::null_mut(), timeout_ms).map(|_| ())
    }

    pub fn watermarks(&self, topic: &str, partition: i32, timeout_ms: i32) -> Result<Watermarks> {
        let topic = c_string("topic", topic)?;
        let (mut low, mut high) = (0, 0);
        // SAFETY: valid string; both outputs are written on success.
        self.check(unsafe {
            ffi::rd_kafka_query_watermark_offsets(
                self.as_ptr(),
                topic.as_ptr(),
                partition,
                &mut low,
                &mut high,
                timeout_ms,
            )
        })?;
        Ok(Watermarks { low, high })
    }

    /// Replaces the times in the list by the offsets of the first messages from then on.
    pub fn offsets_for_times(&self, list: &mut PartitionList, timeout_ms: i32) -> Result<()> {
        // SAFETY: the list is owned by the caller.
        self.check(unsafe { ffi::rd_kafka_offsets_for_times(self.as_ptr(), list.as_ptr(), timeout_ms) })
    }

    fn metadata(&self, all_topics: c_int, only: *mut ffi::rd_kafka_topic_t, timeout_ms: i32) -> Result<Cluster> {
        let mut metadata = std::ptr::null();
        // SAFETY: the metadata is read and destroyed here and nowhere else.
        unsafe {
            self.check(ffi::rd_kafka_metadata(self.as_ptr(), all_topics, only, &mut metadata, timeout_ms))?;
            let cluster = Cluster { id: self.cluster_id(), controller: self.controller(), ..read_metadata(&*metadata) };
            ffi::rd_kafka_metadata_destroy(metadata);
            Ok(cluster)
        }
    }

    /// As the last description said, without waiting for one.
    fn cluster_id(&self) -> Option<String> {
        // SAFETY: the string is copied and given back.
        unsafe {
            let id = ffi::rd_kafka_clusterid(self.as_ptr(), 0);
            let text = owned(id);
            ffi::rd_kafka_mem_free(self.as_ptr(), id.cast());
            (!text.is_empty()).then_some(text)
        }
    }

    /// Whether the last description named no brokers, as that of a broker may that is being stopped.
    pub fn has_lost_brokers(&self) -> bool {
        self.controller() < 0 && self.cluster_id().is_some()
    }

    /// Goes back to `bootstrap.servers`, unless `metadata.recovery.strategy` is `none`.
    pub fn bootstrap_again(&self) {
        // SAFETY: valid instance, whose configuration lives as long; the string is copied by the call.
        unsafe {
            let value = |name| conf::value_of(ffi::rd_kafka_conf(self.as_ptr()), name).unwrap_or_default();
            if value("metadata.recovery.strategy") == "none" {
                return;
            }
            if let Ok(servers) = c_string("bootstrap.servers", &value("bootstrap.servers")) {
                ffi::rd_kafka_brokers_add(self.as_ptr(), servers.as_ptr());
            }
        }
    }

    fn controller(&self) -> i32 {
        // SAFETY: valid instance.
        unsafe { ffi::rd_kafka_controllerid(self.as_ptr(), 0) }
    }
}

/// # Safety
/// The metadata is valid.
unsafe fn read_metadata(metadata: &ffi::Metadata) -> Cluster {
    let brokers = items(metadata.brokers, metadata.broker_cnt).iter().map(|broker| Broker {
        id: broker.id,
        host: owned(broker.host),
        port: broker.port,
    });
    let topics = items(metadata.topics, metadata.topic_cnt).iter().map(|topic| TopicDescription {
        name: owned(topic.topic),
        code: topic.err,
        partitions: items(topic.partitions, topic.partition_cnt)
            .iter()
            .map(|partition| read_partition(partition))
            .collect(),
    });
    Cluster { brokers: brokers.collect(), topics: topics.collect(), ..Cluster::default() }
}

/// # Safety
/// The partition is valid.
unsafe fn read_partition(partition: &ffi::MetadataPartition) -> PartitionDescription {
    PartitionDescription {
        id: partition.id,
        code: partition.err,
        leader: partition.leader,
        replicas: items(partition.replicas, partition.replica_cnt).to_vec(),
        isrs: items(partition.isrs, partition.isr_cnt).to_vec(),
    }
}

/// # Safety
/// There are `count` items at `first`, which stay valid while the slice is used.
unsafe fn items<'a, T>(first: *const T, count: c_int) -> &'a [T] {
    match usize::try_from(count) {
        Ok(count) if count > 0 && !first.is_null() => std::slice::from_raw_parts(first, count),
        _ => &[],
    }
}
