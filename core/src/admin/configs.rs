//! What topics, brokers and groups are set to.

use serde_json::{json, Map, Value};

use super::answers::{needed_objects, with_outcome};
use super::names::{self, take_needed_choice};
use super::operation::{Operation, Request};
use super::options::{BROKER, VALIDATE_ONLY};
use crate::code::{Error, Result};
use crate::document::{
    missing, refuse_duplicates, refuse_rest, take_name, take_names, take_objects, take_optional_text, take_texts,
};
use crate::sys::{AdminCall, ConfigEntry, ConfigItems, ConfigResource, Event};

const DELETION: i32 = 1;

const ALTERED: &str = "resources: [{type: ResourceType, name: text, ...outcome}]";

pub const DESCRIBE: Operation = Operation {
    name: "DescribeConfigs",
    about: "Tells what topics, brokers and groups are set to: all, or what \"configs\" names. Each broker is asked by \
            itself, after everything else.",
    options: &[&BROKER],
    parse: |document| requests(document, describe, |call, resources| call.describe_configs(resources), described),
    request: "resources: [{type: ResourceType, name: name, configs?: [name]+}]+",
    answer: "resources: [{type: ResourceType, name: text, configs: [{name: text, value: text|null, \
             source: ConfigSource, isReadOnly: flag, isDefault: flag, isSensitive: flag, \
             synonyms: [{name: text, value: text|null, source: ConfigSource}]}], ...outcome}]",
};

pub const ALTER: Operation = Operation {
    name: "AlterConfigs",
    about:
        "Sets what \"configs\" names, and everything else back to its default. Each broker is asked by itself, after \
            everything else.",
    options: &[&VALIDATE_ONLY, &BROKER],
    parse: |document| requests(document, alter, |call, resources| call.alter_configs(resources), altered),
    request: "resources: [{type: ResourceType, name: name, configs: {*: text}}]+",
    answer: ALTERED,
};

pub const INCREMENTAL_ALTER: Operation = Operation {
    name: "IncrementalAlterConfigs",
    about:
        "Sets or resets what \"changes\" names, or appends values to a list or takes them out, and leaves everything \
            else. Only DELETE has no value. Each broker is asked by itself, after everything else.",
    options: &[&VALIDATE_ONLY, &BROKER],
    parse: |document| requests(document, change, |call, resources| call.incremental_alter_configs(resources), altered),
    request: "resources: [{type: ResourceType, name: name, changes: [{name: name, change: ConfigChange, \
              value?: text}]+}]+",
    answer: ALTERED,
};

/// One request for all topics and groups, and one for each broker: librdkafka asks the broker itself (rdkafka_admin.c:3133).
fn requests(
    document: &mut Map<String, Value>,
    fill: fn(&mut Map<String, Value>, &mut ConfigResource) -> Result<()>,
    send: fn(&AdminCall, &[ConfigResource]),
    read: fn(&Event) -> Value,
) -> Result<Vec<Request>> {
    let mut labels = Vec::new();
    let (mut together, mut alone) = (Vec::new(), Vec::new());
    for mut object in needed_objects(document, "resources")? {
        let kind = take_needed_choice(&mut object, "type", &names::RESOURCE_TYPE)?;
        let name = take_name(&mut object, "name")?;
        let mut resource = ConfigResource::new(kind, &name)?;
        fill(&mut object, &mut resource)?;
        refuse_rest(&object)?;
        match names::RESOURCE_TYPE.name(kind) {
            "BROKER" => {
                check_broker(&name)?;
                alone.push((name.clone(), resource));
            }
            _ => together.push(resource),
        }
        labels.push(format!("{} {name}", names::RESOURCE_TYPE.name(kind)));
    }
    refuse_duplicates("resources", &labels)?;
    let request = |resources: Vec<ConfigResource>| {
        let send = move |call: &AdminCall| {
            send(call, &resources);
            Ok(())
        };
        Request::new(send, read)
    };
    let first = (!together.is_empty()).then(|| request(together));
    let brokers = alone.into_iter().map(|(name, resource)| {
        request(vec![resource]).or(move |error| {
            let item = json!({ "type": "BROKER", "name": name, "configs": [] });
            json!({ "resources": [with_outcome(item, Some(&error))] })
        })
    });
    Ok(first.into_iter().chain(brokers).collect())
}

fn check_broker(name: &str) -> Result<()> {
    match name.parse::<i32>() {
        Ok(0..) => Ok(()),
        _ => Err(Error::invalid(format!("the \"name\" of a broker must be its number, not {name}"))),
    }
}

fn describe(object: &mut Map<String, Value>, resource: &mut ConfigResource) -> Result<()> {
    let configs = take_names(object, "configs")?.unwrap_or_default();
    refuse_duplicates("configs", &configs)?;
    configs.iter().try_for_each(|name| resource.ask(name))
}

fn alter(object: &mut Map<String, Value>, resource: &mut ConfigResource) -> Result<()> {
    if !object.contains_key("configs") {
        return Err(missing("configs"));
    }
    let configs = take_texts(object, "configs")?;
    configs.iter().try_for_each(|(name, value)| resource.set(name, value))
}

