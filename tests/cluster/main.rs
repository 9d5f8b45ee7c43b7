//! The engine against the embedded mock cluster: the line end to end, and faults that a real broker cannot be asked for.

mod consume;
mod failures;
mod produce;

use kafkacore::wire::kind;
use kafkacore_tests::harness::{Client, Mock, Record};

/// Of Kafka's protocol.
const PRODUCE: i32 = 0;

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

/// The tokens that the records answer, each run spelled out.
fn answered(records: &[Record], of_kind: u16) -> Vec<u64> {
    let runs = records.iter().filter(|record| record.kind == of_kind);
    runs.flat_map(|run| run.token..run.token + run.count() as u64).collect()
}

/// Code and flags of each token that failed.
fn failures(records: &[Record]) -> Vec<(u64, i32, u16)> {
    let runs = records.iter().filter(|record| record.kind == kind::FAILED_RUN);
    runs.flat_map(|run| (0..run.count() as u64).map(|index| (run.token + index, run.code, run.flags))).collect()
}
