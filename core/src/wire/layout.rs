//! Every number of the batch layout, each written once. The C header and the tables of the other languages are
//! generated from the tables here, so a constant and its table entry come from the same line.

/// "KCB1" when the four bytes are read in order.
pub const MAGIC: u32 = 0x3142_434B;
pub const VERSION: u16 = 1;
pub const HEADER_SIZE: usize = 64;
pub const RECORD_SIZE: usize = 64;
/// One entry of the topic table: name_offset and name_length.
pub const TOPIC_ENTRY_SIZE: usize = 8;
/// What stands before the entries of a header list: its count and four zero bytes.
pub const HEADER_LIST_PREFIX_SIZE: usize = 8;
/// One entry of a header list: name_length and value_length.
pub const HEADER_LIST_ENTRY_SIZE: usize = 8;
/// Everything in a batch that has an offset starts at a multiple of this.
pub const ALIGNMENT: usize = 8;
/// The length that says null; an empty blob has length 0.
pub const NULL_LENGTH: u32 = u32::MAX;
/// The topic index of a record that has no topic.
pub const NO_TOPIC: u32 = u32::MAX;
/// The partition of a record that has none: in a send, the partitioner chooses.
pub const NO_PARTITION: i32 = -1;
/// librdkafka's RD_KAFKA_OFFSET_INVALID.
pub const NO_OFFSET: i64 = -1001;
/// Where a partition begins, as an offset to start at.
pub const OFFSET_BEGINNING: i64 = -2;
/// Where a partition ends.
pub const OFFSET_END: i64 = -1;
/// Offsets are 32 bits wide, and a batch ends at a multiple of 8.
pub const BATCH_SIZE_MAX: usize = 0xFFFF_FFF8;

/// How the bytes at a field's offset are read; all are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    U16,
    U32,
    U64,
    I32,
    I64,
}

/// A field of the header, of a record, or of a table entry.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub offset: usize,
    pub scalar: Scalar,
}

/// A record kind or a flag, with what explains it in generated files.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub name: &'static str,
    pub value: u16,
    pub note: &'static str,
}

