//! The life of a ticket: made, used from anywhere, closed once, dropped twice, and refused ever after.

use std::time::{Duration, Instant};

use kafkacore::abi::client::{kc_client_drop, KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, topics, Client, Mock};

use super::{lonely_consumer, lonely_producer, refused, INVALID, PANIC, STATE};

const DESTROY: i32 = -197;
const BUFFER: i32 = -4;

#[test]
fn a_ticket_that_stands_for_nothing_is_refused() {
    let dropped = lonely_producer();
    kc_client_drop(dropped.ticket);
    let reused = lonely_producer();
    assert_ne!(dropped.ticket, reused.ticket, "a slot that is used again has another ticket");
    for ticket in [0, 1, dropped.ticket, u64::MAX, 1 << 53] {
        let client = Client::of_ticket(ticket);
        refused(client.connect(1, 1), STATE, "stands for nothing");
        refused(client.send(&[]), STATE, "stands for nothing");
        refused(client.poll_wait(1, Duration::ZERO), STATE, "stands for nothing");
        refused(client.close_wait(1), STATE, "stands for nothing");
        refused(client.panic(), STATE, "stands for nothing");
    }
    assert_eq!(kc_client_drop(dropped.ticket), 0);
    assert_eq!(kc_client_drop(0), 0);
}

#[test]
fn a_ticket_of_another_kind_is_refused_and_lives_on() {
    let mock = Mock::start(1);
    let producer = lonely_producer();
    let consumer = lonely_consumer();
    refused(producer.subscribe(&topics(&["t"]), 1), STATE, "that of a producer; this call needs a consumer");
    refused(consumer.send(&batch([("t", message(b"", 1))], &[])), STATE, "this call needs a producer");
    refused(Client::of_ticket(mock.ticket).connect(1, 1), STATE, "that of a mock cluster");
    assert_eq!(kafkacore::abi::mock::kc_mock_drop(producer.ticket), 0);
    assert_eq!(producer.flush(1000, 5), Ok(0), "a mock's drop leaves a producer alone");
    assert!(mock.create_topic("still-there", 1).is_ok(), "a client's drop leaves a mock alone");
}

#[test]
fn nobody_there_is_an_answer_within_the_time() {
    let producer = lonely_producer();
    let start = Instant::now();
    producer.connect(1500, 9).unwrap();
    let (answer, _) = producer.answer(9);
    assert_ne!(answer.code, 0);
    assert!(answer.text().starts_with("no broker answered within 1500 ms: "), "{}", answer.text());
    assert!(answer.text().contains("Connection refused"), "{}", answer.text());
    assert!(start.elapsed() >= Duration::from_millis(1400));
}

#[test]
fn a_close_answers_everything_and_itself_last() {
    let producer = lonely_producer();
    let records: Vec<_> = (0..5000).map(|token| ("t", message(b"never sent", token))).collect();
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 5000)));
    producer.flush(60_000, 1 << 41).unwrap();
    producer.connect(60_000, 1 << 42).unwrap();
    producer.close(100, 1 << 43).unwrap();
    refused(producer.close(100, 77), STATE, "closing or closed");
    refused(producer.close_wait(100), STATE, "closing or closed");
    refused(producer.send(&batch([("t", message(b"", 1))], &[])), STATE, "clos");
    let (closed, before) = producer.answer(1 << 43);
    assert_eq!(closed.code, 0);
    let failed: i64 = before.iter().filter(|record| record.kind == kind::FAILED_RUN).map(|record| record.count()).sum();
    assert_eq!(failed, 5000, "every record that was taken is answered");
    let answers = before.iter().filter(|record| record.kind == kind::RESULT).map(|record| record.token);
    assert_eq!(answers.collect::<Vec<_>>(), [1 << 41, 1 << 42]);
    let (status, records, _) = producer.poll(KC_POLL_CONTROL | KC_POLL_MESSAGES, 4096);
    assert_eq!((status, records.len()), (0, 0), "a closed client can still be polled");
    refused(producer.flush(0, 3), STATE, "closed");
}

