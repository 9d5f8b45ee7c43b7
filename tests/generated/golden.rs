//! tests/golden/batches.txt: batches in hexadecimal beside what they say, for the readers and writers of other languages.
//!
//! Each batch is a block: a line `# name`, a line of JSON, lines of hexadecimal, an empty line. Blobs are hexadecimal in the
//! JSON too, and 64-bit numbers are strings. A block with `"refused"` holds a batch that no reader may accept.

use std::fmt::Write;

use kafkacore::wire::{flag, kind, layout, leader_epoch_token, Batch, Fields, HeaderWriter, Record, Writer};

const BYTES_PER_LINE: usize = 32;

pub fn text() -> String {
    let mut out = String::new();
    for (name, batch) in accepted() {
        block(&mut out, name, &description(&batch), &batch);
    }
    for (name, batch) in refused() {
        let fault = Batch::parse(&batch).expect_err(name);
        block(&mut out, name, &format!("{{\"refused\":\"{fault}\"}}"), &batch);
    }
    out
}

fn block(out: &mut String, name: &str, description: &str, batch: &[u8]) {
    writeln!(out, "# {name}\n{description}").unwrap();
    for line in batch.chunks(BYTES_PER_LINE) {
        writeln!(out, "{}", hexadecimal(line)).unwrap();
    }
    out.push('\n');
}

fn accepted() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("one message", packed(256, 1, &[("orders", message(b"key", b"value"))])),
        ("null is not empty", packed(4096, 2, &null_and_empty())),
        (
            "headers in order, with duplicates",
            packed(4096, 3, &[("t", Fields { headers: Some(&headers()), ..message(b"", b"v") })]),
        ),
        ("topics are interned", packed(504, 4, &interned())),
        ("runs and a result", packed(4096, 0, &runs())),
        ("an assignment with its partition list", packed(4096, 9, &[("", assigned(&partition_list()))])),
        ("the ends of the numbers", packed(4096, u64::MAX, &[("größe-☃", extremes())])),
    ]
}

fn refused() -> Vec<(&'static str, Vec<u8>)> {
    let whole = packed(256, 1, &[("orders", message(b"key", b"value"))]);
    let broken = |offset: usize, byte: u8| {
        let mut batch = whole.clone();
        batch[offset] = byte;
        batch
    };
    let record = layout::HEADER_SIZE;
    let place = |bytes: &[u8]| whole.windows(bytes.len()).position(|window| window == bytes).unwrap();
    let (name, key) = (place(b"orders"), place(b"key"));
    vec![
        ("nothing", Vec::new()),
        ("cut in the header", whole[..40].to_vec()),
        ("cut in the heap", whole[..whole.len() - 8].to_vec()),
        ("another magic", broken(0, b'X')),
        ("a later layout version", broken(layout::header::LAYOUT_VERSION, 2)),
        ("a flag of the header that nobody knows", broken(layout::header::FLAGS, 1)),
        ("a header that ends inside itself", broken(layout::header::HEADER_SIZE, 56)),
        ("a record size that is not aligned", broken(layout::header::RECORD_SIZE, 65)),
        ("more records than bytes", broken(layout::header::RECORD_COUNT, 200)),
        ("a topic table inside the records", broken(layout::header::TOPIC_TABLE_OFFSET, 64)),
        ("more topics than bytes", broken(layout::header::TOPIC_COUNT, 200)),
        ("a heap that ends before the batch", broken(layout::header::HEAP_SIZE, 8)),
        ("a topic whose name lies in the header", broken(record + layout::RECORD_SIZE, 0)),
        ("a topic that is not UTF-8", broken(name, 0xFF)),
        ("a topic that is not in the table", broken(record + layout::record::TOPIC, 1)),
        ("a key that leaves the batch", broken(record + layout::record::KEY_LENGTH, 0xFE)),
        ("a key that is not aligned", broken(record + layout::record::KEY_OFFSET, key as u8 + 1)),
        ("a value inside the records", broken(record + layout::record::VALUE_OFFSET, 64)),
        ("a null with an offset", broken(record + layout::record::HEADERS_OFFSET, 64)),
    ]
}

/// A batch of records, each with its topic's name; an empty name is no topic.
fn packed(capacity: usize, epoch: u64, records: &[(&str, Fields)]) -> Vec<u8> {
    let mut buffer = vec![0xEE; capacity];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.set_epoch(epoch);
    for (topic_name, fields) in records {
        match *topic_name {
            "" => writer.push(fields).unwrap(),
            name => writer.push_to(name.as_bytes(), fields).unwrap(),
        }
    }
    let size = writer.finish();
    buffer.truncate(size);
    buffer
}

