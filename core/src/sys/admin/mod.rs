//! Admin requests: what they carry, and what their events answer.
//!
//! Each request is a method of `AdminCall` and each answer one of `Event`, in the file of its noun.

mod acls;
mod call;
mod cluster;
mod configs;
mod elections;
mod groups;
mod offsets;
mod owned;
mod records;
mod topics;
mod users;

pub use acls::{Acl, AclBinding, DeletedAcls};
pub use call::{AdminCall, AdminOptions};
pub use cluster::{ClusterNodes, Node, TopicInfo, TopicPartitionInfo, Uuid};
pub use configs::{ConfigEntry, ConfigItems, ConfigResource};
pub use elections::Election;
pub use groups::{GroupDescription, GroupListing, MemberDescription};
pub use offsets::{GroupOffsets, GroupOutcome, OffsetFound};
pub use records::RecordsBefore;
pub use topics::{NewPartitions, NewTopic, TopicOutcome};
pub use users::{ScramAlteration, UserCredentials};
