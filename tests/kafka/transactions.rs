//! What the brokers make of transactions: who sees what, and who is fenced.

use std::collections::BTreeSet;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::{flag, kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, topics, Client, Failure, Record};

use super::{client, create_topic, unique};

const FENCED: i32 = -144;
const TIMEOUT_MS: i32 = 60_000;

fn succeed(client: &Client, call: impl FnOnce(&Client, u64) -> Result<i32, Failure>) -> Vec<Record> {
    let (answer, before) = client.ask(call);
    assert_eq!(answer.code, 0, "{}", answer.text());
    before
}

fn init(client: &Client, token: u64) -> Result<i32, Failure> {
    client.init_transactions(TIMEOUT_MS, token)
}

fn commit(client: &Client, token: u64) -> Result<i32, Failure> {
    client.commit_transaction(TIMEOUT_MS, token)
}

fn abort(client: &Client, token: u64) -> Result<i32, Failure> {
    client.abort_transaction(TIMEOUT_MS, token)
}

/// A producer that has fenced all before it.
fn transactional(id: &str) -> Client {
    let producer = client(Client::producer, &format!(r#", "transactional.id": "{id}", "linger.ms": 5"#));
    succeed(&producer, init);
    producer
}

fn send(producer: &Client, topic: &str, values: impl Iterator<Item = u64>) {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    let records = values.iter().map(|value| (topic, message(value.as_bytes(), 0)));
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, values.len() as u64)));
}

/// Sends values in a transaction of their own.
fn send_committed(producer: &Client, topic: &str, values: impl Iterator<Item = u64>) {
    succeed(producer, Client::begin_transaction);
    send(producer, topic, values);
    succeed(producer, commit);
}

fn subscribed(topic: &str, group: &str, isolation: &str) -> Client {
    let config = format!(
        r#", "group.id": "{group}", "auto.offset.reset": "earliest", "enable.auto.commit": false,
            "isolation.level": "{isolation}""#
    );
    let consumer = client(Client::consumer, &config);
    succeed(&consumer, |consumer, token| consumer.subscribe(&topics(&[topic]), token));
    consumer
}

fn value_of(record: &Record) -> u64 {
    record.text().parse().unwrap()
}

fn messages(records: Vec<Record>) -> impl Iterator<Item = Record> {
    records.into_iter().filter(|record| record.kind == kind::MESSAGE)
}

/// Values from the beginning of a topic up to one that is known to be the last, in order.
fn read_up_to(topic: &str, isolation: &str, last: u64) -> Vec<u64> {
    let consumer = subscribed(topic, &unique("reader"), isolation);
    let is_last = |record: &Record| record.kind == kind::MESSAGE && value_of(record) == last;
    let seen = consumer.poll_until(KC_POLL_CONTROL | KC_POLL_MESSAGES, |seen| seen.last().is_some_and(is_last));
    messages(seen).map(|record| value_of(&record)).collect()
}

#[test]
fn readers_of_committed_messages_see_those_alone() {
    const LAST: u64 = 1_000;
    let topic = unique("isolation");
    let producer = transactional(&unique("id"));
    create_topic(&producer, &topic, 1);
    send_committed(&producer, &topic, 0..10);
    succeed(&producer, Client::begin_transaction);
    send(&producer, &topic, 10..20);
    // Out in the log before they are given up.
    succeed(&producer, |client, token| client.flush(TIMEOUT_MS, token));
    succeed(&producer, abort);
    send_committed(&producer, &topic, 20..30);
    send_committed(&producer, &topic, [LAST].into_iter());
    let committed: Vec<u64> = (0..10).chain(20..30).chain([LAST]).collect();
    assert_eq!(read_up_to(&topic, "read_committed", LAST), committed);
    let all: Vec<u64> = (0..30).chain([LAST]).collect();
    assert_eq!(read_up_to(&topic, "read_uncommitted", LAST), all);
}

#[test]
fn a_close_leaves_no_transaction_for_readers_to_wait_for() {
    let topic = unique("closed");
    let producer = transactional(&unique("id"));
    create_topic(&producer, &topic, 1);
    succeed(&producer, Client::begin_transaction);
    send(&producer, &topic, 0..10);
    succeed(&producer, |client, token| client.flush(TIMEOUT_MS, token));
    assert_eq!(producer.close_wait(30_000), Ok(0));
    let other = transactional(&unique("id"));
    send_committed(&other, &topic, 10..11);
    // transaction.timeout.ms, after which the broker would have done it, is a minute, and so is the patience of this test.
    assert_eq!(read_up_to(&topic, "read_committed", 10), [10]);
}