fn message<'a>(key: &'a [u8], value: &'a [u8]) -> Fields<'a> {
    Fields {
        kind: kind::MESSAGE,
        partition: 2,
        offset: 41,
        timestamp: 1_700_000_000_123,
        key: Some(key),
        value: Some(value),
        token: leader_epoch_token(5),
        ..Fields::NONE
    }
}

fn null_and_empty() -> [(&'static str, Fields<'static>); 4] {
    let both = message(b"", b"");
    [
        ("t", both),
        ("t", Fields { key: None, ..both }),
        ("t", Fields { value: None, ..both }),
        ("t", Fields { key: None, value: None, token: leader_epoch_token(-1), ..both }),
    ]
}

fn headers() -> Vec<u8> {
    let list: [(&[u8], Option<&[u8]>); 4] =
        [(b"b", Some(b"1")), (b"a", None), (b"b", Some(b"")), (b"c", Some(b"\x00\xFF"))];
    let mut blob = Vec::new();
    HeaderWriter::encode(&mut blob, list.into_iter());
    blob
}

/// Packed into a buffer with a small hole, which stays in the batch as zeroes.
fn interned() -> [(&'static str, Fields<'static>); 5] {
    let token = |token| Fields { kind: kind::MESSAGE, token, value: Some(b"v"), ..Fields::NONE };
    [("a", token(1)), ("b", token(2)), ("a", token(3)), ("b", token(4)), ("a", token(5))]
}

fn runs() -> [(&'static str, Fields<'static>); 4] {
    let delivered =
        Fields { kind: kind::DELIVERED_RUN, partition: 0, offset: 1000, timestamp: 500, token: 1, ..Fields::NONE };
    let failed = Fields {
        kind: kind::FAILED_RUN,
        flags: flag::RETRIABLE | flag::LOCAL,
        code: -192,
        partition: 0,
        timestamp: 3,
        token: 501,
        value: Some(b"Local: Message timed out"),
        ..Fields::NONE
    };
    let result = Fields { kind: kind::RESULT, token: 504, value: Some(br#"{"topics":[]}"#), ..Fields::NONE };
    let unknown = Fields { kind: 999, token: 7, ..Fields::NONE };
    [("orders", delivered), ("orders", failed), ("", result), ("", unknown)]
}

fn partition_list() -> Vec<u8> {
    let entry = |partition, offset, leader_epoch| Fields {
        kind: kind::TOPIC_PARTITION,
        partition,
        offset,
        token: leader_epoch_token(leader_epoch),
        ..Fields::NONE
    };
    packed(4096, 0, &[("a", entry(0, layout::NO_OFFSET, -1)), ("a", entry(1, 77, 3)), ("b", entry(0, 0, 0))])
}

fn assigned(list: &[u8]) -> Fields<'_> {
    Fields {
        kind: kind::ASSIGNED,
        flags: flag::ANSWER | flag::INCREMENTAL,
        token: 9,
        value: Some(list),
        ..Fields::NONE
    }
}

fn extremes() -> Fields<'static> {
    Fields {
        kind: u16::MAX,
        flags: u16::MAX,
        code: i32::MIN,
        partition: i32::MAX,
        offset: i64::MAX,
        timestamp: i64::MIN,
        token: u64::MAX,
        ..Fields::NONE
    }
}

fn description(bytes: &[u8]) -> String {
    let batch = Batch::parse(bytes).unwrap();
    let records: Vec<String> = batch.records().map(|record| described(&batch, &record)).collect();
    format!("{{\"epoch\":\"{}\",\"records\":[{}]}}", batch.epoch(), records.join(","))
}

fn described(batch: &Batch, record: &Record) -> String {
    let topic = record.topic.map_or("null".to_string(), |index| format!("\"{}\"", batch.topic_name(index)));
    let headers = record.headers.map_or("null".to_string(), |list| {
        let pairs: Vec<String> = list.map(|(name, value)| format!("[{},{}]", blob(Some(name)), blob(value))).collect();
        format!("[{}]", pairs.join(","))
    });
    format!(
        "{{\"kind\":{},\"flags\":{},\"code\":{},\"topic\":{topic},\"partition\":{},\"offset\":\"{}\",\"timestamp\":\"{}\",\
         \"key\":{},\"value\":{},\"headers\":{headers},\"token\":\"{}\"}}",
        record.kind,
        record.flags,
        record.code,
        record.partition,
        record.offset,
        record.timestamp,
        blob(record.key),
        blob(record.value),
        record.token,
    )
}

fn blob(bytes: Option<&[u8]>) -> String {
    bytes.map_or("null".to_string(), |bytes| format!("\"{}\"", hexadecimal(bytes)))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
