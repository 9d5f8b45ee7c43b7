//! The packed batch: what crosses the border on the hot path. A header, records of one size, a topic table and a heap of
//! blobs; `layout` has every number. This room knows bytes and nothing else: no I/O, no threads, no other module.

pub mod layout;

mod fault;
mod headers;
mod reader;
mod scalar;
mod writer;

pub use fault::Fault;
pub use headers::{HeaderList, HeaderWriter};
pub use layout::{flag, kind, NO_OFFSET, NO_PARTITION, NO_TOPIC, OFFSET_BEGINNING, OFFSET_END};
pub use reader::{Batch, Record};
pub use writer::{leader_epoch_token, Fields, NoRoom, Writer};

#[cfg(test)]
mod tests;
