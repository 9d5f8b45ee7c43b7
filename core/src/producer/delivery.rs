//! Delivery reports become runs: a thousand acknowledgements of one partition are one record.

use std::sync::Arc;

use super::transaction::Transaction;
use crate::code;
use crate::sys::{self, Event, Persistence, Report};
use crate::wire::{flag, kind, Fields, NoRoom, Writer, NO_OFFSET};

/// Reports that one poll takes; the rest waits for the next one, so that a poll stays short.
const SHARE: usize = 16_384;
const CHUNK: usize = 1_024;

/// A stretch of reports with consecutive tokens and one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first_token: u64,
    count: u64,
    code: i32,
    partition: i32,
    base_offset: i64,
    persistence: Persistence,
}

impl Run {
    fn of(report: &Report) -> Run {
        Run {
            first_token: report.token,
            count: 1,
            code: report.code,
            partition: report.partition,
            base_offset: report.offset.max(NO_OFFSET),
            persistence: report.persistence,
        }
    }

    fn takes(&self, report: &Report) -> bool {
        let follows = if self.code == code::NO_ERROR && self.base_offset >= 0 {
            report.offset == self.base_offset + self.count as i64
        } else {
            report.offset < 0 || self.code != code::NO_ERROR
        };
        follows
            && report.code == self.code
            && report.persistence == self.persistence
            && report.partition == self.partition
            && report.token == self.first_token.wrapping_add(self.count)
    }

    /// A transaction of which a record failed cannot be committed any more (rdkafka_broker.c:3055), unless it is given up already.
    fn flags(&self, is_in_transaction: bool) -> u16 {
        let persisted = match self.persistence {
            Persistence::No => 0,
            Persistence::Possible => flag::POSSIBLY_PERSISTED,
            Persistence::Certain => flag::PERSISTED,
        };
        let flags = code::flags_of(self.code);
        let is_abortable = is_in_transaction && flags & code::FATAL == 0;
        let abortable = if is_abortable { code::ABORTABLE } else { 0 };
        (flags | abortable) as u16 | persisted
    }
}

#[derive(Default)]
pub struct Deliveries {
    transaction: Arc<Transaction>,
    event: Option<Event>,
    /// Reports taken out of the event, and the first of them that is in no run yet.
    reports: Vec<Report>,
    next: usize,
    /// Finished but not yet written.
    run: Option<Run>,
    taken_count: usize,
}

impl Deliveries {
    pub fn new(transaction: Arc<Transaction>) -> Deliveries {
        Deliveries { transaction, ..Deliveries::default() }
    }

    pub fn start_share(&mut self) {
        self.taken_count = 0;
    }

    pub fn is_share_used(&self) -> bool {
        self.taken_count >= SHARE
    }

    /// Takes over the next event; the one before must be drained.
    pub fn take(&mut self, event: Event) {
        self.event = Some(event);
    }

    /// Writes the reports at hand as runs. librdkafka counts reports as queued until their event is destroyed, so the
    /// event goes as soon as it is empty, and never before its last run is written.
    pub fn drain(&mut self, writer: &mut Writer) -> Result<(), NoRoom> {
        loop {
            while let Some(report) = self.reports.get(self.next).copied() {
                self.add(&report, writer)?;
                self.next += 1;
            }
            let Some(event) = &mut self.event else { return Ok(()) };
            self.reports.clear();
            self.next = 0;
            event.take_reports(&mut self.reports, CHUNK);
            self.taken_count += self.reports.len();
            if self.reports.is_empty() {
                self.write_run(writer)?;
                self.event = None;
            }
        }
    }

    fn add(&mut self, report: &Report, writer: &mut Writer) -> Result<(), NoRoom> {
        match &mut self.run {
            Some(run) if run.takes(report) => run.count += 1,
            _ => {
                self.write_run(writer)?;
                self.run = Some(Run::of(report));
            }
        }
        Ok(())
    }

