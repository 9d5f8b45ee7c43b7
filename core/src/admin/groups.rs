//! Consumer groups: which there are, who is in them, and their end.

use serde_json::{json, Value};

use super::answers::{needed_names, node, outcome, place, with_outcome};
use super::names::{self, operation_names};
use super::operation::{Operation, Request};
use super::options::{AUTHORIZED_OPERATIONS, COORDINATOR, STATES, TYPES};
use crate::code::UNSUPPORTED_FEATURE;
use crate::sys::{AdminCall, Event, GroupDescription, GroupListing, MemberDescription, Partition};

pub const LIST: Operation = Operation {
    name: "ListConsumerGroups",
    about:
        "Lists the groups of all brokers, or those in these states and of these types. \"errors\" has a line for each \
            broker that did not tell.",
    options: &[&STATES, &TYPES],
    parse: |_| {
        let send = |call: &AdminCall| {
            call.list_groups();
            Ok(())
        };
        Ok(vec![Request::new(send, listed)])
    },
    request: "",
    answer: "groups: [{group: text, isSimple: flag, state: GroupState, type: GroupType}], errors: [{...outcome}]",
};

pub const DESCRIBE: Operation = Operation {
    name: "DescribeConsumerGroups",
    about: "Describes groups and their members. \"targetAssignment\" is null where the group knows none.",
    options: &[&AUTHORIZED_OPERATIONS, &COORDINATOR],
    parse: |document| {
        let names = needed_names(document, "groups")?;
        Ok(vec![Request::new(move |call| call.describe_groups(&names), described)])
    },
    request: "groups: [name]+",
    answer: "groups: [{group: text, isSimple: flag, state: GroupState, type: GroupType, assignor: text, \
             coordinator: Node|null, members: [{memberId: text, clientId: text, instanceId: text|null, host: text, \
             assignment: [Place], targetAssignment: [Place]|null}], authorizedOperations: [AclOperation]|null, \
             ...outcome}]",
};

pub const DELETE: Operation = Operation {
    name: "DeleteConsumerGroups",
    about: "Deletes groups that have no members.",
    options: &[&COORDINATOR],
    parse: |document| {
        let names = needed_names(document, "groups")?;
        Ok(vec![support(names.clone()), Request::new(move |call| call.delete_groups(&names), deleted)])
    },
    request: "groups: [name]+",
    answer: "groups: [{group: text, ...outcome}]",
};

/// Asks whether the coordinators know such requests at all. To one that does not, such as a mock cluster's, librdkafka gives a reference
/// of its own queue back twice for a deletion, and breaks off the process when the client ends (rdkafka_coord.c, `replyq_destroy`).
pub fn support(names: Vec<String>) -> Request {
    Request::check(
        move |call| call.describe_groups(&names),
        |event| {
            let mut errors = event.groups_described().into_iter().filter_map(|group| group.error);
            errors.find(|error| error.code == UNSUPPORTED_FEATURE).map_or(Ok(()), Err)
        },
    )
}

fn listed(event: &Event) -> Value {
    let (groups, errors) = event.groups_listed();
    let group = |group: &GroupListing| {
        json!({
            "group": group.name,
            "isSimple": group.is_simple,
            "state": names::GROUP_STATE.name(group.state),
            "type": names::GROUP_TYPE.name(group.kind),
        })
    };
    json!({
        "groups": groups.iter().map(group).collect::<Vec<_>>(),
        "errors": errors.iter().map(|error| Value::from(outcome(Some(error)))).collect::<Vec<_>>(),
    })
}

fn described(event: &Event) -> Value {
    let group = |group: &GroupDescription| {
        let item = json!({
            "group": group.name,
            "isSimple": group.is_simple,
            "state": names::GROUP_STATE.name(group.state),
            "type": names::GROUP_TYPE.name(group.kind),
            "assignor": group.assignor,
            "coordinator": group.coordinator.as_ref().map(node),
            "members": group.members.iter().map(member).collect::<Vec<_>>(),
            "authorizedOperations": operation_names(&group.authorized_operations),
        });
        with_outcome(item, group.error.as_ref())
    };
    json!({ "groups": event.groups_described().iter().map(group).collect::<Vec<_>>() })
}

fn member(member: &MemberDescription) -> Value {
    let places = |partitions: &Vec<Partition>| partitions.iter().map(place).collect::<Vec<_>>();
    json!({
        "memberId": member.id,
        "clientId": member.client_id,
        "instanceId": member.instance_id,
        "host": member.host,
        "assignment": places(&member.assignment),
        "targetAssignment": member.target.as_ref().map(places),
    })
}

fn deleted(event: &Event) -> Value {
    let groups = event.group_outcomes();
    let groups = groups.iter().map(|group| with_outcome(json!({ "group": group.name }), group.error.as_ref()));
    json!({ "groups": groups.collect::<Vec<_>>() })
}
