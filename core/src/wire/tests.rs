//! Round trips, the edges of the buffer, and batches that lie.

use super::layout::{header, record, topic_entry, HEADER_SIZE, NO_TOPIC, NULL_LENGTH, RECORD_SIZE, TOPIC_ENTRY_SIZE};
use super::*;

const MESSAGE: Fields<'static> = Fields { kind: kind::MESSAGE, ..Fields::NONE };
/// Where the sample fits without a hole.
const SAMPLE_SIZE: usize = 368;

/// Two topics, three records, every kind of blob; `spare` bytes more than needed decide how `finish` closes the hole.
fn sample(spare: usize) -> Vec<u8> {
    let mut headers = Vec::new();
    HeaderWriter::encode(&mut headers, sample_headers().into_iter());
    let mut buffer = vec![0xAA; SAMPLE_SIZE + spare];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.set_epoch(7);
    let orders = writer.topic(b"orders").unwrap();
    let first = Fields {
        topic: orders,
        flags: flag::LOG_APPEND_TIME,
        partition: 3,
        offset: 1 << 40,
        timestamp: 1_700_000_000_000,
        key: Some(b"k"),
        value: Some(b"a value of some length"),
        headers: Some(&headers),
        token: leader_epoch_token(-1),
        ..MESSAGE
    };
    writer.push(&first).unwrap();
    writer.push_to("größe".as_bytes(), &Fields { key: Some(b""), ..MESSAGE }).unwrap();
    let failed = Fields { kind: kind::FAILED_RUN, code: -185, timestamp: 12, token: u64::MAX, ..Fields::NONE };
    writer.push(&failed).unwrap();
    assert_eq!(writer.record_count(), 3);
    let size = writer.finish();
    buffer.truncate(size);
    buffer
}

fn sample_headers() -> [(&'static [u8], Option<&'static [u8]>); 4] {
    [(b"b", Some(b"1")), (b"a", None), (b"b", Some(b"")), (b"", Some(b"last"))]
}

fn put<const SIZE: usize>(batch: &mut [u8], offset: usize, number: [u8; SIZE]) {
    batch[offset..offset + SIZE].copy_from_slice(&number);
}

fn u32_of(batch: &[u8], offset: usize) -> u32 {
    u32::from_le_bytes(batch[offset..offset + 4].try_into().unwrap())
}

fn complaint(batch: &[u8]) -> String {
    Batch::parse(batch).expect_err("the batch should have been refused").to_string()
}

/// Breaks one number of the sample and gives the sentence that says so.
fn complaint_about<const SIZE: usize>(offset: usize, number: [u8; SIZE]) -> String {
    let mut batch = sample(0);
    put(&mut batch, offset, number);
    complaint(&batch)
}

fn assert_sample(bytes: &[u8]) {
    let batch = Batch::parse(bytes).unwrap();
    assert_eq!((batch.epoch(), batch.record_count(), batch.topic_count()), (7, 3, 2));
    assert_eq!((batch.topic_name(0), batch.topic_name(1), batch.topic_name(2)), ("orders", "größe", ""));
    let records: Vec<Record> = batch.records().collect();
    let [first, second, third] = records[..] else { panic!("three records were written") };

    assert_eq!((first.kind, first.flags, first.code), (kind::MESSAGE, flag::LOG_APPEND_TIME, 0));
    assert_eq!((first.topic, first.partition, first.offset), (Some(0), 3, 1 << 40));
    assert_eq!((first.timestamp, first.leader_epoch()), (1_700_000_000_000, -1));
    assert_eq!((first.key, first.value), (Some(&b"k"[..]), Some(&b"a value of some length"[..])));
    let headers = first.headers.unwrap();
    assert_eq!(headers.len(), 4);
    assert!(headers.eq(sample_headers()));

    assert_eq!((second.topic, second.key, second.value), (Some(1), Some(&b""[..]), None));
    assert!(second.headers.is_none());
    assert_eq!((third.kind, third.code, third.topic), (kind::FAILED_RUN, -185, None));
    assert_eq!((third.count(), third.token, third.offset), (12, u64::MAX, NO_OFFSET));

    assert_eq!(batch.record(2).unwrap().token, u64::MAX);
    assert!(batch.record(3).is_none());
}

