//! Floor 0: the only door to librdkafka. Owning, safe types, each dropped exactly once.
//!
//! Nothing here decides what Kafka means; it makes the C library's handles safe to hold and its answers safe to read.

mod admin;
mod cluster;
mod conf;
mod credentials;
mod descriptor;
mod detours;
mod event;
mod ffi;
mod group;
mod group_metadata;
mod handle;
mod list;
mod message;
mod mock;
mod oauth;
mod produce;
mod queue;
mod text;
mod throttle;
mod transaction;

// Tokens travel through librdkafka as pointers.
const _: () = assert!(std::mem::size_of::<usize>() == std::mem::size_of::<u64>());

pub use admin::{
    Acl, AclBinding, AdminCall, AdminOptions, ClusterNodes, ConfigEntry, ConfigItems, ConfigResource, DeletedAcls,
    Election, GroupDescription, GroupListing, GroupOffsets, GroupOutcome, MemberDescription, NewPartitions, NewTopic,
    Node, OffsetFound, RecordsBefore, ScramAlteration, TopicInfo, TopicOutcome, TopicPartitionInfo, UserCredentials,
    Uuid,
};
pub use cluster::{Broker, Cluster, PartitionDescription, TopicDescription, Watermarks};
pub use conf::{properties, Conf, ConfRefusal, Kind, Property};
pub use descriptor::{pipe, wait_readable};
pub use event::{Event, EventKind, Log, Persistence, Report};
pub use group::PartitionName;
pub use group_metadata::GroupMetadata;
pub use handle::{Handle, Topic};
pub use list::{Partition, PartitionList};
pub use message::{Message, Messages};
pub use mock::MockCluster;
pub use oauth::OauthToken;
pub use produce::{produce_one, Outgoing, ProduceBuffer, Sent};
pub use queue::{Notify, Queue};
pub use text::{describe_code, error_table, unknown_host, version};
pub use throttle::Throttled;
