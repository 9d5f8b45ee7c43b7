//! Producing while the cluster is away, slow, or elsewhere than it was.

use std::collections::BTreeSet;

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{flag, kind, Fields};
use kafkacore_tests::harness::{batch, message, Client, Mock, Record};

use super::{answered, failures, producer, PRODUCE};

const FULL: i32 = 2;
const MSG_TOO_LARGE: i32 = 10;
const NOT_LEADER: i32 = 6;
const UNKNOWN_TOPIC: i32 = 3;
const TOPIC_AUTHORIZATION: i32 = 29;
const NO_OFFSET: i64 = -1001;

fn values(tokens: std::ops::Range<u64>) -> Vec<u8> {
    batch(tokens.map(|token| ("t", message(b"value", token))), &[])
}

fn room(records: &[Record]) -> usize {
    records.iter().filter(|record| record.kind == kind::ROOM).count()
}

/// Sends until all are taken, waiting for room; what was seen meanwhile.
fn send_all(producer: &Client, tokens: std::ops::Range<u64>) -> Vec<Record> {
    let mut seen = Vec::new();
    let mut next = tokens.start;
    while next < tokens.end {
        let (status, accepted) = producer.send(&values(next..tokens.end)).unwrap();
        next += accepted;
        if status == FULL {
            seen.extend(producer.poll_until(KC_POLL_CONTROL, |seen| room(seen) > 0));
        }
    }
    seen
}

fn flush(producer: &Client) -> Vec<Record> {
    let (flushed, before) = producer.ask(|client, token| client.flush(60_000, token));
    assert_eq!(flushed.code, 0, "{}", flushed.text());
    before
}

fn delivered_once(records: &[Record], tokens: std::ops::Range<u64>) {
    let delivered = answered(records, kind::DELIVERED_RUN);
    assert_eq!(delivered.len() as u64, tokens.end - tokens.start, "failed: {:?}", failures(records));
    assert_eq!(delivered.into_iter().collect::<BTreeSet<_>>(), tokens.collect());
}

#[test]
fn a_queue_that_stays_full_takes_nothing_and_loses_nothing() {
    const QUEUE: u64 = 100;
    const COUNT: u64 = 5_000;
    let mock = Mock::start(1);
    mock.create_topic("t", 3).unwrap();
    let config =
        format!(r#", "queue.buffering.max.messages": {QUEUE}, "linger.ms": 0, "reconnect.backoff.max.ms": 100"#);
    let producer = producer(&mock, &config);
    mock.set_down(1).unwrap();
    assert_eq!(producer.send(&values(0..COUNT)), Ok((FULL, QUEUE)));
    // However often somebody tries, and with records of every kind.
    for _ in 0..2_000 {
        assert_eq!(producer.send(&values(QUEUE..QUEUE + 10)), Ok((FULL, 0)));
    }
    let special = batch([("t", Fields { timestamp: 5, ..message(b"x", QUEUE) })], &[("h", None)]);
    assert_eq!(producer.send(&special), Ok((FULL, 0)));
    assert_eq!(room(&producer.poll(KC_POLL_CONTROL, 1 << 16).1), 0, "there is no room yet");
    mock.set_up(1).unwrap();
    let mut seen = producer.poll_until(KC_POLL_CONTROL, |seen| room(seen) > 0);
    seen.extend(send_all(&producer, QUEUE..COUNT));
    seen.extend(flush(&producer));
    delivered_once(&seen, 0..COUNT);
}

#[test]
fn a_queue_that_is_full_of_bytes_makes_room_too() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "queue.buffering.max.kbytes": 64, "linger.ms": 0"#);
    let value = vec![7; 10_000];
    let records = |first| batch((first..200).map(|token| ("t", message(&value, token))), &[]);
    let mut seen = Vec::new();
    let mut next = 0;
    while next < 200 {
        let (status, accepted) = producer.send(&records(next)).unwrap();
        next += accepted;
        if status == FULL {
            seen.extend(producer.poll_until(KC_POLL_CONTROL, |seen| room(seen) > 0));
        }
    }
    seen.extend(flush(&producer));
    delivered_once(&seen, 0..200);
}

#[test]
fn what_a_broker_finds_too_large_fails() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, "");
    mock.push_faults(0, PRODUCE, &format!("[{MSG_TOO_LARGE}]")).unwrap();
    assert_eq!(producer.send(&values(0..1)), Ok((0, 1)));
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| !failures(seen).is_empty());
    assert_eq!(failures(&seen), [(0, MSG_TOO_LARGE, 0)]);
}

#[test]
fn a_slow_broker_is_waited_for() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    mock.set_rtt(1, 200).unwrap();
    let producer = producer(&mock, r#", "queue.buffering.max.messages": 1000"#);
    let mut seen = send_all(&producer, 0..10_000);
    seen.extend(flush(&producer));
    delivered_once(&seen, 0..10_000);
}

#[test]
fn a_leader_that_moves_costs_nothing() {
    let mock = Mock::start(3);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "enable.idempotence": true, "linger.ms": 0, "retry.backoff.max.ms": 100"#);
    let mut seen = Vec::new();
    for round in 0..30 {
        assert_eq!(producer.send(&values(round * 100..(round + 1) * 100)), Ok((0, 100)));
        mock.set_leader("t", 0, (round % 3) as i32 + 1).unwrap();
        if round % 10 == 0 {
            mock.push_faults(0, PRODUCE, &format!("[{NOT_LEADER}]")).unwrap();
        }
        seen.extend(producer.poll(KC_POLL_CONTROL, 1 << 16).1);
    }
    seen.extend(flush(&producer));
    delivered_once(&seen, 0..3_000);
}

