//! Consuming.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{flag, kind, Fields};
use kafkacore_tests::harness::{alone, batch, message, partitions, Client, Held, Mock, Record, POLL_TIMEOUT};

use super::{consumer, fetched_sizes, fill, find, messages, producer, subscribe, take, ALL, CALLER_ANSWERS};

const OFFSET_COMMIT: i32 = 8;

fn commit(consumer: &Client) -> Record {
    let token = consumer.token();
    consumer.commit(None, token).unwrap();
    consumer.answer(token).0
}

#[test]
fn every_message_arrives_once_in_order_with_its_parts() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 20_000);
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    let seen = take(&consumer, 20_000);
    let mut next: HashMap<i32, i64> = HashMap::new();
    for message in messages(&seen) {
        let expected = next.entry(message.partition).or_insert(0);
        assert_eq!(message.offset, *expected, "partition {}", message.partition);
        assert_eq!(message.text(), (*expected * 4 + i64::from(message.partition)).to_string());
        assert_eq!((message.topic.as_deref(), message.key.as_deref()), (Some("t"), None));
        *expected += 1;
    }
    assert_eq!(messages(&seen).len(), 20_000);
    assert_eq!(consumer.close_wait(10_000), Ok(0));
}

#[test]
fn keys_headers_and_timestamps_survive_null_and_empty_told_apart() {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, "");
    let headers: [(&str, Option<&[u8]>); 4] = [("a", Some(b"1")), ("b", None), ("a", Some(b"")), ("a", Some(b"3"))];
    let with_headers = Fields { key: Some(b"k"), timestamp: 1_700_000_000_123, ..message(b"v", 1) };
    producer.send(&batch([("t", with_headers)], &headers)).unwrap();
    let empty = Fields { key: Some(b""), ..message(b"", 2) };
    let null = Fields { value: None, ..message(b"", 3) };
    producer.send(&batch([("t", empty), ("t", null)], &[])).unwrap();
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    let seen = take(&consumer, 3);
    let messages = messages(&seen);
    assert_eq!(messages[0].timestamp, 1_700_000_000_123);
    let own = |text: &str| text.as_bytes().to_vec();
    assert_eq!(
        messages[0].headers,
        [(own("a"), Some(own("1"))), (own("b"), None), (own("a"), Some(own(""))), (own("a"), Some(own("3"))),]
    );
    assert_eq!((messages[1].key.as_deref(), messages[1].value.as_deref()), (Some(&b""[..]), Some(&b""[..])));
    assert_eq!((messages[2].key.as_deref(), messages[2].value.as_deref()), (None, None));
    assert!(messages[1].headers.is_empty());
    assert!(messages[1].timestamp > 1_700_000_000_123);
}

#[test]
fn a_small_buffer_brings_everything_too() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 3_000);
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut counts = [0; 4];
    while counts.iter().sum::<i64>() < 3_000 {
        assert!(Instant::now() < deadline, "{counts:?}");
        let (status, records, needed) = consumer.poll(ALL, 400);
        let records = if status == -4 { consumer.poll(ALL, needed as usize).1 } else { records };
        for message in messages(&records) {
            assert_eq!(message.offset, counts[message.partition as usize]);
            counts[message.partition as usize] += 1;
        }
    }
}

#[test]
fn messages_that_come_while_a_batch_was_too_small_are_not_forgotten() {
    const COUNT: u64 = 20_000;
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    std::thread::scope(|scope| {
        scope.spawn(|| (0..COUNT / 100).for_each(|_| fill(&mock, "t", 100)));
        let deadline = Instant::now() + POLL_TIMEOUT;
        let mut counts = [0i64; 4];
        while counts.iter().sum::<i64>() < COUNT as i64 {
            assert!(Instant::now() < deadline, "{counts:?} of {COUNT}");
            for message in messages(&consumer.poll(ALL, 2000).1) {
                assert_eq!(message.offset, counts[message.partition as usize]);
                counts[message.partition as usize] += 1;
            }
        }
    });
}

#[test]
fn polling_for_control_alone_leaves_messages_and_ok_means_nothing_asked_for_is_left() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 100);
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    let seen = consumer.poll_until(KC_POLL_CONTROL, |seen| find(seen, kind::ASSIGNED).is_some());
    assert!(messages(&seen).is_empty());
    assert_eq!(messages(&take(&consumer, 100)).len(), 100);
}

