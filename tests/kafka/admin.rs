//! Admin requests, over every kind of client.

use kafkacore_tests::harness::Client;

use super::{ask_admin, client, create_topic, unique};

const TOPIC_ALREADY_EXISTS: &str = r#""code":36"#;
const UNKNOWN_TOPIC: &str = r#""code":3"#;

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
