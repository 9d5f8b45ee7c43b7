//! What a real cluster answers about itself, and how it slows a client down.

use std::process::{Command, Stdio};

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, Client, Record};
use kafkacore_tests::root;

use super::{brokers, client, create_topic, unique};

const TIMEOUT_MS: i32 = 30_000;

#[test]
fn offsets_are_found_by_time_and_partitions_say_how_far_they_reach() {
    let admin = client(Client::admin, "");
    // A record that is sent again must not come behind the later ones.
    let producer = client(Client::producer, r#", "enable.idempotence": true"#);
    let topic = unique("times");
    create_topic(&admin, &topic, 2);
    let record = |token| Fields { partition: 1, timestamp: 1_000_000 + token as i64 * 1_000, ..message(b"v", token) };
    assert_eq!(producer.send(&batch((0..10).map(|token| (topic.as_str(), record(token))), &[])), Ok((0, 10)));
    producer.flush(TIMEOUT_MS, 1 << 41).unwrap();
    assert_eq!(producer.answer(1 << 41).0.code, 0);
    let group = format!(r#", "group.id": "{}""#, unique("times"));
    for asking in [admin, producer, client(Client::consumer, &group)] {
        let times = [(topic.as_str(), 0, 5), (topic.as_str(), 1, 1_003_500)];
        asking.offsets_for_times(&partitions(&times), TIMEOUT_MS, 1).unwrap();
        let (answer, _) = asking.answer(1);
        let mut found: Vec<_> = answer.list().iter().map(|line| (line.partition, line.code, line.offset)).collect();
        found.sort_unstable();
        assert_eq!(found, [(0, 0, -1), (1, 0, 4)], "{}", answer.text());

        asking.watermarks(&topic, 1, TIMEOUT_MS, 2).unwrap();
        let records = asking.answer(2).0.list();
        assert_eq!((records[0].timestamp, records[0].offset), (0, 10));

        asking.metadata(&format!(r#"{{"topics": ["{topic}"]}}"#), TIMEOUT_MS, 3).unwrap();
        let text = asking.answer(3).0.text();
        let leader = r#"{"code":0,"id":1,"isrs":[1],"leader":1,"replicas":[1]}"#;
        assert!(text.contains(leader) && text.contains("\"cluster_id\":\"S2Fma2Fjb3JlLXRlc3RzMA\""), "{text}");
    }
}

#[test]
fn a_broker_that_slows_a_client_down_is_heard() {
    let name = unique("slow");
    let quota = format!("--alter --entity-type clients --entity-name {name} --add-config producer_byte_rate=1000");
    configure(&quota);
    let admin = client(Client::admin, "");
    let topic = unique("throttled");
    create_topic(&admin, &topic, 1);
    let producer = client(Client::producer, &format!(r#", "client.id": "{name}""#));
    let mut token = 0;
    let is_throttled = |record: &Record| record.kind == kind::THROTTLE && record.timestamp > 0;
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| {
        token += 1;
        producer.send(&batch([(topic.as_str(), message(&[7; 3_000], token))], &[])).unwrap();
        seen.iter().any(is_throttled)
    });
    let throttle = seen.iter().find(|record| is_throttled(record)).unwrap();
    assert_eq!(throttle.partition, 1, "the number of the broker");
    let broker_name = String::from_utf8(throttle.key.clone().unwrap()).unwrap();
    assert!(broker_name.contains(&brokers()), "{broker_name}");
    producer.close_wait(0).unwrap();
}

/// Changes the configuration of the cluster with Kafka's own tool.
fn configure(arguments: &str) {
    let fetched = Command::new(root().join("tests/kafka/fetch")).stderr(Stdio::null()).output().unwrap();
    let jars = String::from_utf8(fetched.stdout).unwrap();
    let mut tool = Command::new("java");
    tool.args(["-cp", &format!("{}/*", jars.trim()), "kafka.admin.ConfigCommand", "--bootstrap-server", &brokers()]);
    let output = tool.args(arguments.split(' ')).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