macro_rules! fields {
    ($(#[doc = $doc:expr])* $room:ident, $table:ident { $($name:ident: $scalar:ident = $offset:expr,)* }) => {
        $(#[doc = $doc])*
        pub mod $room {
            $(pub const $name: usize = $offset;)*
        }
        $(#[doc = $doc])*
        pub const $table: &[Field] =
            &[$(Field { name: stringify!($name), offset: $room::$name, scalar: Scalar::$scalar },)*];
    };
}

macro_rules! named {
    ($(#[doc = $doc:expr])* $room:ident, $table:ident {
        $($(#[doc = $note:expr])+ $name:ident = $value:expr,)*
    }) => {
        $(#[doc = $doc])*
        pub mod $room {
            $($(#[doc = $note])+ pub const $name: u16 = $value;)*
        }
        $(#[doc = $doc])*
        pub const $table: &[Named] =
            &[$(Named { name: stringify!($name), value: $room::$name, note: concat!($($note),+) },)*];
    };
}

fields! {
    /// The batch header.
    header, HEADER_FIELDS {
        MAGIC: U32 = 0,
        LAYOUT_VERSION: U16 = 4,
        HEADER_SIZE: U16 = 6,
        RECORD_COUNT: U32 = 8,
        RECORD_SIZE: U16 = 12,
        FLAGS: U16 = 14,
        TOTAL_SIZE: U64 = 16,
        TOPIC_TABLE_OFFSET: U32 = 24,
        TOPIC_COUNT: U32 = 28,
        HEAP_OFFSET: U32 = 32,
        HEAP_SIZE: U32 = 36,
        EPOCH: U64 = 40,
    }
}

fields! {
    /// A record. COUNT and TIMESTAMP share their bytes, and so do TOKEN and LEADER_EPOCH: the kind decides.
    record, RECORD_FIELDS {
        KIND: U16 = 0,
        FLAGS: U16 = 2,
        CODE: I32 = 4,
        TOPIC: U32 = 8,
        PARTITION: I32 = 12,
        OFFSET: I64 = 16,
        TIMESTAMP: I64 = 24,
        COUNT: I64 = 24,
        KEY_OFFSET: U32 = 32,
        KEY_LENGTH: U32 = 36,
        VALUE_OFFSET: U32 = 40,
        VALUE_LENGTH: U32 = 44,
        HEADERS_OFFSET: U32 = 48,
        HEADERS_LENGTH: U32 = 52,
        TOKEN: U64 = 56,
        LEADER_EPOCH: I32 = 56,
    }
}

fields! {
    /// An entry of the topic table.
    topic_entry, TOPIC_ENTRY_FIELDS {
        NAME_OFFSET: U32 = 0,
        NAME_LENGTH: U32 = 4,
    }
}

fields! {
    /// An entry of a header list.
    header_list_entry, HEADER_LIST_ENTRY_FIELDS {
        NAME_LENGTH: U32 = 0,
        VALUE_LENGTH: U32 = 4,
    }
}

named! {
    /// What a record says. Readers skip the kinds that they do not know.
    kind, KINDS {
        /// A message. Received: topic, partition, offset, timestamp (milliseconds since 1970), key, value,
        /// headers, leader epoch, and the flag LOG_APPEND_TIME. To be sent: topic, partition (-1 lets the partitioner choose),
        /// timestamp (0 is now), key, value, headers and token.
        MESSAGE = 1,
        /// The messages of tokens token to token+count-1 were delivered to one partition, the first of them at offset and the
        /// others behind it; -1001 if the broker does not tell, as with acks=0.
        DELIVERED_RUN = 2,
        /// The messages of tokens token to token+count-1 failed: code, flags (PERSISTED and POSSIBLY_PERSISTED say whether they
        /// may be in the log all the same, ABORTABLE that their transaction cannot be committed any more), and the text in value.
        FAILED_RUN = 3,
        /// The answer to token: code 0, and in value what the function promises (JSON, a batch, bytes, or null); or a code, its
        /// flags, and the text in value.
        RESULT = 4,
        /// The group assigned partitions: token is the epoch of the assignment, value the partition list. Flags: INCREMENTAL,
        /// ANSWER.
        ASSIGNED = 5,
        /// The group took partitions back: token is the epoch, value the partition list. Flags: INCREMENTAL, LOST, ANSWER. No
        /// message of these partitions follows.
        REVOKED = 6,
        /// Something failed that no token asked for: code, flags, the text in value, and topic, partition and offset if it is
        /// about one. With the flag FATAL the client can only be closed; without it, the client goes on by itself.
        ERROR = 7,
        /// A log line: code is the syslog level, key the facility, value the text.
        LOG = 8,
        /// The producer queue that answered FULL has room again.
        ROOM = 9,
        /// Offsets were committed automatically, or not: code and flags, value is the partition list, each line with its own code.
        COMMITTED = 10,
        /// Statistics, every `statistics.interval.ms`: value is librdkafka's JSON.
        STATS = 11,
        /// How far a partition reaches: offset is its high watermark (that of the next message to be written), timestamp its low
        /// one (the first offset). Comes before the messages of each turn; high watermark less position is the lag.
        WATERMARKS = 12,
        /// The end of a partition was reached; offset is that of the next message to come. Only with `enable.partition.eof`.
        END = 13,
        /// The broker wants a new token for SASL/OAUTHBEARER; value is `sasl.oauthbearer.config`, or null.
        TOKEN_REFRESH = 14,
        /// A broker slowed this client down: key is its name, partition its number, timestamp the milliseconds.
        THROTTLE = 15,
        /// A topic of a subscription.
        TOPIC = 16,
        /// A line of a partition list: topic, partition, offset, leader epoch (-1 if unknown), the commit metadata in value, and
        /// in answers a code. What a function does not ask for it leaves alone.
        TOPIC_PARTITION = 17,
    }
}

named! {
    /// The flags of a record and of kc_error; one set of bits, so that an error reads the same in both.
    flag, FLAGS {
        /// Trying again may help.
        RETRIABLE = 1,
        /// The client is beyond repair and has to be made anew.
        FATAL = 2,
        /// The current transaction has to be aborted.
        ABORTABLE = 4,
        /// The error was found on this side of the wire.
        LOCAL = 8,
        /// The message did not fit and was cut; only in kc_error.
        TRUNCATED = 16,
        /// The partitions were lost: another member may own them already.
        LOST = 32,
        /// The rebalance is incremental: the list names only what changes.
        INCREMENTAL = 64,
        /// The caller must answer this rebalance.
        ANSWER = 128,
        /// The timestamp was set by the broker.
        LOG_APPEND_TIME = 256,
        /// A message that failed may be in the log all the same.
        POSSIBLY_PERSISTED = 512,
        /// A message that failed is in the log.
        PERSISTED = 1024,
    }
}
