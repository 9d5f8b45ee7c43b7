//! The idempotent producer: errors that it mends by itself, and those after which it must not go on.

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{flag, kind};
use kafkacore_tests::harness::{batch, message, Client, Mock, Record};

use super::{answered, failures, producer, PRODUCE};

const NOT_ENOUGH_REPLICAS: i32 = 19;
const NOT_ENOUGH_REPLICAS_AFTER_APPEND: i32 = 20;
const OUT_OF_ORDER_SEQUENCE: i32 = 45;
const DUPLICATE_SEQUENCE: i32 = 46;
const CLUSTER_AUTHORIZATION: i32 = 31;
const INIT_PRODUCER_ID: i32 = 22;
const TRANSPORT: i32 = -195;
/// What a purge answers for, after a fatal error.
const PURGE_QUEUE: i32 = -152;

/// One record a request, so that each has a fault of its own.
fn idempotent(mock: &Mock) -> Client {
    mock.create_topic("t", 1).unwrap();
    let more = r#", "enable.idempotence": true, "batch.num.messages": 1, "linger.ms": 0,
        "reconnect.backoff.max.ms": 100, "retry.backoff.ms": 50"#;
    producer(mock, more)
}

fn send(producer: &Client, tokens: std::ops::Range<u64>) {
    let count = tokens.end - tokens.start;
    let record = |token| ("t", kafkacore::wire::Fields { partition: 0, ..message(b"value", token) });
    assert_eq!(producer.send(&batch(tokens.map(record), &[])), Ok((0, count)));
}

/// Faults that are answered when the requests behind them are on their way too.
fn late(codes: &[i32]) -> String {
    let faults: Vec<String> = codes.iter().map(|code| format!(r#"{{"code": {code}, "rttMs": 200}}"#)).collect();
    format!("[{}]", faults.join(","))
}

fn settled(records: &[Record]) -> usize {
    failures(records).len() + answered(records, kind::DELIVERED_RUN).len()
}

fn is_fatal(record: &Record) -> bool {
    record.kind == kind::ERROR && record.flags & flag::FATAL != 0
}

#[test]
fn errors_that_pass_are_mended_in_order_and_once() {
    let faults = [
        format!("[{NOT_ENOUGH_REPLICAS}, {NOT_ENOUGH_REPLICAS}]"),
        format!("[{NOT_ENOUGH_REPLICAS_AFTER_APPEND}]"),
        format!("[{DUPLICATE_SEQUENCE}]"),
        format!("[{TRANSPORT}]"),
        late(&[TRANSPORT, DUPLICATE_SEQUENCE]),
    ];
    for faults in faults {
        let mock = Mock::start(1);
        let producer = idempotent(&mock);
        send(&producer, 0..5);
        producer.poll_until(KC_POLL_CONTROL, |seen| answered(seen, kind::DELIVERED_RUN).len() == 5);
        mock.push_faults(1, PRODUCE, &faults).unwrap();
        send(&producer, 5..10);
        let seen = producer.poll_until(KC_POLL_CONTROL, |seen| settled(seen) == 5);
        assert_eq!(answered(&seen, kind::DELIVERED_RUN), [5, 6, 7, 8, 9], "{faults}");
        assert!(!seen.iter().any(is_fatal), "{faults}");
        send(&producer, 10..11);
        let seen = producer.poll_until(KC_POLL_CONTROL, |seen| settled(seen) == 1);
        assert_eq!(answered(&seen, kind::DELIVERED_RUN), [10], "{faults}");
    }
}

#[test]
fn a_gap_is_fatal_told_once_and_answers_everything() {
    let mock = Mock::start(1);
    let producer = idempotent(&mock);
    send(&producer, 0..1);
    producer.poll_until(KC_POLL_CONTROL, |seen| settled(seen) == 1);
    // The first request of the line is refused as out of order: something before it is missing.
    mock.push_faults(1, PRODUCE, &format!("[{OUT_OF_ORDER_SEQUENCE}]")).unwrap();
    send(&producer, 1..1_001);
    let mut seen = producer.poll_until(KC_POLL_CONTROL, |seen| settled(seen) == 1_000 && seen.iter().any(is_fatal));
    let refusal = producer.send(&batch([("t", message(b"late", 9))], &[])).unwrap_err();
    assert_eq!((refusal.code, refusal.flags as u16 & flag::FATAL), (OUT_OF_ORDER_SEQUENCE, flag::FATAL), "{refusal:?}");
    let refusal = producer.send(&batch([("t", message(b"late", 9))], &[("h", None)])).unwrap_err();
    assert_eq!((refusal.code, refusal.flags as u16 & flag::FATAL), (OUT_OF_ORDER_SEQUENCE, flag::FATAL), "{refusal:?}");
    let (closed, rest) = producer.ask(|client, token| client.close(10_000, token));
    assert_eq!(closed.code, 0);
    seen.extend(rest);
    let fatal: Vec<_> = seen.iter().filter(|record| is_fatal(record)).collect();
    assert_eq!(fatal.iter().map(|record| record.code).collect::<Vec<_>>(), [OUT_OF_ORDER_SEQUENCE], "{fatal:?}");
    let mut tokens: Vec<u64> = failures(&seen).iter().map(|(token, ..)| *token).collect();
    tokens.extend(answered(&seen, kind::DELIVERED_RUN));
    tokens.sort_unstable();
    assert_eq!(tokens, (1..1_001).collect::<Vec<_>>());
    assert!(failures(&seen).iter().any(|(_, code, _)| *code == PURGE_QUEUE));
}

#[test]
fn a_producer_that_gets_no_id_says_so_and_fails_its_records() {
    let mock = Mock::start(1);
    mock.push_faults(0, INIT_PRODUCER_ID, &format!("[{CLUSTER_AUTHORIZATION}]")).unwrap();
    let producer = idempotent(&mock);
    send(&producer, 0..10);
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| settled(seen) == 10 && seen.iter().any(is_fatal));
    assert_eq!(failures(&seen).len(), 10);
    assert_eq!(seen.iter().find(|record| is_fatal(record)).unwrap().code, CLUSTER_AUTHORIZATION);
}
