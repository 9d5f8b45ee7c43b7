//! A JSON object of properties becomes a librdkafka configuration, or an error that names the property and the fix.

mod catalog;
mod servers;

use std::time::Duration;

use once_cell::sync::Lazy;
use serde_json::Value;

use crate::code::{Error, Result};
use crate::document::parse_object;
use crate::sys::{self, Conf, ConfRefusal, Kind, Property};

pub use catalog::describe as describe_properties;

const REBALANCE_ANSWER: &str = "kafkacore.rebalance.answer";
/// Properties of our own, beside librdkafka's.
const OWN: [&str; 1] = [REBALANCE_ANSWER];

/// Ours where the user says nothing. Without `probe` a statically linked OpenSSL finds no certificate authorities on Linux.
const DEFAULTS: [(&str, &str); 5] = [
    ("ssl.ca.location", "probe"),
    ("https.ca.location", "probe"),
    ("log.queue", "true"),
    ("client.software.name", "kafkacore"),
    ("client.software.version", env!("CARGO_PKG_VERSION")),
];
/// The fetch thresholds count per partition here, so they are small, and what is below them is fetched soon. One request to a
/// broker is on its way at a time: one for a partition that has no more keeps the others waiting, so it waits less itself.
const CONSUMER_DEFAULTS: [(&str, &str); 3] =
    [("queued.max.messages.kbytes", "2048"), ("fetch.queue.backoff.ms", "10"), ("fetch.wait.max.ms", "100")];

/// What the core depends on, with the reason that a user who sets it otherwise is told.
const FIXED: [(&str, &str, &str); 3] = [
    ("enable.auto.offset.store", "false", "offsets are stored when a message was handled"),
    ("delivery.report.only.error", "false", "every record is answered"),
    ("log.queue", "true", "logs arrive as records"),
];

/// Undocumented, and of use.
const HIDDEN: [&str; 4] =
    ["client.software.name", "client.software.version", "test.mock.num.brokers", "test.mock.broker.rtt"];

/// What would take the ground from under the core, with the reason that the user is told.
const REFUSED: [(&str, &str); 2] = [
    ("plugin.library.paths", "a plugin would look for librdkafka's symbols, and those are hidden inside this library"),
    ("enabled_events", "every answer arrives as an event"),
];

static PROPERTIES: Lazy<Vec<Property>> = Lazy::new(sys::properties);

/// A checked configuration.
pub struct Settings {
    pub conf: Conf,
    /// Rebalances wait for the caller's answer.
    pub is_answered_by_caller: bool,
    pub max_poll_interval: Duration,
    /// KIP-848.
    pub is_new_protocol: bool,
    /// The ends of partitions are reported.
    pub is_end_reported: bool,
    /// What all values in the producer's queue may take together.
    pub queue_size_max: usize,
}

impl Settings {
    pub fn parse(kind: Kind, json: &[u8]) -> Result<Settings> {
        let properties = parse_object("the configuration", json)?;
        let mut conf = Conf::new();
        for (name, value) in DEFAULTS.iter().chain(consumer_only(kind, &CONSUMER_DEFAULTS)) {
            // A default of ours must not compete with the user's own certificate authorities.
            if !properties.contains_key(&name.replace(".location", ".pem")) {
                set(&mut conf, name, value)?;
            }
        }
        let mut is_answered_by_caller = false;
        for (name, value) in &properties {
            let value =
                if servers::NAMES.contains(&name.as_str()) { servers_of(name, value)? } else { text_of(name, value)? };
            match name.as_str() {
                REBALANCE_ANSWER => is_answered_by_caller = parse_answer(&value)?,
                _ => {
                    check_allowed(name, &value)?;
                    set(&mut conf, name, &value)?;
                    note_alias(&mut conf, name);
                }
            }
        }
        let is_set = |name: &str| conf.get(name).is_some_and(|value| !value.is_empty() && value != "0");
        if !is_set("bootstrap.servers") && !is_set("test.mock.num.brokers") {
            return Err(Error::invalid("bootstrap.servers is missing; name a broker of the cluster, as host:port"));
        }
        if kind == Kind::Consumer {
            set(&mut conf, "enable.auto.offset.store", "false")?;
            if conf.get("group.id").unwrap_or_default().is_empty() {
                return Err(Error::invalid("group.id is missing; a consumer needs the name of its group"));
            }
        }
        Ok(Settings {
            is_answered_by_caller,
            max_poll_interval: Duration::from_millis(number(&conf, "max.poll.interval.ms")),
            is_new_protocol: conf.get("group.protocol").as_deref() == Some("consumer"),
            is_end_reported: conf.get("enable.partition.eof").as_deref() == Some("true"),
            queue_size_max: usize::try_from(number(&conf, "queue.buffering.max.kbytes") * 1024).unwrap_or(usize::MAX),
            conf,
        })
    }
}

