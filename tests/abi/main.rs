//! The border itself, without a broker: what is refused, what stays whole, what is answered after the worst.

mod guests;
mod input;
mod life;
mod matrix;
mod queries;
mod storm;

use kafkacore_tests::harness::{Client, Failure};

const STATE: i32 = -2;
const INVALID: i32 = -1;
const PANIC: i32 = -5;

/// A producer with nobody to talk to.
fn lonely_producer() -> Client {
    Client::producer(r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0}"#).unwrap()
}

fn lonely_consumer() -> Client {
    Client::consumer(r#"{"bootstrap.servers": "127.0.0.1:1", "group.id": "g", "log_level": 0}"#).unwrap()
}

fn refused<T>(outcome: Result<T, Failure>, status: i32, words: &str) {
    let failure = outcome.err().expect("the call should be refused");
    assert_eq!(failure.status, status, "{failure:?}");
    assert!(failure.message.contains(words), "{failure:?} should say: {words}");
}
