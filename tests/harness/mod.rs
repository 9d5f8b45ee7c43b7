//! The C ABI from Rust, as a caller sees it: numbers, buffers and records, for the tests to speak in.

mod alone;
mod batch;
mod client;
mod consumer;
mod ends;
mod exports;
mod ledger;
mod mock;
mod queries;
mod reader;

pub use alone::{alone, alone_and_clean, resident_size, Held};
pub use batch::{batch, message, partitions, topics, Record};
pub use client::{Client, Failure, POLL_TIMEOUT};
pub use exports::{Export, Role};
pub use ledger::{Fate, Ledger};
pub use mock::Mock;
pub use reader::Reader;
