//! What librdkafka complains about without being asked.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use crate::code::{Error, ALL_BROKERS_DOWN, AUTHENTICATION, RESOLVE, SSL, TRANSPORT};
use crate::sys;

/// The same complaint again within this time says nothing new; librdkafka repeats some of them at every attempt.
const PAUSE: Duration = Duration::from_secs(10);
/// Complaints that are remembered; beyond it the oldest is forgotten and may be told again.
const REMEMBERED_MAX: usize = 64;

/// A broker ends a connection that is not as he expects without a word.
const LISTENER_HINT: &str = "if this goes on, compare security.protocol with the listener of the broker";

#[derive(Default)]
pub struct Complaints {
    told: HashMap<(i32, String), Instant>,
    reason: Option<Error>,
    /// The last one about each broker, by his name, since the last time that they were forgiven.
    failures: BTreeMap<String, Error>,
    are_all_down: bool,
    has_token: bool,
    /// There were other credentials before: a refusal may be of a connection that was begun with those.
    is_refusal_doubtful: bool,
}

impl Complaints {
    /// Takes note of a complaint; whether it is worth telling.
    pub fn is_news(&mut self, error: &Error) -> bool {
        self.is_news_at(error, Instant::now())
    }

    /// Takes note of a connection that broke off, which librdkafka writes to its log and does not tell (rdkafka_broker.c:786).
    pub fn overhear(&mut self, line: &str) {
        let text = line.split_once("]: ").map_or(line, |(_thread, text)| text);
        self.note(&Error::kafka(TRANSPORT, format!("{text}; {LISTENER_HINT}")));
    }

    /// Why things do not work, as far as librdkafka has said.
    pub fn reason(&self) -> Option<&Error> {
        self.failures.values().find(|failure| is_hopeless(failure)).or(self.reason.as_ref())
    }

    /// Why no broker will ever let this client in as it is, if none will: all were tried, and one refused the credentials, which
    /// are the same for all of them, or each is hopeless for a reason of its own.
    pub fn verdict(&self) -> Option<&Error> {
        let is_refusal = |failure: &&Error| failure.code == AUTHENTICATION && is_hopeless(failure);
        let refusal = self.failures.values().find(is_refusal);
        if !self.are_all_down || (refusal.is_some() && self.is_refusal_doubtful) {
            return None;
        }
        refusal.or_else(|| self.failures.values().next().filter(|_| self.failures.values().all(is_hopeless)))
    }

    /// Forgets what was said about brokers: somebody begins anew.
    pub fn forgive(&mut self) {
        self.failures.clear();
        self.are_all_down = false;
    }

    /// There are new credentials.
    pub fn renew_credentials(&mut self) {
        self.forgive();
        self.is_refusal_doubtful = true;
    }

    /// There is a token; without one no connection is tried.
    pub fn renew_token(&mut self) {
        if std::mem::replace(&mut self.has_token, true) {
            self.renew_credentials();
        }
    }

    fn is_news_at(&mut self, error: &Error, now: Instant) -> bool {
        self.note(error);
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

    fn note(&mut self, error: &Error) {
        // "All brokers are down" follows the complaint that says why.
        if error.code == ALL_BROKERS_DOWN {
            self.are_all_down = true;
            return;
        }
        self.reason = Some(error.clone());
        if let Some(broker) = broker_of(&error.message) {
            if self.failures.len() < REMEMBERED_MAX || self.failures.contains_key(broker) {
                self.failures.insert(broker.to_string(), error.clone());
            }
        }
    }
}

/// Whom a complaint is about: librdkafka begins with the broker's name, which ends in his number (rdkafka_broker.c:609).
fn broker_of(message: &str) -> Option<&str> {
    let (name, _) = message.split_once(": ")?;
    let (_, number) = name.rsplit_once('/')?;
    (number == "bootstrap" || number.parse::<i32>().is_ok()).then_some(name)
}

/// Whether it does not help to wait and try again, the client being as it is. A connection that is refused or lost may come back,
/// and librdkafka calls some of those by other names: a handshake that breaks off is one for it that failed.
fn is_hopeless(error: &Error) -> bool {
    let says = |words: &str| error.message.contains(words);
    match error.code {
        // The broker has answered, with a refusal (rdkafka_request.c:3427, rdkafka_broker.c:2441).
        AUTHENTICATION => says("SASL authentication error: ") || says(" handshake failed: Broker: "),
        SSL => !says("unexpected eof"),
        // No server of names at all, or one that is busy, says something else.
        RESOLVE => says(&sys::unknown_host()),
        _ => false,
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
        assert_eq!(complaints.reason(), Some(&again));
    }

    #[test]
    fn a_connection_that_breaks_off_is_a_reason_too() {
        let mut complaints = Complaints::default();
        complaints.overhear("[thrd:a:1/bootstrap]: a:1/bootstrap: Disconnected: connection closed by peer");
        let reason = complaints.reason().unwrap();
        assert_eq!(reason.code, TRANSPORT);
        assert!(reason.message.starts_with("a:1/bootstrap: Disconnected: connection closed by peer; "), "{reason}");
        assert!(reason.message.ends_with("security.protocol with the listener of the broker"), "{reason}");
        assert_eq!(complaints.failures.len(), 1);
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
            assert!(complaints.is_news(&Error::kafka(code, format!("b/{code}: new"))));
        }
        assert_eq!((complaints.told.len(), complaints.failures.len()), (REMEMBERED_MAX, REMEMBERED_MAX));
    }

