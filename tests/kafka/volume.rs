//! Many messages through a real broker, with both group protocols.

use std::collections::HashMap;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, partitions, topics, Client};

use super::{client, create_topic, unique};

const COUNT: u64 = 200_000;
const PARTITIONS: i32 = 6;

#[test]
fn everything_arrives_once_and_in_order_classic() {
    everything_arrives_once_and_in_order("classic");
}

#[test]
fn everything_arrives_once_and_in_order_kip_848() {
    everything_arrives_once_and_in_order("consumer");
}

fn everything_arrives_once_and_in_order(protocol: &str) {
    let topic = unique("volume");
    let producer = client(Client::producer, r#", "enable.idempotence": true, "linger.ms": 20"#);
    create_topic(&producer, &topic, PARTITIONS);
    let config = format!(
        r#", "group.id": "{}", "group.protocol": "{protocol}", "auto.offset.reset": "earliest""#,
        unique("group")
    );
    let consumer = client(Client::consumer, &config);
    let token = consumer.token();
    consumer.subscribe(&topics(&[&topic]), token).unwrap();

    let values: Vec<String> = (0..COUNT).map(|number| format!("message {number:>10}")).collect();
    let mut next = 0;
    while next < COUNT as usize {
        let end = (next + 10_000).min(COUNT as usize);
        let records = (next..end).map(|index| (topic.as_str(), message(values[index].as_bytes(), index as u64)));
        let (status, accepted) = producer.send(&batch(records, &[])).unwrap();
        next += accepted as usize;
        if status == 2 {
            producer.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|record| record.kind == kind::ROOM));
        }
    }
    let token = producer.token();
    producer.flush(60_000, token).unwrap();
    assert_eq!(producer.answer(token).0.code, 0);

    let mut count = 0;
    let mut offsets: HashMap<i32, i64> = HashMap::new();
    let mut last: HashMap<i32, String> = HashMap::new();
    let mut seen_values = std::collections::HashSet::new();
    while count < COUNT {
        for record in consumer.poll_until(KC_POLL_CONTROL | KC_POLL_MESSAGES, |seen| !seen.is_empty()) {
            if record.kind != kind::MESSAGE {
                continue;
            }
            let expected = offsets.entry(record.partition).or_insert(0);
            assert_eq!(record.offset, *expected);
            *expected += 1;
            let value = record.text();
            if let Some(before) = last.insert(record.partition, value.clone()) {
                assert!(before < value, "order of partition {}", record.partition);
            }
            assert!(seen_values.insert(value), "a message came twice");
            count += 1;
        }
    }
    let lines: Vec<_> = offsets.iter().map(|(partition, next)| (topic.as_str(), *partition, *next)).collect();
    consumer.store(&partitions(&lines)).unwrap();
    let token = consumer.token();
    consumer.commit(None, token).unwrap();
    let (committed, _) = consumer.answer(token);
    assert_eq!(committed.code, 0, "{}", committed.text());
    // A partition that the partitioner left out has nothing to commit.
    let list = committed.list();
    let sum: i64 = list.iter().map(|line| line.offset).filter(|offset| *offset >= 0).sum();
    assert_eq!(sum, COUNT as i64, "{list:?}");
    assert_eq!(consumer.close_wait(10_000), Ok(0));
    assert_eq!(producer.close_wait(10_000), Ok(0));
}
