//! What librdkafka complains about without being asked.

use std::time::{Duration, Instant};

use crate::code::{Error, ALL_BROKERS_DOWN};

/// The same complaint again within this time says nothing new; librdkafka repeats "all brokers are down" at every attempt.
const PAUSE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub struct Complaints {
    last: Option<(i32, String, Instant)>,
    reason: Option<String>,
}

impl Complaints {
    /// Takes note of a complaint; whether it is worth telling.
    pub fn is_news(&mut self, error: &Error) -> bool {
        let now = Instant::now();
        let is_same = |(code, text, time): &(i32, String, Instant)| {
            *code == error.code && *text == error.message && now.duration_since(*time) < PAUSE
        };
        if self.last.as_ref().is_some_and(is_same) {
            return false;
        }
        self.last = Some((error.code, error.message.clone(), now));
        // "All brokers are down" follows the complaint that says why.
        if error.code != ALL_BROKERS_DOWN {
            self.reason = Some(error.message.clone());
        }
        true
    }

    /// Why things do not work, as far as librdkafka has said.
    pub fn reason(&self) -> Option<String> {
        self.reason.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::TRANSPORT;

    #[test]
    fn a_complaint_is_told_once_and_the_reason_is_the_one_that_says_something() {
        let mut complaints = Complaints::default();
        let refused = Error::kafka(TRANSPORT, "Connection refused");
        let down = Error::kafka(ALL_BROKERS_DOWN, "1/1 brokers are down");
        let told = [&refused, &down, &down, &down, &refused, &down].map(|error| complaints.is_news(error));
        assert_eq!(told, [true, true, false, false, true, true]);
        assert_eq!(complaints.reason().as_deref(), Some("Connection refused"));
    }
}
