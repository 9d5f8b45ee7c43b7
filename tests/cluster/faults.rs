//! Requests that brokers answer with an error, one kind at a time: what is curable is cured, what is not is said with its
//! code, and either way nothing is lost, doubled or left behind.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kafkacore::code::FATAL;
use kafkacore::wire::flag;
use kafkacore_tests::harness::{alone_and_clean, batch, message, Ledger, Mock, Reader};

use super::{consumer, fill, producer, PRODUCE};

const FETCH: i32 = 1;
const LIST_OFFSETS: i32 = 2;
const METADATA: i32 = 3;
const OFFSET_COMMIT: i32 = 8;
const OFFSET_FETCH: i32 = 9;
const FIND_COORDINATOR: i32 = 10;
const JOIN_GROUP: i32 = 11;
const HEARTBEAT: i32 = 12;
const LEAVE_GROUP: i32 = 13;
const SYNC_GROUP: i32 = 14;
const API_VERSIONS: i32 = 18;
const INIT_PRODUCER_ID: i32 = 22;

/// Errors planted for each case, one request each.
const FAULT_COUNT: usize = 2;
/// A commit is asked for this often before it has to have worked.
const COMMITS_MAX: usize = FAULT_COUNT + 3;
const CLOSE_TIMEOUT_MS: i32 = 10_000;
/// A close has nothing to wait for here.
const CLOSE_TIME_MAX: Duration = Duration::from_secs(5);
/// Cases at the same time: nearly all of their time is waiting.
const WORKERS: usize = 24;
const MESSAGES: i64 = 200;
/// After these answers to a commit the member joins again.
const REJOINING: [i32; 3] = [22, 25, 27];
const REJOIN_TIME: Duration = Duration::from_secs(3);
const TRANSPORT: i32 = -195;
const ALL_BROKERS_DOWN: i32 = -187;
const PURGE_QUEUE: i32 = -152;
const DESTROY: i32 = -197;

/// What the caller of a consumer notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    /// An error record with the code.
    Error,
    /// As `Error`, with the flag FATAL.
    Fatal,
    /// A commit is answered with the code.
    Refusal,
    /// The partitions are revoked and assigned anew.
    Rebalance,
}
use Told::*;

/// 120 and 133 are codes that this librdkafka does not know; -195 breaks the connection.
const CONSUMER_CASES: &[(i32, Told, &[i32])] = &[
    (API_VERSIONS, Nothing, &[35, 120, -195]),
    (METADATA, Nothing, &[3, 5, 29, 120, -195]),
    (FIND_COORDINATOR, Nothing, &[14, 15, 16, -195]),
    (FIND_COORDINATOR, Error, &[30, 120]),
    (JOIN_GROUP, Nothing, &[14, 15, 16, 25, -195]),
    (JOIN_GROUP, Error, &[23, 26, 30, 120, 133]),
    (JOIN_GROUP, Fatal, &[82]),
    (SYNC_GROUP, Nothing, &[14, 15, 16, 22, 25, 27, 30, 120, -195]),
    (OFFSET_FETCH, Nothing, &[14, 88, -195]),
    (LIST_OFFSETS, Nothing, &[5, 6, 78, -195]),
    (LIST_OFFSETS, Error, &[29, 120]),
    (FETCH, Nothing, &[1, 3, 5, 6, 9, 56, 74, 75]),
    (FETCH, Error, &[2, 120, 133]),
    (HEARTBEAT, Nothing, &[14, 15, 16, 30, 120, -195]),
    (HEARTBEAT, Rebalance, &[22, 25, 27]),
    (HEARTBEAT, Fatal, &[82]),
    (OFFSET_COMMIT, Nothing, &[14, 15, 16, -195]),
    (OFFSET_COMMIT, Refusal, &[12, 22, 25, 27, 28, 30, 120, 133]),
    (LEAVE_GROUP, Nothing, &[15, 16, 25, 30, 120, -195]),
];

#[test]
fn a_consumer_gets_over_every_error_of_every_request() {
    alone_and_clean(|| {
        in_parallel(&spelled_out(CONSUMER_CASES), |(request, told, code)| consume(*request, *told, *code));
    });
}

