//! Consumer groups: which there are, who is in them, and their end.

use libc::c_char;

use super::call::AdminCall;
use super::cluster::{node_of, operations_of, Node};
use super::owned::{array, Owned};
use crate::code::{Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{
    self, rd_kafka_ConsumerGroupDescription_t, rd_kafka_DeleteGroup_t, rd_kafka_MemberAssignment_t,
    rd_kafka_MemberDescription_t,
};
use crate::sys::handle::read_error;
use crate::sys::list::{read_list, Partition};
use crate::sys::text::{c_string, owned};

#[derive(Debug)]
pub struct GroupListing {
    pub name: String,
    /// Nobody ever joined it; it only commits.
    pub is_simple: bool,
    pub state: i32,
    pub kind: i32,
}

#[derive(Debug)]
pub struct GroupDescription {
    pub name: String,
    pub error: Option<Error>,
    pub is_simple: bool,
    pub state: i32,
    pub kind: i32,
    pub assignor: String,
    pub coordinator: Option<Node>,
    pub members: Vec<MemberDescription>,
    pub authorized_operations: Option<Vec<i32>>,
}

#[derive(Debug)]
pub struct MemberDescription {
    pub id: String,
    pub client_id: String,
    pub instance_id: Option<String>,
    pub host: String,
    pub assignment: Vec<Partition>,
    /// What a member of a KIP-848 group is on its way to.
    pub target: Option<Vec<Partition>>,
}

impl AdminCall<'_> {
    pub fn list_groups(&self) {
        // SAFETY: the options are copied by the call.
        unsafe { ffi::rd_kafka_ListConsumerGroups(self.owner(), self.options(), self.replies()) }
    }

    pub fn describe_groups(&self, names: &[String]) -> Result<()> {
        let names = names.iter().map(|name| c_string("group", name)).collect::<Result<Vec<_>>>()?;
        let mut raw: Vec<*const c_char> = names.iter().map(|name| name.as_ptr()).collect();
        // SAFETY: valid strings, copied by the call, and so are the options.
        unsafe {
            let (owner, options) = (self.owner(), self.options());
            ffi::rd_kafka_DescribeConsumerGroups(owner, raw.as_mut_ptr(), raw.len(), options, self.replies());
        }
        Ok(())
    }

    pub fn delete_groups(&self, names: &[String]) -> Result<()> {
        let mut groups: Vec<Owned<rd_kafka_DeleteGroup_t>> = Vec::with_capacity(names.len());
        for name in names {
            let name = c_string("group", name)?;
            // SAFETY: valid string, copied by the call; the answer is owned and never null.
            let group =
                unsafe { Owned::new(ffi::rd_kafka_DeleteGroup_new(name.as_ptr()), ffi::rd_kafka_DeleteGroup_destroy) };
            groups.push(group.expect("rd_kafka_DeleteGroup_new answers no null"));
        }
        self.send(ffi::rd_kafka_DeleteGroups, groups.iter().map(Owned::as_ptr));
        Ok(())
    }
}

impl Event {
    /// The groups that some brokers told of, and why others did not.
    pub fn groups_listed(&self) -> (Vec<GroupListing>, Vec<Error>) {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_ListConsumerGroups_result(self.as_ptr());
            if result.is_null() {
                return (Vec::new(), Vec::new());
            }
            let groups = array(|count| ffi::rd_kafka_ListConsumerGroups_result_valid(result, count).cast_const());
            let errors = array(|count| ffi::rd_kafka_ListConsumerGroups_result_errors(result, count).cast_const());
            let listing_of = |group: &*const ffi::rd_kafka_ConsumerGroupListing_t| GroupListing {
                name: owned(ffi::rd_kafka_ConsumerGroupListing_group_id(*group)),
                is_simple: ffi::rd_kafka_ConsumerGroupListing_is_simple_consumer_group(*group) != 0,
                state: ffi::rd_kafka_ConsumerGroupListing_state(*group),
                kind: ffi::rd_kafka_ConsumerGroupListing_type(*group),
            };
            let errors = errors.iter().filter_map(|error| read_error(*error));
            (groups.iter().map(listing_of).collect(), errors.collect())
        }
    }

    pub fn groups_described(&self) -> Vec<GroupDescription> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_DescribeConsumerGroups_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let groups = array(|count| ffi::rd_kafka_DescribeConsumerGroups_result_groups(result, count).cast_const());
            groups.iter().map(|group| description_of(*group)).collect()
        }
    }
}

/// # Safety
/// The description is valid.
unsafe fn description_of(group: *const rd_kafka_ConsumerGroupDescription_t) -> GroupDescription {
    let member_count = ffi::rd_kafka_ConsumerGroupDescription_member_count(group);
    let members = (0..member_count).map(|index| member_of(ffi::rd_kafka_ConsumerGroupDescription_member(group, index)));
    GroupDescription {
        name: owned(ffi::rd_kafka_ConsumerGroupDescription_group_id(group)),
        error: read_error(ffi::rd_kafka_ConsumerGroupDescription_error(group)),
        is_simple: ffi::rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(group) != 0,
        state: ffi::rd_kafka_ConsumerGroupDescription_state(group),
        kind: ffi::rd_kafka_ConsumerGroupDescription_type(group),
        assignor: owned(ffi::rd_kafka_ConsumerGroupDescription_partition_assignor(group)),
        coordinator: node_of(ffi::rd_kafka_ConsumerGroupDescription_coordinator(group)),
        members: members.collect(),
        authorized_operations: operations_of(|count| {
            ffi::rd_kafka_ConsumerGroupDescription_authorized_operations(group, count)
        }),
    }
}

/// # Safety
/// The member is valid.
unsafe fn member_of(member: *const rd_kafka_MemberDescription_t) -> MemberDescription {
    let instance_id = ffi::rd_kafka_MemberDescription_group_instance_id(member);
    let target = ffi::rd_kafka_MemberDescription_target_assignment(member);
    MemberDescription {
        id: owned(ffi::rd_kafka_MemberDescription_consumer_id(member)),
        client_id: owned(ffi::rd_kafka_MemberDescription_client_id(member)),
        instance_id: (!instance_id.is_null()).then(|| owned(instance_id)),
        host: owned(ffi::rd_kafka_MemberDescription_host(member)),
        assignment: partitions_of(ffi::rd_kafka_MemberDescription_assignment(member)),
        target: (!target.is_null()).then(|| partitions_of(target)),
    }
}

/// # Safety
/// The assignment is null or valid.
unsafe fn partitions_of(assignment: *const rd_kafka_MemberAssignment_t) -> Vec<Partition> {
    match assignment.is_null() {
        true => Vec::new(),
        false => read_list(ffi::rd_kafka_MemberAssignment_partitions(assignment)),
    }
}
