//! A consumer whose messages are checked as they come: none is lost, and none comes twice unless the group gave the
//! partition anew.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use kafkacore::abi::client::{KC_POLL_CONTROL, KC_POLL_MESSAGES};
use kafkacore::wire::kind;

use super::batch::{partitions, topics, Record};
use super::client::{Client, POLL_TIMEOUT};

const SLICE: Duration = Duration::from_millis(50);

pub struct Reader {
    pub client: Client,
    /// The error records, in their order.
    pub errors: Vec<Record>,
    /// Every message, in the order in which they came.
    pub messages: Vec<Record>,
    /// Messages that came again after a rebalance.
    pub repeated_count: usize,
    pub assigned_count: usize,
    seats: HashMap<(String, i32), Seat>,
}

/// How far a partition has been read.
struct Seat {
    next: i64,
    epoch: u64,
    /// The furthest that it was read in any epoch.
    end: i64,
}

impl Reader {
    pub fn new(client: Client, topic: &str) -> Reader {
        Reader::of_topics(client, &[topic])
    }

    pub fn of_topics(client: Client, names: &[&str]) -> Reader {
        let token = client.token();
        client.subscribe(&topics(names), token).unwrap();
        Reader {
            client,
            errors: Vec::new(),
            messages: Vec::new(),
            repeated_count: 0,
            assigned_count: 0,
            seats: HashMap::new(),
        }
    }

    /// Leaves the group and joins it anew.
    pub fn join_again(&mut self, names: &[&str]) {
        let (leave, join) = (self.client.token(), self.client.token());
        self.client.unsubscribe(leave).unwrap();
        self.client.subscribe(&topics(names), join).unwrap();
    }

    /// Different messages so far.
    pub fn count(&self) -> i64 {
        self.seats.values().map(|seat| seat.end).sum()
    }

    pub fn codes(&self) -> Vec<i32> {
        self.errors.iter().map(|record| record.code).collect()
    }

    /// Reads on until this many different messages have come.
    pub fn read_to(&mut self, count: i64) {
        self.read_until(|reader| reader.count() >= count);
        assert_eq!(self.count(), count);
    }

    pub fn read_until(&mut self, done: impl Fn(&Reader) -> bool) {
        let deadline = Instant::now() + POLL_TIMEOUT;
        while !done(self) {
            let (count, codes) = (self.count(), self.codes());
            assert!(Instant::now() < deadline, "waited {POLL_TIMEOUT:?}; {count} messages, errors {codes:?}");
            let records = self.client.poll_wait(KC_POLL_CONTROL | KC_POLL_MESSAGES, SLICE).unwrap();
            self.take(records);
        }
    }

    /// Goes on where another member of the group has committed.
    pub fn resume_at(&mut self, before: &Reader) {
        let seat = |seat: &Seat| Seat { next: seat.end, ..*seat };
        self.seats = before.seats.iter().map(|(place, other)| (place.clone(), seat(other))).collect();
    }

    /// Commits what was read, and gives the answer.
    pub fn commit(&mut self) -> Record {
        let token = self.start_commit();
        self.end_commit(token)
    }

    /// Asks for a commit of what was read; gives its token.
    pub fn start_commit(&self) -> u64 {
        let lines: Vec<_> =
            self.seats.iter().map(|((topic, partition), seat)| (&**topic, *partition, seat.end)).collect();
        let token = self.client.token();
        self.client.commit(Some(&partitions(&lines)), token).unwrap();
        token
    }

    pub fn end_commit(&mut self, token: u64) -> Record {
        let (answer, before) = self.client.answer(token);
        self.take(before);
        answer
    }

    /// Closes, and gives the time that it took.
    pub fn close(&mut self, timeout_ms: i32) -> Duration {
        let start = Instant::now();
        let token = self.client.token();
        self.client.close(timeout_ms, token).unwrap();
        let (answer, before) = self.client.answer(token);
        assert_eq!(answer.code, 0, "{}", answer.text());
        self.take(before);
        start.elapsed()
    }

    fn take(&mut self, records: Vec<Record>) {
        for record in records {
            match record.kind {
                kind::MESSAGE => {
                    self.take_message(&record);
                    self.messages.push(record);
                }
                kind::ERROR => self.errors.push(record),
                kind::ASSIGNED => self.assigned_count += 1,
                _ => {}
            }
        }
    }

    fn take_message(&mut self, message: &Record) {
        let topic = message.topic.clone().unwrap_or_default();
        let seat =
            self.seats.entry((topic, message.partition)).or_insert(Seat { next: 0, epoch: message.epoch, end: 0 });
        if message.epoch != seat.epoch && message.offset < seat.next {
            seat.next = message.offset;
        }
        assert_eq!(message.offset, seat.next, "partition {} in epoch {}", message.partition, message.epoch);
        seat.epoch = message.epoch;
        seat.next += 1;
        if seat.next <= seat.end {
            self.repeated_count += 1;
        }
        seat.end = seat.end.max(seat.next);
    }
}