#[test]
fn a_held_partition_waits_and_the_others_do_not() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    fill(&mock, "t", 4);
    take(&consumer, 4);
    let one = partitions(&[("t", 1, 0)]);
    consumer.hold(&one).unwrap();
    fill(&mock, "t", 400);
    let seen = take(&consumer, 300);
    assert!(messages(&seen).iter().all(|message| message.partition != 1));
    assert_eq!(messages(&seen).len(), 300);
    consumer.release(&one).unwrap();
    consumer.release(&one).unwrap();
    let seen = take(&consumer, 100);
    assert!(messages(&seen).iter().all(|message| message.partition == 1));
    assert_eq!(messages(&seen).len(), 100);
}

#[test]
fn a_hold_may_follow_the_answer_at_once() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    for round in 0..10 {
        let consumer = consumer(&mock, &format!("g{round}"), CALLER_ANSWERS);
        subscribe(&consumer, "t");
        let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
        consumer.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
        consumer.hold(&partitions(&[("t", 0, 0), ("t", 1, 0), ("t", 2, 0)])).unwrap();
        let seen = take(&consumer, 10);
        assert!(messages(&seen).iter().all(|message| message.partition == 3), "round {round}");
    }
}

#[test]
fn what_is_stored_is_committed_and_the_next_member_goes_on_from_there() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let first = consumer(&mock, "g", r#", "enable.auto.commit": false"#);
    subscribe(&first, "t");
    take(&first, 400);
    assert_eq!(commit(&first).code, -168, "nothing is stored by delivery alone");
    first.store(&partitions(&[("t", 0, 50), ("t", 1, 60), ("u", 7, 1)])).unwrap();
    let committed = commit(&first);
    assert_eq!(committed.code, 0, "{}", committed.text());
    let token = first.token();
    first.commit(Some(&partitions(&[("t", 2, 100)])), token).unwrap();
    assert_eq!(first.answer(token).0.list()[0].offset, 100);
    assert_eq!(first.close_wait(10_000), Ok(0));

    let second = consumer(&mock, "g", "");
    subscribe(&second, "t");
    let seen = take(&second, 50 + 40 + 100);
    let first_of = |partition| messages(&seen).iter().find(|m| m.partition == partition).map(|m| m.offset);
    assert_eq!([first_of(0), first_of(1), first_of(2), first_of(3)], [Some(50), Some(60), None, Some(0)]);
}

/// A member of a KIP-848 group whose epoch was raised while its commit was under way.
#[test]
fn a_commit_that_crosses_a_new_epoch_is_sent_again() {
    const STALE_MEMBER_EPOCH: i32 = 113;
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "t");
    take(&consumer, 40);
    let commit_to = |offset: Option<i64>| {
        let lines = offset.map(|offset| partitions(&[("t", 0, offset)]));
        consumer.ask(|client, token| client.commit(lines.as_deref(), token)).0
    };
    mock.push_faults(0, OFFSET_COMMIT, &format!("{:?}", [STALE_MEMBER_EPOCH; 3])).unwrap();
    let answer = commit_to(Some(7));
    assert_eq!(answer.code, 0, "{answer:?}");
    assert_eq!(answer.list()[0].offset, 7);
    consumer.store(&partitions(&[("t", 0, 9)])).unwrap();
    mock.push_faults(0, OFFSET_COMMIT, &format!("[{STALE_MEMBER_EPOCH}]")).unwrap();
    let answer = commit_to(None);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert_eq!(answer.list()[0].offset, 9);

    mock.push_faults(0, OFFSET_COMMIT, &format!("{:?}", [STALE_MEMBER_EPOCH; 1_000])).unwrap();
    assert_eq!(commit_to(Some(8)).code, STALE_MEMBER_EPOCH, "an epoch that stays stale is told");
    assert_eq!(consumer.close_wait(10_000), Ok(0));
}

#[test]
fn an_automatic_commit_is_told_also_when_it_fails() {
    const GROUP_AUTHORIZATION: i32 = 30;
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", r#", "auto.commit.interval.ms": 100"#);
    subscribe(&consumer, "t");
    take(&consumer, 400);
    for (offset, code) in [(60, 0), (70, GROUP_AUTHORIZATION)] {
        mock.push_faults(0, OFFSET_COMMIT, &format!("[{code}]")).unwrap();
        consumer.store(&partitions(&[("t", 1, offset)])).unwrap();
        let seen = consumer.poll_until(ALL, |seen| find(seen, kind::COMMITTED).is_some());
        let told = find(&seen, kind::COMMITTED).unwrap();
        let lines: Vec<_> = told.list().iter().map(|line| (line.partition, line.offset)).collect();
        assert_eq!((told.code, lines.contains(&(1, offset))), (code, true), "{lines:?}");
    }
    // Its last commit would wait for a broker that comes back.
    assert_eq!(consumer.close_wait(10_000), Ok(0));
}

