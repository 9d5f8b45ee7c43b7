//! Transactions, with each of their requests failing in each of its ways.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kafkacore::wire::{flag, kind};
use kafkacore_tests::harness::{batch, message, partitions, Client, Failure, Mock, Record};

use super::{answered, ask_in_order, consumer, failures, producer, PRODUCE};

// Requests of Kafka's protocol.
const INIT_PRODUCER_ID: i32 = 22;
const ADD_PARTITIONS: i32 = 24;
const ADD_OFFSETS: i32 = 25;
const END_TRANSACTION: i32 = 26;
const OFFSET_COMMIT: i32 = 28;

// Errors.
const COORDINATOR_LOADING: i32 = 14;
const COORDINATOR_NOT_AVAILABLE: i32 = 15;
const NOT_COORDINATOR: i32 = 16;
const NOT_ENOUGH_REPLICAS: i32 = 19;
const ILLEGAL_GENERATION: i32 = 22;
const TOPIC_AUTHORIZATION: i32 = 29;
const GROUP_AUTHORIZATION: i32 = 30;
const CLUSTER_AUTHORIZATION: i32 = 31;
const INVALID_PRODUCER_EPOCH: i32 = 47;
const INVALID_STATE: i32 = 48;
const UNKNOWN_TOPIC: i32 = 3;
const CONCURRENT: i32 = 51;
const ID_AUTHORIZATION: i32 = 53;
const UNKNOWN_PRODUCER_ID: i32 = 59;
const FENCED_BY_BROKER: i32 = 90;
const TRANSPORT: i32 = -195;
const TIMED_OUT: i32 = -185;
const DESTROY: i32 = -197;
const CONFLICT: i32 = -173;
const STATE: i32 = -172;
const PURGE_QUEUE: i32 = -152;
const FENCED: i32 = -144;
const INCONSISTENT: i32 = -149;
const NOT_CONFIGURED: i32 = -145;
const KINDS: u16 = flag::RETRIABLE | flag::ABORTABLE | flag::FATAL;

const TIMEOUT_MS: i32 = 30_000;

fn init(client: &Client, token: u64) -> Result<i32, Failure> {
    client.init_transactions(TIMEOUT_MS, token)
}

fn commit(client: &Client, token: u64) -> Result<i32, Failure> {
    client.commit_transaction(TIMEOUT_MS, token)
}

fn abort(client: &Client, token: u64) -> Result<i32, Failure> {
    client.abort_transaction(TIMEOUT_MS, token)
}

/// Asks and gives the answer's code and what kind of error it is.
fn outcome(client: &Client, call: impl FnOnce(&Client, u64) -> Result<i32, Failure>) -> (i32, u16) {
    let (answer, _) = client.ask(call);
    (answer.code, answer.flags & KINDS)
}

fn succeed(client: &Client, call: impl FnOnce(&Client, u64) -> Result<i32, Failure>) -> Vec<Record> {
    let (answer, before) = ask_in_order(client, call);
    assert_eq!(answer.code, 0, "{}", answer.text());
    before
}