#[test]
fn acknowledgements_are_as_good_as_was_asked_for() {
    let mock = Mock::start(3);
    mock.create_topic("t", 1).unwrap();
    for acks in ["0", "1", "all"] {
        let producer = producer(&mock, &format!(r#", "acks": "{acks}""#));
        assert_eq!(producer.send(&values(0..100)), Ok((0, 100)));
        let seen = flush(&producer);
        delivered_once(&seen, 0..100);
        for run in seen.iter().filter(|record| record.kind == kind::DELIVERED_RUN) {
            assert_eq!(run.offset == NO_OFFSET, acks == "0", "acks {acks}: {run:?}");
        }
    }
}

#[test]
fn a_flush_does_not_wait_for_linger_and_runs_out_of_time_without_a_broker() {
    const TIMED_OUT: i32 = -185;
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "linger.ms": 100000"#);
    assert_eq!(producer.send(&values(0..100)), Ok((0, 100)));
    delivered_once(&flush(&producer), 0..100);
    mock.set_down(1).unwrap();
    assert_eq!(producer.send(&values(100..101)), Ok((0, 1)));
    let (flushed, before) = producer.ask(|client, token| client.flush(300, token));
    assert_eq!((flushed.code, flushed.flags & flag::RETRIABLE), (TIMED_OUT, flag::RETRIABLE));
    assert_eq!(failures(&before), []);
}

#[test]
fn a_topic_that_is_gone_for_a_while_costs_nothing() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "enable.idempotence": true, "topic.metadata.refresh.interval.ms": 100"#);
    let mut seen = send_all(&producer, 0..100);
    seen.extend(flush(&producer));
    mock.set_topic_error("t", UNKNOWN_TOPIC).unwrap();
    // The leader does not know it either, so that librdkafka asks again and hears that it is gone.
    mock.push_faults(0, PRODUCE, &format!("[{UNKNOWN_TOPIC}, {UNKNOWN_TOPIC}, {UNKNOWN_TOPIC}]")).unwrap();
    seen.extend(send_all(&producer, 100..200));
    seen.extend(producer.ask(|client, token| client.flush(1_000, token)).1);
    mock.set_topic_error("t", 0).unwrap();
    seen.extend(send_all(&producer, 200..300));
    seen.extend(flush(&producer));
    delivered_once(&seen, 0..300);
}

#[test]
fn a_topic_that_does_not_exist_or_is_not_allowed_fails_its_records() {
    for expected in [UNKNOWN_TOPIC, TOPIC_AUTHORIZATION] {
        let mock = Mock::start(1);
        mock.set_topic_error("t", expected).unwrap();
        let producer = producer(&mock, r#", "topic.metadata.propagation.max.ms": 300"#);
        let records = (0..100).map(|token| ("t", message(b"v", token)));
        let others = (100..200).map(|token| ("other", message(b"v", token)));
        assert_eq!(producer.send(&batch(records.chain(others), &[])), Ok((0, 200)));
        let seen = flush(&producer);
        let failed = failures(&seen);
        assert_eq!(failed.len(), 100, "{failed:?}");
        assert!(failed.iter().all(|(token, code, _)| *token < 100 && *code == expected), "{failed:?}");
        assert_eq!(answered(&seen, kind::DELIVERED_RUN).len(), 100);
    }
}

/// The partition of each key, by token.
fn partitions_of(mock: &Mock, partitioner: &str, keys: &[&str]) -> Vec<i32> {
    let producer = producer(mock, &format!(r#", "partitioner": "{partitioner}""#));
    let records = keys.iter().enumerate().map(|(index, key)| {
        let record = message(b"v", index as u64);
        ("t", Fields { key: Some(key.as_bytes()), ..record })
    });
    producer.send(&batch(records, &[])).unwrap();
    let seen = flush(&producer);
    let partition = |token: usize| {
        let is_run = |run: &&Record| (run.token..run.token + run.count() as u64).contains(&(token as u64));
        seen.iter().filter(|record| record.kind == kind::DELIVERED_RUN).find(is_run).unwrap().partition
    };
    (0..keys.len()).map(partition).collect()
}

#[test]
fn partitioners_agree_with_those_of_other_clients() {
    const PARTITIONS: u32 = 97;
    let mock = Mock::start(1);
    mock.create_topic("t", PARTITIONS as i32).unwrap();
    let positive = |hash: i32| (hash as u32 & 0x7fff_ffff) % PARTITIONS;
    // The vectors of Kafka's own tests for org.apache.kafka.common.utils.Utils.murmur2.
    let murmur2 = [
        ("21", -973_932_308),
        ("foobar", -790_332_482),
        ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ("abc", 479_470_107),
    ];
    let keys = murmur2.map(|(key, _)| key);
    let expected: Vec<i32> = murmur2.iter().map(|(_, hash)| positive(*hash) as i32).collect();
    for partitioner in ["murmur2", "murmur2_random"] {
        assert_eq!(partitions_of(&mock, partitioner, &keys), expected, "{partitioner}");
    }
    // The check value of CRC-32, and a vector of FNV-1a.
    for partitioner in ["consistent", "consistent_random"] {
        assert_eq!(partitions_of(&mock, partitioner, &["123456789"]), [(0xCBF4_3926u32 % PARTITIONS) as i32]);
    }
    let fnv1a = (0xBF9C_F968u32 as i32).unsigned_abs() % PARTITIONS;
    for partitioner in ["fnv1a", "fnv1a_random"] {
        assert_eq!(partitions_of(&mock, partitioner, &["foobar"]), [fnv1a as i32]);
    }
    let spread: BTreeSet<i32> = partitions_of(&mock, "random", &["same"; 1_000]).into_iter().collect();
    assert!(spread.len() > PARTITIONS as usize / 2, "{spread:?}");
}
