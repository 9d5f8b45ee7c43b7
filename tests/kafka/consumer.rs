//! What only a real broker shows of a consumer: committed offsets, the ends of partitions, seeking while messages flow.

use std::collections::HashMap;

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, Client, Failure, Record};

use super::{client, create_topic, unique};

pub const ALL: u32 = KC_POLL_CONTROL | KC_POLL_MESSAGES;
const NO_OFFSET: i64 = -1001;

pub fn consumer(group: &str, more: &str) -> Client {
    client(Client::consumer, &format!(r#", "group.id": "{group}", "auto.offset.reset": "earliest"{more}"#))
}

/// Makes a topic whose partitions have `count` messages each, with their offsets for values.
pub fn filled_topic(name: &str, partition_count: i32, count: u64) -> String {
    let topic = unique(name);
    let producer = client(Client::producer, r#", "linger.ms": 20"#);
    create_topic(&producer, &topic, partition_count);
    let values: Vec<_> = (0..count).map(|number| number.to_string()).collect();
    for partition in 0..partition_count {
        let records = values
            .iter()
            .enumerate()
            .map(|(index, value)| (topic.as_str(), Fields { partition, ..message(value.as_bytes(), index as u64) }));
        assert_eq!(producer.send(&batch(records, &[])), Ok((0, count)));
    }
    producer.flush(60_000, 1 << 41).unwrap();
    assert_eq!(producer.answer(1 << 41).0.code, 0);
    topic
}

pub fn answered(client: &Client, call: impl FnOnce(u64) -> Result<i32, Failure>) -> Record {
    let token = client.token();
    call(token).unwrap();
    let answer = client.answer(token).0;
    assert_eq!(answer.code, 0, "{}", answer.text());
    answer
}

fn count(seen: &[Record], of_kind: u16) -> usize {
    seen.iter().filter(|record| record.kind == of_kind).count()
}

#[test]
fn a_seek_among_flowing_messages_shows_nothing_from_before_it_and_loses_nothing_after_it() {
    const COUNT: u64 = 30_000;
    let topic = filled_topic("seek", 3, COUNT);
    let consumer = consumer(&unique("group"), "");
    let start = partitions(&[(&topic, 0, -2), (&topic, 1, -2), (&topic, 2, -2)]);
    answered(&consumer, |token| consumer.assign(Some(&start), token));
    let mut next: HashMap<i32, i64> = (0..3).map(|partition| (partition, 0)).collect();
    // Small buffers, so that much is on its way whenever a seek comes.
    let take_some = |next: &mut HashMap<i32, i64>, count: usize, epoch_min: u64| {
        let mut taken = 0;
        while taken < count {
            let (status, records, _) = consumer.poll(ALL, 20_000);
            assert!(status >= 0);
            for record in records.iter().filter(|record| record.kind == kind::MESSAGE) {
                let expected = next.get_mut(&record.partition).unwrap();
                assert_eq!(record.offset, *expected, "partition {}", record.partition);
                assert!(record.partition == 2 || record.epoch >= epoch_min, "epoch {}", record.epoch);
                *expected += 1;
                taken += 1;
            }
        }
    };
    let mut epoch = 0;
    for round in 0..60i64 {
        take_some(&mut next, 700, epoch);
        let targets = [(0, (round * 397) % 20_000), (1, if round % 7 == 0 { 0 } else { (round * 911) % 20_000 })];
        let lines = targets.map(|(partition, offset)| (topic.as_str(), partition, offset));
        let token = consumer.token();
        consumer.seek(&partitions(&lines), 20_000, token).unwrap();
        // Until the answer only the partition that was not named goes on.
        let mut answer = None;
        while answer.is_none() {
            let (_, records, _) = consumer.poll(ALL, 20_000);
            for record in records {
                match record.kind {
                    kind::RESULT => answer = Some(record),
                    kind::MESSAGE if record.partition == 2 => {
                        assert_eq!(record.offset, next[&2]);
                        *next.get_mut(&2).unwrap() += 1;
                    }
                    kind::MESSAGE => {
                        let (_, target) = targets[record.partition as usize];
                        // The seek was over before its answer was read.
                        let expected = next.get_mut(&record.partition).unwrap();
                        if record.epoch > epoch && *expected < (1 << 40) {
                            *expected = target + (1 << 40);
                        }
                        assert_eq!(record.offset + (1 << 40), *expected, "partition {}", record.partition);
                        *expected += 1;
                    }
                    _ => {}
                }
            }
        }
        let answer = answer.unwrap();
        let list = answer.list();
        assert!(list.iter().all(|line| line.code == 0), "{list:?}");
        epoch = list[0].epoch;
        for (partition, target) in targets {
            let expected = next.get_mut(&partition).unwrap();
            *expected = if *expected >= (1 << 40) { *expected - (1 << 40) } else { target };
        }
        if next[&2] > COUNT as i64 - 2_000 {
            let back = partitions(&[(&topic, 2, -2)]);
            let answer = answered(&consumer, |token| consumer.seek(&back, 20_000, token));
            assert_eq!(answer.list()[0].code, 0);
            next.insert(2, 0);
        }
    }
}

#[test]
fn metadata_and_leader_epoch_of_an_offset_come_back() {
    let topic = filled_topic("committed", 2, 10);
    let group = unique("group");
    let first = consumer(&group, "");
    let start = partitions(&[(&topic, 0, -2), (&topic, 1, -2)]);
    answered(&first, |token| first.assign(Some(&start), token));
    let seen = first.poll_until(ALL, |seen| count(seen, kind::MESSAGE) == 20);
    let epoch = seen.iter().find(|record| record.kind == kind::MESSAGE).unwrap().token as u32;
    let line = |partition, offset, note: &'static str| {
        let fields = Fields {
            kind: kind::TOPIC_PARTITION,
            partition,
            offset,
            value: Some(note.as_bytes()),
            token: u64::from(epoch),
            ..Fields::NONE
        };
        (topic.as_str(), fields)
    };
    // One way through the store, the other directly.
    first.store(&batch([line(0, 4, "stored")], &[])).unwrap();
    answered(&first, |token| first.commit(None, token));
    let list = batch([line(1, 7, "committed")], &[]);
    answered(&first, |token| first.commit(Some(&list), token));
    let second = consumer(&group, "");
    for asked in [Some(partitions(&[(&topic, 0, 0), (&topic, 1, 0)])), None] {
        if asked.is_none() {
            let end = partitions(&[(&topic, 0, -1), (&topic, 1, -1)]);
            answered(&second, |token| second.assign(Some(&end), token));
        }
        let answer = answered(&second, |token| second.committed(asked.as_deref(), 30_000, token));
        let found: Vec<_> = answer.list().iter().map(|line| (line.offset, line.token as u32, line.text())).collect();
        assert_eq!(found, [(4, epoch, "stored".to_owned()), (7, epoch, "committed".to_owned())]);
    }
    // The committed offset is where an assignment starts that says nothing else.
    let stored = partitions(&[(&topic, 0, NO_OFFSET), (&topic, 1, NO_OFFSET)]);
    answered(&second, |token| second.assign(Some(&stored), token));
    assert_eq!(count(&second.poll_until(ALL, |seen| count(seen, kind::MESSAGE) == 9), kind::MESSAGE), 9);
}

#[test]
fn the_end_of_a_partition_is_reported_when_asked_for_and_costs_no_message() {
    const COUNT: usize = 2_500;
    let topic = filled_topic("end", 2, COUNT as u64);
    let empty = unique("empty");
    let producer = client(Client::producer, "");
    create_topic(&producer, &empty, 1);
    let group = unique("group");
    let first = consumer(&group, r#", "enable.partition.eof": true"#);
    let start = partitions(&[(&topic, 0, -2), (&topic, 1, -2), (&empty, 0, -2)]);
    answered(&first, |token| first.assign(Some(&start), token));
    let seen = first.poll_until(ALL, |seen| count(seen, kind::END) == 3 && count(seen, kind::MESSAGE) == 2 * COUNT);
    for end in seen.iter().filter(|record| record.kind == kind::END) {
        let expected = if end.topic.as_ref() == Some(&empty) { 0 } else { COUNT as i64 };
        assert_eq!((end.offset, end.code), (expected, 0));
        let position = partitions(&[(end.topic.as_deref().unwrap(), end.partition, 0)]);
        assert_eq!(first.position(Some(&position)).unwrap()[0].offset, expected);
    }
    // What comes after the end is there, and so is another end.
    let late = [("late", 0u64)]
        .map(|(value, token)| (topic.as_str(), Fields { partition: 0, ..message(value.as_bytes(), token) }));
    producer.send(&batch(late, &[])).unwrap();
    let seen = first.poll_until(ALL, |seen| count(seen, kind::END) == 1);
    let message = seen.iter().find(|record| record.kind == kind::MESSAGE).unwrap();
    assert_eq!((message.offset, message.text().as_str()), (COUNT as i64, "late"));
    // Stored from the positions and committed: the next member misses nothing and gets nothing twice.
    let lines: Vec<_> = first.position(None).unwrap();
    let lines: Vec<_> =
        lines.iter().map(|line| (line.topic.as_deref().unwrap(), line.partition, line.offset)).collect();
    first.store(&partitions(&lines)).unwrap();
    answered(&first, |token| first.commit(None, token));
    producer.send(&batch([(empty.as_str(), message_of(b"first"))], &[])).unwrap();
    let second = consumer(&group, "");
    let stored = partitions(&[(&topic, 0, NO_OFFSET), (&topic, 1, NO_OFFSET), (&empty, 0, NO_OFFSET)]);
    answered(&second, |token| second.assign(Some(&stored), token));
    let seen = second.poll_until(ALL, |seen| count(seen, kind::MESSAGE) > 0);
    assert_eq!((count(&seen, kind::MESSAGE), count(&seen, kind::END)), (1, 0));
    assert_eq!(seen.iter().find(|record| record.kind == kind::MESSAGE).unwrap().text(), "first");
}

fn message_of(value: &[u8]) -> Fields<'_> {
    Fields { partition: 0, ..message(value, 7) }
}

#[test]
fn an_error_of_a_partition_says_of_which() {
    const AUTO_OFFSET_RESET: i32 = -140;
    let topic = filled_topic("reset", 2, 10);
    let consumer =
        client(Client::consumer, &format!(r#", "group.id": "{}", "auto.offset.reset": "error""#, unique("group")));
    let start = partitions(&[(&topic, 0, -2), (&topic, 1, 1_000)]);
    answered(&consumer, |token| consumer.assign(Some(&start), token));
    let seen = consumer.poll_until(ALL, |seen| count(seen, kind::ERROR) == 1 && count(seen, kind::MESSAGE) == 10);
    let error = seen.iter().find(|record| record.kind == kind::ERROR).unwrap();
    assert_eq!((error.code, error.topic.as_ref(), error.partition), (AUTO_OFFSET_RESET, Some(&topic), 1));
}

#[test]
fn group_metadata_names_the_member() {
    let topic = filled_topic("metadata", 1, 1);
    let group = unique("group");
    let consumer = consumer(&group, "");
    answered(&consumer, |token| consumer.subscribe(&kafkacore_tests::harness::topics(&[&topic]), token));
    consumer.poll_until(ALL, |seen| count(seen, kind::MESSAGE) == 1);
    let metadata = answered(&consumer, |token| consumer.group_metadata(token)).value.unwrap();
    assert!(metadata.windows(group.len()).any(|window| window == group.as_bytes()));
}