#[test]
fn a_second_producer_of_an_id_fences_the_first() {
    let (topic, id) = (unique("zombie"), unique("id"));
    let first = transactional(&id);
    create_topic(&first, &topic, 1);
    succeed(&first, Client::begin_transaction);
    send(&first, &topic, 0..10);
    succeed(&first, |client, token| client.flush(TIMEOUT_MS, token));
    let second = transactional(&id);
    let (answer, before) = first.ask(commit);
    assert_eq!((answer.code, answer.flags & flag::FATAL), (FENCED, flag::FATAL), "{}", answer.text());
    let is_fatal = |record: &Record| record.kind == kind::ERROR && record.flags & flag::FATAL != 0;
    let mut errors: Vec<Record> = before.into_iter().filter(is_fatal).collect();
    if errors.is_empty() {
        errors = first.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(is_fatal));
    }
    assert_eq!(errors[0].code, FENCED, "{errors:?}");
    let refusal = first.send(&batch([(topic.as_str(), message(b"99", 0))], &[])).unwrap_err();
    assert_eq!((refusal.code, refusal.flags as u16 & flag::FATAL), (FENCED, flag::FATAL), "{refusal:?}");
    send_committed(&second, &topic, 10..11);
    assert_eq!(read_up_to(&topic, "read_committed", 10), [10]);
    assert_eq!(first.close_wait(10_000), Ok(0));
}

#[test]
fn a_thousand_transactions_in_a_row_lose_nothing() {
    const TRANSACTIONS: u64 = 1_000;
    const RECORDS: u64 = 10;
    let topic = unique("thousand");
    let producer = transactional(&unique("id"));
    create_topic(&producer, &topic, 1);
    let mut expected = Vec::new();
    for transaction in 0..TRANSACTIONS {
        let values = transaction * RECORDS..(transaction + 1) * RECORDS;
        succeed(&producer, Client::begin_transaction);
        send(&producer, &topic, values.clone());
        if transaction % 10 == 5 {
            succeed(&producer, abort);
        } else {
            succeed(&producer, commit);
            expected.extend(values);
        }
    }
    assert_eq!(read_up_to(&topic, "read_committed", TRANSACTIONS * RECORDS - 1), expected);
}

/// The coordinator still writes the marks of the one transaction when the next one's partition and its abort arrive.
#[test]
fn an_abort_right_behind_a_commit_harms_nobody() {
    const PARTITIONS: i32 = 24;
    let topic = unique("behind");
    let producer = transactional(&unique("id"));
    create_topic(&producer, &topic, PARTITIONS);
    for round in 0..100 {
        succeed(&producer, Client::begin_transaction);
        let records = (0..PARTITIONS).map(|partition| (topic.as_str(), Fields { partition, ..message(b"kept", 0) }));
        assert_eq!(producer.send(&batch(records, &[])), Ok((0, PARTITIONS as u64)));
        succeed(&producer, commit);
        succeed(&producer, Client::begin_transaction);
        send(&producer, &topic, round..round + 1);
        succeed(&producer, abort);
    }
}

/// One step of consume-transform-produce: reads some messages, writes twice their values, and what was read, in one
/// transaction; stops before the commit when told to.
fn step(consumer: &Client, producer: &Client, from: &str, to: &str, commits: bool) -> usize {
    let is_message = |record: &Record| record.kind == kind::MESSAGE;
    let seen = consumer.poll_until(KC_POLL_CONTROL | KC_POLL_MESSAGES, |seen| seen.iter().any(is_message));
    let read: Vec<Record> = messages(seen).collect();
    succeed(producer, Client::begin_transaction);
    send(producer, to, read.iter().map(|record| value_of(record) * 2));
    let mut next: Vec<(&str, i32, i64)> = Vec::new();
    for record in &read {
        next.retain(|(_, partition, _)| *partition != record.partition);
        next.push((from, record.partition, record.offset + 1));
    }
    let metadata = consumer.ask(Client::group_metadata).0.value.unwrap();
    succeed(producer, |client, token| client.send_offsets(&partitions(&next), &metadata, TIMEOUT_MS, token));
    if commits {
        succeed(producer, commit);
    } else {
        succeed(producer, |client, token| client.flush(TIMEOUT_MS, token));
    }
    read.len()
}

