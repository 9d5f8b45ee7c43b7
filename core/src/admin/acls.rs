//! Access control lists.

use serde_json::{json, Map, Value};

use super::answers::{needed_objects, outcome, with_outcome};
use super::cluster::permission;
use super::names::{self, take_choice, take_needed_choice, Names};
use super::operation::{Operation, Request};
use super::options::{BROKER, PERMISSION};
use crate::code::{Error, Result};
use crate::document::{missing, refuse_duplicates, refuse_rest, take_name};
use crate::sys::{Acl, AclBinding, AdminCall, Event};

const ANY: i32 = 1;
const LITERAL: i32 = 3;
/// Where a request may come from, unless it is said.
const EVERYWHERE: &str = "*";

pub const CREATE: Operation = Operation {
    name: "CreateAcls",
    about:
        "Adds lines to the access control list. The pattern is LITERAL and the host * unless it is said. The answers \
            are in the order of the request.",
    options: &[&BROKER],
    parse: |document| {
        let acls = bindings(document, "acls", line, AclBinding::line)?;
        let send = move |call: &AdminCall| {
            call.create_acls(&acls);
            Ok(())
        };
        Ok(vec![Request::new(send, created)])
    },
    request: "acls: [{resourceType: AclResourceType, resourceName: name, patternType?: PatternType, principal: name, \
              host?: name, operation: AclOperation, permission: Permission}]+",
    answer: "acls: [{...outcome}]",
};

pub const DESCRIBE: Operation = Operation {
    name: "DescribeAcls",
    about: "Tells the lines of the access control list that a filter finds. What it leaves out matches everything. A cluster \
            without such a list has no lines.",
    options: &[&BROKER, &PERMISSION],
    parse: |document| {
        let Some(found) = document.remove("filter") else { return Err(missing("filter")) };
        let Value::Object(mut object) = found else {
            return Err(Error::invalid(format!("\"filter\" must be an object, not {found}")));
        };
        let binding = AclBinding::filter(&filter(&mut object)?)?;
        refuse_rest(&object)?;
        let send = move |call: &AdminCall| {
            call.describe_acls(&binding);
            Ok(())
        };
        Ok(vec![permission(), Request::new(send, described)])
    },
    request: "filter: AclFilter",
    answer: "acls: [Acl]",
};

pub const DELETE: Operation = Operation {
    name: "DeleteAcls",
    about:
        "Deletes the lines of the access control list that filters find. What a filter leaves out matches everything. \
            The answers are in the order of the request.",
    options: &[&BROKER],
    parse: |document| {
        let filters = bindings(document, "filters", filter, AclBinding::filter)?;
        let send = move |call: &AdminCall| {
            call.delete_acls(&filters);
            Ok(())
        };
        Ok(vec![Request::new(send, deleted)])
    },
    request: "filters: [AclFilter]+",
    answer: "filters: [{acls: [{resourceType: AclResourceType, resourceName: text, patternType: PatternType, \
             principal: text, host: text, operation: AclOperation, permission: Permission, ...outcome}], ...outcome}]",
};

fn bindings(
    document: &mut Map<String, Value>,
    key: &str,
    parse: fn(&mut Map<String, Value>) -> Result<Acl>,
    bind: fn(&Acl) -> Result<AclBinding>,
) -> Result<Vec<AclBinding>> {
    let mut texts = Vec::new();
    let mut bindings = Vec::new();
    for mut object in needed_objects(document, key)? {
        let acl = parse(&mut object)?;
        refuse_rest(&object)?;
        bindings.push(bind(&acl)?);
        texts.push(described_as(&acl).to_string());
    }
    refuse_duplicates(key, &texts)?;
    Ok(bindings)
}

fn line(object: &mut Map<String, Value>) -> Result<Acl> {
    Ok(Acl {
        resource_type: take_needed_choice(object, "resourceType", &names::ACL_RESOURCE_TYPE)?,
        resource_name: Some(take_name(object, "resourceName")?),
        pattern_type: take_choice(object, "patternType", &names::PATTERN_TYPE)?.unwrap_or(LITERAL),
        principal: Some(take_name(object, "principal")?),
        host: Some(take_optional_name(object, "host")?.unwrap_or_else(|| EVERYWHERE.to_owned())),
        operation: take_needed_choice(object, "operation", &names::ACL_OPERATION)?,
        permission: take_needed_choice(object, "permission", &names::PERMISSION)?,
    })
}

