//! The vocabulary of failures: statuses, librdkafka's error numbers, and the one error type of the crate.
//!
//! Numbers are plain integers on purpose: a broker may send a code that this librdkafka has never heard of, and it
//! has to pass through unharmed.

use std::fmt;

/// What a call answers: success kinds from 0 up, failures below 0. Crosses the ABI as `kc_status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    Ok = 0,
    More = 1,
    Full = 2,
    Invalid = -1,
    State = -2,
    Kafka = -3,
    Buffer = -4,
    Panic = -5,
    Unsupported = -6,
    Memory = -7,
}

/// Trying again may help.
pub const RETRIABLE: u32 = 1;
/// The client is beyond repair and has to be made anew.
pub const FATAL: u32 = 2;
/// The current transaction has to be aborted.
pub const ABORTABLE: u32 = 4;
/// The error was found on this side of the wire.
pub const LOCAL: u32 = 8;
/// The message did not fit and was cut.
pub const TRUNCATED: u32 = 16;

pub const NO_ERROR: i32 = 0;
pub const REQUEST_TIMED_OUT: i32 = 7;
pub const CLUSTER_AUTHORIZATION_FAILED: i32 = 31;
pub const STALE_MEMBER_EPOCH: i32 = 113;
pub const DESTROY: i32 = -197;
pub const FAIL: i32 = -196;
pub const TRANSPORT: i32 = -195;
pub const CRIT_SYS_RESOURCE: i32 = -194;
pub const RESOLVE: i32 = -193;
pub const MSG_TIMED_OUT: i32 = -192;
pub const PARTITION_EOF: i32 = -191;
pub const UNKNOWN_PARTITION: i32 = -190;
pub const ALL_BROKERS_DOWN: i32 = -187;
pub const INVALID_ARG: i32 = -186;
pub const TIMED_OUT: i32 = -185;
pub const QUEUE_FULL: i32 = -184;
pub const SSL: i32 = -181;
pub const WAIT_COORD: i32 = -180;
pub const UNKNOWN_GROUP: i32 = -179;
pub const IN_PROGRESS: i32 = -178;
pub const PREV_IN_PROGRESS: i32 = -177;
pub const ASSIGN_PARTITIONS: i32 = -175;
pub const REVOKE_PARTITIONS: i32 = -174;
pub const CONFLICT: i32 = -173;
pub const STATE: i32 = -172;
pub const AUTHENTICATION: i32 = -169;
pub const UNSUPPORTED_FEATURE: i32 = -165;
pub const NO_OFFSET: i32 = -168;
pub const FATAL_ERROR: i32 = -150;
pub const MAX_POLL_EXCEEDED: i32 = -147;

/// What another attempt may cure: of the local errors by their nature, of the broker's by the protocol's own table.
const RETRIABLE_CODES: [i32; 35] = [
    TRANSPORT,
    ALL_BROKERS_DOWN,
    TIMED_OUT,
    QUEUE_FULL,
    MSG_TIMED_OUT,
    WAIT_COORD,
    2, // CORRUPT_MESSAGE
    3, // UNKNOWN_TOPIC_OR_PARTITION
    5, // LEADER_NOT_AVAILABLE
    6, // NOT_LEADER_OR_FOLLOWER
    REQUEST_TIMED_OUT,
    9,   // REPLICA_NOT_AVAILABLE
    13,  // NETWORK_EXCEPTION
    14,  // COORDINATOR_LOAD_IN_PROGRESS
    15,  // COORDINATOR_NOT_AVAILABLE
    16,  // NOT_COORDINATOR
    19,  // NOT_ENOUGH_REPLICAS
    20,  // NOT_ENOUGH_REPLICAS_AFTER_APPEND
    41,  // NOT_CONTROLLER
    51,  // CONCURRENT_TRANSACTIONS
    56,  // KAFKA_STORAGE_ERROR
    70,  // FETCH_SESSION_ID_NOT_FOUND
    71,  // INVALID_FETCH_SESSION_EPOCH
    72,  // LISTENER_NOT_FOUND
    74,  // FENCED_LEADER_EPOCH
    75,  // UNKNOWN_LEADER_EPOCH
    78,  // OFFSET_NOT_AVAILABLE
    80,  // PREFERRED_LEADER_NOT_AVAILABLE
    83,  // ELIGIBLE_LEADERS_NOT_AVAILABLE
    84,  // ELECTION_NOT_NEEDED
    88,  // UNSTABLE_OFFSET_COMMIT
    89,  // THROTTLING_QUOTA_EXCEEDED
    100, // UNKNOWN_TOPIC_ID
    103, // INCONSISTENT_TOPIC_ID
    106, // FETCH_SESSION_TOPIC_ID_ERROR
];