fn transactional(mock: &Mock, more: &str) -> Client {
    producer(mock, &format!(r#", "transactional.id": "id", "transaction.timeout.ms": 60000{more}"#))
}

/// A producer inside its first transaction.
fn begun(mock: &Mock) -> Client {
    let producer = transactional(mock, "");
    succeed(&producer, init);
    succeed(&producer, Client::begin_transaction);
    producer
}

fn send(producer: &Client, tokens: std::ops::Range<u64>) {
    let count = tokens.end - tokens.start;
    assert_eq!(producer.send(&batch(tokens.map(|token| ("t", message(b"value", token))), &[])), Ok((0, count)));
}

/// What a member of a group that never joined says of itself, which coordinators take.
fn metadata(mock: &Mock) -> Vec<u8> {
    consumer(mock, "group", "").ask(Client::group_metadata).0.value.unwrap()
}

fn offsets(client: &Client, metadata: &[u8], token: u64) -> Result<i32, Failure> {
    client.send_offsets(&partitions(&[("in", 0, 12), ("in", 3, 999)]), metadata, TIMEOUT_MS, token)
}

fn cluster() -> Mock {
    let mock = Mock::start(3);
    mock.create_topic("t", 1).unwrap();
    mock.create_topic("in", 4).unwrap();
    mock.set_coordinator("group", "group", 1).unwrap();
    mock.set_coordinator("transaction", "id", 2).unwrap();
    mock.set_leader("t", 0, 3).unwrap();
    mock
}

#[test]
fn a_commit_answers_what_was_sent_before_itself() {
    let mock = cluster();
    let producer = begun(&mock);
    for first in [0, 1_000] {
        send(&producer, first..first + 1_000);
        let mut delivered = answered(&succeed(&producer, commit), kind::DELIVERED_RUN);
        delivered.sort_unstable();
        assert_eq!(delivered, (first..first + 1_000).collect::<Vec<_>>());
        succeed(&producer, Client::begin_transaction);
    }
}

#[test]
fn an_abort_answers_what_waits_before_itself() {
    let mock = cluster();
    let producer = transactional(&mock, r#", "linger.ms": 30000"#);
    succeed(&producer, init);
    succeed(&producer, Client::begin_transaction);
    // As if the transaction before were still being ended: asked every 20 ms, for longer than an abort waits.
    mock.push_faults(0, ADD_PARTITIONS, &format!("{:?}", [CONCURRENT; 40])).unwrap();
    send(&producer, 0..1_000);
    let failed = failures(&succeed(&producer, abort));
    assert_eq!(failed.len(), 1_000);
    assert!(failed.iter().all(|(_, code, _)| *code == PURGE_QUEUE), "{failed:?}");
    succeed(&producer, Client::begin_transaction);
    send(&producer, 1_000..1_001);
    assert_eq!(answered(&succeed(&producer, commit), kind::DELIVERED_RUN), [1_000]);
}

#[test]
fn errors_that_pass_are_not_seen() {
    let mock = cluster();
    let metadata = metadata(&mock);
    let plant = |api_key, codes: &[i32]| mock.push_faults(0, api_key, &format!("{codes:?}")).unwrap();
    let coordinator = [COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, COORDINATOR_LOADING];
    let producer = transactional(&mock, "");
    plant(INIT_PRODUCER_ID, &coordinator);
    succeed(&producer, init);
    for commits in [true, false] {
        succeed(&producer, Client::begin_transaction);
        plant(ADD_PARTITIONS, &[UNKNOWN_TOPIC, CONCURRENT, NOT_COORDINATOR]);
        plant(PRODUCE, &[NOT_ENOUGH_REPLICAS]);
        send(&producer, 0..10);
        plant(ADD_OFFSETS, &[CONCURRENT, COORDINATOR_LOADING]);
        plant(OFFSET_COMMIT, &[NOT_COORDINATOR, CONCURRENT]);
        succeed(&producer, |client, token| offsets(client, &metadata, token));
        plant(END_TRANSACTION, &[coordinator.as_slice(), &[TRANSPORT, CONCURRENT]].concat());
        let seen = succeed(&producer, if commits { commit } else { abort });
        assert!(commits || failures(&seen).len() + answered(&seen, kind::DELIVERED_RUN).len() <= 10);
    }
}

#[test]
fn errors_of_an_end_say_what_to_do() {
    // Code of the broker, then code and kind for a commit, and for an abort.
    let cases = [
        (UNKNOWN_PRODUCER_ID, (UNKNOWN_PRODUCER_ID, flag::ABORTABLE), (0, 0)),
        (GROUP_AUTHORIZATION, (GROUP_AUTHORIZATION, flag::ABORTABLE), (GROUP_AUTHORIZATION, flag::ABORTABLE)),
        (INVALID_PRODUCER_EPOCH, (FENCED, flag::FATAL), (FENCED, flag::FATAL)),
        (FENCED_BY_BROKER, (FENCED, flag::FATAL), (FENCED, flag::FATAL)),
        (ID_AUTHORIZATION, (ID_AUTHORIZATION, flag::FATAL), (ID_AUTHORIZATION, flag::FATAL)),
        (CLUSTER_AUTHORIZATION, (CLUSTER_AUTHORIZATION, flag::FATAL), (CLUSTER_AUTHORIZATION, flag::FATAL)),
        (INVALID_STATE, (INVALID_STATE, flag::FATAL), (INVALID_STATE, flag::FATAL)),
    ];
    for (code, committed, aborted) in cases {
        for (commits, expected) in [(true, committed), (false, aborted)] {
            let mock = cluster();
            let producer = begun(&mock);
            send(&producer, 0..1);
            succeed(&producer, |client, token| client.flush(TIMEOUT_MS, token));
            mock.push_faults(0, END_TRANSACTION, &format!("[{code}]")).unwrap();
            let ended = outcome(&producer, if commits { commit } else { abort });
            assert_eq!(ended, expected, "code {code}, commit: {commits}");
            if ended.1 == flag::FATAL {
                // The fatal error stays what it is.
                assert_eq!(outcome(&producer, Client::begin_transaction), expected);
                let refusal = producer.send(&batch([("t", message(b"late", 9))], &[])).unwrap_err();
                assert_eq!((refusal.code, refusal.flags as u16 & KINDS), expected, "{refusal:?}");
            } else {
                if ended.1 == flag::ABORTABLE {
                    succeed(&producer, abort);
                }
                succeed(&producer, Client::begin_transaction);
                send(&producer, 1..2);
                succeed(&producer, commit);
            }
        }
    }
}

#[test]
fn a_failed_partition_or_offset_ends_the_transaction_alone() {
    let cases = [
        (ADD_PARTITIONS, TOPIC_AUTHORIZATION),
        (ADD_OFFSETS, GROUP_AUTHORIZATION),
        (OFFSET_COMMIT, GROUP_AUTHORIZATION),
        (OFFSET_COMMIT, ILLEGAL_GENERATION),
    ];
    let mock = cluster();
    let metadata = metadata(&mock);
    let producer = begun(&mock);
    for (api_key, code) in cases {
        mock.push_faults(0, api_key, &format!("[{code}]")).unwrap();
        if api_key == ADD_PARTITIONS {
            send(&producer, 0..1);
        } else {
            let sent = outcome(&producer, |client, token| offsets(client, &metadata, token));
            assert_eq!(sent, (code, flag::ABORTABLE), "request {api_key}");
            let refusal = producer.send(&batch([("t", message(b"late", 9))], &[])).unwrap_err();
            assert_eq!((refusal.code, refusal.flags as u16 & KINDS), (STATE, flag::ABORTABLE), "{refusal:?}");
        }
        assert_eq!(outcome(&producer, commit), (code, flag::ABORTABLE), "request {api_key}");
        succeed(&producer, abort);
        succeed(&producer, Client::begin_transaction);
        send(&producer, 1..2);
        succeed(&producer, |client, token| offsets(client, &metadata, token));
        succeed(&producer, commit);
        succeed(&producer, Client::begin_transaction);
    }
}

#[test]
fn a_failed_record_fails_the_commit() {
    let mock = cluster();
    let producer = begun(&mock);
    mock.push_faults(0, PRODUCE, &format!("[{TOPIC_AUTHORIZATION}]")).unwrap();
    send(&producer, 0..1);
    let (answer, before) = producer.ask(commit);
    assert!([TOPIC_AUTHORIZATION, INCONSISTENT].contains(&answer.code), "{}", answer.text());
    assert_eq!(answer.flags & KINDS, flag::ABORTABLE);
    assert_eq!(
        failures(&before).iter().map(|(token, code, _)| (*token, *code)).collect::<Vec<_>>(),
        [(0, TOPIC_AUTHORIZATION)]
    );
    succeed(&producer, abort);
    succeed(&producer, Client::begin_transaction);
    send(&producer, 1..2);
    succeed(&producer, commit);
}

#[test]
fn an_id_that_is_not_allowed_or_fenced_is_fatal() {
    for (code, expected) in [(ID_AUTHORIZATION, ID_AUTHORIZATION), (CLUSTER_AUTHORIZATION, CLUSTER_AUTHORIZATION)] {
        let mock = cluster();
        let producer = transactional(&mock, "");
        mock.push_faults(0, INIT_PRODUCER_ID, &format!("[{code}]")).unwrap();
        assert_eq!(outcome(&producer, init), (expected, flag::FATAL));
    }
    let mock = cluster();
    let (metadata, producer) = (metadata(&mock), begun(&mock));
    mock.push_faults(0, ADD_OFFSETS, &format!("[{INVALID_PRODUCER_EPOCH}]")).unwrap();
    let sent = outcome(&producer, |client, token| offsets(client, &metadata, token));
    assert_eq!(sent, (FENCED, flag::FATAL));
    assert_eq!(outcome(&producer, abort), (FENCED, flag::FATAL));
    assert_eq!(producer.close_wait(10_000), Ok(0));
}

#[test]
fn calls_out_of_order_are_refused_and_change_nothing() {
    let mock = cluster();
    let metadata = metadata(&mock);
    let plain = producer(&mock, "");
    assert_eq!(outcome(&plain, init), (NOT_CONFIGURED, 0));
    assert_eq!(outcome(&plain, commit), (NOT_CONFIGURED, 0));
    assert_eq!(outcome(&plain, abort), (NOT_CONFIGURED, 0));
    send(&plain, 1..3);
    let producer = transactional(&mock, "");
    let refused = |call: fn(&Client, u64) -> Result<i32, Failure>| assert_eq!(outcome(&producer, call), (STATE, 0));
    refused(Client::begin_transaction);
    succeed(&producer, init);
    refused(init);
    refused(commit);
    refused(abort);
    assert_eq!(outcome(&producer, |client, token| offsets(client, &metadata, token)), (STATE, 0));
    let records = batch([("t", message(b"early", 1)), ("t", message(b"early", 2))], &[("h", None)]);
    let refusal = producer.send(&records).unwrap_err();
    assert_eq!((refusal.status, refusal.code), (-2, STATE));
    assert!(refusal.message.contains("kc_transaction_begin"), "{refusal:?}");
    succeed(&producer, Client::begin_transaction);
    refused(Client::begin_transaction);
    send(&producer, 3..4);
    assert_eq!(answered(&succeed(&producer, commit), kind::DELIVERED_RUN), [3]);
}

#[test]
fn what_takes_longer_is_resumed_by_the_same_call_and_no_other() {
    let mock = cluster();
    let producer = transactional(&mock, r#", "reconnect.backoff.max.ms": 100"#);
    mock.set_down(2).unwrap();
    let timed_out = (TIMED_OUT, flag::RETRIABLE);
    let hurried = |call: fn(&Client, i32, u64) -> Result<i32, Failure>| {
        outcome(&producer, |client, token| call(client, 300, token))
    };
    assert_eq!(hurried(Client::init_transactions).1, flag::RETRIABLE);
    assert_eq!(outcome(&producer, Client::begin_transaction), (CONFLICT, flag::RETRIABLE));
    mock.set_up(2).unwrap();
    succeed(&producer, init);
    for (call, other) in [
        (Client::commit_transaction as fn(&Client, i32, u64) -> Result<i32, Failure>, abort as fn(&Client, u64) -> _),
        (Client::abort_transaction, commit),
    ] {
        succeed(&producer, Client::begin_transaction);
        send(&producer, 0..1);
        succeed(&producer, |client, token| client.flush(TIMEOUT_MS, token));
        mock.push_faults(2, END_TRANSACTION, r#"[{"code": 0, "rttMs": 2500}]"#).unwrap();
        assert_eq!(hurried(call), timed_out);
        assert_eq!(outcome(&producer, other), (CONFLICT, flag::RETRIABLE));
        // Longer than a slice, so it is resumed inside as well.
        succeed(&producer, |client, token| call(client, TIMEOUT_MS, token));
    }
}

#[test]
fn a_coordinator_that_moves_costs_nothing() {
    let mock = cluster();
    let producer = begun(&mock);
    for round in 0..6 {
        send(&producer, round..round + 1);
        mock.set_coordinator("transaction", "id", (round % 3) as i32 + 1).unwrap();
        send(&producer, round + 100..round + 101);
        let mut delivered = answered(&succeed(&producer, commit), kind::DELIVERED_RUN);
        delivered.sort_unstable();
        assert_eq!(delivered, [round, round + 100]);
        succeed(&producer, Client::begin_transaction);
    }
}

#[test]
fn a_coordinator_that_dies_and_comes_back_is_waited_for() {
    let mock = cluster();
    let producer = begun(&mock);
    send(&producer, 0..10);
    mock.set_down(2).unwrap();
    let token = producer.token();
    producer.commit_transaction(TIMEOUT_MS, token).unwrap();
    send_refused_or_taken(&producer);
    mock.set_up(2).unwrap();
    let (answer, before) = producer.answer(token);
    assert_eq!(answer.code, 0, "{}", answer.text());
    assert!(answered(&before, kind::DELIVERED_RUN).len() >= 10);
}

/// A record that meets a commit under way is part of it or refused, and answered when it was taken.
fn send_refused_or_taken(producer: &Client) {
    if let Err(refusal) = producer.send(&batch([("t", message(b"late", 99))], &[])) {
        assert_eq!(refusal.code, STATE);
    }
}

#[test]
fn a_close_answers_the_calls_and_records_of_a_transaction() {
    // An abort of which no broker knows yet needs none, so it may be done before the close comes.
    let calls = [(init as fn(&Client, u64) -> _, false, false), (commit, true, false), (abort, true, true)];
    for (call, is_begun, may_be_done) in calls {
        let mock = cluster();
        let producer = transactional(&mock, "");
        if is_begun {
            succeed(&producer, init);
            succeed(&producer, Client::begin_transaction);
            send(&producer, 0..10);
        }
        (1..=3).for_each(|broker| assert_eq!(mock.set_down(broker), Ok(0)));
        call(&producer, 1 << 41).unwrap();
        producer.begin_transaction(1 << 42).unwrap();
        producer.close(0, 1 << 43).unwrap();
        let (closed, before) = producer.answer(1 << 43);
        assert_eq!(closed.code, 0);
        let answers: Vec<_> = before.iter().filter(|record| record.kind == kind::RESULT).collect();
        assert_eq!(answers.iter().map(|answer| answer.token).collect::<Vec<_>>(), [1 << 41, 1 << 42]);
        let is_over =
            |answer: &Record| answer.code == DESTROY || (may_be_done && answer.token == 1 << 41 && answer.code == 0);
        assert!(answers.iter().all(|answer| is_over(answer)), "{answers:?}");
        let settled = failures(&before).len() + answered(&before, kind::DELIVERED_RUN).len();
        assert_eq!(settled, if is_begun { 10 } else { 0 });
    }
}

#[test]
fn a_close_answers_offsets_that_are_on_their_way() {
    let mock = cluster();
    let (metadata, producer) = (metadata(&mock), begun(&mock));
    mock.push_faults(2, ADD_OFFSETS, r#"[{"code": 0, "rttMs": 1500}]"#).unwrap();
    offsets(&producer, &metadata, 1 << 41).unwrap();
    commit(&producer, 1 << 42).unwrap();
    producer.close(0, 1 << 43).unwrap();
    let (closed, before) = producer.answer(1 << 43);
    assert_eq!(closed.code, 0);
    let answers: Vec<_> = before.iter().filter(|record| record.kind == kind::RESULT).collect();
    assert_eq!(answers.iter().map(|answer| answer.token).collect::<Vec<_>>(), [1 << 41, 1 << 42]);
    // Sent if their turn had come, and waited for.
    assert!([0, DESTROY].contains(&answers[0].code), "{answers:?}");
    assert_eq!(answers[1].code, DESTROY);
}

#[test]
fn a_record_that_times_out_fails_the_commit_and_not_the_producer() {
    const MSG_TIMED_OUT: i32 = -192;
    let mock = cluster();
    let producer = transactional(&mock, r#", "message.timeout.ms": 500, "reconnect.backoff.max.ms": 100"#);
    succeed(&producer, init);
    succeed(&producer, Client::begin_transaction);
    send(&producer, 0..1);
    succeed(&producer, |client, token| client.flush(TIMEOUT_MS, token));
    mock.set_down(3).unwrap();
    send(&producer, 1..11);
    let (answer, before) = ask_in_order(&producer, commit);
    assert!([INCONSISTENT, TIMED_OUT].contains(&answer.code), "{}", answer.text());
    assert_eq!(answer.flags & KINDS, flag::ABORTABLE);
    assert_eq!(failures(&before).len(), 10);
    assert!(failures(&before).iter().all(|(_, code, _)| *code == MSG_TIMED_OUT), "{before:?}");
    mock.set_up(3).unwrap();
    succeed(&producer, abort);
    // The records that never left have taken numbers with them. librdkafka finds that out with the next ones, maybe more than
    // once, and each time it can be aborted; then it has mended the numbers.
    for token in 11.. {
        assert!(token < 20, "the numbers are never mended");
        succeed(&producer, Client::begin_transaction);
        send(&producer, token..token + 1);
        let (answer, before) = ask_in_order(&producer, commit);
        if answer.code == 0 {
            assert_eq!(answered(&before, kind::DELIVERED_RUN), [token]);
            break;
        }
        assert_eq!(answer.flags & KINDS, flag::ABORTABLE, "{}", answer.text());
        succeed(&producer, abort);
    }
}

/// Sets a flag also when a test fails: threads that go by it would keep that from being told.
struct AtEnd<'a>(&'a AtomicBool);

impl Drop for AtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn threads_that_send_into_transactions_that_come_and_go_lose_no_answer() {
    const THREADS: u64 = 4;
    let mock = cluster();
    let producer = transactional(&mock, "");
    succeed(&producer, init);
    let is_over = &AtomicBool::new(false);
    let taken_count = &AtomicU64::new(0);
    let send_until_over = &|thread: u64| {
        let mut taken = Vec::new();
        for token in (thread << 32).. {
            if is_over.load(Ordering::Relaxed) {
                return taken;
            }
            match producer.send(&batch([("t", message(b"value", token))], &[])) {
                Ok((_, count)) => {
                    taken.extend((count == 1).then_some(token));
                    taken_count.fetch_add(count, Ordering::Relaxed);
                }
                Err(refusal) => assert_eq!(refusal.code, STATE, "{refusal:?}"),
            }
        }
        taken
    };
    let (mut taken, mut seen) = std::thread::scope(|scope| {
        let sending: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || send_until_over(thread))).collect();
        let end = AtEnd(is_over);
        let mut seen = Vec::new();
        let deadline = Instant::now() + Duration::from_secs(60);
        for round in 0.. {
            assert!(Instant::now() < deadline, "nothing was taken in {round} transactions");
            if round >= 40 && taken_count.load(Ordering::Relaxed) > 0 {
                break;
            }
            seen.extend(producer.ask(Client::begin_transaction).1);
            let (answer, before) = producer.ask(if round % 2 == 0 { commit } else { abort });
            assert_eq!(answer.code, 0, "{}", answer.text());
            seen.extend(before);
        }
        drop(end);
        (sending.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<u64>>(), seen)
    });
    seen.extend(producer.ask(|client, token| client.close(10_000, token)).1);
    let mut settled: Vec<u64> = failures(&seen).iter().map(|(token, ..)| *token).collect();
    settled.extend(answered(&seen, kind::DELIVERED_RUN));
    settled.sort_unstable();
    taken.sort_unstable();
    assert!(!taken.is_empty());
    assert!(settled == taken, "{} were settled of {} taken", settled.len(), taken.len());
}

#[test]
fn a_close_aborts_a_transaction_that_is_open() {
    let mock = cluster();
    let producer = transactional(&mock, r#", "linger.ms": 30000"#);
    succeed(&producer, init);
    succeed(&producer, Client::begin_transaction);
    send(&producer, 0..10);
    let (closed, before) = producer.ask(|client, token| client.close(10_000, token));
    assert_eq!(closed.code, 0);
    let failed = failures(&before);
    assert_eq!(failed.len(), 10);
    assert!(failed.iter().all(|(_, code, _)| *code == PURGE_QUEUE), "{failed:?}");
}

#[test]
fn a_close_aborts_a_transaction_whose_commit_has_failed() {
    let mock = cluster();
    let producer = begun(&mock);
    send(&producer, 0..1);
    succeed(&producer, |client, token| client.flush(TIMEOUT_MS, token));
    mock.push_faults(0, PRODUCE, &format!("[{TOPIC_AUTHORIZATION}]")).unwrap();
    send(&producer, 1..2);
    assert_eq!(outcome(&producer, commit).1, flag::ABORTABLE);
    let refusal = producer.send(&batch([("t", message(b"value", 2))], &[])).unwrap_err();
    assert_eq!(refusal.flags & u32::from(KINDS), u32::from(flag::ABORTABLE), "{}", refusal.message);
    // Readers of committed messages wait until it is over: the coordinator refuses, so that the close tells of its asking.
    mock.push_faults(0, END_TRANSACTION, &format!("[{ID_AUTHORIZATION}]")).unwrap();
    let (closed, before) = producer.ask(|client, token| client.close(10_000, token));
    assert_eq!(closed.code, 0);
    assert!(before.iter().any(|record| record.kind == kind::ERROR && record.code == ID_AUTHORIZATION), "{before:?}");
}
