//! The way back to a cluster that seems to have no brokers. A broker that is being stopped may describe its cluster so, and librdkafka
//! believes it (rdkafka_metadata.c:476): it lets go of every broker, has nobody left to ask, and stays so for good.

use std::time::{Duration, Instant};

/// Between two tries; librdkafka keeps the names that each one gives it.
const AGAIN: Duration = Duration::from_secs(5);

/// Whoever waits asks more often.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

#[derive(Default)]
pub struct Recovery {
    looked: Option<Instant>,
    last: Option<Instant>,
}

impl Recovery {
    /// Whether to go back to the `bootstrap.servers` now.
    pub fn is_due(&mut self, has_lost_brokers: impl FnOnce() -> bool, now: Instant) -> bool {
        if self.looked.is_some_and(|looked| now - looked < BETWEEN_LOOKS) {
            return false;
        }
        self.looked = Some(now);
        if !has_lost_brokers() {
            self.last = None;
            return false;
        }
        let is_due = self.last.is_none_or(|last| now - last >= AGAIN);
        if is_due {
            self.last = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_lost_all_brokers_goes_back_to_the_first_ones_now_and_then() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut recovery = Recovery::default();
        assert!(!recovery.is_due(|| false, at(0)));
        assert!(recovery.is_due(|| true, at(1)));
        assert!(!recovery.is_due(|| true, at(2)));
        assert!(recovery.is_due(|| true, at(6)));
        assert!(!recovery.is_due(|| false, at(7)));
        assert!(recovery.is_due(|| true, at(8)));
        assert!(!recovery.is_due(|| unreachable!("it has just looked"), at(8)));
    }
}
