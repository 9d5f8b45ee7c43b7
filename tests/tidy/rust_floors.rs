//! Who may import whom in core/src. A module that is not in the table has no room yet: give it one here.

use super::source::{closing_brace, word_offsets, Finding, Source};

const ROOM: &str = "core/src/";

/// Each module of the crate with the modules that it may import. abi imports what it likes and is imported by nobody.
const FLOORS: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("sys", &["code"]),
    ("code", &["sys"]),
    ("wake", &FLOOR_0),
    ("document", &FLOOR_0),
    ("config", &["sys", "wire", "code", "document"]),
    ("lane", &FLOOR_0),
    ("complaints", &FLOOR_0),
    ("outbox", &["sys", "wire", "code", "wake", "partitions"]),
    ("tokens", &["sys", "wire", "code", "outbox"]),
    ("source", &FLOOR_0),
    ("partitions", &FLOOR_0),
    ("replies", &["sys", "wire", "code", "wake", "tokens"]),
    ("client", &["sys", "wire", "code", "wake", "config", "lane", "outbox", "tokens", "source", "complaints"]),
    ("producer", &BELOW_ROLES),
    ("consumer", &BELOW_ROLES),
    ("admin", &BELOW_ROLES),
    ("credentials", &BELOW_ROLES),
    ("metadata", &BELOW_ROLES),
    ("oauth", &BELOW_ROLES),
    ("mock", &BELOW_ROLES),
    ("library", &["sys", "wire", "code", "config"]),
];
const FLOOR_0: [&str; 3] = ["sys", "wire", "code"];
const BELOW_ROLES: [&str; 13] = [
    "sys",
    "wire",
    "code",
    "wake",
    "document",
    "config",
    "lane",
    "outbox",
    "tokens",
    "replies",
    "source",
    "partitions",
    "client",
];

/// Other crates that only some modules may name.
const CRATES: &[(&str, &[&str])] = &[("rdkafka_sys", &["sys"]), ("libc", &["sys", "abi"])];
/// The crates that core may use at all; wire uses none of them.
const CRATES_OF_CORE: [&str; 6] =
    ["rdkafka_sys", "libc", "parking_lot", "crossbeam_channel", "once_cell", "serde_json"];

pub fn findings(source: &Source) -> Vec<Finding> {
    let Some(module) = module_of(&source.path) else { return Vec::new() };
    let code = source.code_without_tests();
    let mut findings = module_findings(source, &code, &module);
    findings.extend(crate_findings(source, &code, &module));
    findings
}

fn module_findings(source: &Source, code: &str, module: &str) -> Vec<Finding> {
    let below = match FLOORS.iter().find(|(name, _)| *name == module) {
        Some((_, below)) => *below,
        None if module == "abi" => return Vec::new(),
        None => return vec![source.finding(0, format!("{module} has no floor in tests/tidy/rust_floors.rs"))],
    };
    let forbidden = |(_, name): &(usize, String)| name != module && !below.contains(&name.as_str());
    let sentence = |(offset, name): (usize, String)| source.finding(offset, format!("{module} may not import {name}"));
    imports(code, &source.path).into_iter().filter(forbidden).map(sentence).collect()
}

fn crate_findings(source: &Source, code: &str, module: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in CRATES_OF_CORE {
        let allowed = match CRATES.iter().find(|(restricted, _)| *restricted == name) {
            Some((_, modules)) => modules.contains(&module),
            None => module != "wire",
        };
        if !allowed {
            let paths = word_offsets(code, name).filter(|offset| code[offset + name.len()..].starts_with("::"));
            findings.extend(paths.map(|offset| source.finding(offset, format!("{module} may not name {name}"))));
        }
    }
    findings
}

/// core/src/sys/queue.rs and core/src/sys.rs are both of the module sys; lib.rs declares modules and is of none.
fn module_of(path: &str) -> Option<String> {
    let first = path.strip_prefix(ROOM)?.split('/').next()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (module != "lib" && (path.ends_with(".rs"))).then(|| module.to_string())
}

