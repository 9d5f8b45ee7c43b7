//! A partition is where it was told to be last, whatever an earlier question for an offset is answered meanwhile.

use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, partitions, Client, Mock};

use super::{consumer, find, producer, subscribe, take, ALL};

/// Long enough for another call to be made while the broker has not answered yet.
const RTT_MS: i32 = 200;
/// A fetch brings one batch, so that a partition that moves meanwhile is seen to.
const SLOWLY: &str = r#", "auto.offset.reset": "latest", "max.partition.fetch.bytes": 1"#;

/// A consumer of a slow broker with a hundred messages, in batches of ten, in one partition.
fn begin(group: &str) -> (Mock, Client) {
    let mock = Mock::start(1);
    mock.create_topic("t", 1).unwrap();
    let producer = producer(&mock, r#", "linger.ms": 5, "batch.num.messages": 10"#);
    let values: Vec<_> = (0..100).map(|number| number.to_string()).collect();
    let records = values.iter().enumerate().map(|(token, value)| ("t", message(value.as_bytes(), token as u64)));
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, 100)));
    done(&producer, |token| assert_eq!(producer.flush(30_000, token), Ok(0)));
    let consumer = consumer(&mock, group, SLOWLY);
    done(&consumer, |token| assert_eq!(consumer.connect(30_000, token), Ok(0)));
    mock.set_rtt(1, RTT_MS).unwrap();
    (mock, consumer)
}

fn done(client: &Client, call: impl FnOnce(u64)) {
    let token = client.token();
    call(token);
    let (answer, _) = client.answer(token);
    assert_eq!(answer.code, 0, "{}", answer.text());
}

fn assert_reads_from(consumer: &Client, offset: i64) {
    let seen = take(consumer, (100 - offset) as usize);
    let messages = seen.iter().filter(|record| record.kind == kind::MESSAGE);
    assert_eq!(messages.map(|record| record.offset).collect::<Vec<_>>(), (offset..100).collect::<Vec<_>>());
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
