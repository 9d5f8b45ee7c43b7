//! Whatever a request says: it is refused, or its token is answered once.

#![no_main]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use kafkacore_fuzz::json;
use kafkacore_fuzz::library::{Client, Kind};
use kafkacore_fuzz::wire::{kind, Batch};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const TOKEN: u64 = 7;
const REQUEST_TIMEOUT_MS: i32 = 10;
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// A sound request of each operation and shape.
static EXAMPLES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let lines = include_str!("../requests.txt").lines();
    lines.map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
});
const BENDS_MAX: usize = 3;

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::new(Kind::Admin, br#"{"test.mock.num.brokers": 1, "log_level": 0}"#).expect("an admin client")
});

fuzz_target!(|bytes: &[u8]| {
    let _ = run(&mut Unstructured::new(bytes), bytes);
});

fn run(source: &mut Unstructured, bytes: &[u8]) -> Result<()> {
    let text = match source.arbitrary::<bool>()? {
        true => {
            let mut request = source.choose(&EXAMPLES)?.clone();
            for _ in 0..source.int_in_range(0..=BENDS_MAX)? {
                json::bend(&mut request, source)?;
            }
            request.to_string().into_bytes()
        }
        false => bytes.to_vec(),
    };
    if CLIENT.request(&text, REQUEST_TIMEOUT_MS, TOKEN) {
        wait_for_answer();
    }
    Ok(())
}

fn wait_for_answer() {
    let deadline = Instant::now() + ANSWER_TIMEOUT;
    let mut memory = vec![0; 1 << 20];
    loop {
        let length = CLIENT.poll(1_000, &mut memory);
        if let Ok(batch) = Batch::parse(&memory[..length]) {
            let answers = batch.records().filter(|record| record.kind == kind::RESULT);
            match answers.map(|record| assert_eq!(record.token, TOKEN)).count() {
                0 => {}
                1 => return,
                count => panic!("{count} answers to one token"),
            }
        }
        assert!(Instant::now() < deadline, "no answer");
    }
}
