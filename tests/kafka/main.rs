//! The engine against a real Apache Kafka, started by `tests/kafka/with-kafka`.

mod admin;
mod brokers;
mod clock;
mod consumer;
mod groups;
mod oauth;
mod queries;
mod records;
mod topics;
mod transactions;
mod volume;

use kafkacore_tests::harness::Client;

fn brokers() -> String {
    std::env::var("KAFKACORE_TEST_BROKERS").expect("run me by: make test-kafka")
}

fn client(new: fn(&str) -> Result<Client, kafkacore_tests::harness::Failure>, more: &str) -> Client {
    new(&format!(r#"{{"bootstrap.servers": "{}"{more}}}"#, brokers())).unwrap()
}

/// A name that no other test of this or an earlier run has used.
fn unique(name: &str) -> String {
    let nanoseconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    format!("{name}-{nanoseconds}")
}

/// Creates a topic and waits for the broker's word.
fn create_topic(admin: &Client, topic: &str, partitions: i32) {
    let token = admin.token();
    let request =
        format!(r#"{{"operation": "CreateTopics", "topics": [{{"name": "{topic}", "partitions": {partitions}}}]}}"#);
    admin.request(&request, 30_000, token).unwrap();
    let (answer, _) = admin.answer(token);
    assert_eq!(answer.text(), format!(r#"{{"topics":[{{"code":0,"error":null,"name":"{topic}"}}]}}"#));
}