#[test]
fn what_is_fetched_ahead_is_bounded_for_each_partition() {
    const VALUE_SIZE: usize = 64 << 10;
    /// The mock keeps no more than 5 MiB of a partition.
    const COUNT: usize = 70;
    const THRESHOLD: usize = 1 << 20;
    /// What one response may bring for a partition.
    const OVERSHOOT: usize = 1 << 20;
    const CALM: usize = 10;
    let mock = Mock::start(1);
    mock.create_topic("t", 2).unwrap();
    let producer = producer(&mock, "");
    let value = vec![7; VALUE_SIZE];
    for partition in [0, 1] {
        let record = |token| ("t", Fields { partition, ..message(&value, token) });
        assert_eq!(producer.send(&batch((0..COUNT as u64).map(record), &[])), Ok((0, COUNT as u64)));
    }
    assert_eq!(producer.ask(|client, token| client.flush(60_000, token)).0.code, 0);

    let more = format!(
        r#", "queued.max.messages.kbytes": {}, "fetch.message.max.bytes": {OVERSHOOT}, "statistics.interval.ms": 50"#,
        THRESHOLD >> 10
    );
    let consumer = consumer(&mock, "g", &more);
    let token = consumer.token();
    consumer.assign(Some(&partitions(&[("t", 0, -2), ("t", 1, -2)])), token).unwrap();
    // Until both have something and nothing is added to it for a while.
    let mut sizes = Vec::new();
    consumer.poll_until(KC_POLL_CONTROL, |seen| {
        let statistics = seen.iter().filter(|record| record.kind == kind::STATS);
        sizes = statistics.map(|record| fetched_sizes(&record.text())).collect();
        let is_calm = |calm: &[Vec<usize>]| {
            calm.iter().all(|sizes| *sizes == calm[0] && sizes.iter().filter(|size| **size > 0).count() == 2)
        };
        sizes.len() >= CALM && is_calm(&sizes[sizes.len() - CALM..])
    });
    let largest = sizes.iter().flatten().max().unwrap();
    assert!((THRESHOLD..=THRESHOLD + OVERSHOOT).contains(largest), "{largest}");
    assert_eq!(messages(&take(&consumer, 2 * COUNT)).len(), 2 * COUNT);
}

#[test]
fn a_close_commits_what_was_stored() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 8);
    let first = consumer(&mock, "g", "");
    subscribe(&first, "t");
    take(&first, 8);
    first.store(&partitions(&[("t", 0, 2), ("t", 1, 2), ("t", 2, 2), ("t", 3, 1)])).unwrap();
    first.close(10_000, 5).unwrap();
    let (closed, before) = first.answer(5);
    assert_eq!(closed.code, 0);
    let revoked = find(&before, kind::REVOKED).expect("the last revocation is told");
    assert_eq!((revoked.list().len(), revoked.flags & flag::ANSWER), (4, 0));
    let second = consumer(&mock, "g", "");
    subscribe(&second, "t");
    let seen = take(&second, 1);
    assert_eq!((messages(&seen)[0].partition, messages(&seen)[0].offset), (3, 1));
}

#[test]
fn the_caller_answers_rebalances_and_may_change_an_assignment() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", CALLER_ANSWERS);
    subscribe(&consumer, "t");
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    let assigned = find(&seen, kind::ASSIGNED).unwrap();
    assert_ne!(assigned.flags & flag::ANSWER, 0);
    assert_eq!(assigned.list().len(), 4);
    for (list, words) in [
        (partitions(&[("t", 2, 7), ("t", 2, 7)]), "record 1: t [2] is there twice"),
        (partitions(&[("t", 2, -5)]), "record 0: offset is -5"),
        (partitions(&[("t", 9, 7)]), "record 0: t [9] is not among"),
        (partitions(&[("other", 2, 7)]), "record 0: other [2] is not among"),
    ] {
        let refusal = consumer.answer_rebalance(assigned.token, Some(&list)).unwrap_err();
        assert!(refusal.message.contains(words), "{}", refusal.message);
    }
    consumer.answer_rebalance(assigned.token, Some(&partitions(&[("t", 2, 7)]))).unwrap();
    assert!(consumer.answer_rebalance(assigned.token, None).is_err(), "answered once");
    let seen = take(&consumer, 3);
    assert!(messages(&seen).iter().all(|message| message.partition == 2));
    assert_eq!(messages(&seen)[0].offset, 7);
    assert_eq!(messages(&seen)[0].epoch, assigned.token);
}