/// Writes a parsed batch again, the way the echo of the ABI does.
fn rewritten(bytes: &[u8], capacity: usize) -> Vec<u8> {
    let batch = Batch::parse(bytes).unwrap();
    let mut buffer = vec![0x55; capacity];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.set_epoch(batch.epoch());
    let mut headers = Vec::new();
    for record in batch.records() {
        if let Some(list) = record.headers {
            HeaderWriter::encode(&mut headers, list);
        }
        let fields = Fields {
            kind: record.kind,
            flags: record.flags,
            code: record.code,
            topic: NO_TOPIC,
            partition: record.partition,
            offset: record.offset,
            timestamp: record.timestamp,
            key: record.key,
            value: record.value,
            headers: record.headers.is_some().then_some(&headers),
            token: record.token,
        };
        match record.topic {
            Some(index) => writer.push_to(batch.topic_name(index).as_bytes(), &fields).unwrap(),
            None => writer.push(&fields).unwrap(),
        }
    }
    let size = writer.finish();
    buffer.truncate(size);
    buffer
}

#[test]
fn a_batch_reads_as_it_was_written() {
    assert_sample(&sample(0));
}

#[test]
fn a_large_hole_is_closed_by_moving_the_heap() {
    let (tight, loose) = (sample(0), sample(4096));
    assert_sample(&loose);
    assert!(loose.len() < tight.len() + 8, "{} bytes for what fits {}", loose.len(), tight.len());
    let heap_offset = u32_of(&loose, header::HEAP_OFFSET) as usize;
    assert_eq!(heap_offset, HEADER_SIZE + 3 * RECORD_SIZE + 2 * TOPIC_ENTRY_SIZE);
}

#[test]
fn a_small_hole_is_cleared() {
    for spare in 8..64 {
        let batch = sample(spare);
        assert_sample(&batch);
        let table_end = HEADER_SIZE + 3 * RECORD_SIZE + 2 * TOPIC_ENTRY_SIZE;
        let heap_offset = u32_of(&batch, header::HEAP_OFFSET) as usize;
        assert_eq!(batch.len(), (SAMPLE_SIZE + spare) / 8 * 8);
        assert!(heap_offset >= table_end && batch[table_end..heap_offset].iter().all(|&byte| byte == 0));
    }
}

#[test]
fn both_ends_of_finish_hold_the_same_records() {
    let (cleared, moved) = (sample(16), sample(4096));
    assert_ne!(cleared, moved);
    assert_eq!(rewritten(&cleared, 4096), rewritten(&moved, 4096));
}

#[test]
fn padding_is_zero_in_a_dirty_buffer() {
    let mut buffer = [0xFF; 64 + 64 + 16];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.push(&Fields { key: Some(b"abc"), value: Some(b"defgh"), ..MESSAGE }).unwrap();
    assert_eq!(writer.finish(), 144);
    assert_eq!(&buffer[48..64], &[0; 16]);
    assert_eq!(&buffer[128..], b"defgh\0\0\0abc\0\0\0\0\0");
}

#[test]
fn a_buffer_of_any_alignment_works() {
    let batch = sample(0);
    let mut memory = vec![0; batch.len() + 8];
    for shift in 0..8 {
        memory[shift..shift + batch.len()].copy_from_slice(&batch);
        assert_sample(&memory[shift..shift + batch.len()]);
    }
}

#[test]
fn a_batch_without_records_has_no_size() {
    let mut buffer = [0; 256];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.topic(b"unused").unwrap();
    assert_eq!(writer.finish(), 0);
}

#[test]
fn a_topic_is_written_once() {
    let mut buffer = vec![0; 8192];
    let mut writer = Writer::new(&mut buffer).unwrap();
    let indices: Vec<u32> = [b"a", b"b", b"a", b"b", b"b", b"c"].map(|name| writer.topic(name).unwrap()).to_vec();
    assert_eq!(indices, [0, 1, 0, 1, 1, 2]);
    writer.push(&Fields { topic: 1, ..MESSAGE }).unwrap();
    let size = writer.finish();
    let batch = Batch::parse(&buffer[..size]).unwrap();
    assert_eq!(batch.topic_count(), 3);
    assert_eq!(batch.topic_name(batch.record(0).unwrap().topic.unwrap()), "b");
}

