//! Assignments by the caller, pausing, seeking, positions.

use std::time::{Duration, Instant};

use kafkacore::wire::kind;
use kafkacore_tests::harness::{partitions, topics, Client, Failure, Mock, Record, POLL_TIMEOUT};

use super::{consumer, fill, find, messages, subscribe, take, ALL, CALLER_ANSWERS};

const STATE: i32 = -172;
const DESTROY: i32 = -197;
const TIMED_OUT: i32 = -185;
/// A header, two records, a topic, a value.
const WATERMARKS_AND_MESSAGE_SIZE: usize = 64 + 2 * 64 + 16 + 8;
const NO_OFFSET: i64 = -1001;
const UNASSIGNED: &str = "t [9] is not assigned";

fn answered(client: &Client, call: impl FnOnce(u64) -> Result<i32, Failure>) -> Record {
    let token = client.token();
    call(token).unwrap();
    client.answer(token).0
}

fn assign(client: &Client, lines: &[(&str, i32, i64)]) -> Record {
    let list = partitions(lines);
    let answer = answered(client, |token| client.assign(Some(&list), token));
    assert_eq!(answer.code, 0, "{}", answer.text());
    answer
}

fn numbers(list: &[Record]) -> Vec<i32> {
    list.iter().map(|line| line.partition).collect()
}

fn offsets_of(seen: &[Record], partition: i32) -> Vec<i64> {
    messages(seen).iter().filter(|message| message.partition == partition).map(|message| message.offset).collect()
}

#[test]
fn an_assignment_by_the_caller_starts_where_he_says_and_is_taken_away_again() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", "");
    let answer = assign(&consumer, &[("t", 0, 90), ("t", 1, -2), ("t", 2, -1)]);
    assert_eq!(numbers(&answer.list()), [0, 1, 2]);
    assert_eq!(numbers(&consumer.assignment().unwrap()), [0, 1, 2]);
    let seen = take(&consumer, 110);
    assert_eq!((offsets_of(&seen, 0), offsets_of(&seen, 1)), ((90..100).collect(), (0..100).collect()));
    assert!(messages(&seen).iter().all(|message| message.epoch == answer.list()[0].epoch));
    // Added, taken out, and replaced: what stays goes on, what comes back starts again.
    let more = partitions(&[("t", 3, 98)]);
    assert_eq!(answered(&consumer, |token| consumer.incremental_assign(&more, token)).code, 0);
    assert_eq!(offsets_of(&take(&consumer, 2), 3), [98, 99]);
    let less = partitions(&[("t", 0, NO_OFFSET), ("t", 1, NO_OFFSET)]);
    assert_eq!(answered(&consumer, |token| consumer.incremental_unassign(&less, token)).code, 0);
    assert_eq!(numbers(&consumer.assignment().unwrap()), [2, 3]);
    assign(&consumer, &[("t", 3, 95), ("t", 0, 97)]);
    let seen = take(&consumer, 8);
    assert_eq!((offsets_of(&seen, 3), offsets_of(&seen, 0)), ((95..100).collect(), (97..100).collect()));
    for nothing in [None, Some(&[][..])] {
        assert_eq!(answered(&consumer, |token| consumer.assign(nothing, token)).code, 0);
        assert_eq!(consumer.assignment(), Ok(Vec::new()));
    }
    fill(&mock, "t", 40);
    assert!(messages(&consumer.poll_wait(ALL, Duration::from_millis(500)).unwrap()).is_empty());
    assert_eq!(consumer.rebalance_protocol().unwrap(), "NONE");
}

#[test]
fn what_librdkafka_would_refuse_is_refused_and_changes_nothing() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    let consumer = consumer(&mock, "g", "");
    for (list, words) in [
        (partitions(&[("t", 0, 7), ("t", 0, 8)]), "record 1: t [0] is there twice"),
        (partitions(&[("t", 0, -5)]), "record 0: offset is -5"),
        (topics(&["t"]), "record 0: kind is 16"),
    ] {
        let refusal = consumer.assign(Some(&list), 1).unwrap_err();
        assert!(refusal.message.contains(words), "{}", refusal.message);
    }
    assign(&consumer, &[("t", 0, -2)]);
    let again = partitions(&[("t", 1, -2), ("t", 0, -2)]);
    let answer = answered(&consumer, |token| consumer.incremental_assign(&again, token));
    assert_eq!((answer.code, answer.text().as_str()), (STATE, "t [0] is assigned already"));
    let other = partitions(&[("t", 0, NO_OFFSET), ("t", 9, NO_OFFSET)]);
    let answer = answered(&consumer, |token| consumer.incremental_unassign(&other, token));
    assert_eq!((answer.code, answer.text().as_str()), (STATE, UNASSIGNED));
    assert_eq!(numbers(&consumer.assignment().unwrap()), [0]);
    assert_eq!(offsets_of(&take(&consumer, 10), 0), (0..10).collect::<Vec<_>>());
}

