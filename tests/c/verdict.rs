//! The reader in C and the reader in Rust take the same batches: thousands that lie, in every place where one can.

use kafkacore::wire::{kind, layout, Batch, Fields, HeaderWriter, Writer};
use kafkacore_tests::{harness, read};

use super::{run_with, C99, CXX17};

/// What a number of 32 bits is replaced by: the ends, and what is off by one alignment.
const NUMBERS: [u32; 9] = [0, 1, 7, 8, 64, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF8, 0xFFFF_FFFF];
const BYTES: [u8; 6] = [0x00, 0x01, 0x08, 0x7F, 0x80, 0xFF];

#[test]
fn c_takes_what_rust_takes() {
    assert_same_verdicts(C99, "verdict_c99");
}

#[test]
fn cxx_takes_what_rust_takes() {
    assert_same_verdicts(CXX17, "verdict_cxx17");
}

fn assert_same_verdicts(compiler: &[&str], name: &str) {
    let batches = batches();
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.batches"));
    let mut bytes = Vec::new();
    for batch in &batches {
        bytes.extend((batch.len() as u32).to_le_bytes());
        bytes.extend(batch);
    }
    std::fs::write(&file, bytes).unwrap();
    let verdicts = run_with("verdict.c", compiler, name, &[file.to_str().unwrap()]);
    assert_eq!(verdicts.len(), batches.len());
    let mut taken = 0;
    for (batch, verdict) in batches.iter().zip(verdicts.chars()) {
        let fault = Batch::parse(batch).err().map(|fault| fault.to_string());
        // Text is bytes to C; what is wrong behind it Rust does not come to.
        if fault.as_ref().is_none_or(|fault| !fault.contains("not UTF-8")) {
            assert_eq!(verdict == '1', fault.is_none(), "{fault:?} of {batch:02x?}");
        }
        taken += usize::from(fault.is_none());
    }
    assert!(taken > 1_000 && batches.len() - taken > 1_000, "{taken} of {}", batches.len());
}

fn batches() -> Vec<Vec<u8>> {
    let whole = sample();
    let mut batches: Vec<Vec<u8>> = golden();
    // Cut at every byte, with a header that knows of it and one that does not.
    for size in 0..=whole.len() {
        batches.push(whole[..size].to_vec());
        let mut cut = whole[..size].to_vec();
        if size >= layout::HEADER_SIZE {
            cut[layout::header::TOTAL_SIZE..][..8].copy_from_slice(&(size as u64).to_le_bytes());
            batches.push(cut);
        }
    }
    for at in 0..whole.len() {
        for byte in BYTES {
            let mut broken = whole.clone();
            broken[at] = byte;
            batches.push(broken);
        }
    }
    for at in (0..whole.len() - 3).step_by(2) {
        for number in NUMBERS {
            let mut broken = whole.clone();
            broken[at..at + 4].copy_from_slice(&number.to_le_bytes());
            batches.push(broken);
        }
    }
    batches
}

/// Two topics, every kind of blob, headers, and a hole before the heap.
fn sample() -> Vec<u8> {
    let mut headers = Vec::new();
    let list: [(&[u8], Option<&[u8]>); 3] = [(b"a", Some(b"12")), (b"", None), (b"a", Some(b""))];
    HeaderWriter::encode(&mut headers, list.into_iter());
    let mut buffer = vec![0; 400];
    let mut writer = Writer::new(&mut buffer).unwrap();
    let message = Fields { kind: kind::MESSAGE, ..harness::message(b"a value", 1) };
    writer.push_to(b"orders", &Fields { key: Some(b"key"), headers: Some(&headers), ..message }).unwrap();
    writer.push_to(b"returns", &Fields { value: Some(b""), ..message }).unwrap();
    writer.push(&Fields { kind: kind::ROOM, ..Fields::NONE }).unwrap();
    let size = writer.finish();
    buffer.truncate(size);
    buffer
}

fn golden() -> Vec<Vec<u8>> {
    let digits = |line: &str| -> Vec<u8> {
        line.as_bytes()
            .chunks(2)
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
            .collect()
    };
    let text = read("tests/golden/batches.txt");
    text.split("\n\n")
        .filter(|block| !block.is_empty())
        .map(|block| block.lines().skip(2).flat_map(digits).collect())
        .collect()
}