#[test]
fn a_close_without_anybody_there_ends_in_time() {
    for client in [lonely_producer(), lonely_consumer()] {
        let start = Instant::now();
        assert_eq!(client.close_wait(500), Ok(0));
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
        refused(client.close_wait(500), STATE, "closed");
    }
}

#[test]
fn a_token_in_use_is_refused() {
    let producer = lonely_producer();
    producer.connect(60_000, 4).unwrap();
    refused(producer.connect(1, 4), INVALID, "token 4 is outstanding");
    refused(producer.close(1, 4), INVALID, "token 4 is outstanding");
    producer.close(1, 5).unwrap();
    let (_, before) = producer.answer(5);
    assert_eq!(
        before.iter().find(|record| record.token == 4).map(|record| record.code).map(|code| code < 0),
        Some(true)
    );
}

#[test]
fn a_panic_is_an_error_and_the_client_can_only_be_polled_and_closed() {
    let producer = lonely_producer();
    assert_eq!(producer.send(&batch([("t", message(b"x", 1))], &[])), Ok((0, 1)));
    refused(producer.panic(), PANIC, "planted by kc__panic");
    refused(producer.send(&batch([("t", message(b"x", 2))], &[])), STATE, "unusable since the core panicked");
    refused(producer.connect(1, 3), STATE, "unusable");
    producer.close(0, 8).unwrap();
    let (closed, before) = producer.answer(8);
    assert_eq!(closed.code, 0);
    assert!(before.iter().any(|record| record.kind == kind::FAILED_RUN && record.token == 1));
    lonely_producer().panic().unwrap_err();
}

#[test]
fn admin_requests_on_their_way_are_answered_by_a_close() {
    let admin = Client::admin(r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0}"#).unwrap();
    for (client, token) in [(&admin, 3), (&lonely_producer(), 4), (&lonely_consumer(), 5)] {
        client.request(r#"{"operation": "DeleteTopics", "topics": ["a"]}"#, 60_000, token).unwrap();
        client.close(0, 99).unwrap();
        let (_, before) = client.answer(99);
        let answer = before.iter().find(|record| record.token == token).expect("an answer before the close's");
        assert_eq!((answer.kind, answer.code), (kind::RESULT, DESTROY), "{}", answer.text());
    }
}

#[test]
fn a_buffer_that_is_too_small_keeps_the_record() {
    let producer = lonely_producer();
    producer.flush(0, 11).unwrap();
    let deadline = Instant::now() + kafkacore_tests::harness::POLL_TIMEOUT;
    let needed = loop {
        let (status, _, needed) = producer.poll(KC_POLL_CONTROL, 64);
        if status == BUFFER {
            break needed;
        }
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    };
    for _ in 0..3 {
        assert_eq!(producer.poll(KC_POLL_CONTROL, 0).0, BUFFER);
        assert_eq!(producer.poll(KC_POLL_CONTROL, needed as usize - 8).0, BUFFER);
    }
    let (status, records, _) = producer.poll(KC_POLL_CONTROL, needed as usize);
    assert!(status >= 0);
    assert_eq!(records.len(), 1, "the size that was asked for takes one record");
    if records[0].token != 11 {
        assert_eq!(producer.answer(11).0.code, 0);
    }
}

#[test]
fn calls_from_many_threads_do_not_disturb_each_other() {
    let producer = lonely_producer();
    std::thread::scope(|scope| {
        for thread in 0..8u64 {
            let producer = &producer;
            scope.spawn(move || {
                for round in 0..200 {
                    let token = thread * 1000 + round;
                    let _ = producer.send(&batch([("t", message(b"x", token))], &[]));
                    let _ = producer.poll(3, 4096);
                    if thread == 7 && round == 150 {
                        let _ = producer.close(0, 1 << 44);
                    }
                }
            });
        }
    });
    let _ = producer.poll(3, 4096);
}

#[test]
fn fifty_clients_come_and_go() {
    for _ in 0..25 {
        drop(lonely_producer());
        drop(lonely_consumer());
    }
}
