//! What every client can be asked and told: bad questions, tokens for OAUTHBEARER, and credentials.

use kafkacore::abi::client::KC_POLL_CONTROL;
use kafkacore::wire::kind;
use kafkacore_tests::harness::{partitions, topics, Client};

use super::{lonely_consumer, lonely_producer, refused, INVALID, STATE};

const AUTHENTICATION: i32 = -169;
const YEAR_2100_MS: i64 = 4_102_444_800_000;

#[test]
fn questions_are_checked_before_they_are_asked() {
    for client in [lonely_producer(), lonely_consumer()] {
        for (json, words) in [
            ("", "not JSON"),
            ("[]", "the request must be a JSON object"),
            (r#"{"topic": "a"}"#, "\"topic\" is not a key"),
            (r#"{"topics": "a"}"#, "\"topics\" must be a list"),
            (r#"{"topics": []}"#, "\"topics\" is empty"),
            (r#"{"topics": [""]}"#, "\"topics\" must hold names"),
        ] {
            refused(client.metadata(json, 0, 1), INVALID, words);
        }
        refused(client.metadata("{}", -1, 1), INVALID, "timeout_ms is -1");
        refused(client.watermarks("", 0, 0, 1), INVALID, "topic is empty");
        refused(client.watermarks("t", -1, 0, 1), INVALID, "partition is -1; it starts at 0");
        refused(client.offsets_for_times(&topics(&["t"]), 0, 1), INVALID, "record 0: kind is 16");
        let list = partitions(&[("t", 0, 5), ("t", 1, -1)]);
        refused(client.offsets_for_times(&list, 0, 1), INVALID, "record 1: offset is -1; it takes milliseconds");
        refused(client.offsets_for_times(b"nonsense", 0, 1), INVALID, "");
        client.close_wait(0).unwrap();
        refused(client.metadata("{}", 0, 1), STATE, "clos");
        refused(client.watermarks("t", 0, 0, 1), STATE, "clos");
        refused(client.offsets_for_times(&partitions(&[("t", 0, 5)]), 0, 1), STATE, "clos");
    }
}

#[test]
fn a_token_is_asked_for_and_taken_or_refused() {
    let config = r#"{"bootstrap.servers": "127.0.0.1:1", "group.id": "g", "log_level": 0,
        "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.config": "who=me"}"#;
    for client in [Client::producer(config), Client::consumer(config), Client::admin(config)].map(Result::unwrap) {
        let seen =
            client.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(|record| record.kind == kind::TOKEN_REFRESH));
        let refresh = seen.iter().find(|record| record.kind == kind::TOKEN_REFRESH).unwrap();
        assert_eq!(refresh.text(), "who=me");

        for (json, words) in [
            ("", "the token is not JSON"),
            ("{}", "\"token\" is missing"),
            (r#"{"token": "a"}"#, "\"lifetime_ms\" must be the time"),
            (r#"{"token": "a", "lifetime_ms": "soon"}"#, "\"lifetime_ms\" must be the time"),
            (r#"{"token": "a", "lifetime_ms": 9223372036854775807}"#, "\"lifetime_ms\" must be the time"),
            (r#"{"token": "a", "lifetime_ms": 5}"#, "unexpired token"),
            (r#"{"token": "", "lifetime_ms": 4102444800000}"#, "\"token\" is empty"),
            (r#"{"token": "a\u0000", "lifetime_ms": 4102444800000}"#, "token contains a NUL"),
            (r#"{"token": "a", "lifetime_ms": 4102444800000, "extensions": []}"#, "\"extensions\" must be an object"),
            (r#"{"token": "a", "lifetime_ms": 4102444800000, "extensions": {"b": 1}}"#, "\"b\" must be a string"),
            (r#"{"token": "a", "lifetime_ms": 4102444800000, "extensions": {"auth": "x"}}"#, "auth"),
            (r#"{"token": "a", "lifetime_ms": 4102444800000, "lifetime": 1}"#, "\"lifetime\" is not a key"),
        ] {
            refused(client.oauth_token(json), INVALID, words);
        }
        let token = format!(
            r#"{{"token": "a", "lifetime_ms": {YEAR_2100_MS}, "principal": "me", "extensions": {{"tenant": "x"}}}}"#
        );
        assert_eq!(client.oauth_token(&token), Ok(0));

        refused(client.oauth_failure(""), INVALID, "reason is empty");
        assert_eq!(client.oauth_failure("the provider is away"), Ok(0));
        let is_told = |record: &kafkacore_tests::harness::Record| {
            record.kind == kind::ERROR
                && record.code == AUTHENTICATION
                && record.text().contains("the provider is away")
        };
        client.poll_until(KC_POLL_CONTROL, |seen| seen.iter().any(is_told));
        client.close_wait(1_000).unwrap();
        refused(client.oauth_token(&token), STATE, "clos");
    }
}

#[test]
fn a_client_of_another_mechanism_takes_no_token() {
    let client = lonely_producer();
    let token = format!(r#"{{"token": "a", "lifetime_ms": {YEAR_2100_MS}}}"#);
    refused(client.oauth_token(&token), STATE, "does not use OAUTHBEARER; set sasl.mechanism");
    refused(client.oauth_failure("no"), STATE, "does not use OAUTHBEARER; set sasl.mechanism");
}

#[test]
fn a_log_level_is_one_of_syslogs() {
    for client in [lonely_producer(), lonely_consumer()] {
        for level in [-1, 8, i32::MAX, i32::MIN] {
            refused(client.log_level(level), INVALID, "it takes a level of syslog, 0");
        }
        assert_eq!((client.log_level(0), client.log_level(7)), (Ok(0), Ok(0)));
        client.close_wait(0).unwrap();
        refused(client.log_level(3), STATE, "clos");
    }
}

#[test]
fn credentials_are_taken_at_any_time_or_refused() {
    for client in [lonely_producer(), lonely_consumer()] {
        assert_eq!(client.sasl_credentials("me", "secret"), Ok(0));
        assert_eq!(client.sasl_credentials("me", ""), Ok(0));
        refused(client.sasl_credentials("", "secret"), INVALID, "username is empty");
        refused(client.sasl_credentials("m\0", "secret"), INVALID, "username contains a NUL");
        refused(client.sasl_credentials("me", "s\0"), INVALID, "password contains a NUL");
        client.close_wait(0).unwrap();
        refused(client.sasl_credentials("me", "secret"), STATE, "clos");
    }
}
