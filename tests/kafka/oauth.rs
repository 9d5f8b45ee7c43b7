//! SASL/OAUTHBEARER against a broker that takes unsigned tokens.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, Client};
use kafkacore_tests::root;

const TOKEN_LIFE_S: u64 = 3_600;

/// A broker of the test's own with one more listener, which asks for tokens.
struct Guarded {
    directory: PathBuf,
    servers: String,
}

impl Guarded {
    fn start() -> Guarded {
        let printed = cluster(&["start"]);
        let line = |name: &str| printed.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
        let directory = PathBuf::from(line("directory"));
        let file = directory.join("broker-1.properties");
        let properties = fs::read_to_string(&file).unwrap();
        let listeners = properties.lines().find_map(|line| line.strip_prefix("listeners=")).unwrap();
        let advertised = properties.lines().find_map(|line| line.strip_prefix("advertised.listeners=")).unwrap();
        let servers = format!("127.0.0.1:{}", free_port());
        let login = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \
                     unsecuredLoginStringClaim_sub=\"broker\";";
        let handler = "org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler";
        let mut file = OpenOptions::new().append(true).open(file).unwrap();
        write!(
            file,
            "listeners={listeners},TOKENS://{servers}\n\
             advertised.listeners={advertised},TOKENS://{servers}\n\
             listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TOKENS:SASL_PLAINTEXT\n\
             listener.name.tokens.sasl.enabled.mechanisms=OAUTHBEARER\n\
             listener.name.tokens.oauthbearer.sasl.jaas.config={login}\n\
             listener.name.tokens.oauthbearer.sasl.server.callback.handler.class={handler}\n"
        )
        .unwrap();
        let guarded = Guarded { directory, servers };
        cluster(&["restart", "1", "--directory", guarded.directory.to_str().unwrap()]);
        guarded
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        cluster(&["stop", "--directory", self.directory.to_str().unwrap()]);
    }
}

fn cluster(arguments: &[&str]) -> String {
    let output = Command::new(root().join("tests/kafka/cluster")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// An unsigned JSON web token, and when it ends.
fn token(subject: &str) -> (String, u64) {
    let now_s = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let end_s = now_s + TOKEN_LIFE_S;
    let claims = format!(r#"{{"sub":"{subject}","iat":{now_s},"exp":{end_s}}}"#);
    (format!("{}.{}.", base64url(br#"{"alg":"none"}"#), base64url(claims.as_bytes())), end_s * 1_000)
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().enumerate().fold(0, |bits, (index, byte)| bits | u32::from(*byte) << (16 - 8 * index));
        let digits = (0..=chunk.len()).map(|index| DIGITS[(bits >> (18 - 6 * index) & 63) as usize] as char);
        text.extend(digits);
    }
    text
}

#[test]
fn a_token_opens_the_connection_and_a_bad_one_does_not() {
    let guarded = Guarded::start();
    let config = format!(
        r#"{{"bootstrap.servers": "{}", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "OAUTHBEARER"}}"#,
        guarded.servers
    );
    let producer = Client::producer(&config).unwrap();
    producer.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|record| record.kind == kind::TOKEN_REFRESH));
    producer.connect(2_000, 1).unwrap();
    assert_ne!(producer.answer(1).0.code, 0, "nobody gets in without a token");

    let (good, lifetime_ms) = token("me");
    let document = |token: &str| format!(r#"{{"token": "{token}", "lifetime_ms": {lifetime_ms}, "principal": "me"}}"#);
    producer.oauth_token(&document("not.a.token")).unwrap();
    producer.connect(2_000, 2).unwrap();
    assert_ne!(producer.answer(2).0.code, 0, "nor with a bad one");

    producer.oauth_token(&document(&good)).unwrap();
    producer.connect(60_000, 3).unwrap();
    let (answer, _) = producer.answer(3);
    assert_eq!(answer.code, 0, "{}", answer.text());
    assert_eq!(producer.send(&batch([("guarded", message(b"v", 9))], &[])), Ok((0, 1)));
    let is_delivered =
        |record: &kafkacore_tests::harness::Record| record.kind == kind::DELIVERED_RUN && record.token == 9;
    producer.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(is_delivered));
    producer.close_wait(10_000).unwrap();
}