/// A property whose default is a number, so that it always has one.
fn number(conf: &Conf, name: &str) -> u64 {
    conf.get(name).and_then(|value| value.parse().ok()).unwrap_or(0)
}

fn consumer_only<T>(kind: Kind, list: &[T]) -> &[T] {
    if kind == Kind::Consumer {
        list
    } else {
        &[]
    }
}

fn text_of(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(on) => Ok(on.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(Error::invalid(format!("property \"{name}\" must be a string, a number or a boolean, not {value}")))
        }
    }
}

fn servers_of(name: &str, value: &Value) -> Result<String> {
    let Value::String(list) = value else {
        return Err(Error::invalid(format!(
            "property \"{name}\" must be a string, not {value}; write the brokers as \"host:port,host:port\""
        )));
    };
    match servers::complaint(list) {
        None => Ok(list.clone()),
        Some(complaint) => Err(Error::invalid(format!("property \"{name}\": {complaint}"))),
    }
}

/// What librdkafka says of a property under its first name is to be said in the user's words too.
fn note_alias(conf: &mut Conf, name: &str) {
    let property = PROPERTIES.iter().find(|property| property.name == name);
    if let Some(known_as) = property.and_then(|property| property.alias_of.as_deref()) {
        conf.note_alias(name, known_as);
    }
}

fn parse_answer(value: &str) -> Result<bool> {
    match value {
        "core" => Ok(false),
        "caller" => Ok(true),
        _ => Err(Error::invalid(format!("property \"{REBALANCE_ANSWER}\" is \"{value}\"; it takes core or caller"))),
    }
}

/// Only documented names: librdkafka would take hidden ones too, some of which are function pointers that it reads from the
/// text (rdkafka_conf.c:2171).
fn check_allowed(name: &str, value: &str) -> Result<()> {
    if !HIDDEN.contains(&name) && !PROPERTIES.iter().any(|property| property.name == name) {
        return Err(unknown(name));
    }
    if let Some((_, reason)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Err(Error::invalid(format!("property \"{name}\" is not supported: {reason}; leave it out")));
    }
    match FIXED.iter().find(|(fixed, needed, _)| *fixed == name && *needed != value) {
        Some((_, needed, reason)) => {
            Err(Error::invalid(format!("property \"{name}\" is always {needed} here: {reason}; leave it out")))
        }
        None => Ok(()),
    }
}

fn set(conf: &mut Conf, name: &str, value: &str) -> Result<()> {
    conf.set(name, value)?.map_err(|refusal| match refusal {
        ConfRefusal::BadValue(reason) => Error::invalid(format!("property \"{name}\": {reason}{}", range_of(name))),
        ConfRefusal::UnknownName => unknown(name),
    })
}

fn unknown(name: &str) -> Error {
    Error::invalid(match nearest(name) {
        Some(near) => format!("No such configuration property: \"{name}\"; did you mean \"{near}\"?"),
        None => format!("No such configuration property: \"{name}\""),
    })
}

fn range_of(name: &str) -> String {
    match PROPERTIES.iter().find(|property| property.name == name) {
        Some(property) if !property.range.is_empty() => format!(" (takes {})", property.range),
        _ => String::new(),
    }
}

