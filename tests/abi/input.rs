//! Bad input: each is refused by name, and nothing of it happens.

use kafkacore::abi::{client, consumer, consumer_assignment, consumer_offsets, error, library, mock, producer};
use kafkacore::wire::{kind, Fields};
use kafkacore_tests::harness::{batch, message, partitions, topics, Client, Mock};

use super::{lonely_consumer, lonely_producer, refused, INVALID, STATE};

#[test]
fn a_config_is_refused_with_the_property_and_the_nearest_one() {
    refused(Client::producer(r#"{"bootstrap.server": "a:1"}"#), INVALID, "did you mean \"bootstrap.servers\"?");
    refused(Client::producer(r#"{"linger.ms": "soon"}"#), INVALID, "linger.ms");
    refused(Client::producer("[]"), INVALID, "JSON object");
    refused(Client::producer(""), INVALID, "not JSON");
    refused(Client::producer("{}"), INVALID, "bootstrap.servers is missing");
    refused(Client::consumer(r#"{"bootstrap.servers": "a:1"}"#), INVALID, "group.id is missing");
    refused(Client::admin(r#"{"group.id": {}}"#), INVALID, "\"group.id\" must be a string");
}

#[test]
fn null_pointers_and_lying_lengths_are_refused() {
    let producer = lonely_producer();
    let null = std::ptr::null_mut();
    unsafe {
        assert_eq!(producer::kc_producer_new(null, 5, &mut 0, std::ptr::null_mut()), INVALID);
        assert_eq!(producer::kc_producer_new(b"{}".as_ptr(), 2, std::ptr::null_mut(), std::ptr::null_mut()), INVALID);
        assert_eq!(producer::kc_producer_new(b"{}".as_ptr(), u64::MAX, &mut 0, std::ptr::null_mut()), INVALID);
        let send = producer::kc_producer_send(producer.ticket, null, 64, &mut 0, std::ptr::null_mut());
        assert_eq!(send, INVALID);
        let poll = client::kc_client_poll(producer.ticket, 1, null, 64, &mut 0, std::ptr::null_mut());
        assert_eq!(poll, INVALID);
        let poll = client::kc_client_poll(producer.ticket, 1, null, 0, std::ptr::null_mut(), std::ptr::null_mut());
        assert_eq!(poll, INVALID);
        assert_eq!(client::kc_client_wake_fd(producer.ticket, std::ptr::null_mut(), std::ptr::null_mut()), INVALID);
        assert_eq!(library::kc_describe(null, 0, std::ptr::null_mut(), std::ptr::null_mut()), INVALID);
        assert_eq!(mock::kc_mock_new(1, std::ptr::null_mut(), std::ptr::null_mut()), INVALID);
        let produce =
            producer::kc_producer_produce(producer.ticket, null, 3, -1, null, 0, null, 0, 1, std::ptr::null_mut());
        assert_eq!(produce, INVALID);
        let subscribe = consumer::kc_consumer_subscribe(lonely_consumer().ticket, null, 1, 1, std::ptr::null_mut());
        assert_eq!(subscribe, INVALID);
    }
}

#[test]
fn what_only_consumers_do_is_refused_without_memory_and_to_others() {
    type Write = unsafe extern "C" fn(u64, *mut u8, u64, *mut u64, *mut error::kc_error) -> i32;
    type Take = unsafe extern "C" fn(u64, *const u8, u64, *mut error::kc_error) -> i32;
    type Ask = unsafe extern "C" fn(u64, *const u8, u64, u64, *mut error::kc_error) -> i32;
    let writes: [Write; 4] = [
        consumer::kc_consumer_subscription,
        consumer::kc_consumer_rebalance_protocol,
        consumer_assignment::kc_consumer_assignment,
        consumer_assignment::kc_consumer_paused,
    ];
    let takes: [Take; 5] = [
        consumer_assignment::kc_consumer_hold,
        consumer_assignment::kc_consumer_release,
        consumer_assignment::kc_consumer_pause,
        consumer_assignment::kc_consumer_resume,
        consumer_offsets::kc_consumer_store,
    ];
    let asks: [Ask; 5] = [
        consumer::kc_consumer_subscribe,
        consumer_assignment::kc_consumer_assign,
        consumer_assignment::kc_consumer_incremental_assign,
        consumer_assignment::kc_consumer_incremental_unassign,
        consumer_offsets::kc_consumer_commit,
    ];
    let (consumer_client, producer) = (lonely_consumer(), lonely_producer());
    let (consumer, other) = (consumer_client.ticket, producer.ticket);
    let (null, out, nowhere, err) =
        (std::ptr::null(), std::ptr::null_mut(), std::ptr::null_mut(), std::ptr::null_mut());
    unsafe {
        for write in writes {
            assert_eq!(write(consumer, out, 64, &mut 0, err), INVALID);
            assert_eq!(write(consumer, out, 0, nowhere, err), INVALID);
            assert_eq!(write(other, out, 0, &mut 0, err), STATE);
        }
        for take in takes {
            assert_eq!((take(consumer, null, 1, err), take(other, null, 0, err)), (INVALID, STATE));
        }
        for ask in asks {
            assert_eq!((ask(consumer, null, 1, 7, err), ask(other, null, 0, 7, err)), (INVALID, STATE));
        }
        assert_eq!(consumer_offsets::kc_consumer_seek(consumer, null, 1, 0, 7, err), INVALID);
        assert_eq!(consumer_offsets::kc_consumer_committed(consumer, null, 1, 0, 7, err), INVALID);
        assert_eq!(consumer_offsets::kc_consumer_position(consumer, null, 1, out, 0, &mut 0, err), INVALID);
        assert_eq!(consumer_offsets::kc_consumer_position(consumer, null, 0, out, 0, nowhere, err), INVALID);
        assert_eq!(consumer_assignment::kc_consumer_assignment_lost(consumer, std::ptr::null_mut(), err), INVALID);
        assert_eq!(consumer::kc_consumer_unsubscribe(other, 7, err), STATE);
        assert_eq!(consumer::kc_consumer_group_metadata(other, 7, err), STATE);
    }
    assert_eq!(consumer_client.assignment(), Ok(Vec::new()));
    assert_eq!(consumer_client.is_assignment_lost(), Ok(false));
}

#[test]
fn a_struct_that_is_too_small_for_an_error_is_left_alone() {
    let mut err = error::kc_error { size: 4, code: 99, flags: 0, message_length: 0, message: [0; 496] };
    unsafe { client::kc_client_connect(0, 1, 1, &mut err) };
    assert_eq!(err.code, 99);
}

#[test]
fn a_send_is_refused_whole() {
    let producer = lonely_producer();
    let good = batch([("t", message(b"a", 1)), ("t", message(b"b", 2))], &[]);
    for length in 0..good.len() {
        refused(producer.send(&good[..length]), INVALID, "");
    }
    let wrong = |fields: Fields<'static>| batch([("t", message(b"a", 1)), ("t", fields)], &[]);
    let good = message(b"b", 2);
    refused(producer.send(&wrong(Fields { kind: kind::TOPIC, ..good })), INVALID, "record 1: kind is 16");
    refused(producer.send(&wrong(Fields { partition: -2, ..good })), INVALID, "record 1: partition is -2");
    refused(producer.send(&wrong(Fields { timestamp: -5, ..good })), INVALID, "record 1: timestamp is -5");
    refused(producer.send(&batch([("", good)], &[])), INVALID, "topic has 0 characters");
    refused(producer.send(&batch([("t".repeat(250).as_str(), good)], &[])), INVALID, "topic has 250 characters");
    refused(producer.send(&batch([("a\0b", good)], &[])), INVALID, "topic contains a NUL");
    let token = producer.token();
    producer.flush(0, token).unwrap();
    assert_eq!(producer.answer(token).0.code, 0, "nothing was enqueued by any of them");
}

#[test]
fn lists_are_checked_by_record() {
    let consumer = lonely_consumer();
    refused(consumer.subscribe(&partitions(&[("t", 0, 0)]), 1), INVALID, "record 0: a subscription takes TOPIC");
    refused(consumer.subscribe(&topics(&["t", ""]), 1), INVALID, "record 1");
    refused(consumer.store(&topics(&["t"])), INVALID, "record 0: kind is 16");
    refused(consumer.store(&partitions(&[("t", 0, 0), ("t", 1, -5)])), INVALID, "record 1: offset is -5");
    refused(consumer.store(&partitions(&[("t", -3, 0)])), INVALID, "record 0: partition is -3");
    refused(consumer.commit(Some(&partitions(&[("t", 0, -2)])), 1), INVALID, "record 0: offset is -2");
    refused(consumer.hold(b"nonsense"), INVALID, "");
    refused(consumer.answer_rebalance(7, None), STATE, "no rebalance of epoch 7");
    refused(consumer.assign(Some(&topics(&["t"])), 1), INVALID, "record 0: kind is 16");
    refused(consumer.assign(Some(&partitions(&[("t", 0, -3)])), 1), INVALID, "record 0: offset is -3");
    refused(consumer.incremental_assign(b"", 1), INVALID, "0 bytes are fewer");
    refused(consumer.incremental_unassign(b"nonsense", 1), INVALID, "");
    refused(consumer.pause(&topics(&["t"])), INVALID, "record 0: kind is 16");
    refused(consumer.pause(&partitions(&[("t", 0, 0)])), STATE, "t [0] is not assigned");
    refused(consumer.resume(&partitions(&[("t", 0, 0)])), STATE, "t [0] is not assigned");
    refused(consumer.position(Some(&partitions(&[("t", 0, 0)]))), STATE, "t [0] is not assigned");
    refused(consumer.seek(&partitions(&[("t", 0, -1001)]), 1_000, 1), INVALID, "record 0: offset is -1001");
    refused(consumer.seek(&partitions(&[]), 1_000, 1), INVALID, "0 bytes are fewer");
    refused(consumer.seek(&partitions(&[("t", 0, 0)]), -1, 1), INVALID, "timeout_ms is -1");
    refused(consumer.committed(Some(b"nonsense"), 1_000, 1), INVALID, "");
    refused(consumer.committed(None, -1, 1), INVALID, "timeout_ms is -1");
    refused(consumer.connect(-1, 1), INVALID, "timeout_ms is -1");
    assert_eq!(consumer.store(&partitions(&[("t", 0, 5)])), Ok(0), "a partition that is not assigned is ignored");
}

#[test]
fn admin_requests_name_what_is_wrong() {
    let admin = Client::admin(r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0}"#).unwrap();
    for (json, words) in [
        ("", "not JSON"),
        ("[]", "JSON object"),
        ("{}", "\"operation\" is missing"),
        (r#"{"operation": "Explode"}"#, "\"Explode\" is unknown"),
        (r#"{"operation": "CreateTopics"}"#, "\"topics\" is missing"),
        (r#"{"operation": "CreateTopics", "topics": []}"#, "\"topics\" is empty"),
        (r#"{"operation": "CreateTopics", "topics": [{}]}"#, "\"name\" is missing"),
        (r#"{"operation": "CreateTopics", "topics": [{"name": "a", "partitions": 0}]}"#, "\"partitions\" must be"),
        (r#"{"operation": "CreateTopics", "topics": [{"name": "a", "color": 1}]}"#, "\"color\" is not a key"),
        (r#"{"operation": "CreateTopics", "topics": [{"name": "a"}], "x": 1}"#, "\"x\" is not a key"),
        (r#"{"operation": "DeleteTopics", "topics": [7]}"#, "must hold names"),
        (r#"{"operation": "DeleteTopics", "topics": ["a", "a"]}"#, "\"topics\" has a twice"),
        (r#"{"operation": "DeleteTopics", "topics": ["a\u0000"]}"#, "contains a NUL character"),
        (r#"{"operation": "DescribeCluster", "broker": -1}"#, "\"broker\" must be a number from 0"),
        (r#"{"operation": "DescribeCluster", "topics": []}"#, "\"topics\" is not a key"),
        (r#"{"operation": "ListConsumerGroups", "states": ["TIRED"]}"#, "must be one of PREPARING_REBALANCE"),
        (r#"{"operation": "ListOffsets", "partitions": [{"topic": "a", "partition": 0}]}"#, "\"at\" is missing"),
        (r#"{"operation": "DescribeAcls", "filter": []}"#, "\"filter\" must be an object"),
    ] {
        refused(admin.request(json, 1000, 1), INVALID, words);
    }
    refused(admin.request("{}", -1, 1), INVALID, "timeout_ms is -1");
}

#[test]
fn transactions_check_what_they_are_given() {
    let producer = lonely_producer();
    refused(producer.init_transactions(-1, 1), INVALID, "timeout_ms is -1");
    refused(producer.commit_transaction(i32::MIN, 1), INVALID, "timeout_ms is -2147483648");
    refused(producer.abort_transaction(-1, 1), INVALID, "timeout_ms is -1");
    let (list, metadata) = (partitions(&[("t", 0, 5)]), b"CGMDv2:\x07\0\0\0group\0member\0\x01");
    refused(producer.send_offsets(&list, metadata, -1, 1), INVALID, "timeout_ms is -1");
    refused(producer.send_offsets(&topics(&["t"]), metadata, 1, 1), INVALID, "record 0: kind is 16");
    refused(producer.send_offsets(&partitions(&[("t", 0, -1)]), metadata, 1, 1), INVALID, "record 0: offset is -1");
    refused(producer.send_offsets(b"nonsense", metadata, 1, 1), INVALID, "");
    for length in 0..metadata.len() {
        refused(producer.send_offsets(&list, &metadata[..length], 1, 1), INVALID, "metadata is not what");
    }
    let consumer = lonely_consumer();
    refused(consumer.begin_transaction(1), STATE, "this call needs a producer");
    refused(consumer.purge(1, 1), STATE, "this call needs a producer");
    refused(producer.group_metadata(1), STATE, "this call needs a consumer");
    refused(Client::of_ticket(0).begin_transaction(1), STATE, "stands for nothing");
    let null = std::ptr::null();
    let (pointer, length) = (list.as_ptr(), list.len() as u64);
    let send_offsets = kafkacore::abi::transaction::kc_transaction_send_offsets;
    unsafe {
        assert_eq!(send_offsets(producer.ticket, null, 9, pointer, length, 1, 1, std::ptr::null_mut()), INVALID);
        assert_eq!(send_offsets(producer.ticket, pointer, length, null, 9, 1, 1, std::ptr::null_mut()), INVALID);
        assert_eq!(send_offsets(producer.ticket, pointer, length, null, 0, 1, 1, std::ptr::null_mut()), INVALID);
    }
    // None of them took its token.
    producer.begin_transaction(1).unwrap();
    assert_ne!(producer.answer(1).0.code, 0, "the producer has no transactional.id");
    producer.close_wait(100).unwrap();
    refused(producer.begin_transaction(2), STATE, "closed");
    refused(producer.purge(1, 2), STATE, "closed");
}

#[test]
fn mock_clusters_check_their_numbers() {
    assert_eq!(unsafe { mock::kc_mock_new(0, &mut 0, std::ptr::null_mut()) }, INVALID);
    assert_eq!(unsafe { mock::kc_mock_new(101, &mut 0, std::ptr::null_mut()) }, INVALID);
    let mock = Mock::start(1);
    refused(mock.create_topic("", 1), INVALID, "topic is empty");
    refused(mock.create_topic("t", 0), INVALID, "partitions is 0");
    refused(mock.set_down(2), INVALID, "broker is 2");
    refused(mock.set_topic_error("", 3), INVALID, "topic is empty");
    refused(mock.set_topic_error("t", 40_000), INVALID, "code is 40000");
    refused(mock.set_rtt(2, 1), INVALID, "broker is 2");
    refused(mock.set_rtt(1, -1), INVALID, "rtt_ms is -1");
    refused(mock.set_leader("t", -1, 1), INVALID, "partition is -1");
    refused(mock.set_leader("t", 0, 0), INVALID, "broker is 0");
    refused(mock.set_coordinator("club", "k", 1), INVALID, "kind is \"club\"");
    refused(mock.set_coordinator("group", "k\0", 1), INVALID, "key contains a NUL");
    for (broker, api_key, faults, words) in [
        (2, 0, "[7]", "broker is 2"),
        (0, -1, "[7]", "api_key is -1"),
        (0, 40_000, "[7]", "api_key is 40000"),
        (0, 0, "", "not JSON"),
        (0, 0, "7", "must be a JSON array"),
        (0, 0, "[]", "has 0 entries"),
        (0, 0, "[7, 70000]", "fault 1 is 70000"),
        (0, 0, r#"[{"code": 7, "colour": 1}]"#, "fault 0 is"),
        (0, 0, r#"[{"code": 7, "rttMs": 5}]"#, "needs a broker"),
        (1, 0, r#"[{"code": 7, "rttMs": -5}]"#, "rtt_ms is -5"),
    ] {
        refused(mock.push_faults(broker, api_key, faults), INVALID, words);
    }
    let mut needed = 0;
    let status =
        unsafe { mock::kc_mock_bootstrap(mock.ticket, [0; 1].as_mut_ptr(), 1, &mut needed, std::ptr::null_mut()) };
    assert_eq!((status, needed), (-4, mock.bootstrap().len() as u64));
}

#[test]
fn the_library_describes_itself() {
    let mut out = [0; 1024];
    let mut length = 0;
    let status = unsafe { library::kc_describe(out.as_mut_ptr(), 1024, &mut length, std::ptr::null_mut()) };
    let text = std::str::from_utf8(&out[..length as usize]).unwrap();
    assert_eq!(status, 0);
    for words in ["\"abi\":0", "\"version\":\"0.1.0\"", "\"librdkafka\":\"2.12.1\"", "\"ssl\"", "\"zstd\"", "\"oidc\""]
    {
        assert!(text.contains(words), "{text} should have {words}");
    }
}

#[test]
fn the_tables_are_written_whole_or_say_how_long_they_are() {
    type Table = unsafe extern "C" fn(*mut u8, u64, *mut u64, *mut error::kc_error) -> i32;
    let tables: [(Table, &str); 2] = [
        (
            library::kc_describe_errors,
            r#"{"code":-195,"description":"Local: Broker transport failure","flags":9,"name":"_TRANSPORT"}"#,
        ),
        (library::kc_describe_properties, r#""name":"kafkacore.rebalance.answer""#),
    ];
    for (table, words) in tables {
        let mut length = 0;
        let status = unsafe { table(std::ptr::null_mut(), 0, &mut length, std::ptr::null_mut()) };
        assert_eq!(status, -4);
        let mut out = vec![0; length as usize];
        let status = unsafe { table(out.as_mut_ptr(), length, &mut length, std::ptr::null_mut()) };
        let text = std::str::from_utf8(&out[..length as usize]).unwrap();
        assert!(status == 0 && text.contains(words) && text.starts_with('[') && text.ends_with(']'), "{text}");
    }
}

#[test]
fn an_echo_is_the_batch_again() {
    let bytes = batch([("a", message(b"x", 1)), ("b", message(b"", 2))], &[("h", Some(b"v")), ("h", None)]);
    let mut out = vec![0; bytes.len()];
    let (mut length, size) = (0, bytes.len() as u64);
    let echo = |size: u64, out: &mut [u8], length: &mut u64| unsafe {
        library::kc__echo(bytes.as_ptr(), bytes.len() as u64, out.as_mut_ptr(), size, length, std::ptr::null_mut())
    };
    assert_eq!(echo(size, &mut out, &mut length), 0);
    assert_eq!(&out[..length as usize], bytes);
    assert_eq!(echo(100, &mut out, &mut length), -4);
    assert!(length > 100);
}
