//! Members of a group on a real coordinator: how assignments move, and what static members may do.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{flag, kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, topics, Client, Record, POLL_TIMEOUT};

use super::consumer::{answered, consumer, filled_topic, ALL};
use super::{client, unique};

const MAX_POLL_EXCEEDED: i32 = -147;
const FENCED_INSTANCE_ID: i32 = 82;
const UNRELEASED_INSTANCE_ID: i32 = 111;
const KIP_848: &str = r#", "group.protocol": "consumer""#;
const CLASSIC_TIMES: &str = r#", "session.timeout.ms": 6000, "heartbeat.interval.ms": 200"#;
const PARTITIONS: i32 = 4;
const COUNT: i64 = 500;

/// A member and what it was told.
struct Member {
    client: Client,
    seen: Vec<Record>,
}

impl Member {
    fn join(topic: &str, group: &str, more: &str) -> Member {
        // With the new protocol the broker has the say on these.
        let times = if more.contains(KIP_848) { "" } else { CLASSIC_TIMES };
        let client = consumer(group, &format!("{times}{more}"));
        answered(&client, |token| client.subscribe(&topics(&[topic]), token));
        Member { client, seen: Vec::new() }
    }

    fn poll(&mut self) {
        self.seen.extend(self.client.poll_wait(ALL, Duration::from_millis(20)).unwrap());
    }

    fn assignment(&self) -> BTreeSet<i32> {
        self.client.assignment().unwrap().iter().map(|line| line.partition).collect()
    }

    fn count(&self, of_kind: u16) -> usize {
        self.seen.iter().filter(|record| record.kind == of_kind).count()
    }

    fn fatal(&self) -> Option<&Record> {
        self.seen.iter().find(|record| record.kind == kind::ERROR && record.flags & flag::FATAL != 0)
    }

    fn close(self) {
        assert_eq!(self.client.close_wait(10_000), Ok(0));
    }
}

/// Polls all members until they are where they should be.
fn poll_all(members: &mut [&mut Member], what: &str, mut done: impl FnMut(&[&mut Member]) -> bool) {
    let deadline = Instant::now() + POLL_TIMEOUT;
    while !done(members) {
        assert!(Instant::now() < deadline, "{what}");
        members.iter_mut().for_each(|member| member.poll());
    }
}

fn is_balanced(members: &[&mut Member]) -> bool {
    members.iter().all(|member| member.assignment().len() == PARTITIONS as usize / members.len())
}

/// Members come and go: each partition has one owner, and only what changes hands is taken away from a cooperative member.
fn partitions_move(more: &str, protocol: &str) {
    let topic = filled_topic("group", PARTITIONS, COUNT as u64);
    let group = unique("group");
    let mut first = Member::join(&topic, &group, more);
    poll_all(&mut [&mut first], "one member has all", is_balanced);
    assert_eq!(first.client.rebalance_protocol().unwrap(), protocol);
    let all: Vec<_> = (0..PARTITIONS).map(|partition| (topic.as_str(), partition, 0)).collect();
    first.client.pause(&partitions(&all)).unwrap();
    let mut second = Member::join(&topic, &group, more);
    poll_all(&mut [&mut first, &mut second], "two members have half each", is_balanced);
    assert!(first.assignment().is_disjoint(&second.assignment()));
    let paused: BTreeSet<i32> = first.client.paused().unwrap().iter().map(|line| line.partition).collect();
    let revoked = first.seen.iter().find(|record| record.kind == kind::REVOKED).unwrap();
    if protocol == "EAGER" {
        // Everything was taken away, and came back without its pause.
        assert_eq!((revoked.list().len(), revoked.flags & flag::INCREMENTAL), (4, 0));
        assert!(paused.is_empty());
    } else {
        assert_eq!((revoked.list().len(), revoked.flags & flag::INCREMENTAL), (2, flag::INCREMENTAL));
        assert_eq!(paused, first.assignment());
    }
    assert_eq!(revoked.flags & (flag::LOST | flag::ANSWER), 0);
    second.close();
    poll_all(&mut [&mut first], "the first has all again", is_balanced);
    let lines: Vec<_> = paused.iter().map(|partition| (topic.as_str(), *partition, 0)).collect();
    if !lines.is_empty() {
        first.client.resume(&partitions(&lines)).unwrap();
    }
    // Nothing was stored, so whoever starts a partition anew has all of it again: but never with a hole.
    let mut next: HashMap<i32, i64> = HashMap::new();
    poll_all(&mut [&mut first], "all messages", |members| {
        next.clear();
        for message in members[0].seen.iter().filter(|record| record.kind == kind::MESSAGE) {
            let expected = next.entry(message.partition).or_insert(0);
            assert!(message.offset == *expected || message.offset == 0, "{} instead of {expected}", message.offset);
            *expected = message.offset + 1;
        }
        next.len() == PARTITIONS as usize && next.values().all(|next| *next == COUNT)
    });
    first.close();
}