#[test]
fn a_second_member_takes_over_and_an_unanswered_revocation_holds_it_up_only_until_the_close() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let first = consumer(&mock, "g", CALLER_ANSWERS);
    subscribe(&first, "t");
    let seen = first.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    first.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
    let before = take(&first, 40);
    let second = consumer(&mock, "g", "");
    subscribe(&second, "t");
    let seen = first.poll_until(ALL, |seen| find(seen, kind::REVOKED).is_some());
    let revoked = find(&seen, kind::REVOKED).unwrap();
    assert_ne!(revoked.flags & flag::ANSWER, 0);
    assert!(revoked.token > messages(&before)[0].epoch, "the epoch outdates what was handed out before");
    let refusal = first.answer_rebalance(revoked.token, Some(&partitions(&[("t", 0, 0)]))).unwrap_err();
    assert!(refusal.message.contains("a revocation takes no partition list"), "{}", refusal.message);
    // Left unanswered: closing answers it.
    first.close(10_000, 6).unwrap();
    assert_eq!(first.answer(6).0.code, 0);
    let seen = take(&second, 40);
    assert_eq!(messages(&seen).len(), 40);
}

#[test]
fn a_close_ends_in_its_time_whatever_is_open() {
    alone(|| {
        let mock = Mock::start(1);
        mock.create_topic("t", 4).unwrap();
        fill(&mock, "t", 40);
        let before = Held::now();
        for (timeout_ms, is_answered, is_broker_there) in [(0, true, true), (0, false, true), (500, true, false)] {
            let consumer = consumer(&mock, &format!("g{is_answered}{is_broker_there}"), CALLER_ANSWERS);
            subscribe(&consumer, "t");
            let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
            if is_answered {
                consumer.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
                take(&consumer, 40);
                consumer.store(&partitions(&[("t", 0, 5)])).unwrap();
            }
            if !is_broker_there {
                mock.set_down(1).unwrap();
            }
            let start = Instant::now();
            consumer.close(timeout_ms, 6).unwrap();
            assert_eq!(consumer.answer(6).0.code, 0);
            let took = start.elapsed();
            assert!(took < Duration::from_millis(timeout_ms as u64) + Duration::from_secs(5), "{took:?}");
            mock.set_up(1).unwrap();
        }
        // A last commit waits for the broker, so the broker has to wait for it.
        before.wait_for_return("a close that was answered before it was done");
    });
}

#[test]
fn a_client_dropped_with_everything_open_leaves_the_group() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 4000);
    let first = consumer(&mock, "g", CALLER_ANSWERS);
    subscribe(&first, "t");
    first.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    drop(first);
    let second = consumer(&mock, "g", "");
    subscribe(&second, "t");
    assert_eq!(messages(&take(&second, 4000)).len(), 4000);
}

#[test]
fn an_idle_member_stays_in_its_group() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let consumer = consumer(&mock, "g", r#", "max.poll.interval.ms": 3000"#);
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    // Three times the limit without a record and so without a reason to poll; then one comes.
    let quiet = consumer.poll_wait(ALL, Duration::from_secs(9)).unwrap();
    assert!(find(&quiet, kind::REVOKED).is_none() && find(&quiet, kind::ERROR).is_none(), "{quiet:?}");
    fill(&mock, "t", 4);
    assert_eq!(messages(&take(&consumer, 4)).len(), 4);
}

#[test]
fn a_broker_that_goes_and_comes_back_costs_the_consumer_nothing() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 1000);
    let consumer = consumer(&mock, "g", r#", "reconnect.backoff.max.ms": 100"#);
    subscribe(&consumer, "t");
    let mut seen = take(&consumer, 1000);
    mock.set_down(1).unwrap();
    consumer.poll_until(ALL, |seen| find(seen, kind::ERROR).is_some());
    mock.set_up(1).unwrap();
    fill(&mock, "t", 1000);
    seen.extend(take(&consumer, 1000));
    let mut next = [0i64; 4];
    for message in messages(&seen) {
        assert_eq!(message.offset, next[message.partition as usize]);
        next[message.partition as usize] += 1;
    }
    assert_eq!(next, [500; 4]);
}

#[test]
fn a_topic_that_does_not_exist_is_reported() {
    let mock = Mock::start(1);
    let consumer = consumer(&mock, "g", r#", "allow.auto.create.topics": false"#);
    subscribe(&consumer, "t");
    let token = consumer.token();
    consumer.close(5_000, token).unwrap();
    assert_eq!(consumer.answer(token).0.code, 0);
}
