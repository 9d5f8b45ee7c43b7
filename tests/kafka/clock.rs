//! Records from another time than the broker's.

use kafkacore::wire::{flag, Fields};
use kafkacore_tests::harness::{message, Client, Ledger, Reader, Record};

use super::{client, create_topic_with, now_ms, unique};

const INVALID_TIMESTAMP: i32 = 32;
const DAY_MS: i64 = 86_400_000;

/// This is also what a broker sees whose own clock is wrong.
#[test]
fn the_broker_decides_about_records_from_another_time() {
    let (strict, own) = (unique("strict"), unique("own"));
    let mut sender = Ledger::new(client(Client::producer, r#", "linger.ms": 0"#));
    create_topic_with(&sender.client, &strict, r#""config": {"message.timestamp.after.max.ms": "3600000"}"#);
    create_topic_with(&sender.client, &own, r#""config": {"message.timestamp.type": "LogAppendTime"}"#);
    let start = now_ms();
    let (past, future) = (start - 30 * DAY_MS, start + 30 * DAY_MS);
    for (timestamp, code) in [(past, 0), (future, INVALID_TIMESTAMP), (1, 0), (start, 0)] {
        let fields = Fields { timestamp, ..message(b"value", 0) };
        assert_eq!(sender.send_fields(&strict, fields).code, code, "{timestamp}");
        assert_eq!(sender.send_fields(&own, fields).code, 0);
    }
    sender.close(10_000);
    let config = format!(r#", "auto.offset.reset": "earliest", "group.id": "{}""#, unique("group"));
    let mut reader = Reader::of_topics(client(Client::consumer, &config), &[&strict, &own]);
    reader.read_to(7);
    let of = |topic: &str| -> Vec<Record> {
        let messages = reader.messages.iter().filter(|message| message.topic.as_deref() == Some(topic));
        messages.cloned().collect()
    };
    let timestamps: Vec<i64> = of(&strict).iter().map(|message| message.timestamp).collect();
    assert_eq!(timestamps, [past, 1, start]);
    assert!(of(&strict).iter().all(|message| message.flags & flag::LOG_APPEND_TIME == 0));
    let is_of_the_broker = |timestamp: i64| (start - DAY_MS..=now_ms() + DAY_MS).contains(&timestamp);
    assert!(of(&own)
        .iter()
        .all(|message| message.flags & flag::LOG_APPEND_TIME != 0 && is_of_the_broker(message.timestamp)));
    reader.close(10_000);
}
