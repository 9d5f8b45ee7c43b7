//! A partition is where it was told to be last, whatever an earlier question for an offset is answered meanwhile.

use std::time::Duration;

use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, partitions, topics, Client, Mock, Record};

use super::{consumer, find, messages, producer, subscribe, take, ALL};

/// Long enough for another call to be made while the broker has not answered yet.
const RTT_MS: i32 = 200;
const LIST_OFFSETS: i32 = 2;
/// By then a question that was asked once more is answered, too.
const FLOWING: usize = 50;
/// Long enough for a rebalance.
const LONG_RTT_MS: i32 = 2000;
/// A fetch brings one batch, so that a partition that moves meanwhile is seen to.
const SLOWLY: &str = r#", "auto.offset.reset": "latest", "max.partition.fetch.bytes": 1"#;

/// A consumer of a slow broker with a hundred messages, in batches of ten, in one partition.
fn begin(group: &str) -> (Mock, Client) {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    fill_in_batches(&mock);
    let consumer = consumer(&mock, group, SLOWLY);
    done(&consumer, |token| assert_eq!(consumer.connect(30_000, token), Ok(0)));
    mock.set_rtt(1, RTT_MS).unwrap();
    (mock, consumer)
}

#[test]
fn a_rebalance_moves_no_partition_whose_end_is_being_asked_for() {
    let mock = Mock::start(2);
    for topic in ["t", "u"] {
        mock.create_topic(topic, 1).unwrap();
        mock.set_leader(topic, 0, 1).unwrap();
    }
    mock.set_coordinator("group", "g", 2).unwrap();
    let consumer = consumer(&mock, "g", &format!(r#"{SLOWLY}, "partition.assignment.strategy": "cooperative-sticky""#));
    // What is known of the topics need not be asked for again.
    done(&consumer, |token| assert_eq!(consumer.metadata(r#"{"topics": ["t", "u"]}"#, 30_000, token), Ok(0)));
    mock.set_rtt(1, LONG_RTT_MS).unwrap();
    mock.watch_requests().unwrap();
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    // The group gives it one more, while the end of the first is not known yet.
    done(&consumer, |token| assert_eq!(consumer.subscribe(&topics(&["t", "u"]), token), Ok(0)));
    // The answer finds the partition asked about once more.
    let mut seen = Vec::new();
    while mock.request_count(LIST_OFFSETS) < 2 {
        seen.extend(consumer.poll_wait(ALL, Duration::from_millis(10)).unwrap());
    }
    let producer = producer(&mock, r#", "linger.ms": 0"#);
    for token in 0.. {
        // Again and again, since the mock cluster looks at its clock when it is told something.
        mock.set_rtt(1, RTT_MS).unwrap();
        assert_eq!(producer.send(&batch([("t", message(b"v", token))], &[])), Ok((0, 1)));
        seen.extend(consumer.poll_wait(ALL, Duration::from_millis(10)).unwrap());
        if messages(&seen).len() >= FLOWING {
            break;
        }
    }
    let seen = offsets(&seen);
    assert_eq!(seen, (seen[0]..seen[0] + seen.len() as i64).collect::<Vec<_>>());
}

fn fill_in_batches(mock: &Mock) {
    let producer = producer(mock, r#", "linger.ms": 5, "batch.num.messages": 10"#);
    let values: Vec<_> = (0..100).map(|number| number.to_string()).collect();
    let records = values.iter().enumerate().map(|(token, value)| ("t", message(value.as_bytes(), token as u64)));
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 100)));
    done(&producer, |token| assert_eq!(producer.flush(30_000, token), Ok(0)));
}

fn done(client: &Client, call: impl FnOnce(u64)) {
    let token = client.token();
    call(token);
    let (answer, _) = client.answer(token);
    assert_eq!(answer.code, 0, "{}", answer.text());
}

fn assert_reads_from(consumer: &Client, offset: i64) {
    let seen = take(consumer, (100 - offset) as usize);
    assert_eq!(offsets(&seen), (offset..100).collect::<Vec<_>>());
}

fn offsets(seen: &[Record]) -> Vec<i64> {
    messages(seen).iter().map(|message| message.offset).collect()
}

#[test]
fn a_seek_counts_although_the_end_was_asked_for_before() {
    let (_mock, consumer) = begin("g");
    done(&consumer, |token| assert_eq!(consumer.assign(Some(&partitions(&[("t", 0, 10)])), token), Ok(0)));
    for offset in [47, 2] {
        done(&consumer, |token| assert_eq!(consumer.seek(&partitions(&[("t", 0, -1)]), 10_000, token), Ok(0)));
        done(&consumer, |token| assert_eq!(consumer.seek(&partitions(&[("t", 0, offset)]), 10_000, token), Ok(0)));
        assert_reads_from(&consumer, offset);
    }
}

#[test]
fn a_seek_counts_although_the_partition_was_assigned_without_an_offset() {
    let (_mock, consumer) = begin("g");
    done(&consumer, |token| assert_eq!(consumer.assign(Some(&partitions(&[("t", 0, -1)])), token), Ok(0)));
    done(&consumer, |token| assert_eq!(consumer.seek(&partitions(&[("t", 0, 47)]), 10_000, token), Ok(0)));
    assert_reads_from(&consumer, 47);
}

#[test]
fn an_assignment_counts_although_the_one_before_asked_for_the_end() {
    let (_mock, consumer) = begin("g");
    done(&consumer, |token| assert_eq!(consumer.assign(Some(&partitions(&[("t", 0, -1)])), token), Ok(0)));
    done(&consumer, |token| assert_eq!(consumer.assign(Some(&partitions(&[("t", 0, 47)])), token), Ok(0)));
    assert_reads_from(&consumer, 47);
    done(&consumer, |token| assert_eq!(consumer.seek(&partitions(&[("t", 0, -1)]), 10_000, token), Ok(0)));
    done(&consumer, |token| assert_eq!(consumer.incremental_unassign(&partitions(&[("t", 0, 0)]), token), Ok(0)));
    done(&consumer, |token| assert_eq!(consumer.incremental_assign(&partitions(&[("t", 0, 30)]), token), Ok(0)));
    assert_reads_from(&consumer, 30);
}

#[test]
fn an_assignment_counts_although_the_group_took_back_one_that_asked_for_the_end() {
    let (_mock, consumer) = begin("g");
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    done(&consumer, |token| assert_eq!(consumer.seek(&partitions(&[("t", 0, -1)]), 10_000, token), Ok(0)));
    consumer.unsubscribe(consumer.token()).unwrap();
    consumer.poll_until(ALL, |seen| find(seen, kind::REVOKED).is_some());
    done(&consumer, |token| assert_eq!(consumer.assign(Some(&partitions(&[("t", 0, 47)])), token), Ok(0)));
    assert_reads_from(&consumer, 47);
}
