//! Admin requests, over every kind of client.

use std::time::Instant;

use kafkacore_tests::harness::{Client, POLL_TIMEOUT};
use serde_json::{json, Value};

use super::{ask_admin, client, create_topic, unique};

const TOPIC_ALREADY_EXISTS: &str = r#""code":36"#;
const UNKNOWN_TOPIC: &str = r#""code":3"#;
const GROUP_ID_NOT_FOUND: i64 = 69;
const ELECTION_NOT_NEEDED: i64 = 84;
const TIMED_OUT: i64 = -185;

#[test]
fn topics_are_created_and_deleted_each_with_its_own_outcome() {
    let group = format!(r#", "group.id": "{}""#, unique("admin"));
    for admin in [client(Client::admin, ""), client(Client::producer, ""), client(Client::consumer, &group)] {
        let (old, new) = (unique("old"), unique("new"));
        create_topic(&admin, &old, 3);
        let both = format!(
            r#"{{"operation": "CreateTopics", "topics": [
                {{"name": "{old}"}},
                {{"name": "{new}", "partitions": 2, "replicationFactor": 1, "config": {{"retention.ms": "1000"}}}}]}}"#
        );
        let answer = ask_admin(&admin, &both);
        assert!(answer.contains(TOPIC_ALREADY_EXISTS) && answer.contains(r#""code":0"#), "{answer}");
        let delete = format!(r#"{{"operation": "DeleteTopics", "topics": ["{old}", "{new}", "{}"]}}"#, unique("no"));
        let answer = ask_admin(&admin, &delete);
        assert!(answer.contains(UNKNOWN_TOPIC), "{answer}");
        assert_eq!(answer.matches(r#""code":0"#).count(), 2, "{answer}");
        assert_eq!(admin.close_wait(10_000), Ok(0));
    }
}

#[test]
fn validate_only_creates_nothing_and_a_bad_config_is_the_brokers_word() {
    let admin = client(Client::admin, "");
    let name = unique("dry");
    let request = format!(r#"{{"operation": "CreateTopics", "validateOnly": true, "topics": [{{"name": "{name}"}}]}}"#);
    assert!(ask_admin(&admin, &request).contains(r#""code":0"#));
    create_topic(&admin, &name, 1);
    let request = format!(
        r#"{{"operation": "CreateTopics", "topics": [{{"name": "{}", "config": {{"retention.ms": "soon"}}}}]}}"#,
        unique("bad")
    );
    assert!(ask_admin(&admin, &request).contains(r#""code":40"#));
}

/// Asks for an operation and gives its answer.
fn ask(admin: &Client, operation: &str, mut request: Value) -> Value {
    request["operation"] = operation.into();
    serde_json::from_str(&ask_admin(admin, &request.to_string())).unwrap()
}

/// Asks until the broker has heard of what was done.
fn ask_until(admin: &Client, operation: &str, request: &Value, is_done: impl Fn(&Value) -> bool) {
    let deadline = Instant::now() + POLL_TIMEOUT;
    loop {
        let answer = ask(admin, operation, request.clone());
        if is_done(&answer) {
            return;
        }
        assert!(Instant::now() < deadline, "{answer}");
    }
}

/// The codes of the items in a list of an answer, in the order of their names.
fn codes(answer: &Value, list: &str, name: &str) -> Vec<i64> {
    let mut items = answer[list].as_array().unwrap().clone();
    items.sort_by_key(|item| item[name].to_string());
    items.iter().map(|item| item["code"].as_i64().unwrap()).collect()
}

#[test]
fn what_is_asked_for_one_by_one_is_answered_together_each_with_its_own_outcome() {
    let admin = client(Client::admin, "");
    let (topic, first, second) = (unique("lines"), unique("g1"), unique("g2"));
    create_topic(&admin, &topic, 1);
    let offsets = |offset: &str| json!([{ "topic": topic, "partition": 0, "offset": offset, "metadata": "m" }]);
    let request = json!({ "groups": [
        { "group": first, "partitions": offsets("9223372036854775807") },
        { "group": second, "partitions": [{ "topic": unique("never"), "partition": 0, "offset": 1 }] },
    ]});
    // The group coordinator of a young cluster is not there at once.
    let altered = loop {
        let altered = ask(&admin, "AlterConsumerGroupOffsets", request.clone());
        if altered["groups"][0]["partitions"][0]["code"] == 0 {
            break altered;
        }
        assert_eq!(altered["groups"][0]["partitions"][0]["retriable"], true, "{altered}");
    };
    assert_eq!(altered["groups"][1]["partitions"][0]["code"], 3);
    let both = json!({ "groups": [{ "group": first }, { "group": second }], "requireStable": true });
    let listed = ask(&admin, "ListConsumerGroupOffsets", both);
    let line = &listed["groups"][0]["partitions"][0];
    assert_eq!((&line["offset"], &line["metadata"]), (&json!("9223372036854775807"), &json!("m")));
    assert_eq!(listed["groups"][1]["partitions"], json!([]));
    let place = json!([{ "topic": topic, "partition": 0 }]);
    let forgotten = ask(
        &admin,
        "DeleteConsumerGroupOffsets",
        json!({ "groups": [{ "group": first, "partitions": place }, { "group": unique("never"), "partitions": place }] }),
    );
    assert_eq!(codes(&forgotten, "groups", "group"), [0, GROUP_ID_NOT_FOUND]);
    let resources = json!({ "resources": [
        { "type": "TOPIC", "name": topic }, { "type": "BROKER", "name": "1" }, { "type": "BROKER", "name": "77" }
    ]});
    let request = json!({ "operation": "DescribeConfigs", "resources": resources["resources"] }).to_string();
    let (answer, _) = admin.ask(|admin, token| admin.request(&request, 3000, token));
    let described: Value = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!(codes(&described, "resources", "name"), [0, TIMED_OUT, 0], "a broker that is not there is late");
    assert_eq!(admin.close_wait(10_000), Ok(0));
}

#[test]
fn lines_of_access_and_users_come_and_go() {
    let admin = client(Client::admin, "");
    let user = unique("user");
    let line = |operation: &str| {
        json!({
            "resourceType": "TOPIC", "resourceName": "a", "principal": format!("User:{user}"), "operation": operation,
            "permission": "ALLOW",
        })
    };
    let created = ask(&admin, "CreateAcls", json!({ "acls": [line("READ")] }));
    assert_eq!(created["acls"][0]["code"], 0);
    let filter = json!({ "principal": format!("User:{user}") });
    let deleted = ask(&admin, "DeleteAcls", json!({ "filters": [filter] }));
    assert_eq!(deleted["filters"][0]["acls"][0]["operation"], "READ");
    ask_until(&admin, "DescribeAcls", &json!({ "filter": filter }), |told| told["acls"] == json!([]));
    let credential = json!({ "user": user, "mechanism": "SCRAM-SHA-512", "password": "secret" });
    ask(&admin, "AlterUserScramCredentials", json!({ "upsertions": [credential] }));
    let credentials = json!([{ "mechanism": "SCRAM-SHA-512", "iterations": 4096 }]);
    ask_until(&admin, "DescribeUserScramCredentials", &json!({ "users": [user] }), |told| {
        told["users"][0]["credentials"] == credentials
    });
    let deletion = json!({ "user": user, "mechanism": "SCRAM-SHA-512" });
    let altered = ask(&admin, "AlterUserScramCredentials", json!({ "deletions": [deletion] }));
    assert_eq!(altered["users"][0]["code"], 0);
}

#[test]
fn the_cluster_its_topics_and_their_ends_are_described() {
    let admin = client(Client::admin, "");
    let topic = unique("ends");
    create_topic(&admin, &topic, 2);
    let cluster = ask(&admin, "DescribeCluster", json!({ "includeAuthorizedOperations": true, "broker": 1 }));
    assert_eq!((&cluster["brokers"][0]["id"], &cluster["controller"]["id"]), (&json!(1), &json!(1)));
    assert!(cluster["authorizedOperations"].as_array().unwrap().contains(&json!("ALTER")));
    let grown = ask(&admin, "CreatePartitions", json!({ "topics": [{ "name": topic, "partitions": 3 }] }));
    assert_eq!(grown["topics"][0]["code"], 0);
    let described = ask(&admin, "DescribeTopics", json!({ "topics": [topic, unique("never")] }));
    assert_eq!(codes(&described, "topics", "name"), [0, 3]);
    let places = [0, 9].map(|partition| json!({ "topic": topic, "partition": partition, "at": "LATEST" }));
    let ends = ask(&admin, "ListOffsets", json!({ "partitions": places, "isolationLevel": "READ_COMMITTED" }));
    assert_eq!((&ends["partitions"][0]["offset"], &ends["partitions"][1]["code"]), (&json!("0"), &json!(-190)));
    let election = json!({ "election": "PREFERRED", "partitions": [{ "topic": topic, "partition": 0 }] });
    assert_eq!(ask(&admin, "ElectLeaders", election)["partitions"][0]["code"], ELECTION_NOT_NEEDED);
}

#[test]
fn groups_are_listed_described_and_deleted() {
    let admin = client(Client::admin, "");
    let (topic, group) = (unique("kept"), unique("group"));
    create_topic(&admin, &topic, 1);
    let place = json!([{ "topic": topic, "partition": 0, "offset": 0 }]);
    let committed = json!({ "groups": [{ "group": group, "partitions": place }] });
    ask_until(&admin, "AlterConsumerGroupOffsets", &committed, |told| told["groups"][0]["partitions"][0]["code"] == 0);
    let has_group = |listed: &Value| listed["groups"].as_array().unwrap().iter().any(|one| one["group"] == group);
    let listed = ask(&admin, "ListConsumerGroups", json!({ "states": ["EMPTY"], "types": ["CLASSIC"] }));
    assert!(listed["errors"] == json!([]) && has_group(&listed), "{listed}");
    assert!(!has_group(&ask(&admin, "ListConsumerGroups", json!({ "states": ["STABLE"] }))));
    let request = json!({ "groups": [group], "includeAuthorizedOperations": true });
    let described = ask(&admin, "DescribeConsumerGroups", request)["groups"][0].clone();
    assert_eq!((&described["state"], &described["members"]), (&json!("EMPTY"), &json!([])));
    assert!(described["authorizedOperations"].as_array().unwrap().contains(&json!("READ")));
    let deleted = ask(&admin, "DeleteConsumerGroups", json!({ "groups": [group, unique("never")] }));
    assert_eq!(codes(&deleted, "groups", "group"), [0, GROUP_ID_NOT_FOUND]);
}

#[test]
fn settings_are_tried_and_set_and_records_deleted() {
    let admin = client(Client::admin, "");
    let topic = unique("settings");
    create_topic(&admin, &topic, 1);
    let asked = json!({ "resources": [{ "type": "TOPIC", "name": topic, "configs": ["retention.ms"] }] });
    let retention = |value: &'static str| move |told: &Value| told["resources"][0]["configs"][0]["value"] == value;
    let changes = json!([{ "name": "retention.ms", "change": "SET", "value": "7000" }]);
    let some = json!({ "resources": [{ "type": "TOPIC", "name": topic, "changes": changes }] });
    let mut tried = some.clone();
    tried["validateOnly"] = true.into();
    assert_eq!(ask(&admin, "IncrementalAlterConfigs", tried)["resources"][0]["code"], 0);
    assert!(!retention("7000")(&ask(&admin, "DescribeConfigs", asked.clone())));
    assert_eq!(ask(&admin, "IncrementalAlterConfigs", some)["resources"][0]["code"], 0);
    ask_until(&admin, "DescribeConfigs", &asked, retention("7000"));
    let configs = json!({ "max.message.bytes": "2000" });
    let all = json!({ "resources": [{ "type": "TOPIC", "name": topic, "configs": configs }] });
    assert_eq!(ask(&admin, "AlterConfigs", all)["resources"][0]["code"], 0);
    ask_until(&admin, "DescribeConfigs", &asked, retention("604800000"));
    let places = json!([{ "topic": topic, "partition": 0, "offset": -1 }]);
    let deleted = ask(&admin, "DeleteRecords", json!({ "partitions": places, "operationTimeoutMs": 20_000 }));
    assert_eq!(
        (&deleted["partitions"][0]["code"], &deleted["partitions"][0]["lowWatermark"]),
        (&json!(0), &json!("0"))
    );
}
