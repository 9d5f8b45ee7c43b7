//! What every client can ask about its cluster.

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, Client, Mock};

use super::{consumer, producer};

const TIMEOUT_MS: i32 = 30_000;
const UNKNOWN_TOPIC: i32 = 3;
const TIMED_OUT: i32 = -185;
const RESOLVE: i32 = -193;
const DESTROY: i32 = -197;

/// A topic of two partitions with `count` messages in the second, one every second from `first_ms` on.
fn fill(mock: &Mock, count: u64, first_ms: i64) -> Client {
    mock.create_topic("t", 2).unwrap();
    let producer = producer(mock, "");
    let record = |token| Fields { partition: 1, timestamp: first_ms + token as i64 * 1_000, ..message(b"v", token) };
    assert_eq!(producer.send(&batch((0..count).map(|token| ("t", record(token))), &[])), Ok((0, count)));
    let token = producer.token();
    producer.flush(TIMEOUT_MS, token).unwrap();
    assert_eq!(producer.answer(token).0.code, 0);
    producer
}

#[test]
fn the_cluster_is_described_to_producer_and_consumer() {
    let mock = Mock::start(3);
    mock.create_topic("a", 2).unwrap();
    mock.create_topic("b", 1).unwrap();
    for client in [producer(&mock, ""), consumer(&mock, "g", "")] {
        client.metadata("{}", TIMEOUT_MS, 1).unwrap();
        let text = client.answer(1).0.text();
        let servers = mock.bootstrap();
        for port in servers.split(',').filter_map(|server| server.rsplit(':').next()) {
            assert!(text.contains(&format!("\"port\":{port}")) && text.contains("\"host\":\"127.0.0.1\""), "{text}");
        }
        assert!(text.contains("\"cluster_id\":\"mockCluster") && text.contains("\"controller_id\":"), "{text}");
        assert!(text.contains("\"name\":\"a\"") && text.contains("\"name\":\"b\""), "{text}");

        client.metadata(r#"{"topics": ["b", "a"]}"#, TIMEOUT_MS, 2).unwrap();
        let text = client.answer(2).0.text();
        let (b, a) = (text.find("\"name\":\"b\"").unwrap(), text.find("\"name\":\"a\"").unwrap());
        assert!(b < a, "in the order of the question: {text}");
        assert!(text.contains("\"leader\":") && text.contains("\"replicas\":["), "{text}");
    }
}

#[test]
fn a_topic_that_does_not_exist_has_its_own_code() {
    let mock = Mock::start(1);
    let consumer = consumer(&mock, "g", "");
    consumer.metadata(r#"{"topics": ["nowhere"]}"#, TIMEOUT_MS, 1).unwrap();
    let text = consumer.answer(1).0.text();
    assert!(text.contains(&format!(r#"{{"code":{UNKNOWN_TOPIC},"name":"nowhere","partitions":[]}}"#)), "{text}");
}

#[test]
fn a_partition_says_how_far_it_reaches() {
    let mock = Mock::start(1);
    let producer = fill(&mock, 7, 1_000_000);
    for (partition, high) in [(0, 0), (1, 7)] {
        producer.watermarks("t", partition, TIMEOUT_MS, 1).unwrap();
        let (answer, _) = producer.answer(1);
        let records = answer.list();
        assert_eq!((answer.code, records.len()), (0, 1), "{}", answer.text());
        let found = &records[0];
        assert_eq!((found.kind, found.topic.as_deref(), found.partition), (kind::WATERMARKS, Some("t"), partition));
        assert_eq!((found.timestamp, found.offset), (0, high));
    }
    producer.watermarks("t", 9, TIMEOUT_MS, 2).unwrap();
    let (answer, _) = producer.answer(2);
    assert_ne!(answer.code, 0, "partition 9 does not exist");
}

#[test]
fn nobody_there_is_said_within_the_time() {
    let producer = Client::producer(r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0}"#).unwrap();
    let questions: [&dyn Fn(u64); 3] = [
        &|token| assert_eq!(producer.metadata("{}", 700, token), Ok(0)),
        &|token| assert_eq!(producer.watermarks("t", 0, 100, token), Ok(0)),
        &|token| assert_eq!(producer.offsets_for_times(&partitions(&[("t", 0, 5)]), 100, token), Ok(0)),
    ];
    for (token, ask) in questions.iter().enumerate() {
        ask(token as u64);
        let (answer, _) = producer.answer(token as u64);
        assert_ne!(answer.code, 0);
        assert!(answer.text().starts_with("no broker answered within "), "{}", answer.text());
    }
}

#[test]
fn names_of_nobody_end_a_connect_at_once_and_refused_connections_do_not() {
    // No label of a name is so long, and no resolver looks for it.
    let nobody = format!("{}:9092", "a".repeat(64));
    let connect = |servers: &str, timeout_ms: i32| {
        let client = Client::admin(&format!(r#"{{"bootstrap.servers": "{servers}", "log_level": 0}}"#)).unwrap();
        let start = Instant::now();
        client.connect(timeout_ms, 1).unwrap();
        let (answer, _) = client.answer(1);
        (answer.code, answer.text(), start.elapsed())
    };
    for servers in [nobody.clone(), format!("{nobody},b{nobody}")] {
        let (code, text, took) = connect(&servers, 600_000);
        assert_eq!(code, RESOLVE, "{text}");
        assert!(text.starts_with("connecting cannot succeed: ") && text.contains("Failed to resolve"), "{text}");
        assert!(took < Duration::from_secs(60), "{took:?}");
    }
    let (_, text, _) = connect(&format!("{nobody},127.0.0.1:1"), 1_500);
    assert!(text.starts_with("no broker answered within 1500 ms: "), "{text}");
}

#[test]
fn a_connection_that_breaks_off_is_the_reason_that_a_connect_gives() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let servers = listener.local_addr().unwrap();
    let is_over = AtomicBool::new(false);
    let client = Client::producer(&format!(r#"{{"bootstrap.servers": "{servers}"}}"#)).unwrap();
    let answer = std::thread::scope(|scope| {
        scope.spawn(|| listener.incoming().take_while(|_| !is_over.load(Ordering::SeqCst)).for_each(drop));
        client.connect(1_000, 1).unwrap();
        let (answer, _) = client.answer(1);
        is_over.store(true, Ordering::SeqCst);
        // One more connection, so that the listener looks.
        drop(TcpStream::connect(servers).unwrap());
        answer
    });
    let text = answer.text();
    assert!(text.starts_with("no broker answered within 1000 ms: "), "{text}");
    assert!(text.contains("Disconnected") && text.contains("compare security.protocol"), "{text}");
}

#[test]
fn a_question_does_not_keep_a_close_waiting() {
    let producer = Client::producer(r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0}"#).unwrap();
    producer.metadata("{}", 600_000, 1).unwrap();
    producer.watermarks("t", 0, 600_000, 2).unwrap();
    let start = Instant::now();
    producer.close(1_000, 9).unwrap();
    let (_, before) = producer.answer(9);
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    let codes: Vec<_> = before.iter().filter(|record| record.kind == kind::RESULT).map(|record| record.code).collect();
    assert_eq!(codes.len(), 2);
    assert!(codes.iter().all(|code| *code < 0) && codes.contains(&DESTROY), "{codes:?} with {TIMED_OUT}");
}

#[test]
fn many_topics_are_asked_for_within_the_time_and_a_close_does_not_wait_for_them() {
    let mock = Mock::start(1);
    let names: Vec<_> = (0..40).map(|number| format!("\"topic-{number}\"")).collect();
    let request = format!(r#"{{"topics": [{}]}}"#, names.join(","));
    let client = producer(&mock, "");
    client.connect(TIMEOUT_MS, 1).unwrap();
    assert_eq!(client.answer(1).0.code, 0);
    mock.set_rtt(1, 200).unwrap();
    let start = Instant::now();
    client.metadata(&request, 1_000, 2).unwrap();
    assert_eq!(client.answer(2).0.code, TIMED_OUT);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    // In time, all of them are described, in the order of the question and across several attempts.
    client.metadata(&request, TIMEOUT_MS, 3).unwrap();
    let text = client.answer(3).0.text();
    let places: Vec<_> = names.iter().map(|name| text.find(&format!("\"name\":{name}")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    assert_eq!(text.matches("\"name\"").count(), names.len());
    client.metadata(&request, TIMEOUT_MS, 4).unwrap();
    let start = Instant::now();
    client.close(0, 5).unwrap();
    let (closed, before) = client.answer(5);
    assert_eq!(closed.code, 0);
    assert!(before.iter().any(|record| record.token == 4 && record.code == DESTROY), "{before:?}");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}
