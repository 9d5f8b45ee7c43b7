//! SASL/PLAIN: what a wrong password is answered, and when, and what other credentials are good for.

use kafkacore_tests::harness::Client;

use super::guarded::Guarded;

const AUTHENTICATION: i32 = -169;
/// None of these tests waits so long.
const TIMEOUT_MS: i32 = 600_000;

#[test]
fn a_wrong_password_is_refused_at_once_and_the_right_one_is_taken_later() {
    let guarded = Guarded::start();
    let more = r#""security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.username": "me""#;
    // Nobody is there at the second address, and nobody there could take the password.
    for servers in [guarded.passwords.clone(), format!("{},127.0.0.1:1", guarded.passwords)] {
        let config = |debug: &str| {
            let wrong =
                format!(r#""bootstrap.servers": "{servers}", {more}, "sasl.password": "wrong", "group.id": "g""#);
            format!(r#"{{{wrong}, "debug": "{debug}"}}"#)
        };
        for new in [Client::producer, Client::consumer] {
            for debug in ["generic", "all"] {
                let client = new(&config(debug)).unwrap();
                client.connect(TIMEOUT_MS, 1).unwrap();
                let (answer, _) = client.answer(1);
                assert_eq!(answer.code, AUTHENTICATION, "{}", answer.text());
                assert!(answer.text().starts_with("connecting cannot succeed: sasl_plaintext://"), "{}", answer.text());
                assert!(answer.text().contains("SASL authentication error: "), "{}", answer.text());

                client.sasl_credentials("me", "secret").unwrap();
                client.connect(TIMEOUT_MS, 2).unwrap();
                let (answer, _) = client.answer(2);
                assert_eq!(answer.code, 0, "{}", answer.text());
                client.close_wait(10_000).unwrap();
            }
        }
    }
}