#[test]
fn partitions_move_by_range() {
    partitions_move(r#", "partition.assignment.strategy": "range""#, "EAGER");
}

#[test]
fn partitions_move_by_roundrobin() {
    partitions_move(r#", "partition.assignment.strategy": "roundrobin""#, "EAGER");
}

#[test]
fn partitions_move_cooperatively() {
    partitions_move(r#", "partition.assignment.strategy": "cooperative-sticky""#, "COOPERATIVE");
}

#[test]
fn partitions_move_by_kip_848() {
    partitions_move(KIP_848, "COOPERATIVE");
}

#[test]
fn the_double_of_a_static_member_of_kip_848_is_refused() {
    let topic = filled_topic("static", PARTITIONS, 10);
    let group = unique("group");
    let named = format!(r#"{KIP_848}, "group.instance.id": "one""#);
    let mut first = Member::join(&topic, &group, &named);
    poll_all(&mut [&mut first], "one member has all", is_balanced);
    let mut double = Member::join(&topic, &group, &named);
    poll_all(&mut [&mut first, &mut double], "the double is refused", |members| members[1].fatal().is_some());
    assert_eq!(double.fatal().unwrap().code, UNRELEASED_INSTANCE_ID);
    assert_eq!(first.assignment().len(), PARTITIONS as usize);
    double.close();
    first.close();
}

/// A member that holds a partition for too long leaves; what it stored is committed, and it is back when it is heard of.
fn a_stuck_member_leaves(more: &str) {
    let topic = filled_topic("stuck", PARTITIONS, 10);
    let group = unique("group");
    let mut first = Member::join(&topic, &group, &format!(r#", "max.poll.interval.ms": 6000{more}"#));
    poll_all(&mut [&mut first], "all messages", |members| members[0].count(kind::MESSAGE) == 40);
    // Again, so that they are the last that were handed out: what is held at the next poll for messages counts as done.
    let of_one = |record: &Record| record.kind == kind::MESSAGE && record.partition == 1;
    answered(&first.client, |token| first.client.seek(&partitions(&[(&topic, 1, 0)]), 10_000, token));
    first.client.poll_until(ALL, |seen| seen.iter().any(of_one));
    first.client.hold(&partitions(&[(&topic, 1, 0)])).unwrap();
    let stored = [(0, 10), (1, 4), (2, 10), (3, 10)].map(|(partition, offset)| (topic.as_str(), partition, offset));
    first.client.store(&partitions(&stored)).unwrap();
    // Nothing but control records is asked for, so that no poll for messages is taken for a sign of life.
    let seen = first.client.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|record| record.kind == kind::REVOKED));
    let error = seen.iter().find(|record| record.code == MAX_POLL_EXCEEDED).unwrap();
    assert_eq!((error.kind, error.topic.as_ref(), error.partition), (kind::ERROR, Some(&topic), 1));
    let revoked = seen.iter().find(|record| record.kind == kind::REVOKED).unwrap();
    assert_ne!(revoked.flags & flag::LOST, 0);
    let mut second = Member::join(&topic, &group, more);
    poll_all(&mut [&mut second], "the other has what was left", |members| {
        members[0].count(kind::MESSAGE) == 6 && is_balanced(members)
    });
    let messages = second.seen.iter().filter(|record| record.kind == kind::MESSAGE);
    assert_eq!(messages.map(|message| (message.partition, message.offset)).next(), Some((1, 4)));
    first.client.release(&partitions(&[(&topic, 1, 0)])).unwrap();
    poll_all(&mut [&mut first, &mut second], "two members have half each", is_balanced);
    first.close();
    second.close();
}

#[test]
fn a_stuck_member_leaves_a_classic_group() {
    a_stuck_member_leaves(r#", "partition.assignment.strategy": "cooperative-sticky""#);
}

#[test]
fn a_stuck_member_leaves_a_group_of_kip_848() {
    a_stuck_member_leaves(KIP_848);
}

/// A rebalance pauses and resumes what a cooperative member keeps, from the position that librdkafka remembers.
#[test]
fn a_rebalance_at_the_end_of_a_partition_costs_no_message() {
    let topic = filled_topic("end", PARTITIONS, 10);
    let group = unique("group");
    let config = r#", "enable.partition.eof": true, "partition.assignment.strategy": "cooperative-sticky""#;
    let mut first = Member::join(&topic, &group, config);
    poll_all(&mut [&mut first], "all ends", |members| members[0].count(kind::END) == 4);
    let mut second = Member::join(&topic, &group, config);
    poll_all(&mut [&mut first, &mut second], "two members have half each", is_balanced);
    let producer = client(Client::producer, "");
    let late = first.assignment().into_iter().map(|partition| Fields { partition, ..message(b"late", 0) });
    let late = late.enumerate().map(|(token, fields)| (topic.as_str(), Fields { token: token as u64, ..fields }));
    producer.send(&batch(late, &[])).unwrap();
    let is_late = |record: &&Record| record.kind == kind::MESSAGE && record.offset == 10;
    poll_all(&mut [&mut first, &mut second], "the messages after the end", |members| {
        members[0].seen.iter().filter(is_late).count() == 2
    });
    first.close();
    second.close();
}

fn static_member(topic: &str, group: &str, name: &str) -> Member {
    Member::join(topic, group, &format!(r#", "group.instance.id": "{name}""#))
}

#[test]
fn a_static_member_restarts_without_a_rebalance_and_its_double_fences_it() {
    let topic = filled_topic("static", PARTITIONS, 10);
    let group = unique("group");
    let mut first = static_member(&topic, &group, "one");
    let mut second = static_member(&topic, &group, "two");
    poll_all(&mut [&mut first, &mut second], "two members have half each", is_balanced);
    let before = (first.assignment(), second.count(kind::REVOKED), second.count(kind::ASSIGNED));
    first.close();
    let mut again = static_member(&topic, &group, "one");
    poll_all(&mut [&mut again, &mut second], "the restarted one has its half", is_balanced);
    assert_eq!(before, (again.assignment(), second.count(kind::REVOKED), second.count(kind::ASSIGNED)));
    let mut double = static_member(&topic, &group, "one");
    poll_all(&mut [&mut again, &mut double, &mut second], "the older one is fenced", |members| {
        members[0].fatal().is_some()
    });
    assert_eq!(again.fatal().unwrap().code, FENCED_INSTANCE_ID);
    poll_all(&mut [&mut double, &mut second], "the newer one has the half", is_balanced);
    again.close();
}
