//! Floor 3: the C ABI. An export checks its inputs, calls one function of a role, and writes its outputs.
//!
//! The promises that all of them keep (threads, ownership, errors, tokens) stand in `include/README.md`.

#![allow(non_camel_case_types, clippy::missing_safety_doc, clippy::too_many_arguments)]

mod border;
mod fork;
mod tickets;

// In the order of the header.

pub mod error;
pub mod library;

pub mod client;
pub mod client_metadata;
pub mod client_oauth;
pub mod client_sasl;

pub mod producer;
pub mod transaction;

pub mod consumer;
pub mod consumer_assignment;
pub mod consumer_offsets;

pub mod admin;
pub mod mock;
