//! What becomes of a caller who does not get on with his messages.

use std::time::{Duration, Instant};

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{flag, kind};
use kafkacore_tests::harness::{partitions, Client, Mock, Record};

use super::{consumer, fetched_sizes, fill, find, messages, subscribe, take, ALL, CALLER_ANSWERS};

const MAX_POLL_EXCEEDED: i32 = -147;
const LIMIT: Duration = Duration::from_secs(3);
const LIMITED: &str = r#", "max.poll.interval.ms": 3000"#;
const STATISTICS: &str = r#", "statistics.interval.ms": 200"#;

/// Polls for messages of a consumer that gets on, except with what it holds.
fn poll_for(consumer: &Client, duration: Duration, mut between: impl FnMut()) -> Vec<Record> {
    let deadline = Instant::now() + duration;
    let mut seen = Vec::new();
    while Instant::now() < deadline {
        seen.extend(consumer.poll_wait(ALL, Duration::from_millis(200)).unwrap());
        between();
    }
    seen
}

/// Takes all messages in one poll, so that none of them counts as handled by the next one: waits until librdkafka says that
/// `size` bytes of values are there. Needs `STATISTICS`.
fn take_at_once(consumer: &Client, count: usize, size: usize) {
    consumer.poll_until(KC_POLL_CONTROL, |seen| {
        let statistics = seen.iter().rev().find(|record| record.kind == kind::STATS);
        statistics.is_some_and(|record| fetched_sizes(&record.text()).iter().sum::<usize>() == size)
    });
    let (_, seen, _) = consumer.poll(ALL, 1 << 20);
    assert_eq!(messages(&seen).len(), count);
}

fn stuck_error(seen: &[Record]) -> Option<&Record> {
    seen.iter().find(|record| record.kind == kind::ERROR && record.code == MAX_POLL_EXCEEDED)
}

#[test]
fn a_partition_that_is_held_too_long_costs_the_membership_until_the_caller_is_heard_again() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let first = consumer(&mock, "g", &format!("{LIMITED}{CALLER_ANSWERS}{STATISTICS}"));
    subscribe(&first, "t");
    let seen = first.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    first.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
    take_at_once(&first, 40, 70);
    first.hold(&partitions(&[("t", 1, 0)])).unwrap();
    first.store(&partitions(&[("t", 0, 10), ("t", 1, 4), ("t", 2, 10), ("t", 3, 10)])).unwrap();
    let start = Instant::now();
    let seen = first.poll_until(KC_POLL_CONTROL, |seen| find(seen, kind::REVOKED).is_some());
    assert!(start.elapsed() >= LIMIT, "{:?}", start.elapsed());
    let error = stuck_error(&seen).unwrap();
    assert_eq!((error.topic.as_deref(), error.partition), (Some("t"), 1));
    assert!(error.text().starts_with("t [1]: ") && error.text().contains("max.poll.interval.ms (3000)"));
    let revoked = find(&seen, kind::REVOKED).unwrap();
    assert_eq!(revoked.list().len(), 4);
    assert_eq!(revoked.flags & (flag::LOST | flag::ANSWER), flag::LOST);
    assert_eq!(first.assignment(), Ok(Vec::new()));
    // It has left: another member has everything from where it was stored, while nothing is heard of the first.
    let second = consumer(&mock, "g", "");
    subscribe(&second, "t");
    let seen = take(&second, 6);
    assert!(messages(&seen).iter().all(|message| message.partition == 1 && message.offset >= 4));
    assert_eq!(second.assignment().unwrap().len(), 4);
    // The handler has come to its end.
    first.store(&partitions(&[("t", 1, 10)])).unwrap();
    let mut rejoined = Vec::new();
    second.poll_until(ALL, |_| {
        rejoined.extend(first.poll(ALL, 1 << 16).1);
        find(&rejoined, kind::ASSIGNED).is_some()
    });
}

#[test]
fn what_is_heard_of_a_caller_before_he_knows_of_the_loss_is_no_sign_of_life() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let first = consumer(&mock, "g", &format!("{LIMITED}{STATISTICS}"));
    subscribe(&first, "t");
    take_at_once(&first, 40, 70);
    first.hold(&partitions(&[("t", 0, 0), ("t", 1, 0), ("t", 2, 0), ("t", 3, 0)])).unwrap();
    let mut seen = Vec::new();
    while find(&seen, kind::REVOKED).is_none() {
        // Of one partition he says that he has it still, and he comes for messages.
        first.hold(&partitions(&[("t", 2, 0)])).unwrap();
        seen.extend(first.poll(ALL, 1 << 16).1);
        std::thread::sleep(Duration::from_millis(1));
    }
    let second = consumer(&mock, "g", "");
    subscribe(&second, "t");
    take(&second, 40);
    assert_eq!(second.assignment().unwrap().len(), 4);
    seen.extend(first.poll(KC_POLL_CONTROL, 1 << 16).1);
    assert!(find(&seen, kind::ASSIGNED).is_none());
    // Now he knows.
    second.poll_until(ALL, |_| {
        seen.extend(first.poll(ALL, 1 << 16).1);
        find(&seen, kind::ASSIGNED).is_some()
    });
}

