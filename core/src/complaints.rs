//! What librdkafka complains about without being asked.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::code::{Error, ALL_BROKERS_DOWN};

/// The same complaint again within this time says nothing new; librdkafka repeats some of them at every attempt.
const PAUSE: Duration = Duration::from_secs(10);
/// Complaints that are remembered; beyond it the oldest is forgotten and may be told again.
const REMEMBERED_MAX: usize = 64;

#[derive(Default)]
pub struct Complaints {
    told: HashMap<(i32, String), Instant>,
    reason: Option<String>,
}

impl Complaints {
    /// Takes note of a complaint; whether it is worth telling.
    pub fn is_news(&mut self, error: &Error) -> bool {
        self.is_news_at(error, Instant::now())
    }

    /// Why things do not work, as far as librdkafka has said.
    pub fn reason(&self) -> Option<String> {
        self.reason.clone()
    }

    fn is_news_at(&mut self, error: &Error, now: Instant) -> bool {
        // "All brokers are down" follows the complaint that says why.
        if error.code != ALL_BROKERS_DOWN {
            self.reason = Some(error.message.clone());
        }
        let key = (error.code, gist_of(&error.message));
        if self.told.get(&key).is_some_and(|time| now.duration_since(*time) < PAUSE) {
            return false;
        }
        if self.told.len() >= REMEMBERED_MAX {
            let oldest = self.told.iter().min_by_key(|(_, time)| **time).map(|(key, _)| key.clone());
            oldest.and_then(|key| self.told.remove(&key));
        }
        self.told.insert(key, now);
        true
    }
}

/// A complaint without its numbers: "1/3 brokers are down" and "2/3 brokers are down", or a failure "after 3ms" and one "after
/// 4ms", are the same. So are those about two brokers of one name and two numbers, for as long as the pause lasts.
fn gist_of(message: &str) -> String {
    let mut gist = String::with_capacity(message.len());
    for character in message.chars() {
        let character = if character.is_ascii_digit() { '0' } else { character };
        if character != '0' || !gist.ends_with('0') {
            gist.push(character);
        }
    }
    gist
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::TRANSPORT;

    #[test]
    fn a_complaint_is_told_once_and_the_reason_is_the_one_that_says_something() {
        let mut complaints = Complaints::default();
        let refused = Error::kafka(TRANSPORT, "Connection refused (after 0ms)");
        let again = Error::kafka(TRANSPORT, "Connection refused (after 12ms)");
        let down = Error::kafka(ALL_BROKERS_DOWN, "1/2 brokers are down");
        let all_down = Error::kafka(ALL_BROKERS_DOWN, "2/2 brokers are down");
        let reset = Error::kafka(TRANSPORT, "Connection reset");
        let told = [&refused, &down, &all_down, &down, &again, &all_down, &reset, &again];
        assert_eq!(told.map(|error| complaints.is_news(error)), [true, true, false, false, false, false, true, false]);
        assert_eq!(complaints.reason().as_deref(), Some("Connection refused (after 12ms)"));
    }

    #[test]
    fn a_complaint_is_told_again_after_a_pause() {
        let mut complaints = Complaints::default();
        let refused = Error::kafka(TRANSPORT, "Connection refused");
        let start = Instant::now();
        let told = [0, 9, 11].map(|after| complaints.is_news_at(&refused, start + Duration::from_secs(after)));
        assert_eq!(told, [true, false, true]);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut complaints = Complaints::default();
        for code in 0..1_000 {
            assert!(complaints.is_news(&Error::kafka(code, "new")));
        }
        assert_eq!(complaints.told.len(), REMEMBERED_MAX);
    }
}