#[test]
fn a_record_without_room_changes_nothing_and_says_what_it_needs() {
    let value = [1; 100];
    let large = Fields { value: Some(&value), ..MESSAGE };
    let mut buffer = [0xAA; 64 + 2 * 64 + 8 + 8 + 96];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.push_to(b"t", &MESSAGE).unwrap();
    let needed = 64 + 64 + 8 + 8 + 104;
    assert_eq!(writer.push(&Fields { topic: 0, ..large }), Err(NoRoom { needed }));
    assert_eq!(writer.push_to(b"t", &large), Err(NoRoom { needed }));
    assert_eq!(writer.push_to(b"u", &large), Err(NoRoom { needed }));
    assert_eq!(writer.push(&large), Err(NoRoom { needed: needed - 16 }));
    writer.push(&Fields { value: Some(&value[..96]), ..MESSAGE }).unwrap();
    assert_eq!(writer.push(&MESSAGE), Err(NoRoom { needed: 128 }));
    let size = writer.finish();
    assert_eq!(size, buffer.len());
    let batch = Batch::parse(&buffer).unwrap();
    assert_eq!((batch.record_count(), batch.topic_count()), (2, 1));

    let mut buffer = vec![0; needed as usize];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.push_to(b"t", &large).unwrap();
    assert_eq!(writer.finish(), needed as usize);
    let mut buffer = vec![0; needed as usize - 1];
    let mut writer = Writer::new(&mut buffer).unwrap();
    assert_eq!(writer.push_to(b"t", &large), Err(NoRoom { needed }));
}

#[test]
fn a_record_taken_back_leaves_room_and_no_trace() {
    for size in [400, 4096] {
        let mut dirty = vec![0xFF; size];
        let mut writer = Writer::new(&mut dirty).unwrap();
        writer.push_to(b"t", &Fields { partition: 7, ..MESSAGE }).unwrap();
        writer.undo();
        assert_eq!(writer.record_count(), 0);
        writer.push_to(b"t", &Fields { partition: 8, ..MESSAGE }).unwrap();
        writer.push_to(b"t", &Fields { partition: 9, ..MESSAGE }).unwrap();
        writer.undo();
        let length = writer.finish();
        let batch = Batch::parse(&dirty[..length]).unwrap();
        assert_eq!(batch.records().map(|record| record.partition).collect::<Vec<_>>(), [8]);
        assert_eq!(batch.record_count(), 1);
    }
}

#[test]
fn a_topic_without_room_says_what_a_record_of_it_needs() {
    let mut buffer = [0; 64 + 8];
    let mut writer = Writer::new(&mut buffer).unwrap();
    assert_eq!(writer.topic(b"t"), Err(NoRoom { needed: 64 + 64 + 8 + 8 }));
    assert_eq!(writer.push(&MESSAGE), Err(NoRoom { needed: 128 }));
    assert_eq!(writer.finish(), 0);
}

#[test]
fn a_buffer_without_room_for_a_header_is_refused() {
    for size in 0..64 {
        assert_eq!(Writer::new(&mut vec![0; size]).err(), Some(NoRoom { needed: 128 }));
    }
}

#[test]
fn every_size_of_buffer_is_either_refused_or_filled_right() {
    for capacity in 64..700 {
        let mut buffer = vec![0xCC; capacity];
        let mut writer = Writer::new(&mut buffer).unwrap();
        let mut written = 0;
        while writer.push_to(b"topic", &Fields { token: written, value: Some(b"value"), ..MESSAGE }).is_ok() {
            written += 1;
        }
        let size = writer.finish();
        if written > 0 {
            let batch = Batch::parse(&buffer[..size]).unwrap();
            assert!(batch.records().map(|record| record.token).eq(0..written));
            assert!(batch.records().all(|record| record.value == Some(b"value")));
        }
    }
}

#[test]
fn a_partition_list_nests_in_a_value() {
    let mut list = vec![0; 1024];
    let mut writer = Writer::new(&mut list).unwrap();
    let partition = Fields { kind: kind::TOPIC_PARTITION, partition: 5, token: leader_epoch_token(9), ..Fields::NONE };
    writer.push_to(b"t", &partition).unwrap();
    let list_size = writer.finish();
    let mut buffer = vec![0; 1024];
    let mut writer = Writer::new(&mut buffer).unwrap();
    let assigned = Fields { kind: kind::ASSIGNED, token: 1, value: Some(&list[..list_size]), ..Fields::NONE };
    writer.push(&assigned).unwrap();
    let size = writer.finish();
    let value = Batch::parse(&buffer[..size]).unwrap().record(0).unwrap().value.unwrap();
    let entry = Batch::parse(value).unwrap().record(0).unwrap();
    assert_eq!((entry.partition, entry.leader_epoch()), (5, 9));
}