fn change(object: &mut Map<String, Value>, resource: &mut ConfigResource) -> Result<()> {
    let mut changed = Vec::new();
    for mut object in take_objects(object, "changes")?.ok_or_else(|| missing("changes"))? {
        let name = take_name(&mut object, "name")?;
        let change = take_needed_choice(&mut object, "change", &names::CONFIG_CHANGE)?;
        let value = take_optional_text(&mut object, "value")?;
        refuse_rest(&object)?;
        match (change, &value) {
            (DELETION, Some(_)) => return Err(Error::invalid(format!("DELETE of {name} takes no \"value\""))),
            (DELETION, None) | (_, Some(_)) => resource.change(&name, change, value.as_deref())?,
            (_, None) => return Err(missing("value")),
        }
        changed.push(name);
    }
    refuse_duplicates("changes", &changed)
}

fn described(event: &Event) -> Value {
    let resource = |items: &ConfigItems| {
        let configs: Vec<Value> = items.entries.iter().map(entry).collect();
        with_outcome(json!({ "type": type_of(items), "name": items.name, "configs": configs }), items.error.as_ref())
    };
    json!({ "resources": event.config_items().iter().map(resource).collect::<Vec<_>>() })
}

fn altered(event: &Event) -> Value {
    let resource =
        |items: &ConfigItems| with_outcome(json!({ "type": type_of(items), "name": items.name }), items.error.as_ref());
    json!({ "resources": event.config_items().iter().map(resource).collect::<Vec<_>>() })
}

fn type_of(items: &ConfigItems) -> &'static str {
    names::RESOURCE_TYPE.name(items.kind)
}

fn entry(entry: &ConfigEntry) -> Value {
    json!({
        "name": entry.name,
        "value": entry.value,
        "source": names::CONFIG_SOURCE.name(entry.source),
        "isReadOnly": entry.is_read_only,
        "isDefault": entry.is_default,
        "isSensitive": entry.is_sensitive,
        "synonyms": entry.synonyms.iter().map(synonym).collect::<Vec<_>>(),
    })
}

fn synonym(entry: &ConfigEntry) -> Value {
    json!({ "name": entry.name, "value": entry.value, "source": names::CONFIG_SOURCE.name(entry.source) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(operation: &Operation, resources: Value) -> std::result::Result<usize, String> {
        let Value::Object(mut document) = json!({ "resources": resources }) else { panic!("no object") };
        (operation.parse)(&mut document).map(|requests| requests.len()).map_err(|error| error.message)
    }

    #[test]
    fn each_broker_is_asked_by_itself() {
        let resources = json!([
            { "type": "TOPIC", "name": "a" }, { "type": "BROKER", "name": "1" }, { "type": "GROUP", "name": "a" },
            { "type": "BROKER", "name": "2" }
        ]);
        assert_eq!(parsed(&DESCRIBE, resources), Ok(3));
        assert_eq!(parsed(&DESCRIBE, json!([{ "type": "BROKER", "name": "1" }])), Ok(1));
        for name in ["one", "-1", "99999999999"] {
            let said = parsed(&DESCRIBE, json!([{ "type": "BROKER", "name": name }])).unwrap_err();
            assert_eq!(said, format!("the \"name\" of a broker must be its number, not {name}"));
        }
    }

    #[test]
    fn what_is_wrong_with_a_resource_is_told() {
        let topic = |rest: Value| {
            let mut topic = json!({ "type": "TOPIC", "name": "a" });
            crate::admin::operation::join(&mut topic, rest);
            json!([topic])
        };
        let cases = [
            (&DESCRIBE, json!([{ "name": "a" }]), "\"type\" is missing"),
            (&DESCRIBE, json!([{ "type": "topic", "name": "a" }]), "must be one of TOPIC, GROUP, BROKER, not topic"),
            (&DESCRIBE, json!([{ "type": "TOPIC", "name": "a" }, { "type": "TOPIC", "name": "a" }]), "TOPIC a twice"),
            (&DESCRIBE, topic(json!({ "configs": [] })), "\"configs\" is empty"),
            (&DESCRIBE, topic(json!({ "configs": ["x", "x"] })), "\"configs\" has x twice"),
            (&ALTER, topic(json!({})), "\"configs\" is missing"),
            (&ALTER, topic(json!({ "configs": { "x": 1 } })), "\"configs\": \"x\" must be a string, not 1"),
            (&ALTER, topic(json!({ "configs": { "": "1" } })), "config \"\""),
            (&INCREMENTAL_ALTER, topic(json!({})), "\"changes\" is missing"),
            (
                &INCREMENTAL_ALTER,
                topic(json!({ "changes": [{ "name": "x", "change": "SET" }] })),
                "\"value\" is missing",
            ),
            (
                &INCREMENTAL_ALTER,
                topic(json!({ "changes": [{ "name": "x", "change": "DELETE", "value": "1" }] })),
                "DELETE of x takes no",
            ),
            (
                &INCREMENTAL_ALTER,
                topic(
                    json!({ "changes": [{ "name": "x", "change": "SET", "value": "1" }, { "name": "x", "change": "DELETE" }] }),
                ),
                "x",
            ),
            (
                &INCREMENTAL_ALTER,
                topic(json!({ "changes": [{ "name": "x", "change": "MOVE" }] })),
                "SET, DELETE, APPEND",
            ),
        ];
        for (operation, resources, words) in cases {
            let said = parsed(operation, resources.clone()).unwrap_err();
            assert!(said.contains(words), "{resources}: {said}");
        }
    }
}
