//! What a client says without being asked: logs, statistics, errors; and what becomes of it when nobody listens.

use std::time::Duration;

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, Client, Mock, Record};

use super::answered;
use super::{consumer, producer};

const DEBUG: i32 = 7;

fn poll_for(client: &Client, time: Duration) -> Vec<Record> {
    let deadline = std::time::Instant::now() + time;
    let mut seen = Vec::new();
    while std::time::Instant::now() < deadline {
        seen.extend(client.poll_wait(KC_POLL_CONTROL, Duration::from_millis(50)).unwrap());
    }
    seen
}

fn is_debug_line(record: &Record) -> bool {
    record.kind == kind::LOG && record.code == DEBUG
}

#[test]
fn the_log_level_changes_while_the_client_lives() {
    let mock = Mock::start(1);
    let has_debug_lines = |client: &Client, token: u64| {
        client.connect(30_000, token).unwrap();
        let (answer, before) = client.answer(token);
        assert_eq!(answer.code, 0);
        before.iter().any(is_debug_line)
    };
    let config = r#", "debug": "all""#;
    for client in [producer(&mock, config), consumer(&mock, "g", config)] {
        assert!(has_debug_lines(&client, 1));
        client.log_level(0).unwrap();
        // What was written before the level was lowered.
        has_debug_lines(&client, 2);
        assert!(!has_debug_lines(&client, 3));
        client.log_level(DEBUG).unwrap();
        assert!(has_debug_lines(&client, 4));
    }
}

#[test]
fn a_flood_of_logs_is_cut_and_what_is_missing_is_said() {
    let mock = Mock::start(1);
    let producer = producer(&mock, r#", "debug": "all", "log_level": 7, "linger.ms": 0"#);
    let is_notice = |record: &Record| record.kind == kind::LOG && record.text().contains("log lines were dropped");
    let mut token = 0;
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| {
        for _ in 0..50 {
            token += 1;
            producer.send(&batch([("t", message(b"v", token))], &[])).unwrap();
            // Refused while many wait for the lane, which is no reason to stop.
            let _ = producer.flush(0, (1 << 50) + token);
        }
        seen.iter().any(is_notice)
    });
    let notice = seen.iter().find(|record| is_notice(record)).unwrap();
    assert_eq!((notice.key.as_deref(), notice.code), (Some(&b"KAFKACORE"[..]), 4));
}

#[test]
fn a_complaint_with_another_number_is_not_told_again() {
    let config = r#"{"bootstrap.servers": "127.0.0.1:1,127.0.0.1:2,127.0.0.1:3", "log_level": 0,
        "reconnect.backoff.ms": 10, "reconnect.backoff.max.ms": 20}"#;
    let producer = Client::producer(config).unwrap();
    producer.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|record| record.code == -187));
    let later = poll_for(&producer, Duration::from_secs(2));
    let errors: Vec<_> = later.iter().filter(|record| record.kind == kind::ERROR).map(Record::text).collect();
    assert!(errors.len() <= 2, "{errors:?}");
}

/// The statistics of this many topics are some kilobytes each.
const TOPIC_COUNT: u64 = 40;

#[test]
fn what_nobody_polls_is_bounded_and_every_record_is_still_answered() {
    let mock = Mock::start(1);
    let producer =
        producer(&mock, r#", "statistics.interval.ms": 1, "queue.buffering.max.messages": 40, "log_level": 0"#);
    let topics: Vec<_> = (0..TOPIC_COUNT).map(|number| format!("topic-{number}")).collect();
    let records = |from: u64| topics.iter().zip(from..).map(|(topic, token)| (topic.as_str(), message(b"v", token)));
    let mut token = 0;
    for pause_ms in [3_000, 6_000, 12_000, 24_000] {
        assert_eq!(producer.send(&batch(records(token), &[])), Ok((0, TOPIC_COUNT)));
        token += TOPIC_COUNT;
        std::thread::sleep(Duration::from_millis(pause_ms));
        let one_more = batch([("topic-0", message(b"v", 1 << 50))], &[]);
        assert_eq!(producer.send(&one_more), Ok((2, 0)), "a queue whose reports nobody took stays full");
        let seen = producer
            .poll_until(KC_POLL_CONTROL, |seen| answered(seen, kind::DELIVERED_RUN).len() as u64 == TOPIC_COUNT);
        if seen.iter().any(|record| record.text().contains("were dropped, since nobody polled")) {
            assert!(seen.iter().any(|record| record.kind == kind::STATS), "the newest are kept");
            return;
        }
    }
    panic!("statistics wait without a bound");
}
