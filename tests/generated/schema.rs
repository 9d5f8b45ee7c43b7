//! include/admin: a JSON Schema of the request and the answer of each admin operation.

use kafkacore::admin::{Operation, NAMES, OPERATIONS};
use serde_json::{json, Value};

use super::notation::object;

pub const ROOM: &str = "include/admin";

/// Objects that stand in several documents.
const SHARED: [(&str, &str); 4] = [
    ("Node", "id: count, host: text, port: count, rack: text|null"),
    ("Place", "topic: text, partition: count"),
    (
        "Acl",
        "resourceType: AclResourceType, resourceName: text, patternType: PatternType, principal: text, host: text, \
         operation: AclOperation, permission: Permission",
    ),
    (
        "AclFilter",
        "resourceType?: AclResourceType, resourceName?: name, patternType?: PatternType, principal?: name, host?: name, \
         operation?: AclOperation, permission?: Permission",
    ),
];

/// Each path with its text.
pub fn texts() -> Vec<(String, String)> {
    let text_of = |operation: &Operation| serde_json::to_string_pretty(&schema(operation)).unwrap() + "\n";
    OPERATIONS.iter().map(|operation| (format!("{ROOM}/{}.json", operation.name), text_of(operation))).collect()
}

fn schema(operation: &Operation) -> Value {
    let mut request = object(operation.request, &asked);
    request["properties"]["operation"] = json!({ "const": operation.name });
    request["required"].as_array_mut().unwrap().push("operation".into());
    for option in operation.options {
        let taken = object(option.notation, &asked);
        for (name, type_) in taken["properties"].as_object().unwrap() {
            request["properties"][name] = type_.clone();
            request["properties"][name]["description"] = option.about.into();
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": operation.name,
        "description": operation.about,
        "$defs": { "request": request, "answer": object(operation.answer, &told) },
    })
}

/// What a word means in a request.
fn asked(word: &str) -> Value {
    let names = NAMES.iter().find(|names| names.title == word);
    names.map_or_else(|| meaning(word, &asked), |names| json!({ "enum": names.taken().collect::<Vec<_>>() }))
}

/// What a word means in an answer.
fn told(word: &str) -> Value {
    let names = NAMES.iter().find(|names| names.title == word);
    names.map_or_else(|| meaning(word, &told), |names| json!({ "enum": names.told().collect::<Vec<_>>() }))
}

fn meaning(word: &str, names: &dyn Fn(&str) -> Value) -> Value {
    let number = |minimum: i64| json!({ "type": "integer", "minimum": minimum, "maximum": i32::MAX });
    match word {
        "null" => json!({ "type": "null" }),
        "flag" => json!({ "type": "boolean" }),
        "text" => json!({ "type": "string" }),
        "name" => json!({ "type": "string", "minLength": 1 }),
        "hexadecimal" => json!({ "type": "string", "pattern": "^([0-9A-Fa-f]{2})+$" }),
        // A number of 64 bits.
        "long" => json!({ "type": "string", "pattern": "^-?[0-9]+$" }),
        "position" => json!({ "anyOf": [{ "type": "integer" }, meaning("long", names)] }),
        "count" => number(0),
        "natural" => number(1),
        "wait" => number(-1),
        // A number from 1, or -1 for what the broker would choose.
        "choice" => json!({ "anyOf": [{ "const": -1 }, number(1)] }),
        _ => {
            let shared = SHARED.iter().find(|(title, _)| *title == word);
            object(shared.unwrap_or_else(|| panic!("{word} has no meaning")).1, names)
        }
    }
}
