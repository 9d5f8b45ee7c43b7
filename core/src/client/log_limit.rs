//! How much of librdkafka's log reaches the caller: `debug` can say more in a second than anybody reads in a day.

use std::time::{Duration, Instant};

use crate::outbox::Parcel;

const LOGS_PER_WINDOW_MAX: u32 = 1_000;
const WINDOW: Duration = Duration::from_secs(1);

pub struct LogLimit {
    window_start: Instant,
    told_count: u32,
    dropped_count: u64,
}

impl LogLimit {
    pub fn new(now: Instant) -> LogLimit {
        LogLimit { window_start: now, told_count: 0, dropped_count: 0 }
    }

    /// Whether a line may pass.
    pub fn admits(&mut self, now: Instant) -> bool {
        self.turn(now);
        let is_admitted = self.told_count < LOGS_PER_WINDOW_MAX;
        self.told_count += u32::from(is_admitted);
        self.dropped_count += u64::from(!is_admitted);
        is_admitted
    }

    /// A line about those that were dropped, once the second is over in which they were.
    pub fn report(&mut self, now: Instant) -> Option<Parcel> {
        if self.dropped_count == 0 || now.duration_since(self.window_start) < WINDOW {
            return None;
        }
        let dropped_count = std::mem::take(&mut self.dropped_count);
        let text = format!(
            "{dropped_count} log lines were dropped: there were more than {LOGS_PER_WINDOW_MAX} in a second; \
             lower the log level or set less in debug"
        );
        Some(Parcel::warning(text))
    }

    fn turn(&mut self, now: Instant) {
        if now.duration_since(self.window_start) >= WINDOW {
            self.window_start = now;
            self.told_count = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_and_the_cut_is_told_once() {
        let start = Instant::now();
        let mut limit = LogLimit::new(start);
        let admitted = (0..1_500).filter(|_| limit.admits(start)).count();
        assert_eq!(admitted, 1_000);
        assert!(limit.report(start).is_none(), "the second is not over");
        let later = start + WINDOW;
        let text = limit.report(later).and_then(|parcel| parcel.value).unwrap();
        assert!(String::from_utf8(text).unwrap().starts_with("500 log lines were dropped"));
        assert!(limit.report(later).is_none());
        assert!(limit.admits(later), "a new second");
    }
}
