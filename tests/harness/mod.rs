//! The C ABI from Rust, as a caller sees it: numbers, buffers and records, for the tests to speak in.

mod alone;
mod batch;
mod client;
mod consumer;
mod exports;
mod mock;
mod queries;

pub use alone::{alone, Held};
pub use batch::{batch, message, partitions, topics, Record};
pub use client::{Client, Failure, POLL_TIMEOUT};
pub use exports::{Export, Role};
pub use mock::Mock;
