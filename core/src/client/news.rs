//! What librdkafka says without being asked, for every kind of client: errors, logs, statistics, wishes for a token.

use std::time::Instant;

use super::Client;
use crate::code::{Error, Result, FATAL};
use crate::outbox::Parcel;
use crate::sys::{Event, EventKind};
use crate::wire::kind;

/// Syslog's levels, emergency to debug.
const LOG_LEVEL_MAX: i32 = 7;
/// Lines about connections that failed come from this part of librdkafka. More urgent ones are told as errors too, and what is
/// for debugging repeats them all.
const FAILURE: &str = "FAIL";
const UNTOLD_LEVELS: std::ops::Range<i32> = 4..LOG_LEVEL_MAX;

impl Client {
    /// Turns an event that concerns every kind of client into a record; `None` for an event that says nothing.
    pub fn parcel_of(&self, event: &Event) -> Option<Parcel> {
        match event.kind() {
            EventKind::Error => self.complain(event),
            EventKind::Log => self.log(event),
            EventKind::Statistics => {
                Some(Parcel { kind: kind::STATS, value: Some(event.statistics().into_bytes()), ..Parcel::default() })
            }
            EventKind::TokenRefresh => Some(Parcel {
                kind: kind::TOKEN_REFRESH,
                value: event.token_config().map(String::into_bytes),
                ..Parcel::default()
            }),
            _ => None,
        }
    }

    /// Lines above the level are not written from now on.
    pub fn set_log_level(&self, level: i32) -> Result<()> {
        if !(0..=LOG_LEVEL_MAX).contains(&level) {
            return Err(Error::invalid(format!(
                "level is {level}; it takes a level of syslog, 0 (emergency) to {LOG_LEVEL_MAX} (debug)"
            )));
        }
        self.handle()?.set_log_level(level);
        Ok(())
    }

    /// There are new credentials: what brokers had against the old ones no longer counts.
    pub fn note_credentials(&self) {
        self.complaints.lock().renew_credentials();
    }

    /// As `note_credentials`, of a token.
    pub fn note_token(&self) {
        self.complaints.lock().renew_token();
    }

    /// Says how many lines were dropped, if that was not said yet.
    pub(super) fn report_dropped_logs(&self) {
        if let Some(parcel) = self.log_limit.lock().report(Instant::now()) {
            self.outbox.push(parcel);
        }
    }

    fn log(&self, event: &Event) -> Option<Parcel> {
        let log = event.log()?;
        if log.facility == FAILURE && UNTOLD_LEVELS.contains(&log.level) {
            self.complaints.lock().overhear(&log.text);
        }
        self.report_dropped_logs();
        self.log_limit.lock().admits(Instant::now()).then(|| Parcel {
            kind: kind::LOG,
            code: log.level,
            key: Some(log.facility.into_bytes()),
            value: Some(log.text.into_bytes()),
            ..Parcel::default()
        })
    }

    fn complain(&self, event: &Event) -> Option<Parcel> {
        let mut error = Error::kafka(event.code(), event.text());
        if event.is_fatal() {
            error = error.with_flags(FATAL);
        }
        self.complaints.lock().is_news(&error).then(|| Parcel::error(&error))
    }
}
