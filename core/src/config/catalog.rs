//! The table of properties as a caller finds it here: librdkafka's, with our defaults, and ours.

use serde_json::{json, Value};

use super::{CONSUMER_DEFAULTS, DEFAULTS, FIXED, PROPERTIES, REBALANCE_ANSWER, REFUSED};
use crate::sys::{Kind, Property};

/// Every property that a client takes, as a JSON list.
pub fn describe() -> Vec<u8> {
    let is_taken = |property: &&Property| REFUSED.iter().all(|(refused, _)| *refused != property.name);
    let mut rows: Vec<Value> = PROPERTIES.iter().filter(is_taken).map(row_of).collect();
    rows.push(json!({
        "name": REBALANCE_ANSWER,
        "kinds": "consumer",
        "type": "enum value",
        "range": "core, caller",
        "default": "core",
        "importance": "medium",
        "description": "Who answers a rebalance: the library at once, or the caller with kc_consumer_rebalance_answer.",
        "alias_of": null,
    }));
    Value::Array(rows).to_string().into_bytes()
}

fn row_of(property: &Property) -> Value {
    // An alias has the default of what it stands for.
    let known_as = property.alias_of.as_deref().unwrap_or(&property.name);
    let fixed = FIXED.iter().find(|(fixed, ..)| *fixed == known_as);
    let (range, default, description) = match fixed {
        Some((_, needed, reason)) => (*needed, *needed, format!("Always {needed} here: {reason}.")),
        None => {
            let default = own_default(known_as, property.kind).unwrap_or(&property.default);
            (property.range.as_str(), default, property.description.clone())
        }
    };
    json!({
        "name": property.name,
        "kinds": match property.kind {
            Some(Kind::Producer) => "producer",
            Some(Kind::Consumer) => "consumer",
            None => "both",
        },
        "type": property.value_type,
        "range": range,
        "default": default,
        "importance": property.importance,
        "description": description,
        "alias_of": property.alias_of,
    })
}

fn own_default(name: &str, kind: Option<Kind>) -> Option<&'static str> {
    let of_consumers = if kind == Some(Kind::Producer) { &[][..] } else { &CONSUMER_DEFAULTS };
    DEFAULTS.iter().chain(of_consumers).find(|(own, _)| *own == name).map(|(_, default)| *default)
}