#[test]
fn consume_transform_produce_is_exactly_once_across_a_crash() {
    const COUNT: u64 = 3_000;
    let (from, to, id, group) = (unique("in"), unique("out"), unique("id"), unique("group"));
    let source = client(Client::producer, r#", "batch.num.messages": 50, "linger.ms": 0"#);
    create_topic(&source, &from, 3);
    create_topic(&source, &to, 1);
    send(&source, &from, 1..COUNT + 1);
    succeed(&source, |client, token| client.flush(TIMEOUT_MS, token));

    // A small fetch, so that there are several steps.
    let first = transactional(&id);
    let consumer = subscribed(&from, &group, "read_committed");
    let done = step(&consumer, &first, &from, &to, true);
    assert!(done > 0);
    send(&source, &from, COUNT + 1..2 * COUNT + 1);
    step(&consumer, &first, &from, &to, false);
    // The crash: the first producer never gets to its commit, its consumer leaves, and another pair takes over.
    assert_eq!(consumer.close_wait(30_000), Ok(0));
    let second = transactional(&id);
    let (answer, _) = first.ask(commit);
    assert_eq!((answer.code, answer.flags & flag::FATAL), (FENCED, flag::FATAL), "{}", answer.text());
    let consumer = subscribed(&from, &group, "read_committed");
    let mut left = 2 * COUNT as usize - done;
    while left > 0 {
        left -= step(&consumer, &second, &from, &to, true);
    }
    send_committed(&second, &to, [u64::MAX].into_iter());
    let written = read_up_to(&to, "read_committed", u64::MAX);
    let distinct: BTreeSet<u64> = written.iter().copied().filter(|value| *value != u64::MAX).collect();
    assert_eq!(written.len(), distinct.len() + 1, "something was written twice");
    assert_eq!(distinct, (1..=2 * COUNT).map(|value| value * 2).collect());
}

#[test]
fn offsets_of_an_aborted_transaction_or_a_past_generation_do_not_count() {
    const ILLEGAL_GENERATION: i32 = 22;
    const UNKNOWN_MEMBER: i32 = 25;
    let (from, to, group) = (unique("in"), unique("out"), unique("group"));
    let producer = transactional(&unique("id"));
    create_topic(&producer, &from, 1);
    create_topic(&producer, &to, 1);
    send_committed(&producer, &from, 0..10);
    let is_message = |record: &Record| record.kind == kind::MESSAGE;
    let first_value = |consumer: &Client| {
        let seen = consumer.poll_until(KC_POLL_CONTROL | KC_POLL_MESSAGES, |seen| seen.iter().any(is_message));
        value_of(seen.iter().find(|record| is_message(record)).unwrap())
    };
    let consumer = subscribed(&from, &group, "read_committed");
    assert_eq!(first_value(&consumer), 0);
    let metadata = consumer.ask(Client::group_metadata).0.value.unwrap();
    let offsets = |offset| partitions(&[(from.as_str(), 0, offset)]);
    for (offset, commits) in [(3, true), (7, false)] {
        succeed(&producer, Client::begin_transaction);
        send(&producer, &to, 0..1);
        succeed(&producer, |client, token| client.send_offsets(&offsets(offset), &metadata, TIMEOUT_MS, token));
        succeed(&producer, if commits { commit } else { abort });
    }
    assert_eq!(consumer.close_wait(30_000), Ok(0));
    succeed(&producer, Client::begin_transaction);
    let (answer, _) = producer.ask(|client, token| client.send_offsets(&offsets(9), &metadata, TIMEOUT_MS, token));
    assert!([ILLEGAL_GENERATION, UNKNOWN_MEMBER].contains(&answer.code), "{}", answer.text());
    assert_eq!(answer.flags & flag::ABORTABLE, flag::ABORTABLE);
    succeed(&producer, abort);
    assert_eq!(first_value(&subscribed(&from, &group, "read_committed")), 3);
}
