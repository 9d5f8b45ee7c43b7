//! Admin: a JSON document asks, a JSON document answers. Works over any client's connections.
//!
//! An operation is a row of `OPERATIONS`: its name, its options, how a document becomes requests, and what both look like.

mod acls;
mod answers;
mod client;
mod cluster;
mod configs;
mod group_offsets;
mod groups;
mod names;
mod offsets;
mod operation;
mod options;
mod requests;
mod topics;
mod users;

pub use client::Admin;
pub use names::TABLES as NAMES;
pub use operation::{Operation, OPERATIONS};
pub use options::AdminOption;
pub use requests::Requests;