/// A failure on its way to the caller: what kind, which number, what a person should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub status: Status,
    pub code: i32,
    pub flags: u32,
    pub message: String,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The caller's input is wrong; `message` names the field and the fix.
    pub fn invalid(message: impl Into<String>) -> Error {
        Error { status: Status::Invalid, code: INVALID_ARG, flags: LOCAL, message: message.into() }
    }

    /// The call does not fit the state that the client is in.
    pub fn state(message: impl Into<String>) -> Error {
        Error { status: Status::State, code: STATE, flags: LOCAL, message: message.into() }
    }

    /// The client went away before it could answer.
    pub fn closed(message: impl Into<String>) -> Error {
        Error { status: Status::State, code: DESTROY, flags: LOCAL, message: message.into() }
    }

    /// The core broke one of its own assumptions.
    pub fn panic(message: impl Into<String>) -> Error {
        Error { status: Status::Panic, code: FAIL, flags: LOCAL | FATAL, message: message.into() }
    }

    /// The caller's deadline passed.
    pub fn timed_out(message: impl Into<String>) -> Error {
        Error { status: Status::Kafka, code: TIMED_OUT, flags: LOCAL | RETRIABLE, message: message.into() }
    }

    /// The machine has run out of something: memory, threads, descriptors.
    pub fn resource(message: impl Into<String>) -> Error {
        Error { status: Status::Memory, code: CRIT_SYS_RESOURCE, flags: LOCAL, message: message.into() }
    }

    /// What librdkafka or a broker answered.
    pub fn kafka(code: i32, message: impl Into<String>) -> Error {
        Error { status: Status::Kafka, code, flags: flags_of(code), message: message.into() }
    }

    /// Adds flags. What ends a transaction or a client is not mended by trying again, whatever the number alone would say.
    pub fn with_flags(mut self, flags: u32) -> Error {
        self.flags |= flags;
        if self.flags & (FATAL | ABORTABLE) != 0 {
            self.flags &= !RETRIABLE;
        }
        self
    }
}

/// The flags that a bare number implies, for places where librdkafka hands over nothing more.
pub fn flags_of(code: i32) -> u32 {
    let mut flags = 0;
    if code < 0 {
        flags |= LOCAL;
    }
    if RETRIABLE_CODES.contains(&code) {
        flags |= RETRIABLE;
    }
    if code == FATAL_ERROR {
        flags |= FATAL;
    }
    flags
}

/// Every error number that this librdkafka knows: number, name without prefix (`_BAD_MSG`), description.
pub fn table() -> Vec<(i32, String, String)> {
    crate::sys::error_table()
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_one_thing_to_do() {
        let timed_out = Error::kafka(TIMED_OUT, "late");
        assert_eq!(timed_out.flags, LOCAL | RETRIABLE);
        assert_eq!(timed_out.clone().with_flags(ABORTABLE).flags, LOCAL | ABORTABLE);
        assert_eq!(timed_out.clone().with_flags(FATAL).flags, LOCAL | FATAL);
        assert_eq!(timed_out.with_flags(0).flags, LOCAL | RETRIABLE);
    }
}
