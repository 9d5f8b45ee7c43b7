//! Passwords of users who log in with SCRAM.

use serde_json::{json, Map, Value};

use super::answers::{needed_objects, with_outcome};
use super::cluster::permission;
use super::names::{self, take_needed_choice};
use super::operation::{Operation, Request};
use super::options::{BROKER, PERMISSION};
use crate::code::{Error, Result};
use crate::document::{missing, refuse_duplicates, refuse_rest, take_name, take_names, take_number};
use crate::sys::{AdminCall, Event, ScramAlteration, UserCredentials};

/// What Kafka itself takes if nothing is said.
const DEFAULT_ITERATIONS: i32 = 4096;

pub const DESCRIBE: Operation = Operation {
    name: "DescribeUserScramCredentials",
    about: "Tells which users have a password for SCRAM, and with how many iterations: these users or all.",
    options: &[&BROKER, &PERMISSION],
    parse: |document| {
        let users = take_names(document, "users")?.unwrap_or_default();
        refuse_duplicates("users", &users)?;
        Ok(vec![permission(), Request::new(move |call| call.describe_users(&users), described)])
    },
    request: "users?: [name]+",
    answer: "users: [{user: text, credentials: [{mechanism: ScramMechanism, iterations: count}], ...outcome}]",
};

pub const ALTER: Operation = Operation {
    name: "AlterUserScramCredentials",
    about: "Gives users a password for SCRAM, or takes it away. 4096 iterations unless it is said; the salt, in \
            hexadecimal, is random unless it is given. A user can be altered once.",
    options: &[&BROKER],
    parse: alter,
    request: "upsertions?: [{user: name, mechanism: ScramMechanism, password: name, iterations?: natural, \
              salt?: hexadecimal}]+, deletions?: [{user: name, mechanism: ScramMechanism}]+",
    answer: "users: [{user: text, ...outcome}]",
};

fn alter(document: &mut Map<String, Value>) -> Result<Vec<Request>> {
    let mut users = Vec::new();
    let mut alterations = Vec::new();
    if !document.contains_key("upsertions") && !document.contains_key("deletions") {
        return Err(Error::invalid("\"upsertions\" and \"deletions\" are missing; name at least one"));
    }
    for key in ["upsertions", "deletions"] {
        if !document.contains_key(key) {
            continue;
        }
        for mut object in needed_objects(document, key)? {
            let user = take_name(&mut object, "user")?;
            let mechanism = take_needed_choice(&mut object, "mechanism", &names::SCRAM_MECHANISM)?;
            alterations.push(match key {
                "upsertions" => upsertion(&user, mechanism, &mut object)?,
                _ => ScramAlteration::deletion(&user, mechanism)?,
            });
            refuse_rest(&object)?;
            users.push(user);
        }
    }
    refuse_duplicates("upsertions\" and \"deletions", &users)?;
    let send = move |call: &AdminCall| {
        call.alter_users(&alterations);
        Ok(())
    };
    Ok(vec![Request::new(send, altered)])
}

fn upsertion(user: &str, mechanism: i32, object: &mut Map<String, Value>) -> Result<ScramAlteration> {
    // Not a word of it in what is said: it is a secret.
    let password = match object.remove("password") {
        Some(Value::String(password)) if !password.is_empty() => password,
        Some(_) => return Err(Error::invalid("\"password\" must be a string that is not empty")),
        None => return Err(missing("password")),
    };
    let iterations = take_number(object, "iterations", 1..=i32::MAX)?.unwrap_or(DEFAULT_ITERATIONS);
    let salt = match object.remove("salt") {
        None => Vec::new(),
        Some(salt) => {
            let refusal = || Error::invalid("\"salt\" must be bytes in hexadecimal, at least one");
            salt.as_str().and_then(bytes_of).filter(|bytes| !bytes.is_empty()).ok_or_else(refusal)?
        }
    };
    ScramAlteration::upsertion(user, mechanism, iterations, password.as_bytes(), &salt)
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hexadecimal.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect())
}

fn described(event: &Event) -> Value {
    let user = |user: &UserCredentials| {
        let credential = |(mechanism, iterations): &(i32, i32)| json!({ "mechanism": names::SCRAM_MECHANISM.name(*mechanism), "iterations": iterations });
        let credentials: Vec<Value> = user.credentials.iter().map(credential).collect();
        with_outcome(json!({ "user": user.user, "credentials": credentials }), user.error.as_ref())
    };
    json!({ "users": event.users_described().iter().map(user).collect::<Vec<_>>() })
}

fn altered(event: &Event) -> Value {
    let users = event.users_altered();
    let users = users.iter().map(|(user, error)| with_outcome(json!({ "user": user }), error.as_ref()));
    json!({ "users": users.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(document: Value) -> String {
        let Value::Object(mut document) = document else { panic!("no object") };
        alter(&mut document).err().map(|error| error.message).unwrap_or_default()
    }

    #[test]
    fn a_secret_is_not_told_when_it_is_refused() {
        let with = |password: Value| {
            message(json!({ "upsertions": [{ "user": "a", "mechanism": "SCRAM-SHA-256", "password": password }] }))
        };
        assert_eq!(with(json!("x")), "");
        for password in [json!(["hunter2"]), json!(""), json!({ "hunter2": 1 })] {
            assert_eq!(with(password), "\"password\" must be a string that is not empty");
        }
    }

    #[test]
    fn a_salt_is_hexadecimal() {
        assert_eq!(bytes_of("00ffA1"), Some(vec![0, 255, 161]));
        assert_eq!((bytes_of("0"), bytes_of("0g"), bytes_of("+1")), (None, None, None));
        let salted = json!({ "user": "a", "mechanism": "SCRAM-SHA-256", "password": "x", "salt": "" });
        assert!(message(json!({ "upsertions": [salted] })).starts_with("\"salt\""));
    }

    /// A broker would refuse it too, also for different mechanisms.
    #[test]
    fn each_user_is_altered_once() {
        assert!(message(json!({})).contains("name at least one"));
        let deletion = |user: &str, mechanism: &str| json!({ "user": user, "mechanism": mechanism });
        let two = json!([deletion("a", "SCRAM-SHA-256"), deletion("b", "SCRAM-SHA-256")]);
        assert_eq!(message(json!({ "deletions": two })), "");
        let twice = json!([deletion("a", "SCRAM-SHA-256"), deletion("a", "SCRAM-SHA-512")]);
        let said = message(json!({ "deletions": twice }));
        assert_eq!(said, "\"upsertions\" and \"deletions\" has a twice; once is enough");
        let said = message(json!({ "deletions": [deletion("a", "PLAIN")] }));
        assert!(said.contains("SCRAM-SHA-256, SCRAM-SHA-512, not PLAIN"), "{said}");
        assert!(message(json!({ "deletions": [] })).contains("\"deletions\" is empty"));
    }
}