#[test]
fn a_subscribed_consumer_assigns_by_its_groups_protocol_only() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 40);
    for (strategy, protocol) in [("range", "EAGER"), ("cooperative-sticky", "COOPERATIVE")] {
        let config = format!(r#", "partition.assignment.strategy": "{strategy}""#);
        let consumer = consumer(&mock, strategy, &config);
        assert_eq!(
            (consumer.rebalance_protocol().unwrap().as_str(), consumer.subscription()),
            ("NONE", Ok(Vec::new()))
        );
        subscribe(&consumer, "t");
        take(&consumer, 40);
        assert_eq!(consumer.rebalance_protocol().unwrap(), protocol);
        assert_eq!(consumer.is_assignment_lost(), Ok(false));
        let list = partitions(&[("t", 0, 3)]);
        let whole = answered(&consumer, |token| consumer.assign(Some(&list), token));
        let part = answered(&consumer, |token| consumer.incremental_unassign(&list, token));
        assert_eq!((whole.code, part.code), if protocol == "EAGER" { (0, STATE) } else { (STATE, 0) });
        let left = if protocol == "EAGER" { vec![0] } else { vec![1, 2, 3] };
        assert_eq!(numbers(&consumer.assignment().unwrap()), left);
        if protocol == "EAGER" {
            assert_eq!(offsets_of(&take(&consumer, 7), 0), (3..10).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_rebalance_that_waits_for_its_answer_is_not_answered_by_an_assignment() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let consumer = consumer(&mock, "g", CALLER_ANSWERS);
    subscribe(&consumer, "t");
    consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    let list = partitions(&[("t", 0, 3)]);
    let answer = answered(&consumer, |token| consumer.assign(Some(&list), token));
    assert_eq!(answer.code, STATE);
    assert!(answer.text().contains("kc_consumer_rebalance_answer"), "{}", answer.text());
}

#[test]
fn an_unsubscription_gives_everything_back_and_patterns_find_topics() {
    let mock = Mock::start(1);
    for topic in ["fish-a", "fish-b", "fowl"] {
        mock.create_topic(topic, 4).unwrap();
        fill(&mock, topic, 40);
    }
    let consumer = consumer(&mock, "g", "");
    subscribe(&consumer, "^fish-.*");
    let seen = take(&consumer, 80);
    assert!(messages(&seen).iter().all(|message| message.topic.as_deref().unwrap().starts_with("fish-")));
    let names = |consumer: &Client| -> Vec<_> {
        consumer.subscription().unwrap().into_iter().map(|record| record.topic.unwrap()).collect()
    };
    assert_eq!(names(&consumer), ["^fish-.*"]);
    let token = consumer.token();
    consumer.unsubscribe(token).unwrap();
    let (answer, mut seen) = consumer.answer(token);
    assert_eq!(answer.code, 0);
    // It may come before the answer.
    if find(&seen, kind::REVOKED).is_none() {
        seen = consumer.poll_until(ALL, |seen| find(seen, kind::REVOKED).is_some());
    }
    assert_eq!(find(&seen, kind::REVOKED).unwrap().list().len(), 8);
    assert_eq!((names(&consumer), consumer.assignment()), (Vec::new(), Ok(Vec::new())));
    assert_eq!(consumer.rebalance_protocol().unwrap(), "NONE");
    // Another member has it all at once: this one has left.
    let second = super::consumer(&mock, "g", "");
    subscribe(&second, "fowl");
    assert_eq!(messages(&take(&second, 40)).len(), 40);
    subscribe(&consumer, "fish-a");
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    assert_eq!(numbers(&find(&seen, kind::ASSIGNED).unwrap().list()), [0, 1, 2, 3]);
}

#[test]
fn a_paused_partition_waits_with_what_it_has_and_the_others_do_not() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let consumer = consumer(&mock, "g", "");
    assign(&consumer, &[("t", 0, -2), ("t", 1, -2)]);
    let first = partitions(&[("t", 0, NO_OFFSET)]);
    consumer.pause(&first).unwrap();
    assert_eq!(numbers(&consumer.paused().unwrap()), [0]);
    fill(&mock, "t", 400);
    let seen = take(&consumer, 100);
    assert_eq!((offsets_of(&seen, 0), offsets_of(&seen, 1)), (Vec::new(), (0..100).collect()));
    // Held as well: both have to end.
    consumer.hold(&first).unwrap();
    consumer.resume(&first).unwrap();
    assert_eq!(consumer.paused(), Ok(Vec::new()));
    assert!(messages(&consumer.poll_wait(ALL, Duration::from_millis(300)).unwrap()).is_empty());
    consumer.release(&first).unwrap();
    assert_eq!(offsets_of(&take(&consumer, 100), 0), (0..100).collect::<Vec<_>>());
    // An assignment keeps no pause.
    consumer.pause(&first).unwrap();
    assign(&consumer, &[("t", 0, 50)]);
    assert_eq!(consumer.paused(), Ok(Vec::new()));
    assert_eq!(offsets_of(&take(&consumer, 50), 0), (50..100).collect::<Vec<_>>());
    for refusal in
        [consumer.pause(&partitions(&[("t", 0, 0), ("t", 9, 0)])), consumer.resume(&partitions(&[("t", 9, 0)]))]
    {
        let refusal = refusal.unwrap_err();
        assert_eq!((refusal.status, refusal.message.as_str()), (-2, UNASSIGNED));
    }
    assert_eq!(consumer.paused(), Ok(Vec::new()), "all or none");
}

#[test]
fn a_position_follows_what_is_handed_out() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", "");
    assign(&consumer, &[("t", 0, -2), ("t", 1, 40), ("t", 2, -1)]);
    let offsets = |list: Vec<Record>| -> Vec<i64> { list.iter().map(|line| line.offset).collect() };
    assert_eq!(offsets(consumer.position(None).unwrap()), [NO_OFFSET; 3]);
    take(&consumer, 160);
    assert_eq!(offsets(consumer.position(None).unwrap()), [100, 100, NO_OFFSET]);
    assert_eq!(offsets(consumer.position(Some(&partitions(&[("t", 1, 0)]))).unwrap()), [100]);
    let refusal = consumer.position(Some(&partitions(&[("t", 9, 0)]))).unwrap_err();
    assert_eq!((refusal.status, refusal.message.as_str()), (-2, UNASSIGNED));
    // With a buffer for one message at a time the position is that of the last one written, not of the last one fetched.
    let back = partitions(&[("t", 1, 10)]);
    assert_eq!(answered(&consumer, |token| consumer.seek(&back, 10_000, token)).list()[0].code, 0);
    assert_eq!(offsets(consumer.position(Some(&back)).unwrap()), [10]);
    let deadline = Instant::now() + POLL_TIMEOUT;
    let mut seen = Vec::new();
    while messages(&seen).is_empty() {
        assert!(Instant::now() < deadline);
        seen = consumer.poll(ALL, WATERMARKS_AND_MESSAGE_SIZE).1;
    }
    assert_eq!(offsets_of(&seen, 1), [10]);
    assert_eq!(offsets(consumer.position(Some(&back)).unwrap()), [11]);
}

#[test]
fn a_seek_to_a_beginning_or_an_end_answers_where_that_is() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", "");
    assign(&consumer, &[("t", 0, 5), ("t", 1, 5)]);
    take(&consumer, 190);
    let places = partitions(&[("t", 0, -2), ("t", 1, -1)]);
    let answer = answered(&consumer, |token| consumer.seek(&places, 10_000, token)).list();
    assert_eq!(answer.iter().map(|line| (line.code, line.offset)).collect::<Vec<_>>(), [(0, 0), (0, 100)]);
    let position = consumer.position(None).unwrap();
    assert_eq!(position.iter().map(|line| line.offset).collect::<Vec<_>>(), [0, 100]);
    let again = take(&consumer, 100);
    assert_eq!(offsets_of(&again, 0), (0..100).collect::<Vec<_>>());
}