fn filter(object: &mut Map<String, Value>) -> Result<Acl> {
    let choice = |object: &mut Map<String, Value>, key: &str, names: &Names| {
        take_choice(object, key, names).map(|number| number.unwrap_or(ANY))
    };
    Ok(Acl {
        resource_type: choice(object, "resourceType", &names::ACL_RESOURCE_TYPE)?,
        resource_name: take_optional_name(object, "resourceName")?,
        pattern_type: choice(object, "patternType", &names::PATTERN_TYPE)?,
        principal: take_optional_name(object, "principal")?,
        host: take_optional_name(object, "host")?,
        operation: choice(object, "operation", &names::ACL_OPERATION)?,
        permission: choice(object, "permission", &names::PERMISSION)?,
    })
}

fn take_optional_name(object: &mut Map<String, Value>, key: &str) -> Result<Option<String>> {
    object.contains_key(key).then(|| take_name(object, key)).transpose()
}

fn created(event: &Event) -> Value {
    let acls = event.acls_created();
    json!({ "acls": acls.iter().map(|error| Value::from(outcome(error.as_ref()))).collect::<Vec<_>>() })
}

fn described(event: &Event) -> Value {
    json!({ "acls": event.acls_described().iter().map(described_as).collect::<Vec<_>>() })
}

fn deleted(event: &Event) -> Value {
    let filters = event.acls_deleted();
    let filters = filters.iter().map(|found| {
        let acls = found.acls.iter().map(|(acl, error)| with_outcome(described_as(acl), error.as_ref()));
        with_outcome(json!({ "acls": acls.collect::<Vec<_>>() }), found.error.as_ref())
    });
    json!({ "filters": filters.collect::<Vec<_>>() })
}

fn described_as(acl: &Acl) -> Value {
    json!({
        "resourceType": names::ACL_RESOURCE_TYPE.name(acl.resource_type),
        "resourceName": acl.resource_name,
        "patternType": names::PATTERN_TYPE.name(acl.pattern_type),
        "principal": acl.principal,
        "host": acl.host,
        "operation": names::ACL_OPERATION.name(acl.operation),
        "permission": names::PERMISSION.name(acl.permission),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(operation: &Operation, document: Value) -> String {
        let Value::Object(mut document) = document else { panic!("no object") };
        (operation.parse)(&mut document).err().map(|error| error.message).unwrap_or_default()
    }

    fn with(key: &str, value: Value) -> Value {
        let mut acl = json!({
            "resourceType": "TOPIC", "resourceName": "a", "principal": "User:me", "operation": "READ", "permission": "ALLOW"
        });
        acl[key] = value;
        acl
    }

    #[test]
    fn a_line_says_everything_and_no_more() {
        assert_eq!(message(&CREATE, json!({ "acls": [with("host", json!("1.2.3.4"))] })), "");
        let cases = [
            (with("operation", json!("EAT")), "\"operation\" must be one of ANY, ALL, READ"),
            (with("resourceType", json!("BROKER")), "\"resourceType\" must be one of ANY, TOPIC, GROUP, CLUSTER"),
            (with("principal", json!("")), "\"principal\" is empty"),
            (with("color", json!(1)), "\"color\" is not a key"),
            (with("permission", json!("ANY")), "permission"),
            (with("patternType", json!("MATCH")), "pattern"),
            (json!({ "resourceType": "TOPIC" }), "\"resourceName\" is missing"),
        ];
        for (acl, words) in cases {
            let said = message(&CREATE, json!({ "acls": [acl.clone()] }));
            assert!(said.contains(words), "{acl}: {said}");
        }
        let twice = [with("host", json!("*")), with("host", json!("*"))];
        assert!(message(&CREATE, json!({ "acls": twice })).contains("twice"));
    }

    #[test]
    fn a_filter_may_leave_everything_out() {
        assert_eq!(message(&DESCRIBE, json!({ "filter": {} })), "");
        assert_eq!(message(&DESCRIBE, json!({})), "\"filter\" is missing");
        assert_eq!(message(&DESCRIBE, json!({ "filter": 7 })), "\"filter\" must be an object, not 7");
        assert!(message(&DESCRIBE, json!({ "filter": { "color": 1 } })).contains("\"color\" is not a key"));
        assert_eq!(message(&DELETE, json!({ "filters": [{}] })), "");
        assert!(message(&DELETE, json!({ "filters": [{}, { "operation": "ANY" }] })).contains("twice"));
        assert_eq!(message(&DELETE, json!({ "filters": [] })), "\"filters\" is empty; name at least one");
    }
}
