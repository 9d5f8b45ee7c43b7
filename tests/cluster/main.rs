//! The engine against the embedded mock cluster: the line end to end, and faults that a real broker cannot be asked for.

mod consume;
mod produce;

use kafkacore_tests::harness::{Client, Mock};

fn producer(mock: &Mock, more: &str) -> Client {
    Client::producer(&format!(r#"{{"bootstrap.servers": "{}"{more}}}"#, mock.bootstrap())).unwrap()
}

/// The mock keeps a group that was left waiting for its session timeout, which a real coordinator does not; so it is short.
fn consumer(mock: &Mock, group: &str, more: &str) -> Client {
    let servers = mock.bootstrap();
    let config = format!(
        r#"{{"bootstrap.servers": "{servers}", "group.id": "{group}", "auto.offset.reset": "earliest",
            "session.timeout.ms": 2000, "heartbeat.interval.ms": 300{more}}}"#
    );
    Client::consumer(&config).unwrap()
}
