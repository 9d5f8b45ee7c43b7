//! What a consumer is told of its group adds up, whatever librdkafka leaves unsaid.

use kafkacore::wire::{flag, kind};
use kafkacore_tests::harness::Mock;

use super::{consumer, find, subscribe, ALL, CALLER_ANSWERS};

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
