//! The order in which many partitions have their turns.

use std::collections::HashSet;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, Mock};

use super::{consumer, fetched_sizes, messages, producer};

const PARTITIONS: i32 = 1_000;
const FEW: usize = 3;
const MANY: usize = 2_500;
/// More than two turns each.
const LARGE: [i32; 3] = [0, 500, 999];

#[test]
fn no_partition_of_a_thousand_has_a_second_turn_before_each_had_its_first() {
    let mock = Mock::start(1);
    mock.create_topic("t", PARTITIONS).unwrap();
    let producer = producer(&mock, r#", "linger.ms": 5"#);
    let count_of = |partition: i32| if LARGE.contains(&partition) { MANY } else { FEW };
    let records = (0..PARTITIONS)
        .flat_map(|partition| (0..count_of(partition)).map(move |_| ("t", Fields { partition, ..message(b"v", 0) })));
    let records: Vec<_> =
        records.enumerate().map(|(token, (topic, fields))| (topic, Fields { token: token as u64, ..fields })).collect();
    let total = records.len();
    assert_eq!(producer.send(&batch(records, &[])), Ok((0, total as u64)));
    producer.flush(60_000, 1 << 41).unwrap();
    assert_eq!(producer.answer(1 << 41).0.code, 0);

    let consumer = consumer(&mock, "g", r#", "statistics.interval.ms": 200"#);
    let lines: Vec<_> = (0..PARTITIONS).map(|partition| ("t", partition, -2)).collect();
    let token = consumer.token();
    consumer.assign(Some(&partitions(&lines)), token).unwrap();
    // Until librdkafka says that everything waits in the queues: each message has a value of one byte. The counts there include
    // the queues' own barriers.
    consumer.poll_until(KC_POLL_CONTROL, |seen| {
        let statistics = seen.iter().rev().find(|record| record.kind == kind::STATS);
        statistics.is_some_and(|record| fetched_sizes(&record.text()).iter().sum::<usize>() == total)
    });
    let (_, seen, _) = consumer.poll(KC_POLL_MESSAGES, 16 << 20);
    assert_eq!(messages(&seen).len(), total);
    let turns: Vec<i32> =
        seen.iter().filter(|record| record.kind == kind::WATERMARKS).map(|record| record.partition).collect();
    let (first, rest) = turns.split_at(PARTITIONS as usize);
    assert_eq!(first.iter().collect::<HashSet<_>>().len(), PARTITIONS as usize);
    // The line is kept: the large ones come again in the order in which they came first.
    let again: Vec<i32> = first.iter().copied().filter(|partition| LARGE.contains(partition)).collect();
    assert_eq!(rest, [again.clone(), again].concat());
}