/// Every module of the crate that a file names by a path, `crate::…` or enough `super::` to leave its own module.
fn imports(code: &str, path: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for offset in word_offsets(code, "crate") {
        if let Some(rest) = code[offset..].strip_prefix("crate::") {
            found.extend(first_names(rest).map(|name| (offset, name)));
        }
    }
    let depth = depth_of(path);
    for offset in word_offsets(code, "super") {
        let in_a_chain = code[..offset].ends_with("super::");
        let climbs = code[offset..].split("::").take_while(|part| *part == "super").count();
        if !in_a_chain && climbs >= depth {
            found.extend(first_names(&code[offset + climbs * "super::".len()..]).map(|name| (offset, name)));
        }
    }
    found
}

/// How many modules lie between a file and the root of the crate.
fn depth_of(path: &str) -> usize {
    let parts = path.trim_start_matches(ROOM).split('/').count();
    if path.ends_with("/mod.rs") {
        parts - 1
    } else {
        parts
    }
}

/// The names with which a path goes on: one, or those of a group in braces.
fn first_names(rest: &str) -> impl Iterator<Item = String> + '_ {
    let group = match rest.starts_with('{') {
        true => &rest[1..closing_brace(rest, 0).unwrap_or(rest.len())],
        false => &rest[..rest.find(|byte: char| !byte.is_alphanumeric() && byte != '_').unwrap_or(rest.len())],
    };
    let mut depth = 0;
    let parts = group.split(move |byte: char| {
        depth += i32::from(byte == '{') - i32::from(byte == '}');
        byte == ',' && depth == 0
    });
    let name =
        |part: &str| part.trim().split(|byte: char| !byte.is_alphanumeric() && byte != '_').next().map(str::to_string);
    // A path into the crate names a module; a name in capitals would be an item of lib.rs, and lib.rs has none.
    parts.filter_map(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{findings, Source};

    fn messages(path: &str, text: &str) -> Vec<String> {
        findings(&Source::new(path, text)).iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn an_import_upward_or_sideways_is_found() {
        let cases = [
            ("core/src/wire/reader.rs", "use crate::code::Error;", "wire may not import code"),
            ("core/src/wire/reader.rs", "use serde_json::Value;", "wire may not name serde_json"),
            ("core/src/lane.rs", "use crate::{sys::Handle, client::Client};", "lane may not import client"),
            ("core/src/lane.rs", "use super::client::Client;", "lane may not import client"),
            (
                "core/src/consumer/fetch.rs",
                "fn a() { super::super::producer::b() }",
                "consumer may not import producer",
            ),
            ("core/src/producer/mod.rs", "use super::consumer;", "producer may not import consumer"),
            ("core/src/client.rs", "use crate::abi::enter;", "client may not import abi"),
            ("core/src/producer.rs", "fn a(b: libc::c_int) {}", "producer may not name libc"),
            ("core/src/helpers.rs", "", "helpers has no floor"),
        ];
        for (path, text, expected) in cases {
            let found = messages(path, text);
            assert!(found.len() == 1 && found[0].contains(expected), "{path}: {text}: {found:?}");
        }
    }

    #[test]
    fn an_import_downward_is_not() {
        let cases = [
            ("core/src/abi/client.rs", "use crate::{client::Client, sys, code};"),
            (
                "core/src/consumer/fetch.rs",
                "use super::offsets; use super::super::sys; use crate::client::{Client, Role};",
            ),
            ("core/src/wire/writer.rs", "use super::layout; use std::fmt; // crate::sys"),
            ("core/src/lane.rs", "#[cfg(test)]\nmod tests { use crate::client; }"),
            ("core/src/lib.rs", "pub mod wire;"),
            ("core/src/outbox.rs", "use crate::wake::Waker; pub(crate) fn a() {}"),
        ];
        for (path, text) in cases {
            assert_eq!(messages(path, text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