#[test]
fn a_seek_waits_for_an_assignment_and_answers_each_partition() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", CALLER_ANSWERS);
    subscribe(&consumer, "t");
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    // The partitions are open as soon as the rebalance is answered, and librdkafka starts them a while later.
    consumer.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
    let list = partitions(&[("t", 0, 70), ("t", 1, -1), ("t", 2, -2), ("t", 9, 5)]);
    let answer = answered(&consumer, |token| consumer.seek(&list, 20_000, token));
    let codes: Vec<i32> = answer.list().iter().map(|line| line.code).collect();
    assert_eq!(codes, [0, 0, 0, STATE], "{}", answer.text());
    let seen = take(&consumer, 230);
    assert_eq!((offsets_of(&seen, 0), offsets_of(&seen, 1)), ((70..100).collect(), Vec::new()));
    assert_eq!((offsets_of(&seen, 2).len(), offsets_of(&seen, 3).len()), (100, 100));
    for (list, words) in [
        (partitions(&[("t", 0, -1000)]), "record 0: offset is -1000"),
        (partitions(&[("t", 0, 1), ("t", 0, 1)]), "record 1: t [0] is there twice"),
    ] {
        let refusal = consumer.seek(&list, 1_000, 1).unwrap_err();
        assert!(refusal.message.contains(words), "{}", refusal.message);
    }
    assert!(consumer.seek(&list, -1, 1).unwrap_err().message.contains("timeout_ms is -1"));
}

