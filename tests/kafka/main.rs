//! The engine against a real Apache Kafka, started by `tests/kafka/with-kafka`.

mod admin;
mod brokers;
mod clock;
mod consumer;
mod credentials;
mod groups;
mod guarded;
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

fn now_ms() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64
}

/// The document that answers an admin request.
fn ask_admin(admin: &Client, request: &str) -> String {
    let (answer, _) = admin.ask(|admin, token| admin.request(request, 30_000, token));
    assert_eq!(answer.code, 0, "{}", answer.text());
    answer.text()
}

fn create_topic(admin: &Client, topic: &str, partitions: i32) {
    create_topic_with(admin, topic, &format!(r#""partitions": {partitions}"#));
}

/// Creates a topic that is more than a name, and waits for the broker's word.
fn create_topic_with(admin: &Client, topic: &str, more: &str) {
    let request = format!(r#"{{"operation": "CreateTopics", "topics": [{{"name": "{topic}", {more}}}]}}"#);
    let expected = format!(r#"{{"topics":[{{"code":0,"error":null,"name":"{topic}","retriable":false}}]}}"#);
    assert_eq!(ask_admin(admin, &request), expected);
}