/// The documented property that takes the fewest edits to reach, unless that is most of the name.
fn nearest(name: &str) -> Option<&'static str> {
    let known = PROPERTIES.iter().map(|property| property.name.as_str()).chain(OWN);
    known
        .map(|candidate| (edit_distance(name, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance * 2 <= candidate.len())
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, one row at a time.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, to) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(kind: Kind, json: &str) -> String {
        match Settings::parse(kind, json.as_bytes()) {
            Ok(_) => panic!("{json} was taken"),
            Err(error) => error.message,
        }
    }

    #[test]
    fn an_unknown_property_is_named_with_the_nearest_one() {
        let message = refusal(Kind::Producer, r#"{"bootstrap.server": "a:1"}"#);
        assert_eq!(
            message,
            "No such configuration property: \"bootstrap.server\"; did you mean \"bootstrap.servers\"?"
        );
        let message = refusal(Kind::Producer, r#"{"kafkacore.rebalance.answers": "core"}"#);
        assert!(message.ends_with("did you mean \"kafkacore.rebalance.answer\"?"), "{message}");
        assert_eq!(refusal(Kind::Producer, r#"{"x": 1}"#), "No such configuration property: \"x\"");
    }

    #[test]
    fn a_bad_value_is_named_with_its_range() {
        let message = refusal(Kind::Producer, r#"{"queue.buffering.max.ms": 9999999}"#);
        assert!(message.contains("\"queue.buffering.max.ms\"") && message.contains("(takes 0 .. 900000)"), "{message}");
        for value in ["null", "[1]", "{}"] {
            let message = refusal(Kind::Producer, &format!(r#"{{"client.id": {value}}}"#));
            assert!(message.starts_with("property \"client.id\" must be a string"), "{message}");
        }
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for json in ["", "[]", "7", "{", "{\"a\":}", "\u{0}"] {
            refusal(Kind::Producer, json);
        }
    }

    #[test]
    fn what_the_core_depends_on_cannot_be_changed() {
        for (name, value) in [
            ("enable.auto.offset.store", "true"),
            ("plugin.library.paths", "x.so"),
            ("enabled_events", "0"),
            ("ut_handle_ProduceResponse", "boom"),
            ("kafkacore.rebalance.answer", "nobody"),
        ] {
            let message = refusal(Kind::Consumer, &format!(r#"{{"group.id": "g", "{name}": "{value}"}}"#));
            assert!(message.contains(name), "{message}");
        }
        assert!(Settings::parse(
            Kind::Consumer,
            br#"{"bootstrap.servers": "a:1", "group.id": "g", "enable.auto.offset.store": false}"#
        )
        .is_ok());
    }

    #[test]
    fn a_consumer_needs_a_group() {
        assert!(refusal(Kind::Consumer, r#"{"bootstrap.servers": "a:1"}"#).contains("group.id"));
    }

    #[test]
    fn a_client_needs_a_broker_or_a_mock_of_one() {
        for json in ["{}", r#"{"bootstrap.servers": ""}"#, r#"{"test.mock.num.brokers": 0}"#] {
            assert!(refusal(Kind::Producer, json).contains("bootstrap.servers is missing"));
        }
        for json in [r#"{"metadata.broker.list": "a:1"}"#, r#"{"test.mock.num.brokers": 1}"#] {
            assert!(Settings::parse(Kind::Producer, json.as_bytes()).is_ok());
        }
    }

    #[test]
    fn the_users_own_authorities_take_the_place_of_ours() {
        for name in ["ssl.ca.pem", "https.ca.pem", "ssl.ca.location", "https.ca.location"] {
            let json = format!(r#"{{"bootstrap.servers": "a:1", "{name}": "/etc/ssl/certs"}}"#);
            let settings = Settings::parse(Kind::Producer, json.as_bytes()).map_err(|error| error.message).unwrap();
            assert_eq!(settings.conf.get(name).as_deref(), Some("/etc/ssl/certs"));
            if let Err(error) = crate::sys::Handle::new(Kind::Producer, settings.conf) {
                assert!(!error.message.contains("mutually exclusive"), "{error}");
            }
        }
    }

    #[test]
    fn brokers_are_given_as_addresses() {
        for name in servers::NAMES {
            let message = refusal(Kind::Producer, &format!(r#"{{"{name}": "12"}}"#));
            assert_eq!(
                message,
                format!("property \"{name}\": \"12\" names no host; write host:port, and a comma between brokers")
            );
            for value in ["12", r#"["a:1", "b:1"]"#, "null"] {
                let message = refusal(Kind::Producer, &format!(r#"{{"{name}": {value}}}"#));
                assert!(message.ends_with("write the brokers as \"host:port,host:port\""), "{message}");
            }
        }
    }

    #[test]
    fn an_alias_is_named_as_it_was_written() {
        let json = br#"{"bootstrap.servers": "a:1", "linger.ms": 5000, "delivery.timeout.ms": 1000}"#;
        let settings = Settings::parse(Kind::Producer, json).map_err(|error| error.message).unwrap();
        let Err(error) = crate::sys::Handle::new(Kind::Producer, settings.conf) else { panic!("was taken") };
        let note = "(\"message.timeout.ms\" was written as \"delivery.timeout.ms\")";
        assert!(error.message.ends_with(note), "{error}");
        let message = refusal(Kind::Producer, r#"{"linger.ms": "soon"}"#);
        assert!(message.starts_with("property \"linger.ms\": "), "{message}");
    }

    #[test]
    fn the_table_has_what_is_taken_and_the_defaults_that_stand() {
        let table: Vec<Value> = serde_json::from_slice(&describe_properties()).unwrap();
        let row = |name: &str| table.iter().find(|row| row["name"] == name);
        assert!(table.len() > 150, "only {} properties", table.len());
        for (name, key, value) in [
            ("queued.max.messages.kbytes", "default", "2048"),
            ("queued.max.messages.kbytes", "kinds", "consumer"),
            ("ssl.ca.location", "default", "probe"),
            ("enable.auto.offset.store", "range", "false"),
            ("linger.ms", "alias_of", "queue.buffering.max.ms"),
            ("linger.ms", "kinds", "producer"),
            ("linger.ms", "range", "0 .. 900000"),
            ("linger.ms", "type", "float"),
            ("client.id", "kinds", "both"),
            ("client.id", "importance", "low"),
            ("kafkacore.rebalance.answer", "default", "core"),
        ] {
            assert_eq!(row(name).map(|row| &row[key]), Some(&Value::from(value)), "{name}: {key}");
        }
        let description = row("linger.ms").and_then(|row| row["description"].as_str()).unwrap();
        assert!(description.starts_with("Delay in milliseconds to wait for messages"), "{description}");
        for name in REFUSED.iter().map(|(name, _)| *name).chain(["dr_cb", "opaque", "ut_handle_ProduceResponse"]) {
            assert!(row(name).is_none(), "{name} is not taken");
        }
        for row in &table {
            for key in ["name", "kinds", "type", "importance", "description"] {
                assert!(row[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {row}");
            }
        }
    }

    #[test]
    fn our_defaults_stand_until_the_user_says_otherwise() {
        let conf = Settings::parse(Kind::Consumer, br#"{"bootstrap.servers": "a:1", "group.id": "g"}"#).unwrap().conf;
        assert_eq!(conf.get("queued.max.messages.kbytes").as_deref(), Some("2048"));
        assert_eq!(conf.get("fetch.queue.backoff.ms").as_deref(), Some("10"));
        let json = br#"{"bootstrap.servers": "a:1", "group.id": "g", "queued.max.messages.kbytes": 64, "max.poll.interval.ms": 60000}"#;
        let settings = Settings::parse(Kind::Consumer, json).unwrap();
        assert_eq!(settings.conf.get("queued.max.messages.kbytes").as_deref(), Some("64"));
        assert_eq!(settings.max_poll_interval, Duration::from_secs(60));
    }
}
