//! What a record carries, there and back; and what a broker refuses.

use std::collections::HashMap;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::{flag, kind, Fields};
use kafkacore_tests::harness::{batch, message, topics, Client, Record};

use super::{client, create_topic, now_ms, unique};

const MSG_TOO_LARGE: i32 = 10;
const INVALID_TOPIC: i32 = 17;
const UNKNOWN_TOPIC: i32 = -188;
const UNKNOWN_PARTITION: i32 = -190;
const NO_OFFSET: i64 = -1001;

type Bytes<'a> = Option<&'a [u8]>;

fn flush(producer: &Client) -> Vec<Record> {
    let (flushed, before) = producer.ask(|client, token| client.flush(60_000, token));
    assert_eq!(flushed.code, 0, "{}", flushed.text());
    before
}

fn failures(records: &[Record]) -> Vec<(u64, i64, i32)> {
    let failed = records.iter().filter(|record| record.kind == kind::FAILED_RUN);
    failed.map(|run| (run.token, run.count(), run.code)).collect()
}

/// The messages of a topic from its beginning.
fn read(topic: &str, count: usize) -> Vec<Record> {
    let config = format!(r#", "group.id": "{}", "auto.offset.reset": "earliest""#, unique("reader"));
    let consumer = client(Client::consumer, &config);
    let (answer, _) = consumer.ask(|consumer, token| consumer.subscribe(&topics(&[topic]), token));
    assert_eq!(answer.code, 0);
    let is_message = |record: &&Record| record.kind == kind::MESSAGE;
    let is_whole = |seen: &[Record]| seen.iter().filter(is_message).count() >= count;
    let mut seen = consumer.poll_until(KC_POLL_CONTROL | KC_POLL_MESSAGES, is_whole);
    seen.retain(|record| record.kind == kind::MESSAGE);
    seen
}

#[test]
fn every_part_of_a_record_comes_back_as_it_went() {
    let topic = unique("parts");
    let producer = client(Client::producer, "");
    create_topic(&producer, &topic, 1);
    // Order and duplicates count, and so does the difference between null and empty; bytes are any bytes.
    let headers: [(&str, Bytes); 6] = [
        ("b", Some(b"1")),
        ("a", None),
        ("b", Some(b"")),
        ("", Some(b"no name")),
        ("b", Some(&[0, 255, 0])),
        ("ä", Some(b"2")),
    ];
    let bodies: [(Bytes, Bytes); 5] = [
        (Some(b"key"), Some(b"value")),
        (None, Some(b"value")),
        (Some(b"key"), None),
        (Some(b""), Some(b"")),
        (None, None),
    ];
    let record = |(key, value)| Fields { key, value, partition: 0, timestamp: 1_600_000_000_123, ..message(b"", 0) };
    producer.send(&batch(bodies.map(|body| (topic.as_str(), record(body))), &headers)).unwrap();
    let plain = |(key, value)| Fields { key, value, partition: 0, ..message(b"", 0) };
    let before_ms = now_ms();
    producer.send(&batch(bodies.map(|body| (topic.as_str(), plain(body))), &[])).unwrap();
    assert_eq!(failures(&flush(&producer)), []);
    let after_ms = now_ms();

    let seen = read(&topic, 10);
    let own = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
    for (index, (key, value)) in bodies.iter().chain(&bodies).enumerate() {
        let record = &seen[index];
        assert_eq!((&record.key, &record.value), (&own(*key), &own(*value)), "record {index}");
        assert_eq!(record.flags & flag::LOG_APPEND_TIME, 0);
        if index < bodies.len() {
            assert_eq!(record.timestamp, 1_600_000_000_123);
            let expected: Vec<_> =
                headers.iter().map(|(name, value)| (name.as_bytes().to_vec(), own(*value))).collect();
            assert_eq!(record.headers, expected);
        } else {
            assert!((before_ms..=after_ms).contains(&record.timestamp), "{}", record.timestamp);
            assert_eq!(record.headers, []);
        }
    }
}

#[test]
fn every_compression_comes_back_whole() {
    const COUNT: usize = 2_000;
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let topic = unique(codec);
        let config = format!(r#", "compression.codec": "{codec}", "linger.ms": 50"#);
        let producer = client(Client::producer, &config);
        create_topic(&producer, &topic, 1);
        let values: Vec<String> = (0..COUNT).map(|number| format!("{number} {}", "again and ".repeat(50))).collect();
        let records = values.iter().map(|value| (topic.as_str(), message(value.as_bytes(), 0)));
        assert_eq!(producer.send(&batch(records, &[])), Ok((0, COUNT as u64)));
        assert_eq!(failures(&flush(&producer)), [], "{codec}");
        let seen: Vec<String> = read(&topic, COUNT).iter().map(Record::text).collect();
        assert!(seen == values, "{codec}");
    }
}

#[test]
fn acknowledgements_name_the_offsets_unless_none_were_asked_for() {
    let topic = unique("acks");
    create_topic(&client(Client::admin, ""), &topic, 1);
    let mut next_offset = 0;
    for acks in ["1", "all", "0"] {
        let producer = client(Client::producer, &format!(r#", "acks": "{acks}", "linger.ms": 50"#));
        let records = (0..100).map(|token| (topic.as_str(), message(b"v", token)));
        producer.send(&batch(records, &[])).unwrap();
        let mut offsets = HashMap::new();
        for run in flush(&producer).iter().filter(|record| record.kind == kind::DELIVERED_RUN) {
            for index in 0..run.count() {
                let offset = if run.offset == NO_OFFSET { NO_OFFSET } else { run.offset + index };
                assert_eq!(offsets.insert(run.token + index as u64, offset), None);
            }
        }
        for token in 0..100 {
            let expected = if acks == "0" { NO_OFFSET } else { next_offset + token as i64 };
            assert_eq!(offsets[&token], expected, "acks {acks}, token {token}");
        }
        next_offset += 100;
    }
    assert_eq!(read(&topic, 300).len(), 300);
}

#[test]
fn what_a_broker_or_the_topic_has_no_place_for_fails_alone() {
    let topic = unique("refused");
    // Let out by the client, and larger than a broker takes by default.
    let producer = client(Client::producer, r#", "message.max.bytes": 5000000, "batch.num.messages": 1"#);
    create_topic(&producer, &topic, 2);
    let large = vec![7; 3_000_000];
    let records = [
        (topic.as_str(), message(b"a", 1)),
        (topic.as_str(), message(&large, 2)),
        (topic.as_str(), Fields { partition: 9, ..message(b"x", 3) }),
        ("not a name!", message(b"y", 4)),
        (topic.as_str(), message(b"b", 5)),
    ];
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 5)));
    let mut failed = failures(&flush(&producer));
    failed.sort_unstable();
    let [too_large, elsewhere, (4, 1, unnamed)] = failed[..] else { panic!("{failed:?}") };
    assert_eq!([too_large, elsewhere], [(2, 1, MSG_TOO_LARGE), (3, 1, UNKNOWN_PARTITION)]);
    // Who is first hears the broker's word; once that word is there, librdkafka says its own (rdkafka_msg.c:1181).
    assert!([INVALID_TOPIC, UNKNOWN_TOPIC].contains(&unnamed), "{unnamed}");
    let mut seen: Vec<String> = read(&topic, 2).iter().map(Record::text).collect();
    seen.sort_unstable();
    assert_eq!(seen, ["a", "b"]);
}
