//! Everything at once, from several threads.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use kafkacore::wire::kind;
use kafkacore_tests::harness::{partitions, Client, Mock, Record};

use super::{consumer, fill, messages, subscribe, ALL};

const ROUNDS: i64 = 300;
const COUNT: i64 = 5_000;
const SOUGHT: i32 = 3;

fn line(partition: i32, offset: i64) -> Vec<u8> {
    partitions(&[("t", partition, offset)])
}

/// Polls until every message of the partitions that nobody seeks has come, and checks that each came once.
fn read_all(consumer: &Client, results: &AtomicU64, is_done: impl Fn() -> bool) {
    let mut next: HashMap<i32, i64> = HashMap::new();
    let has_all = |next: &HashMap<i32, i64>| (0..SOUGHT).all(|partition| next.get(&partition) == Some(&COUNT));
    consumer.poll_until(ALL, |seen: &[Record]| {
        let new = &seen[next.remove(&-1).unwrap_or(0) as usize..];
        for message in messages(new).into_iter().filter(|message| message.partition != SOUGHT) {
            let expected = next.entry(message.partition).or_insert(0);
            assert_eq!(message.offset, *expected, "partition {}", message.partition);
            *expected += 1;
        }
        results.fetch_add(new.iter().filter(|record| record.kind == kind::RESULT).count() as u64, Ordering::SeqCst);
        let is_over = has_all(&next) && is_done();
        next.insert(-1, seen.len() as i64);
        is_over
    });
}

#[test]
fn calls_from_many_threads_lose_no_message_and_no_token() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", COUNT as u64 * 4);
    let consumer = &consumer(&mock, "g", "");
    subscribe(consumer, "t");
    let (asked, results) = (&AtomicU64::new(1), &AtomicU64::new(0));
    let ask = |call: &dyn Fn(u64)| {
        call(consumer.token());
        asked.fetch_add(1, Ordering::SeqCst);
    };
    let running = &AtomicU64::new(4);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..ROUNDS {
                consumer.hold(&line(0, 0)).unwrap();
                consumer.release(&line(0, 0)).unwrap();
            }
            running.fetch_sub(1, Ordering::SeqCst);
        });
        scope.spawn(|| {
            for _ in 0..ROUNDS {
                // Refused until the partition is assigned, which is what it is to be.
                if consumer.pause(&line(1, 0)).is_ok() {
                    consumer.resume(&line(1, 0)).unwrap();
                }
            }
            running.fetch_sub(1, Ordering::SeqCst);
        });
        scope.spawn(|| {
            for round in 0..ROUNDS {
                ask(&|token| assert_eq!(consumer.seek(&line(SOUGHT, round), 5_000, token), Ok(0)));
            }
            running.fetch_sub(1, Ordering::SeqCst);
        });
        scope.spawn(|| {
            for round in 0..ROUNDS {
                let assigned = consumer.assignment().unwrap().len();
                assert!(assigned == 0 || assigned == 4);
                assert!(consumer.position(None).unwrap().len() >= assigned);
                consumer.store(&line(SOUGHT, round)).unwrap();
                ask(&|token| assert_eq!(consumer.commit(Some(&line(SOUGHT, round)), token), Ok(0)));
            }
            running.fetch_sub(1, Ordering::SeqCst);
        });
        read_all(consumer, results, || {
            running.load(Ordering::SeqCst) == 0 && asked.load(Ordering::SeqCst) == results.load(Ordering::SeqCst)
        });
    });
}

#[test]
fn calls_while_the_consumer_closes_are_answered_or_refused() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    for round in 0..20 {
        let consumer = &consumer(&mock, &format!("g{round}"), "");
        let token = consumer.token();
        consumer.assign(Some(&partitions(&[("t", 0, -2), ("t", 1, -2)])), token).unwrap();
        assert_eq!(consumer.answer(token).0.code, 0);
        let is_refused = &AtomicBool::new(false);
        let accepted = std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut accepted = Vec::new();
                while !is_refused.load(Ordering::SeqCst) {
                    let token = consumer.token();
                    let calls: [&dyn Fn() -> bool; 3] = [
                        &|| consumer.seek(&line(0, 7), 1_000, token).is_ok(),
                        &|| consumer.incremental_unassign(&line(1, 0), token).is_ok(),
                        &|| consumer.committed(None, 1_000, token).is_ok(),
                    ];
                    match calls[accepted.len() % 3]() {
                        true => accepted.push(token),
                        false => is_refused.store(true, Ordering::SeqCst),
                    }
                }
                accepted
            });
            consumer.close(0, 1).unwrap();
            asking.join().unwrap()
        });
        let (closed, before) = consumer.answer(1);
        assert_eq!(closed.code, 0);
        let mut answered: Vec<u64> =
            before.iter().filter(|record| record.kind == kind::RESULT).map(|record| record.token).collect();
        answered.sort_unstable();
        assert_eq!(answered, accepted, "round {round}");
    }
}