#[test]
fn a_header_list_may_be_empty() {
    let mut blob = vec![1, 2, 3];
    HeaderWriter::encode(&mut blob, std::iter::empty());
    assert_eq!(blob, [0; 8]);
    let mut buffer = [0; 256];
    let mut writer = Writer::new(&mut buffer).unwrap();
    writer.push(&Fields { headers: Some(&blob), ..MESSAGE }).unwrap();
    let size = writer.finish();
    assert!(Batch::parse(&buffer[..size]).unwrap().record(0).unwrap().headers.unwrap().is_empty());
}

#[test]
fn a_grown_header_and_record_are_stepped_over() {
    let small = sample(0);
    let mut large = small[..HEADER_SIZE].to_vec();
    large.extend([9; 8]);
    for index in 0..3 {
        large.extend(&small[HEADER_SIZE + index * RECORD_SIZE..][..RECORD_SIZE]);
        large.extend([9; 16]);
    }
    let shift = large.len() - HEADER_SIZE - 3 * RECORD_SIZE;
    large.extend(&small[HEADER_SIZE + 3 * RECORD_SIZE..]);
    put(&mut large, header::HEADER_SIZE, 72u16.to_le_bytes());
    put(&mut large, header::RECORD_SIZE, 80u16.to_le_bytes());
    let total_size = large.len() as u64;
    put(&mut large, header::TOTAL_SIZE, total_size.to_le_bytes());
    let moved = |batch: &mut Vec<u8>, offset: usize| {
        let moved = u32_of(batch, offset) + shift as u32;
        put(batch, offset, moved.to_le_bytes());
    };
    moved(&mut large, header::TOPIC_TABLE_OFFSET);
    moved(&mut large, header::HEAP_OFFSET);
    for index in 0..2 {
        let entry = 72 + 3 * 80 + index * TOPIC_ENTRY_SIZE;
        moved(&mut large, entry + topic_entry::NAME_OFFSET);
    }
    for field in [record::KEY_OFFSET, record::VALUE_OFFSET, record::HEADERS_OFFSET] {
        moved(&mut large, 72 + field);
    }
    assert_sample(&large);
}

#[test]
fn a_truncated_batch_is_refused_at_every_length() {
    let batch = sample(0);
    for size in 0..batch.len() {
        assert!(Batch::parse(&batch[..size]).is_err(), "{size} bytes were accepted");
        // The same with a header that claims the shorter size.
        let mut lying = batch[..size].to_vec();
        if size >= HEADER_SIZE {
            put(&mut lying, header::TOTAL_SIZE, (size as u64).to_le_bytes());
            assert!(Batch::parse(&lying).is_err(), "{size} bytes were accepted with a fitting total_size");
        }
    }
}

#[test]
fn any_broken_byte_is_refused_or_harmless() {
    let batch = sample(24);
    for at in 0..batch.len() {
        for byte in [0x00, 0x01, 0x07, 0x7F, 0x80, 0xFF] {
            let mut broken = batch.clone();
            broken[at] = byte;
            if let Ok(parsed) = Batch::parse(&broken) {
                let headers = parsed.records().filter_map(|record| record.headers).flatten().count();
                assert!(parsed.records().count() == parsed.record_count() as usize && headers <= batch.len());
                assert!((0..parsed.topic_count()).all(|index| parsed.topic_name(index).len() <= batch.len()));
            }
        }
    }
}

