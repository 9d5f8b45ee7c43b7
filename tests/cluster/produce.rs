//! Producing.

use std::collections::BTreeSet;

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, Mock};

use super::{answered, consumer, producer};

const QUEUE_FULL: i32 = -184;

#[test]
fn a_connect_finds_the_cluster() {
    let mock = Mock::start(1);
    for client in [producer(&mock, ""), consumer(&mock, "g", "")] {
        let token = client.token();
        client.connect(30_000, token).unwrap();
        assert_eq!(client.answer(token).0.code, 0);
        assert_eq!(client.close_wait(10_000), Ok(0));
    }
}

#[test]
fn acknowledgements_come_as_runs_each_token_once() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "linger.ms": 50"#);
    let records = (0..10_000).map(|token| ("t", message(b"value", token)));
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 10_000)));
    let token = producer.token();
    producer.flush(30_000, token).unwrap();
    let (flushed, before) = producer.answer(token);
    assert_eq!(flushed.code, 0);
    let mut tokens = answered(&before, kind::DELIVERED_RUN);
    tokens.sort_unstable();
    assert_eq!(tokens, (0..10_000).collect::<Vec<_>>());
    let runs: Vec<_> = before.iter().filter(|record| record.kind == kind::DELIVERED_RUN).collect();
    assert!(runs.len() < 1_000, "{} records for one partition", runs.len());
    for run in runs {
        assert_eq!(run.offset, run.token as i64, "one partition: the offset follows the token");
    }
}

#[test]
fn a_full_queue_takes_a_prefix_and_tells_when_there_is_room() {
    let mock = Mock::start(1);
    let producer = producer(&mock, r#", "queue.buffering.max.messages": 500, "linger.ms": 0"#);
    let mut next = 0u64;
    let mut seen = Vec::new();
    let mut full_count = 0;
    while next < 5_000 {
        let records = (next..5_000).map(|token| ("t", message(b"value", token)));
        let (status, accepted) = producer.send(&batch(records, &[])).unwrap();
        next += accepted;
        assert_eq!(status == 2, next < 5_000, "FULL is answered exactly when something was left");
        if status == 2 {
            full_count += 1;
            seen.extend(producer.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|r| r.kind == kind::ROOM)));
        }
    }
    assert!(full_count >= 9, "500 records fit at once: {full_count}");
    let token = producer.token();
    producer.flush(30_000, token).unwrap();
    seen.extend(producer.answer(token).1);
    let tokens = answered(&seen, kind::DELIVERED_RUN);
    assert_eq!(tokens.len(), 5_000);
    assert_eq!(tokens.into_iter().collect::<BTreeSet<_>>(), (0..5_000).collect());
}

#[test]
fn a_record_that_can_never_fit_fails_alone() {
    let mock = Mock::start(1);
    let producer = producer(&mock, r#", "message.max.bytes": 2000"#);
    let large = vec![7; 5000];
    let records = [("t", message(b"a", 1)), ("t", message(&large, 2)), ("t", message(b"c", 3))];
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 3)));
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| {
        answered(seen, kind::DELIVERED_RUN).len() + answered(seen, kind::FAILED_RUN).len() == 3
    });
    assert_eq!(answered(&seen, kind::FAILED_RUN), [2]);
    let failed = seen.iter().find(|record| record.kind == kind::FAILED_RUN).unwrap();
    assert_eq!((failed.code, failed.text().as_str()), (10, "Broker: Message size too large"));
}

#[test]
fn a_queue_too_small_for_a_record_says_so_instead_of_waiting_forever() {
    let mock = Mock::start(1);
    let producer = producer(&mock, r#", "queue.buffering.max.kbytes": 1"#);
    let large = vec![7; 5000];
    let with_time = Fields { timestamp: 7, ..message(&large, 2) };
    let records = [("t", message(&large, 1)), ("t", with_time), ("t", message(b"a", 3)), ("t", message(b"b", 4))];
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 4)));
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| answered(seen, kind::DELIVERED_RUN).len() == 2);
    assert_eq!(answered(&seen, kind::FAILED_RUN), [1, 2]);
    assert_eq!(seen.iter().find(|record| record.kind == kind::FAILED_RUN).unwrap().code, QUEUE_FULL);
}

