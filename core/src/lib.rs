//! One Apache Kafka client engine over librdkafka, spoken to through one stable C ABI.
//!
//! Where what lives: `ARCHITECTURE.md` beside this crate.

#![deny(unsafe_code)]

/// cbindgen:ignore
#[allow(unsafe_code)]
pub mod sys;

pub mod code;
pub mod wire;

pub mod client;
mod complaints;
mod config;
mod document;
mod lane;
mod outbox;
mod partitions;
mod replies;
mod source;
mod tokens;
mod wake;

pub mod admin;
pub mod consumer;
pub mod credentials;
pub mod library;
pub mod metadata;
pub mod mock;
pub mod oauth;
pub mod producer;

#[allow(unsafe_code)]
pub mod abi;