/// librdkafka asks again for committed offsets only where it takes the answer for a passing one; after any other the
/// partitions stay assigned and unread, until the member joins anew.
#[test]
fn committed_offsets_that_are_refused_are_told_and_joining_again_cures_it() {
    alone_and_clean(|| {
        in_parallel(&[15, 16, 30, 120], |code| {
            let mock = Mock::start(2);
            mock.create_topic("t", 4).unwrap();
            fill(&mock, "t", MESSAGES as u64);
            mock.push_faults(0, OFFSET_FETCH, &format!("[{code}]")).unwrap();
            let mut reader = Reader::new(consumer(&mock, "g", ""), "t");
            reader.read_until(|reader| reader.codes().contains(code));
            assert_eq!(reader.count(), 0);
            reader.join_again(&["t"]);
            reader.read_to(MESSAGES);
            assert_closed(&mut reader);
        });
    });
}

fn consume(request: i32, told: Told, code: i32) {
    let mock = Mock::start(2);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", MESSAGES as u64);
    let plant = || mock.push_faults(0, request, &faults(code)).unwrap();
    let is_for_a_member = [HEARTBEAT, OFFSET_COMMIT, LEAVE_GROUP].contains(&request);
    if !is_for_a_member {
        plant();
    }
    let config = r#", "enable.auto.commit": false, "retry.backoff.max.ms": 200, "reconnect.backoff.max.ms": 100"#;
    let mut reader = Reader::new(consumer(&mock, "g", config), "t");
    reader.read_to(MESSAGES);
    if request == LEAVE_GROUP {
        plant();
        return assert_closed(&mut reader);
    }
    if is_for_a_member {
        plant();
    }
    if request == HEARTBEAT {
        let is_over = Instant::now() + Duration::from_secs(1);
        reader.read_until(|reader| match told {
            Nothing => Instant::now() > is_over,
            _ => reader.assigned_count > 1 || reader.codes().contains(&code),
        });
    }
    let answers = commit_until_it_works(&mut reader);
    fill(&mock, "t", MESSAGES as u64);
    reader.read_to(2 * MESSAGES);
    // Connections that end are a complaint of their own.
    let is_cut = code == TRANSPORT || request == API_VERSIONS;
    reader.errors.retain(|error| !is_cut || ![TRANSPORT, ALL_BROKERS_DOWN].contains(&error.code));
    match told {
        Nothing => assert_eq!(answers, [0]),
        Refusal => assert_eq!(answers[0], code),
        Error => assert!(reader.errors.iter().all(|error| error.code == code && !error.text().is_empty())),
        Fatal => assert!(reader.errors.iter().all(|error| error.code == code && error.flags & flag::FATAL != 0)),
        Rebalance => assert!(reader.assigned_count > 1),
    }
    assert_eq!(reader.errors.is_empty(), !matches!(told, Error | Fatal), "{:?}", reader.errors);
    let may_repeat = reader.assigned_count > 1;
    assert!(may_repeat || reader.repeated_count == 0, "{} messages came twice", reader.repeated_count);
    assert_closed(&mut reader);
}

/// The codes with which the commits were answered until one worked.
fn commit_until_it_works(reader: &mut Reader) -> Vec<i32> {
    let mut codes = Vec::new();
    while codes.last() != Some(&0) {
        assert!(codes.len() < COMMITS_MAX, "{codes:?}");
        if codes.last().is_some_and(|code| REJOINING.contains(code)) {
            let assigned_count = reader.assigned_count;
            let is_over = Instant::now() + REJOIN_TIME;
            reader.read_until(|reader| reader.assigned_count > assigned_count || Instant::now() > is_over);
        }
        codes.push(reader.commit().code);
    }
    codes
}

fn assert_closed(reader: &mut Reader) {
    let took = reader.close(CLOSE_TIMEOUT_MS);
    assert!(took < CLOSE_TIME_MAX, "the close took {took:?}");
}

