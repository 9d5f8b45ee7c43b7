//! Brokers that are slow, go, come back, and hand over what they lead and coordinate. Each test has a process to itself
//! and ends with what it began with.

use std::time::{Duration, Instant};

use kafkacore_tests::harness::{alone_and_clean, Ledger, Mock, Reader};

use super::{consumer, fill, member, producer};

const IDEMPOTENT: &str = r#", "enable.idempotence": true, "retry.backoff.max.ms": 100, "reconnect.backoff.max.ms": 100,
    "topic.metadata.refresh.interval.ms": 1000"#;
const PROMPT: &str = r#", "enable.auto.commit": false, "retry.backoff.max.ms": 100, "reconnect.backoff.max.ms": 100"#;
const MSG_TIMED_OUT: i32 = -192;
/// Between two events that a cluster has to suffer one after the other.
const STEP: Duration = Duration::from_millis(200);

/// Reads on for a time, whatever comes.
fn read_for(reader: &mut Reader, time: Duration) {
    let is_over = Instant::now() + time;
    reader.read_until(|_| Instant::now() > is_over);
}

fn lead(mock: &Mock, partition: i32, broker: i32) {
    mock.set_leader("t", partition, broker).unwrap();
}

#[test]
fn a_slow_cluster_loses_nothing() {
    alone_and_clean(|| {
        let mock = Mock::start(2);
        mock.create_topic("t", 4).unwrap();
        let mut ledger = Ledger::new(producer(&mock, IDEMPOTENT));
        let mut reader = Reader::new(consumer(&mock, "g", PROMPT), "t");
        ledger.send("t", 100, 4);
        reader.read_to(100);
        for broker in [1, 2] {
            mock.set_rtt(broker, 400).unwrap();
        }
        ledger.send("t", 1_000, 4);
        ledger.settle_delivered();
        reader.read_to(1_100);
        assert_eq!((reader.commit().code, reader.repeated_count), (0, 0));
        for broker in [1, 2] {
            mock.set_rtt(broker, 0).unwrap();
        }
        ledger.send("t", 100, 4);
        reader.read_to(1_200);
        ledger.close(10_000);
        reader.close(10_000);
    });
}

#[test]
fn leaders_that_move_lose_and_double_nothing() {
    alone_and_clean(|| {
        let mock = Mock::start(3);
        mock.create_topic("t", 4).unwrap();
        let mut ledger = Ledger::new(producer(&mock, IDEMPOTENT));
        let mut reader = Reader::new(consumer(&mock, "g", PROMPT), "t");
        for round in 0..12 {
            for partition in 0..4 {
                lead(&mock, partition, (round + partition) % 3 + 1);
            }
            ledger.send("t", 400, 4);
            reader.read_until(|reader| reader.count() >= 400 * i64::from(round) + 200);
        }
        ledger.settle_delivered();
        reader.read_to(4_800);
        assert_eq!((reader.repeated_count, reader.assigned_count), (0, 1));
        ledger.close(10_000);
        reader.close(10_000);
    });
}

#[test]
fn a_broker_that_dies_hands_over_and_comes_back() {
    alone_and_clean(|| {
        let mock = Mock::start(3);
        mock.create_topic("t", 4).unwrap();
        (0..4).for_each(|partition| lead(&mock, partition, partition % 2 + 1));
        mock.set_coordinator("group", "g", 3).unwrap();
        let mut ledger = Ledger::new(producer(&mock, IDEMPOTENT));
        let mut reader = Reader::new(consumer(&mock, "g", PROMPT), "t");
        ledger.send("t", 400, 4);
        reader.read_to(400);
        mock.set_down(1).unwrap();
        ledger.send("t", 400, 4);
        // What the other broker leads goes on meanwhile.
        reader.read_to(600);
        for partition in [0, 2] {
            lead(&mock, partition, 2);
        }
        ledger.settle_delivered();
        reader.read_to(800);
        mock.set_up(1).unwrap();
        for partition in [0, 2] {
            lead(&mock, partition, 1);
        }
        ledger.send("t", 400, 4);
        ledger.settle_delivered();
        reader.read_to(1_200);
        assert_eq!((reader.repeated_count, reader.assigned_count), (0, 1));
        ledger.close(10_000);
        reader.close(10_000);
    });
}

