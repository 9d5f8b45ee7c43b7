//! Records that fail: purged, given up, refused; and whether they may be in the log all the same.

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::abi::producer::{KC_PURGE_IN_FLIGHT, KC_PURGE_QUEUE};
use kafkacore::wire::{flag, kind};
use kafkacore_tests::harness::{batch, message, Client, Mock};

use super::{answered, ask_in_order, failures, producer, PRODUCE};

const PURGE_QUEUE: i32 = -152;
const PURGE_IN_FLIGHT: i32 = -151;
const MSG_TIMED_OUT: i32 = -192;
const TRANSPORT: i32 = -195;
const PERSISTED: u16 = flag::POSSIBLY_PERSISTED | flag::PERSISTED;

fn send(producer: &Client, tokens: std::ops::Range<u64>) {
    let count = tokens.end - tokens.start;
    assert_eq!(producer.send(&batch(tokens.map(|token| ("t", message(b"value", token))), &[])), Ok((0, count)));
}

#[test]
fn a_purge_answers_what_waits_before_itself() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "linger.ms": 60000"#);
    send(&producer, 0..100);
    let (purged, before) = ask_in_order(&producer, |client, token| client.purge(KC_PURGE_QUEUE, token));
    assert_eq!(purged.code, 0);
    let failed = failures(&before);
    assert_eq!(failed.iter().map(|(token, ..)| *token).collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
    assert!(failed.iter().all(|(_, code, flags)| *code == PURGE_QUEUE && flags & PERSISTED == 0), "{failed:?}");

    // Nothing is left of them, and the producer goes on.
    send(&producer, 100..101);
    producer.flush(30_000, 1 << 42).unwrap();
    let (flushed, before) = producer.answer(1 << 42);
    assert_eq!((flushed.code, answered(&before, kind::DELIVERED_RUN)), (0, vec![100]));
}

#[test]
fn a_purge_of_what_is_in_flight_leaves_open_whether_it_arrived() {
    for is_idempotent in [false, true] {
        let mock = Mock::start(1);
        mock.create_topic("t", 1).unwrap();
        let producer = producer(&mock, &format!(r#", "linger.ms": 0, "enable.idempotence": {is_idempotent}"#));
        send(&producer, 0..1);
        producer.poll_until(KC_POLL_CONTROL, |seen| answered(seen, kind::DELIVERED_RUN) == [0]);
        mock.set_rtt(1, 600_000).unwrap();
        send(&producer, 1..11);
        let mut failed = Vec::new();
        while failed.len() < 10 {
            let purge = |client: &Client, token| client.purge(KC_PURGE_IN_FLIGHT, token);
            failed.extend(failures(&producer.ask(purge).1));
        }
        for (token, code, flags) in failed {
            assert_eq!((code, flags & PERSISTED), (PURGE_IN_FLIGHT, flag::POSSIBLY_PERSISTED), "token {token}");
        }

        // The answers that are still on their way are lost with the connection, and then it goes on.
        mock.set_rtt(1, 0).unwrap();
        mock.set_down(1).unwrap();
        mock.set_up(1).unwrap();
        send(&producer, 11..12);
        let seen = producer.poll_until(KC_POLL_CONTROL, |seen| answered(seen, kind::DELIVERED_RUN) == [11]);
        assert_eq!(failures(&seen), [], "idempotent: {is_idempotent}");
    }
}

#[test]
fn a_purge_without_a_broker_and_a_purge_of_nothing_are_answered() {
    let mock = Mock::start(1);
    let producer = producer(&mock, "");
    producer.purge(KC_PURGE_QUEUE, 1).unwrap();
    assert_eq!(producer.answer(1).1, []);
    mock.set_down(1).unwrap();
    send(&producer, 0..1_000);
    let purge = |client: &Client, token| client.purge(KC_PURGE_QUEUE | KC_PURGE_IN_FLIGHT, token);
    let (purged, before) = ask_in_order(&producer, purge);
    assert_eq!((purged.code, failures(&before).len()), (0, 1_000));
    for flags in [0, 4, 7, u32::MAX] {
        let refusal = producer.purge(flags, 9).unwrap_err();
        assert!(refusal.message.contains(&format!("flags is {flags}")), "{refusal:?}");
    }
}

#[test]
fn a_record_whose_connection_breaks_may_have_arrived() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "retries": 0"#);
    mock.push_faults(0, PRODUCE, &format!("[{TRANSPORT}]")).unwrap();
    send(&producer, 0..3);
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| failures(seen).len() == 3);
    for (token, code, flags) in failures(&seen) {
        assert_eq!((code, flags & PERSISTED), (TRANSPORT, flag::POSSIBLY_PERSISTED), "token {token}");
    }
}

#[test]
fn a_record_that_never_left_or_was_refused_did_not_arrive() {
    const INVALID_REQUIRED_ACKS: i32 = 21;
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "message.timeout.ms": 300"#);
    mock.push_faults(0, PRODUCE, &format!("[{INVALID_REQUIRED_ACKS}]")).unwrap();
    send(&producer, 0..1);
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| !failures(seen).is_empty());
    assert_eq!(failures(&seen), [(0, INVALID_REQUIRED_ACKS, 0)]);
    mock.set_down(1).unwrap();
    send(&producer, 1..2);
    let seen = producer.poll_until(KC_POLL_CONTROL, |seen| !failures(seen).is_empty());
    assert_eq!(failures(&seen), [(1, MSG_TIMED_OUT, flag::RETRIABLE | flag::LOCAL)]);
}