    fn write_run(&mut self, writer: &mut Writer) -> Result<(), NoRoom> {
        let Some(run) = self.run else { return Ok(()) };
        if run.code == code::NO_ERROR {
            self.transaction.note_delivery();
        }
        let text = (run.code != code::NO_ERROR).then(|| sys::describe_code(run.code).into_bytes());
        writer.push(&Fields {
            kind: if run.code == code::NO_ERROR { kind::DELIVERED_RUN } else { kind::FAILED_RUN },
            flags: run.flags(self.transaction.is_vulnerable()),
            code: run.code,
            partition: run.partition,
            offset: run.base_offset,
            timestamp: run.count as i64,
            value: text.as_deref(),
            token: run.first_token,
            ..Fields::NONE
        })?;
        self.run = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Batch;

    fn report(token: u64, partition: i32, offset: i64, code: i32) -> Report {
        Report { token, code, partition, offset, persistence: Persistence::default() }
    }

    /// Token, count, partition, offset and code of each record that the reports become, in batches of `size` bytes.
    fn runs(reports: &[Report], size: usize) -> Vec<(u64, i64, i32, i64, i32)> {
        let mut deliveries = Deliveries { reports: reports.to_vec(), ..Deliveries::default() };
        let mut seen = Vec::new();
        let mut bytes = vec![0; size];
        loop {
            let mut writer = Writer::new(&mut bytes).unwrap();
            let drained = deliveries.drain(&mut writer).and_then(|()| deliveries.write_run(&mut writer));
            let length = writer.finish();
            if length > 0 {
                let batch = Batch::parse(&bytes[..length]).unwrap();
                seen.extend(batch.records().map(|r| (r.token, r.count(), r.partition, r.offset, r.code)));
            }
            if drained.is_ok() {
                return seen;
            }
        }
    }

    #[test]
    fn consecutive_reports_are_one_run() {
        let reports: Vec<_> = (0..1000).map(|index| report(50 + index, 3, 700 + index as i64, 0)).collect();
        assert_eq!(runs(&reports, 4096), [(50, 1000, 3, 700, 0)]);
    }

    #[test]
    fn a_gap_in_anything_starts_a_new_run() {
        let reports = [
            report(1, 0, 10, 0),
            report(2, 0, 11, 0),
            report(4, 0, 12, 0),
            report(5, 1, 13, 0),
            report(6, 1, 15, 0),
            report(7, 1, -1001, -192),
            report(8, 1, -1001, -192),
            report(9, 1, -1001, -184),
        ];
        let expected = [
            (1, 2, 0, 10, 0),
            (4, 1, 0, 12, 0),
            (5, 1, 1, 13, 0),
            (6, 1, 1, 15, 0),
            (7, 2, 1, -1001, -192),
            (9, 1, 1, -1001, -184),
        ];
        assert_eq!(runs(&reports, 4096), expected);
        // With room for a record or two at a time nothing is lost and nothing comes twice.
        assert_eq!(runs(&reports, 256), expected);
    }

    #[test]
    fn reports_without_offsets_run_on() {
        let reports: Vec<_> = (0..5).map(|index| report(index, 0, -1001, 0)).collect();
        assert_eq!(runs(&reports, 4096), [(0, 5, 0, -1001, 0)]);
    }

    #[test]
    fn records_that_may_be_in_the_log_run_apart_from_those_that_are_not() {
        let fates = [Persistence::No, Persistence::No, Persistence::Possible, Persistence::Certain];
        let failed = |index: usize| Report { persistence: fates[index], ..report(index as u64, 0, -1001, -192) };
        let mut deliveries = Deliveries { reports: (0..4).map(failed).collect(), ..Deliveries::default() };
        let mut bytes = [0; 4096];
        let mut writer = Writer::new(&mut bytes).unwrap();
        deliveries.drain(&mut writer).and_then(|()| deliveries.write_run(&mut writer)).unwrap();
        let length = writer.finish();
        let batch = Batch::parse(&bytes[..length]).unwrap();
        let persisted = flag::POSSIBLY_PERSISTED | flag::PERSISTED;
        let seen: Vec<_> = batch.records().map(|r| (r.token, r.count(), r.flags & persisted)).collect();
        assert_eq!(seen, [(0, 2, 0), (2, 1, flag::POSSIBLY_PERSISTED), (3, 1, flag::PERSISTED)]);
    }
}
