//! Clients come and go for as long as a process lives: what one used, the next one uses again.

use std::ops::Range;

use kafkacore_tests::harness::{alone_and_clean, batch, message, resident_size, Client, Ledger, Mock, Reader};

use super::{consumer, fill, producer};

const LIFETIMES: usize = 200;
/// Until the allocator's pools, one per thread, have their size.
const WARM_UP: usize = 60;
/// Twice what the allocator's pools and the mock cluster's memory of groups come to by themselves; a client that kept 40 KiB
/// would be over it.
const GROWTH_MAX: u64 = 8 << 20;
const MESSAGES: u64 = 64;

/// Four kinds of life in turn: a producer that sends, a consumer that reads, two dropped with everything open, one refused.
fn live(mock: &Mock, number: usize) {
    match number % 4 {
        0 => {
            let mut ledger = Ledger::new(producer(mock, ""));
            ledger.send("out", MESSAGES, 1);
            ledger.settle_delivered();
            ledger.close(10_000);
        }
        1 => {
            let mut reader = Reader::new(consumer(mock, &format!("g{number}"), ""), "t");
            reader.read_to(MESSAGES as i64);
            assert_eq!(reader.commit().code, 0);
            reader.close(10_000);
        }
        2 => {
            let producer = producer(mock, r#", "linger.ms": 60000"#);
            producer.send(&batch([("out", message(b"never sent", 1))], &[])).unwrap();
            Reader::new(consumer(mock, &format!("g{number}"), ""), "t").read_until(|reader| reader.count() > 0);
        }
        _ => assert!(Client::producer(r#"{"bootstrap.servers": "x", "linger.ms": "soon"}"#).is_err()),
    }
}

/// Two at a time.
fn live_all(mock: &Mock, numbers: Range<usize>) {
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let own = numbers.clone().skip(worker).step_by(2);
            scope.spawn(move || own.for_each(|number| live(mock, number)));
        }
    });
}

#[test]
fn two_hundred_clients_one_after_the_other_take_no_more_memory_than_the_first() {
    alone_and_clean(|| {
        let mock = Mock::start(1);
        mock.create_topic("t", 4).unwrap();
        fill(&mock, "t", MESSAGES);
        live_all(&mock, 0..WARM_UP);
        let before = resident_size();
        live_all(&mock, WARM_UP..WARM_UP + LIFETIMES);
        let growth = resident_size().saturating_sub(before);
        assert!(growth < GROWTH_MAX, "{LIFETIMES} clients left {growth} bytes behind");
    });
}
