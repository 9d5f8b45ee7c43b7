//! What became of each record that was sent: every token is answered once.

use std::collections::HashMap;

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::{kind, Fields};

use super::batch::{batch, message, Record};
use super::client::Client;

/// The fate of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// 0 for a delivered one.
    pub code: i32,
    pub flags: u16,
    pub partition: i32,
    pub offset: i64,
}

pub struct Ledger {
    pub client: Client,
    /// The error records, in their order.
    pub errors: Vec<Record>,
    sent_count: u64,
    fates: HashMap<u64, Fate>,
}

impl Ledger {
    pub fn new(client: Client) -> Ledger {
        Ledger { client, errors: Vec::new(), sent_count: 0, fates: HashMap::new() }
    }

    /// Sends records whose value and token are their number, to partitions in turn; waits for room where it must.
    pub fn send(&mut self, topic: &str, count: u64, partition_count: u64) {
        self.send_each(topic, count, |token| (token % partition_count) as i32);
    }

    /// Sends one record to a partition, and waits for its fate.
    pub fn send_one(&mut self, topic: &str, partition: i32) -> Fate {
        let token = self.sent_count;
        self.send_each(topic, 1, |_| partition);
        self.settle()[&token]
    }

    /// Sends one record as it is but for its token, and waits for its fate.
    pub fn send_fields(&mut self, topic: &str, fields: Fields) -> Fate {
        let token = self.sent_count;
        assert_eq!(self.client.send(&batch([(topic, Fields { token, ..fields })], &[])), Ok((0, 1)));
        self.sent_count += 1;
        self.settle()[&token]
    }

    fn send_each(&mut self, topic: &str, count: u64, partition_of: impl Fn(u64) -> i32) {
        let end = self.sent_count + count;
        while self.sent_count < end {
            let values: Vec<_> = (self.sent_count..end).map(|token| (token, token.to_string())).collect();
            let records = values.iter().map(|(token, value)| {
                (topic, Fields { partition: partition_of(*token), ..message(value.as_bytes(), *token) })
            });
            let (status, accepted) = self.client.send(&batch(records, &[])).unwrap();
            self.sent_count += accepted;
            if status == 2 {
                let is_room = |seen: &[Record]| seen.iter().any(|record| record.kind == kind::ROOM);
                let records = self.client.poll_until(KC_POLL_CONTROL, is_room);
                self.take(records);
            }
        }
    }

    /// Waits until every record sent has met its fate.
    pub fn settle(&mut self) -> &HashMap<u64, Fate> {
        while self.fates.len() < self.sent_count as usize {
            let records = self.client.poll_until(KC_POLL_CONTROL, |seen| !seen.is_empty());
            self.take(records);
        }
        &self.fates
    }

    /// Waits as `settle`; all of them have to be delivered.
    pub fn settle_delivered(&mut self) {
        let failed: Vec<_> = self.settle().iter().filter(|(_, fate)| fate.code != 0).take(3).collect();
        assert_eq!(failed, []);
    }

    pub fn codes(&self) -> Vec<i32> {
        self.errors.iter().map(|record| record.code).collect()
    }

    /// Closes; everything has to be answered by then.
    pub fn close(&mut self, timeout_ms: i32) {
        let token = self.client.token();
        self.client.close(timeout_ms, token).unwrap();
        let (answer, before) = self.client.answer(token);
        assert_eq!(answer.code, 0, "{}", answer.text());
        self.take(before);
        assert_eq!(self.fates.len() as u64, self.sent_count, "answered by the end of the close");
    }

    pub fn take(&mut self, records: Vec<Record>) {
        for record in records {
            match record.kind {
                kind::ERROR => self.errors.push(record),
                kind::DELIVERED_RUN | kind::FAILED_RUN => self.take_run(&record),
                _ => {}
            }
        }
    }

    fn take_run(&mut self, run: &Record) {
        for index in 0..run.count() {
            let offset = if run.offset >= 0 { run.offset + index } else { run.offset };
            let fate = Fate { code: run.code, flags: run.flags, partition: run.partition, offset };
            let before = self.fates.insert(run.token + index as u64, fate);
            assert_eq!(before, None, "token {} is answered twice", run.token + index as u64);
        }
    }
}
