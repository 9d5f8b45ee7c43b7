//! Topics that are deleted, made again and grown under a reader and a sender.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::kind;
use kafkacore_tests::harness::{Client, Ledger, Reader, Record, POLL_TIMEOUT};

use super::{ask_admin, brokers, client, create_topic, unique};

/// What became of a topic is noticed with the next metadata.
const PROMPT: &str = r#", "auto.offset.reset": "earliest", "topic.metadata.refresh.interval.ms": 500,
    "enable.auto.commit": false"#;
const UNKNOWN_TOPIC_OR_PARTITION: i32 = 3;
const UNKNOWN_PARTITION: i32 = -190;
const UNKNOWN_TOPIC: i32 = -188;
const TOPIC_ALREADY_EXISTS: &str = r#""code":36"#;
const CREATE_PARTITIONS: i16 = 37;
const PROTOCOLS: [&str; 2] = ["classic", "consumer"];

fn reader(protocol: &str, topics: &[&str]) -> Reader {
    let group = unique("group");
    let config = format!(r#"{PROMPT}, "group.id": "{group}", "group.protocol": "{protocol}""#);
    Reader::of_topics(client(Client::consumer, &config), topics)
}

fn sender() -> Ledger {
    Ledger::new(client(Client::producer, r#", "topic.metadata.refresh.interval.ms": 500, "linger.ms": 5"#))
}

fn delete_topic(admin: &Client, topic: &str) {
    let answer = ask_admin(admin, &format!(r#"{{"operation": "DeleteTopics", "topics": ["{topic}"]}}"#));
    assert!(answer.contains(r#""code":0"#), "{answer}");
}

/// Makes a topic of a name that was just deleted: the name is free a moment later.
fn create_topic_again(admin: &Client, topic: &str) {
    let request = format!(r#"{{"operation": "CreateTopics", "topics": [{{"name": "{topic}", "partitions": 1}}]}}"#);
    let deadline = Instant::now() + POLL_TIMEOUT;
    loop {
        let answer = ask_admin(admin, &request);
        assert!(Instant::now() < deadline, "{answer}");
        if !answer.contains(TOPIC_ALREADY_EXISTS) {
            return assert!(answer.contains(r#""code":0"#), "{answer}");
        }
    }
}

/// Gives a topic more partitions, by a request of version 0 in bytes.
fn grow_topic(topic: &str, partition_count: i32) {
    let mut request = Vec::new();
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend((text.len() as i16).to_be_bytes());
        bytes.extend(text.as_bytes());
    };
    request.extend(CREATE_PARTITIONS.to_be_bytes());
    request.extend(0i16.to_be_bytes());
    request.extend(7i32.to_be_bytes());
    text(&mut request, "kafkacore-tests");
    request.extend(1i32.to_be_bytes());
    text(&mut request, topic);
    request.extend(partition_count.to_be_bytes());
    request.extend((-1i32).to_be_bytes());
    request.extend(30_000i32.to_be_bytes());
    request.push(0);
    let mut broker = TcpStream::connect(brokers()).unwrap();
    broker.write_all(&(request.len() as i32).to_be_bytes()).unwrap();
    broker.write_all(&request).unwrap();
    let mut size = [0; 4];
    broker.read_exact(&mut size).unwrap();
    let mut answer = vec![0; i32::from_be_bytes(size) as usize];
    broker.read_exact(&mut answer).unwrap();
    // Correlation, throttle time, count, name, error code.
    let code = &answer[4 + 4 + 4 + 2 + topic.len()..][..2];
    assert_eq!(code, [0, 0], "{answer:?}");
}

#[test]
fn a_topic_that_grows_is_read_whole() {
    for protocol in PROTOCOLS {
        let topic = unique("grown");
        let mut sender = sender();
        create_topic(&sender.client, &topic, 2);
        let mut reader = reader(protocol, &[&topic]);
        sender.send(&topic, 200, 2);
        reader.read_to(200);
        assert_eq!(reader.commit().code, 0);
        grow_topic(&topic, 5);
        sender.send(&topic, 200, 2);
        sender.settle_delivered();
        // The sender too has to hear of it first.
        let deadline = Instant::now() + POLL_TIMEOUT;
        while sender.send_one(&topic, 4).code != 0 {
            assert!(Instant::now() < deadline, "the sender never heard of partition 4");
        }
        reader.read_to(401);
        // The new partitions came with a rebalance, which goes back to what was committed.
        assert!(reader.assigned_count > 1, "{protocol}");
        assert_eq!(reader.commit().code, 0);
        sender.close(10_000);
        reader.close(10_000);
    }
}

#[test]
fn a_deleted_topic_is_taken_away_and_the_others_go_on() {
    for protocol in PROTOCOLS {
        let (gone, other) = (unique("gone"), unique("other"));
        let mut sender = sender();
        let topics = [gone.as_str(), other.as_str()];
        topics.iter().for_each(|topic| create_topic(&sender.client, topic, 2));
        topics.iter().for_each(|topic| sender.send(topic, 100, 2));
        let mut reader = reader(protocol, &[&gone, &other]);
        reader.read_to(200);
        delete_topic(&client(Client::admin, ""), &gone);
        reader.read_until(|reader| reader.assigned_count > 1);
        // A list is answered with the first thing that is wrong with it.
        assert_eq!(reader.commit().code, UNKNOWN_TOPIC_OR_PARTITION, "{protocol}");
        sender.send(&other, 100, 2);
        reader.read_to(300);
        let codes = reader.codes();
        assert!(codes.iter().all(|code| *code == UNKNOWN_TOPIC_OR_PARTITION), "{codes:?}");
        reader.close(10_000);
        sender.close(10_000);
    }
}

#[test]
fn records_for_a_topic_that_is_deleted_are_answered_each_once() {
    let topic = unique("gone");
    let mut sender = sender();
    create_topic(&sender.client, &topic, 2);
    let admin = client(Client::admin, "");
    for round in 0..5 {
        sender.send(&topic, 2_000, 2);
        if round == 2 {
            delete_topic(&admin, &topic);
        }
    }
    let mut codes: Vec<i32> = sender.settle().values().map(|fate| fate.code).collect();
    codes.retain(|code| ![0, UNKNOWN_PARTITION, UNKNOWN_TOPIC, UNKNOWN_TOPIC_OR_PARTITION].contains(code));
    assert_eq!(codes, Vec::<i32>::new());
    // The broker makes the topic anew for a producer who asks for it.
    sender.send(&topic, 10, 1);
    sender.close(30_000);
}

#[test]
fn a_topic_made_again_is_read_from_its_beginning() {
    for protocol in PROTOCOLS {
        let topic = unique("again");
        let mut first = sender();
        create_topic(&first.client, &topic, 1);
        first.send(&topic, 400, 1);
        let mut reader = reader(protocol, &[&topic]);
        reader.read_to(400);
        assert_eq!(reader.commit().code, 0);
        let admin = client(Client::admin, "");
        delete_topic(&admin, &topic);
        create_topic_again(&admin, &topic);
        let mut second = sender();
        second.send(&topic, 100, 1);
        second.settle_delivered();
        let is_last = |record: &Record| record.kind == kind::MESSAGE && record.offset == 99;
        let seen = reader.client.poll_until(KC_POLL_CONTROL | KC_POLL_MESSAGES, |seen| seen.iter().any(is_last));
        let messages = seen.iter().filter(|record| record.kind == kind::MESSAGE);
        let offsets: Vec<i64> = messages.map(|message| message.offset).collect();
        assert_eq!(offsets, (0..100).collect::<Vec<_>>());
    }
}