    const DOWN: &str = "2/2 brokers are down";

    /// What is made of complaints about brokers, of whom all are down by then.
    fn verdict(said: &[(i32, &str)]) -> Option<i32> {
        let mut complaints = Complaints::default();
        for (code, message) in said.iter().chain(&[(ALL_BROKERS_DOWN, DOWN)]) {
            complaints.is_news(&Error::kafka(*code, *message));
        }
        complaints.verdict().map(|error| error.code)
    }

    #[test]
    fn what_cannot_heal_by_waiting_is_known() {
        let refused = (TRANSPORT, "a:1/bootstrap: Connect to ipv4#1.2.3.4:1 failed: Connection refused");
        let wrong = (AUTHENTICATION, "sasl_ssl://b:1/bootstrap: SASL authentication error: Authentication failed");
        let unsupported = (
            AUTHENTICATION,
            "b:1/2: SASL PLAIN mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported mechanisms: ",
        );
        let lost = (AUTHENTICATION, "b:1/2: SASL PLAIN mechanism handshake failed: Local: Broker transport failure");
        let certificate =
            (SSL, "ssl://b:1/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate verify");
        let broken_off =
            (SSL, "ssl://b:1/bootstrap: SSL handshake failed: error:0A000126:SSL routines::unexpected eof");
        let message = format!("c:1/bootstrap: Failed to resolve 'c:1': {}", sys::unknown_host());
        let nameless = (RESOLVE, message.as_str());
        let undecided = (RESOLVE, "c:1/bootstrap: Failed to resolve 'c:1': Temporary failure in name resolution");
        let no_token = (AUTHENTICATION, "Failed to acquire SASL OAUTHBEARER token: no");

        let hopeless: [(&[(i32, &str)], i32); 6] = [
            (&[wrong], AUTHENTICATION),
            (&[unsupported], AUTHENTICATION),
            (&[certificate], SSL),
            (&[nameless], RESOLVE),
            (&[nameless, certificate], RESOLVE),
            (&[refused, wrong], AUTHENTICATION),
        ];
        for (said, code) in hopeless {
            assert_eq!(verdict(said), Some(code), "{said:?}");
        }
        let hopeful: [&[(i32, &str)]; 9] = [
            &[],
            &[refused],
            &[lost],
            &[broken_off],
            &[undecided],
            &[no_token],
            &[refused, certificate],
            &[refused, nameless],
            &[certificate, (TRANSPORT, "ssl://b:1/bootstrap: Disconnected")],
        ];
        for said in hopeful {
            assert_eq!(verdict(said), None, "{said:?}");
        }
    }

    #[test]
    fn nobody_is_judged_before_all_were_tried_or_after_he_was_forgiven() {
        let mut complaints = Complaints::default();
        let wrong = Error::kafka(AUTHENTICATION, "a:1/bootstrap: SASL authentication error: no");
        let down = Error::kafka(ALL_BROKERS_DOWN, DOWN);
        complaints.is_news(&wrong);
        assert_eq!(complaints.verdict(), None);
        complaints.is_news(&down);
        complaints.is_news(&Error::kafka(TRANSPORT, "b:1/bootstrap: Connection refused"));
        assert_eq!((complaints.verdict(), complaints.reason()), (Some(&wrong), Some(&wrong)));
        complaints.forgive();
        complaints.is_news(&down);
        assert_eq!(complaints.verdict(), None);
        assert_eq!(complaints.reason().map(|error| error.code), Some(TRANSPORT));
    }

    #[test]
    fn a_refusal_after_new_credentials_proves_nothing() {
        let wrong = Error::kafka(AUTHENTICATION, "a:1/bootstrap: SASL authentication error: no");
        let judged = |complaints: &mut Complaints| {
            complaints.is_news(&wrong);
            complaints.is_news(&Error::kafka(ALL_BROKERS_DOWN, DOWN));
            complaints.verdict().is_some()
        };
        let mut complaints = Complaints::default();
        complaints.renew_token();
        assert!(judged(&mut complaints));
        complaints.renew_token();
        assert!(!judged(&mut complaints));
        let mut complaints = Complaints::default();
        complaints.renew_credentials();
        assert!(!judged(&mut complaints));
        assert_eq!(complaints.reason(), Some(&wrong));
    }
}