#[test]
fn a_seek_that_cannot_be_made_in_time_says_so_and_the_partition_goes_on() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", "");
    // Without a broker the committed offset is not known, and the partition is not started.
    mock.set_down(1).unwrap();
    assign(&consumer, &[("t", 0, NO_OFFSET)]);
    let list = partitions(&[("t", 0, 70)]);
    let answer = answered(&consumer, |token| consumer.seek(&list, 300, token));
    assert_eq!(answer.list()[0].code, TIMED_OUT);
    let answer = answered(&consumer, |token| consumer.committed(None, 300, token));
    assert_eq!(answer.code, TIMED_OUT, "{}", answer.text());
    mock.set_up(1).unwrap();
    assert_eq!(offsets_of(&take(&consumer, 100), 0), (0..100).collect::<Vec<_>>());
    let answer = answered(&consumer, |token| consumer.committed(None, 30_000, token));
    assert_eq!(answer.list()[0].offset, NO_OFFSET);
}

#[test]
fn a_close_ends_a_seek_and_a_question_under_way() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    let consumer = consumer(&mock, "g", "");
    mock.set_down(1).unwrap();
    assign(&consumer, &[("t", 0, NO_OFFSET)]);
    let list = partitions(&[("t", 0, 70)]);
    consumer.seek(&list, 60_000, 1).unwrap();
    consumer.committed(Some(&list), 60_000, 2).unwrap();
    let token = consumer.token();
    consumer.close(0, token).unwrap();
    let (_, before) = consumer.answer(token);
    for token in [1, 2] {
        let answer = before.iter().find(|record| record.kind == kind::RESULT && record.token == token).unwrap();
        assert_eq!(answer.code, DESTROY, "{}", answer.text());
    }
    for refusal in [
        consumer.seek(&list, 1, 3),
        consumer.assign(None, 3),
        consumer.pause(&list),
        consumer.committed(None, 1, 3),
        consumer.unsubscribe(3),
        consumer.group_metadata(3),
        consumer.assignment().map(|_| 0),
        consumer.position(None).map(|_| 0),
        consumer.subscription().map(|_| 0),
        consumer.rebalance_protocol().map(|_| 0),
        consumer.is_assignment_lost().map(i32::from),
    ] {
        assert_eq!(refusal.unwrap_err().status, -2);
    }
}

#[test]
fn each_turn_begins_with_the_partitions_watermarks() {
    let mock = Mock::start(1);
    mock.create_topic("t", 4).unwrap();
    fill(&mock, "t", 400);
    let consumer = consumer(&mock, "g", "");
    assign(&consumer, &[("t", 0, 60), ("t", 1, -2)]);
    let seen = take(&consumer, 140);
    let mut turn = None;
    for record in seen.iter().filter(|record| [kind::MESSAGE, kind::WATERMARKS].contains(&record.kind)) {
        if record.kind == kind::WATERMARKS {
            assert_eq!((record.offset, record.timestamp), (100, 0));
            turn = Some(record.partition);
        }
        assert_eq!(turn, Some(record.partition));
    }
    assert!(consumer.poll_wait(ALL, Duration::from_millis(300)).unwrap().is_empty(), "an empty turn has no watermarks");
}
