//! What is left in the process when a producer has ended: nothing, however it ended.

use kafkacore::abi::producer::{KC_PURGE_IN_FLIGHT, KC_PURGE_QUEUE};
use kafkacore_tests::harness::{alone, batch, message, Client, Held, Mock};

use super::producer;

fn send(producer: &Client) {
    // Refused where there is no transaction; nothing may be left of that either.
    let records = (0..100).map(|token| ("t", message(b"value", token)));
    let _ = producer.send(&batch(records, &[("h", Some(b"v"))]));
}

type Life = fn(&Mock, &Client);

/// Each way of life of a producer, from the point where it has records to send.
const LIVES: [(&str, Life); 8] = [
    ("closed", |_, producer| assert_eq!(producer.close_wait(10_000), Ok(0))),
    ("dropped", |_, _| {}),
    ("purged", |_, producer| {
        assert_eq!(producer.ask(|client, token| client.purge(KC_PURGE_QUEUE | KC_PURGE_IN_FLIGHT, token)).0.code, 0);
    }),
    ("flushed", |_, producer| {
        assert_eq!(producer.ask(|client, token| client.flush(30_000, token)).0.code, 0);
    }),
    ("left by its broker", |mock, producer| {
        mock.set_down(1).unwrap();
        assert_eq!(producer.close_wait(100), Ok(0));
    }),
    ("in a transaction", |_, producer| {
        assert_eq!(producer.ask(|client, token| client.init_transactions(30_000, token)).0.code, 0);
        assert_eq!(producer.ask(Client::begin_transaction).0.code, 0);
        send(producer);
        producer.commit_transaction(30_000, 1 << 41).unwrap();
        assert_eq!(producer.close_wait(10_000), Ok(0));
    }),
    ("without a coordinator", |mock, producer| {
        mock.set_down(1).unwrap();
        producer.init_transactions(30_000, 1 << 41).unwrap();
        assert_eq!(producer.close_wait(100), Ok(0));
    }),
    ("with its answers unread", |_, producer| {
        (0..100).for_each(|token| assert_eq!(producer.flush(0, 1 << 41 | token), Ok(0)));
        assert_eq!(producer.close_wait(10_000), Ok(0));
    }),
];

#[test]
fn a_producer_leaves_no_thread_and_no_descriptor() {
    alone(|| {
        let live = |life: Life, more: &str| {
            let mock = Mock::start(1);
            mock.create_topic("t", 2).unwrap();
            let producer = producer(&mock, more);
            send(&producer);
            life(&mock, &producer);
        };
        let threads = Held::now().threads;
        // The first life brings what the process keeps: descriptors of the C library's own.
        live(LIVES[0].1, "");
        let before = Held { threads, descriptors: usize::MAX }.settled();
        for (name, life) in LIVES {
            let is_transactional = name.contains("transaction") || name.contains("coordinator");
            let more = if is_transactional { r#", "transactional.id": "id""# } else { "" };
            live(life, more);
            before.wait_for_return(name);
        }
    });
}