#[test]
fn a_refusal_names_the_field_the_record_and_the_numbers() {
    let second = HEADER_SIZE + RECORD_SIZE;
    let null_name = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
    let cases = [
        (complaint_about(0, [0]), "batch header: magic is 0x31424300 instead of 0x3142434b; this is not a batch"),
        (complaint_about(header::LAYOUT_VERSION, [2]), "layout_version is 2; this library reads version 1"),
        (complaint_about(header::FLAGS, [1]), "flags are 0x0001; version 1 has none, write 0"),
        (complaint_about(header::HEADER_SIZE, [56]), "header_size is 56; it must be a multiple of 8, 64 or more"),
        (complaint_about(header::RECORD_SIZE, [65]), "record_size is 65; it must be a multiple of 8, 64 or more"),
        (complaint_about(header::RECORD_COUNT, [0xFF; 4]), "topic_table_offset 256 lies inside the records, ending at"),
        (complaint_about(header::TOPIC_COUNT, [0xFF; 4]), "lies inside the topic table, ending at"),
        (complaint_about(header::TOPIC_TABLE_OFFSET, [1]), "topic_table_offset 257 is not a multiple of 8"),
        (complaint_about(header::HEAP_SIZE, [1]), "is not the end of the batch"),
        (complaint_about(256, null_name), "batch topic 0: name_length says null"),
        (
            complaint_about(second + record::TOPIC, [2]),
            "batch record 1: topic 2 is not in the topic table of 2 entries",
        ),
        (complaint_about(second + record::VALUE_OFFSET, [8]), "value_offset is 8, but without bytes"),
        (complaint_about(HEADER_SIZE + record::KEY_OFFSET, [64, 0, 0, 0]), "key_offset 64 lies before the heap"),
        (complaint_about(HEADER_SIZE + record::KEY_OFFSET, [0x69, 1]), "key_offset 361 is not a multiple of 8"),
        (
            complaint_about(HEADER_SIZE + record::VALUE_LENGTH, 0xFFFF_FFF0u32.to_le_bytes()),
            &format!("+ value_length 4294967280 lies past the end of the batch ({SAMPLE_SIZE} bytes)"),
        ),
        (complaint(&[0; 10]), "10 bytes are fewer than its header of 64"),
        (complaint(&[0; 64]), "magic is 0x00000000"),
    ];
    for (complaint, expected) in cases {
        assert!(complaint.contains(expected), "{complaint:?} does not say {expected:?}");
    }
}

#[test]
fn a_topic_that_is_not_utf8_is_refused() {
    let mut batch = sample(0);
    let name_offset = u32_of(&batch, 256 + topic_entry::NAME_OFFSET) as usize;
    batch[name_offset] = 0xFF;
    assert!(complaint(&batch).starts_with("batch topic 0: the name is not UTF-8: "));
}

#[test]
fn a_lying_header_list_is_refused() {
    let batch = sample(0);
    let list = u32_of(&batch, HEADER_SIZE + record::HEADERS_OFFSET) as usize;
    let broken = |at: usize, number: [u8; 4]| {
        let mut broken = batch.clone();
        put(&mut broken, list + at, number);
        complaint(&broken)
    };
    let cases = [
        (broken(0, 5u32.to_le_bytes()), "batch record 0: headers is 48 bytes long, but its 5 headers take"),
        (broken(0, u32::MAX.to_le_bytes()), "has 4294967295 headers, whose lengths alone take 34359738368 bytes"),
        (broken(8, NULL_LENGTH.to_le_bytes()), "has a null name in header 0; only values may be null"),
        (broken(12, 2u32.to_le_bytes()), "headers is 48 bytes long, but its 4 headers take 49 bytes"),
        (broken(8, (u32::MAX - 1).to_le_bytes()), "but its 4 headers take"),
    ];
    for (complaint, expected) in cases {
        assert!(complaint.contains(expected), "{complaint:?} does not say {expected:?}");
    }
    let mut short = batch.clone();
    put(&mut short, HEADER_SIZE + record::HEADERS_LENGTH, 4u32.to_le_bytes());
    assert!(complaint(&short).contains("headers is 4 bytes long, but a header list begins with 8 bytes"));
}

#[test]
fn the_tables_agree_with_the_sizes() {
    use super::layout::{Field, Scalar, FLAGS, HEADER_FIELDS, KINDS, RECORD_FIELDS};
    let end = |field: &Field| {
        field.offset
            + match field.scalar {
                Scalar::U16 => 2,
                Scalar::U32 | Scalar::I32 => 4,
                Scalar::U64 | Scalar::I64 => 8,
            }
    };
    assert!(HEADER_FIELDS.iter().all(|field| end(field) <= HEADER_SIZE));
    assert!(RECORD_FIELDS.iter().all(|field| end(field) <= RECORD_SIZE));
    assert!(KINDS.iter().zip(&KINDS[1..]).all(|(one, next)| one.value < next.value));
    assert!(FLAGS.iter().all(|flag| flag.value.is_power_of_two()));
}