#[test]
fn a_caller_who_gets_on_slowly_or_has_nothing_left_stays() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 80);
    let consumer = consumer(&mock, "g", &format!("{LIMITED}{STATISTICS}"));
    subscribe(&consumer, "t");
    take_at_once(&consumer, 80, 150);
    let held = partitions(&[("t", 0, 0), ("t", 1, 0), ("t", 2, 0)]);
    consumer.hold(&held).unwrap();
    let mut offset = 0;
    let seen = poll_for(&consumer, LIMIT * 2, || {
        // One partition moves slowly, one has been handled, of one the caller says that he has it still.
        offset = (offset + 1).min(19);
        consumer.store(&partitions(&[("t", 0, offset), ("t", 1, 20)])).unwrap();
        consumer.hold(&partitions(&[("t", 2, 0)])).unwrap();
    });
    assert!(stuck_error(&seen).is_none() && find(&seen, kind::REVOKED).is_none(), "{seen:?}");
    // Nothing more is heard of the first: that is the end, and the poll after the loss begins anew.
    consumer.release(&partitions(&[("t", 2, 0)])).unwrap();
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    assert_eq!(stuck_error(&seen).map(|error| error.partition), Some(0));
}

#[test]
fn messages_after_which_nobody_polls_count_too_and_the_next_poll_says_that_they_were_handled() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 4);
    let consumer = consumer(&mock, "g", LIMITED);
    subscribe(&consumer, "t");
    take(&consumer, 4);
    let quiet = consumer.poll_wait(ALL, LIMIT * 2).unwrap();
    assert!(quiet.is_empty(), "{quiet:?}");
    fill(&mock, "t", 4);
    take(&consumer, 4);
    let seen = consumer.poll_until(KC_POLL_CONTROL, |seen| find(seen, kind::REVOKED).is_some());
    assert!(stuck_error(&seen).is_some());
    // The caller asks for the group himself, and no sign of life asks for it behind his back.
    let token = consumer.token();
    consumer.unsubscribe(token).unwrap();
    assert_eq!(consumer.answer(token).0.code, 0);
    let seen = poll_for(&consumer, Duration::from_secs(1), || ());
    assert!(find(&seen, kind::ASSIGNED).is_none());
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
}

#[test]
fn without_a_group_there_is_only_the_error() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", &format!("{LIMITED}{STATISTICS}"));
    let list = partitions(&[("t", 0, -2), ("t", 1, -2)]);
    let token = consumer.token();
    consumer.assign(Some(&list), token).unwrap();
    assert_eq!(consumer.answer(token).0.code, 0);
    take_at_once(&consumer, 20, 34);
    consumer.hold(&partitions(&[("t", 0, 0)])).unwrap();
    let seen = consumer.poll_until(ALL, |seen| stuck_error(seen).is_some());
    assert!(find(&seen, kind::REVOKED).is_none());
    assert_eq!(consumer.assignment().unwrap().len(), 2);
    fill(&mock, "t", 40);
    assert!(messages(&take(&consumer, 10)).iter().all(|message| message.partition == 1));
}

#[test]
fn a_caller_who_does_not_come_for_what_waits_is_taken_for_stuck_by_librdkafka() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", &format!("{LIMITED}{CALLER_ANSWERS}"));
    subscribe(&consumer, "t");
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    consumer.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
    take(&consumer, 40);
    fill(&mock, "t", 40);
    assert_eq!(consumer.is_assignment_lost(), Ok(false));
    // Time is what this is about: nobody polls in it.
    std::thread::sleep(LIMIT * 2);
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::REVOKED).is_some());
    assert!(stuck_error(&seen).is_some());
    let revoked = find(&seen, kind::REVOKED).unwrap();
    assert_ne!(revoked.flags & flag::LOST, 0);
    assert_eq!(consumer.is_assignment_lost(), Ok(true));
    consumer.answer_rebalance(revoked.token, None).unwrap();
}
