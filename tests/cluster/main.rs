//! The engine against the embedded mock cluster: the line end to end, and faults that a real broker cannot be asked for.

mod assign;
mod brokers;
mod closing;
mod concurrent;
mod consume;
mod failures;
mod fairness;
mod faults;
mod idempotence;
mod leaks;
mod lifetimes;
mod news;
mod pressure;
mod produce;
mod progress;
mod queries;
mod questions;
mod rebalances;
mod transactions;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, topics, Client, Failure, Mock, Record};

/// Of Kafka's protocol.
const PRODUCE: i32 = 0;
const ALL: u32 = KC_POLL_CONTROL | KC_POLL_MESSAGES;
const CALLER_ANSWERS: &str = r#", "kafkacore.rebalance.answer": "caller""#;

fn producer(mock: &Mock, more: &str) -> Client {
    Client::producer(&format!(r#"{{"bootstrap.servers": "{}"{more}}}"#, mock.bootstrap())).unwrap()
}

/// The mock keeps a group that was left waiting for its session timeout, which a real coordinator does not; so it is short.
fn consumer(mock: &Mock, group: &str, more: &str) -> Client {
    member(mock, group, 2_000, more)
}

fn member(mock: &Mock, group: &str, session_timeout_ms: u32, more: &str) -> Client {
    let servers = mock.bootstrap();
    let config = format!(
        r#"{{"bootstrap.servers": "{servers}", "group.id": "{group}", "auto.offset.reset": "earliest",
            "session.timeout.ms": {session_timeout_ms}, "heartbeat.interval.ms": 300{more}}}"#
    );
    Client::consumer(&config).unwrap()
}

/// The tokens that the records answer, each run spelled out.
fn answered(records: &[Record], of_kind: u16) -> Vec<u64> {
    let runs = records.iter().filter(|record| record.kind == of_kind);
    runs.flat_map(|run| run.token..run.token + run.count() as u64).collect()
}

/// Asks, and gives the answer with what stood before it in the stream, and nothing of what stood behind.
fn ask_in_order(client: &Client, call: impl FnOnce(&Client, u64) -> Result<i32, Failure>) -> (Record, Vec<Record>) {
    let token = client.token();
    call(client, token).unwrap();
    let is_answer = |record: &Record| record.kind == kind::RESULT && record.token == token;
    let mut seen = client.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(is_answer));
    seen.truncate(seen.iter().position(is_answer).unwrap() + 1);
    (seen.pop().unwrap(), seen)
}

/// Code and flags of each token that failed.
fn failures(records: &[Record]) -> Vec<(u64, i32, u16)> {
    let runs = records.iter().filter(|record| record.kind == kind::FAILED_RUN);
    runs.flat_map(|run| (0..run.count() as u64).map(|index| (run.token + index, run.code, run.flags))).collect()
}

fn fill(mock: &Mock, topic: &str, count: u64) {
    let producer = producer(mock, r#", "linger.ms": 5"#);
    let values: Vec<_> = (0..count).map(|number| number.to_string()).collect();
    let records = values.iter().enumerate().map(|(token, value)| {
        let partition = (token % 4) as i32;
        (topic, Fields { partition, ..message(value.as_bytes(), token as u64) })
    });
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, count)));
    producer.flush(30_000, 1 << 41).unwrap();
    assert_eq!(producer.answer(1 << 41).0.code, 0);
}

fn subscribe(consumer: &Client, topic: &str) {
    let token = consumer.token();
    consumer.subscribe(&topics(&[topic]), token).unwrap();
}

fn messages(seen: &[Record]) -> Vec<&Record> {
    seen.iter().filter(|record| record.kind == kind::MESSAGE).collect()
}

fn find(seen: &[Record], of_kind: u16) -> Option<&Record> {
    seen.iter().find(|record| record.kind == of_kind)
}

/// The bytes of values in each fetch queue, in librdkafka's statistics.
fn fetched_sizes(statistics: &str) -> Vec<usize> {
    let sizes = statistics.split("\"fetchq_size\":").skip(1);
    sizes.filter_map(|rest| rest.split([',', '}']).next()?.trim().parse().ok()).collect()
}

/// Polls until `count` messages have come.
fn take(consumer: &Client, count: usize) -> Vec<Record> {
    consumer.poll_until(ALL, |seen| messages(seen).len() >= count)
}
