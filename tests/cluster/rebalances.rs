//! What a consumer is told of its group adds up, whatever librdkafka leaves unsaid.

use kafkacore::wire::{flag, kind, NO_OFFSET};
use kafkacore_tests::harness::{partitions, Client, Mock, Record};

use super::{consumer, fill, find, subscribe, take, ALL, CALLER_ANSWERS};

const COOPERATIVE: &str = r#", "partition.assignment.strategy": "cooperative-sticky""#;

#[test]
fn an_assignment_that_another_one_overtakes_was_lost() {
    let mock = Mock::start(1);
    mock.create_topic("t1", 4).unwrap();
    let refresh = r#", "topic.metadata.refresh.interval.ms": 100, "partition.assignment.strategy": "range""#;
    let consumer = consumer(&mock, "g", &format!("{CALLER_ANSWERS}{refresh}"));
    subscribe(&consumer, "^t");
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    let first = find(&seen, kind::ASSIGNED).unwrap().clone();
    // The group begins anew while the first assignment waits for its answer.
    mock.create_topic("t2", 2).unwrap();
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    let kinds: Vec<u16> = seen.iter().map(|record| record.kind).filter(|kind| *kind != kind::ERROR).collect();
    assert_eq!(kinds, [kind::REVOKED, kind::ASSIGNED], "{seen:?}");
    let (lost, second) = (find(&seen, kind::REVOKED).unwrap(), find(&seen, kind::ASSIGNED).unwrap());
    assert_eq!(lost.flags, flag::LOST, "it is lost, and nobody is asked");
    assert_eq!(lost.list().len(), 4);
    assert_eq!(second.list().len(), 6);
    assert!(consumer.answer_rebalance(first.token, None).is_err(), "the first is over");
    consumer.answer_rebalance(second.token, None).unwrap();
    assert_eq!(consumer.assignment().unwrap().len(), 6);
}

#[test]
fn a_cooperative_group_goes_on_when_some_of_an_assignment_was_taken() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", &format!("{CALLER_ANSWERS}{COOPERATIVE}"));
    subscribe(&consumer, "t");
    answer_next(&consumer, kind::ASSIGNED, Some(&partitions(&[("t", 1, -2), ("t", 2, -2)])));
    assert_eq!(consumer.assignment().unwrap().len(), 2);
    take(&consumer, 20);
    consumer.unsubscribe(consumer.token()).unwrap();
    let mut seen = answer_next(&consumer, kind::REVOKED, None);
    assert_eq!(find(&seen, kind::REVOKED).unwrap().list().len(), 4, "what was not taken is revoked, too");
    subscribe(&consumer, "t");
    seen.extend(answer_next(&consumer, kind::ASSIGNED, None));
    assert_eq!(consumer.assignment().unwrap().len(), 4);
    seen.extend(take(&consumer, 40));
    assert_eq!(find(&seen, kind::ERROR), None);
}

#[test]
fn a_cooperative_group_goes_on_when_the_caller_gave_a_partition_away_before() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", COOPERATIVE);
    subscribe(&consumer, "t");
    take(&consumer, 40);
    let token = consumer.token();
    consumer.incremental_unassign(&partitions(&[("t", 3, NO_OFFSET)]), token).unwrap();
    assert_eq!(consumer.answer(token).0.code, 0);
    consumer.unsubscribe(consumer.token()).unwrap();
    let mut seen = consumer.poll_until(ALL, |seen| find(seen, kind::REVOKED).is_some());
    subscribe(&consumer, "t");
    seen.extend(take(&consumer, 40));
    assert_eq!(find(&seen, kind::ERROR), None);
}

/// Waits for a rebalance and answers it; what came with it is returned.
fn answer_next(consumer: &Client, of_kind: u16, list: Option<&[u8]>) -> Vec<Record> {
    let seen = consumer.poll_until(ALL, |seen| find(seen, of_kind).is_some());
    consumer.answer_rebalance(find(&seen, of_kind).unwrap().token, list).unwrap();
    seen
}