#[test]
fn a_cluster_that_is_gone_for_a_while_costs_nothing() {
    alone_and_clean(|| {
        let mock = Mock::start(2);
        mock.create_topic("t", 4).unwrap();
        let mut ledger = Ledger::new(producer(&mock, IDEMPOTENT));
        let mut reader = Reader::new(consumer(&mock, "g", PROMPT), "t");
        for round in 1..=3 {
            ledger.send("t", 400, 4);
            for broker in [1, 2] {
                mock.set_down(broker).unwrap();
            }
            ledger.send("t", 400, 4);
            read_for(&mut reader, STEP);
            for broker in [1, 2] {
                mock.set_up(broker).unwrap();
            }
            ledger.settle_delivered();
            reader.read_to(800 * round);
        }
        assert_eq!(reader.repeated_count, 0);
        ledger.close(10_000);
        reader.close(10_000);
    });
}

#[test]
fn a_coordinator_that_moves_during_a_commit_costs_no_offset() {
    alone_and_clean(|| {
        let mock = Mock::start(3);
        mock.create_topic("t", 4).unwrap();
        let mut reader = Reader::new(consumer(&mock, "g", PROMPT), "t");
        for round in 0..6 {
            fill(&mock, "t", 100);
            reader.read_to(100 * (i64::from(round) + 1));
            mock.set_coordinator("group", "g", round % 3 + 1).unwrap();
            assert_eq!(reader.commit().code, 0, "round {round}");
        }
        assert_eq!((reader.repeated_count, reader.assigned_count), (0, 1));
        reader.close(10_000);
        let mut next = Reader::new(consumer(&mock, "g", PROMPT), "t");
        next.resume_at(&reader);
        fill(&mock, "t", 100);
        next.read_to(700);
        next.close(10_000);
    });
}

#[test]
fn a_coordinator_that_dies_is_replaced_while_a_member_commits_joins_and_closes() {
    alone_and_clean(|| {
        let mock = Mock::start(3);
        mock.create_topic("t", 4).unwrap();
        (0..4).for_each(|partition| lead(&mock, partition, 3));
        mock.set_coordinator("group", "g", 1).unwrap();
        // On a busy machine the coordinators may be away for longer than a short session.
        let patient = || member(&mock, "g", 10_000, PROMPT);
        let mut reader = Reader::new(patient(), "t");
        fill(&mock, "t", 100);
        reader.read_to(100);

        // During a commit: asked for while the old one is down, answered by the new one.
        mock.set_down(1).unwrap();
        let token = reader.start_commit();
        read_for(&mut reader, STEP);
        mock.set_coordinator("group", "g", 2).unwrap();
        assert_eq!(reader.end_commit(token).code, 0);

        // During a join: a second member comes while the new one goes and the first is up again.
        mock.set_up(1).unwrap();
        let mut second = Reader::new(patient(), "t");
        second.resume_at(&reader);
        mock.set_down(2).unwrap();
        read_for(&mut second, STEP);
        mock.set_coordinator("group", "g", 1).unwrap();
        fill(&mock, "t", 100);
        let deadline = Instant::now() + Duration::from_secs(60);
        while reader.assigned_count < 2 || second.assigned_count < 1 {
            assert!(Instant::now() < deadline, "{} {}", reader.assigned_count, second.assigned_count);
            read_for(&mut reader, STEP);
            read_for(&mut second, STEP);
        }

        // During a close: both end in their time although nobody coordinates any more.
        mock.set_down(1).unwrap();
        for reader in [&mut reader, &mut second] {
            let took = reader.close(1_000);
            assert!(took < Duration::from_secs(6), "{took:?}");
        }
        mock.set_up(1).unwrap();
    });
}

#[test]
fn a_queue_that_is_full_gives_room_when_records_are_given_up() {
    alone_and_clean(|| {
        let mock = Mock::start(1);
        mock.set_down(1).unwrap();
        let config = r#", "queue.buffering.max.messages": 500, "message.timeout.ms": 300"#;
        let mut ledger = Ledger::new(producer(&mock, config));
        ledger.send("t", 2_000, 4);
        assert!(ledger.settle().values().all(|fate| fate.code == MSG_TIMED_OUT));
        ledger.close(1_000);
    });
}
