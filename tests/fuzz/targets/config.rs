//! Whatever a configuration says: it is refused, or makes a client that closes.

#![no_main]

use kafkacore_fuzz::json;
use kafkacore_fuzz::library::{Client, Kind};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const CLOSE_TIMEOUT_MS: i32 = 1_000;
/// Set to something that stays inside this process: nobody is called, asked for a name, or written to. Files that are not
/// there are the only ones named.
const TAMED: [(&str, &str); 8] = [
    ("bootstrap.servers", "127.0.0.1:1"),
    ("metadata.broker.list", "127.0.0.1:1"),
    ("test.mock.num.brokers", "1"),
    ("sasl.oauthbearer.method", "default"),
    ("debug", ""),
    ("group.id", "g"),
    ("statistics.interval.ms", "100"),
    ("sasl.kerberos.kinit.cmd", "true"),
];

fuzz_target!(|bytes: &[u8]| {
    let _ = run(&mut Unstructured::new(bytes), bytes);
});

fn run(source: &mut Unstructured, bytes: &[u8]) -> Result<()> {
    let kind = *source.choose(&[Kind::Producer, Kind::Consumer, Kind::Admin])?;
    let text = match source.arbitrary::<bool>()? {
        true => tamed(json::object(source, 0)?, source.arbitrary()?).to_string().into_bytes(),
        // What is not JSON at all is passed as it is.
        false if serde_json::from_slice::<Value>(bytes).is_err() => bytes.to_vec(),
        false => return Ok(()),
    };
    if let Some(client) = Client::new(kind, &text) {
        client.poll(0, &mut [0; 4096]);
        client.close(CLOSE_TIMEOUT_MS);
    }
    Ok(())
}

fn tamed(mut config: Value, is_connected: bool) -> Value {
    let Value::Object(fields) = &mut config else { return config };
    for (name, value) in TAMED {
        let is_needed = is_connected && matches!(name, "bootstrap.servers" | "group.id");
        if is_needed || fields.contains_key(name) {
            fields.insert(name.to_owned(), Value::from(value));
        }
    }
    config
}