/// What the sender of records notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Delivered,
    /// The records of the requests that were hit fail with the code, the others are delivered.
    Failed,
    /// The records of the topic fail with the code until its metadata is asked for the next time; then they are delivered.
    Barred,
    /// No record can be delivered any more, and an error record with the flag FATAL says why.
    Dead,
}
use Fate::*;

const PRODUCER_CASES: &[(i32, Fate, &[i32])] = &[
    (API_VERSIONS, Delivered, &[35, 120, -195]),
    (METADATA, Delivered, &[3, 5, 29, 120, -195]),
    (INIT_PRODUCER_ID, Delivered, &[14, 15, 16, 51, 120, -195]),
    (INIT_PRODUCER_ID, Dead, &[31, 53]),
    (PRODUCE, Delivered, &[2, 3, 5, 6, 7, 9, 19, 20, 56, 59, -195]),
    (PRODUCE, Failed, &[10, 13, 17, 18, 47, 120, 133]),
    (PRODUCE, Barred, &[29]),
    (PRODUCE, Dead, &[45]),
];

#[test]
fn a_producer_answers_every_record_whatever_a_broker_says() {
    alone_and_clean(|| {
        in_parallel(&spelled_out(PRODUCER_CASES), |(request, fate, code)| produce(*request, *fate, *code));
    });
}

fn produce(request: i32, fate: Fate, code: i32) {
    let mock = Mock::start(2);
    mock.create_topic("t", 4).unwrap();
    mock.push_faults(0, request, &faults(code)).unwrap();
    let config = r#", "enable.idempotence": true, "retry.backoff.max.ms": 200, "reconnect.backoff.max.ms": 100,
        "topic.metadata.refresh.interval.ms": 1000"#;
    let mut ledger = Ledger::new(producer(&mock, config));
    ledger.send("t", MESSAGES as u64, 4);
    let mut codes: Vec<i32> = ledger.settle().values().map(|fate| fate.code).collect();
    codes.sort_unstable();
    codes.dedup();
    // What waits in a partition as that goes with its topic is answered with this (rdkafka_partition.c:339).
    codes.retain(|own| fate != Barred || *own != DESTROY);
    let fatal = ledger.errors.iter().filter(|error| error.flags & flag::FATAL != 0);
    let fatal: Vec<i32> = fatal.map(|error| error.code).collect();
    assert!(codes.iter().all(|own| [0, code, PURGE_QUEUE].contains(own)), "{codes:?}");
    if fate == Dead {
        let refusal = ledger.client.send(&batch([("t", message(b"value", 0))], &[])).unwrap_err();
        assert_eq!((fatal, refusal.code, refusal.flags & FATAL), (vec![code], code, FATAL));
        return ledger.close(CLOSE_TIMEOUT_MS);
    }
    let expected = match fate {
        Failed => vec![0, code],
        // Two of the four partitions are hit, the others as soon as the answer is known.
        Barred if codes.contains(&0) => vec![0, code],
        Barred => vec![code],
        Delivered | Dead => vec![0],
    };
    assert_eq!((codes, fatal), (expected, vec![]));
    // Whenever that is: the topic's metadata may have been asked for already.
    let mut last = ledger.send_one("t", 0).code;
    while fate == Barred && last == code {
        last = ledger.send_one("t", 0).code;
    }
    assert_eq!(last, 0);
    ledger.close(CLOSE_TIMEOUT_MS);
}

fn spelled_out<T: Copy>(cases: &[(i32, T, &[i32])]) -> Vec<(i32, T, i32)> {
    cases.iter().flat_map(|(request, told, codes)| codes.iter().map(|code| (*request, *told, *code))).collect()
}

fn faults(code: i32) -> String {
    format!("[{}]", [code.to_string().as_str(); FAULT_COUNT].join(","))
}

/// Runs the cases, and fails with the names of those that failed.
fn in_parallel<T: Sync + std::fmt::Debug>(cases: &[T], run: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failed = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            if catch_unwind(AssertUnwindSafe(|| run(case))).is_err() {
                failed.push(format!("{case:?}"));
            }
        }
        failed
    };
    let failed: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(failed, Vec::<String>::new());
}