#[test]
fn records_sent_while_the_producer_closes_are_refused_or_answered() {
    const THREADS: u64 = 6;
    let mock = Mock::start(1);
    for round in 0..100 {
        let producer = producer(&mock, "");
        let send_until_refused = &|thread: u64| {
            let first = thread << 32;
            let is_refused = |token: &u64| producer.send(&batch([("t", message(b"value", *token))], &[])).is_err();
            first..(first..).find(is_refused).unwrap()
        };
        let mut taken: Vec<u64> = std::thread::scope(|scope| {
            let sending: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || send_until_refused(thread))).collect();
            producer.close(0, 1 << 41).unwrap();
            sending.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let (_, before) = producer.answer(1 << 41);
        let mut settled = answered(&before, kind::DELIVERED_RUN);
        settled.extend(answered(&before, kind::FAILED_RUN));
        settled.sort_unstable();
        taken.sort_unstable();
        assert_eq!(settled, taken, "round {round}");
    }
}

#[test]
fn a_partition_that_does_not_exist_fails_its_record() {
    let mock = Mock::start(1);
    mock.create_topic("t", 2).unwrap();
    let producer = producer(&mock, "");
    let record = Fields { partition: 77, ..message(b"x", 5) };
    assert_eq!(producer.send(&batch([("t", record)], &[])), Ok((0, 1)));
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| !answered(seen, kind::FAILED_RUN).is_empty());
    assert_eq!(answered(&seen, kind::FAILED_RUN), [5]);

    // Now that the topic is known the record is refused at once, and must not stay in librdkafka's count.
    let records =
        [("t", message(b"a", 6)), ("t", Fields { partition: 77, ..message(b"x", 7) }), ("t", message(b"c", 8))];
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 3)));
    producer.flush(30_000, 1 << 41).unwrap();
    let (flushed, before) = producer.answer(1 << 41);
    assert_eq!((flushed.code, flushed.text().as_str()), (0, ""));
    assert_eq!(answered(&before, kind::FAILED_RUN), [7]);
    let mut delivered = answered(&before, kind::DELIVERED_RUN);
    delivered.sort_unstable();
    assert_eq!(delivered, [6, 8]);
}

#[test]
fn a_broker_that_goes_and_comes_back_costs_no_record() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let config = r#", "enable.idempotence": true, "retry.backoff.max.ms": 100, "reconnect.backoff.max.ms": 100"#;
    let producer = producer(&mock, config);
    let mut seen = Vec::new();
    for round in 0..20u64 {
        let records = (round * 100..(round + 1) * 100).map(|token| ("t", message(b"value", token)));
        assert_eq!(producer.send(&batch(records, &[])), Ok((0, 100)));
        if round == 5 {
            mock.set_down(1).unwrap();
        }
        if round == 15 {
            mock.set_up(1).unwrap();
        }
        seen.extend(producer.poll(KC_POLL_CONTROL, 1 << 16).1);
    }
    let token = producer.token();
    producer.flush(60_000, token).unwrap();
    seen.extend(producer.answer(token).1);
    let mut tokens = answered(&seen, kind::DELIVERED_RUN);
    tokens.sort_unstable();
    assert_eq!(tokens, (0..2_000).collect::<Vec<_>>());
}

#[test]
fn a_broker_that_dies_during_close_fails_the_rest_in_time() {
    let mock = Mock::start(1);
    let producer = producer(&mock, r#", "linger.ms": 1000"#);
    let records = (0..1_000).map(|token| ("t", message(b"value", token)));
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 1_000)));
    mock.set_down(1).unwrap();
    producer.close(500, 1 << 41).unwrap();
    let (_, before) = producer.answer(1 << 41);
    let settled = answered(&before, kind::DELIVERED_RUN).len() + answered(&before, kind::FAILED_RUN).len();
    assert_eq!(settled, 1_000);
}
