//! SASL/OAUTHBEARER against a broker that takes unsigned tokens.

use std::time::{SystemTime, UNIX_EPOCH};

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, Client};

use super::guarded::Guarded;

const TOKEN_LIFE_S: u64 = 3_600;
const AUTHENTICATION: i32 = -169;

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
        guarded.tokens
    );
    let producer = Client::producer(&config).unwrap();
    producer.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|record| record.kind == kind::TOKEN_REFRESH));
    producer.connect(2_000, 1).unwrap();
    assert_ne!(producer.answer(1).0.code, 0, "nobody gets in without a token");

    let (good, lifetime_ms) = token("me");
    let document = |token: &str| format!(r#"{{"token": "{token}", "lifetime_ms": {lifetime_ms}, "principal": "me"}}"#);
    producer.oauth_token(&document("not.a.token")).unwrap();
    producer.connect(600_000, 2).unwrap();
    assert_eq!(producer.answer(2).0.code, AUTHENTICATION, "nor with a bad one, and no time helps");

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
