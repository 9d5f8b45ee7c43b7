//! Who may import whom in bindings/node/src: native <- runtime <- kafkajs and rdkafka, which do not know each other. The
//! files beside the rooms are the package's entries; they put the rooms together and know no FFI. The command line uses these.

use super::source::{word_offsets, Finding, Source};

const ROOT: &str = "bindings/node/src/";
const FOREIGN_LIBRARY: &str = "koffi";
const ENTRY: &str = "an entry";

/// Each room with the rooms that it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("native", &["native"]),
    ("runtime", &["native", "runtime"]),
    ("kafkajs", &["runtime", "kafkajs"]),
    ("rdkafka", &["runtime", "rdkafka"]),
    (ENTRY, &["runtime", "kafkajs", "rdkafka", ENTRY]),
    ("cli", &["cli", ENTRY]),
];

pub fn findings(source: &Source) -> Vec<Finding> {
    let Some(inner_path) = source.path.strip_prefix(ROOT) else { return Vec::new() };
    if source.extension() != "ts" {
        return Vec::new();
    }
    let room = room_of(inner_path);
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![source.finding(0, format!("{room} has no place in tests/tidy/typescript_rooms.rs"))];
    };
    let mut findings = Vec::new();
    for (offset, specifier) in imports(source) {
        if !specifier.starts_with('.') {
            continue;
        }
        let target = resolved(inner_path, &specifier);
        let target_room = room_of(&target);
        if !allowed.contains(&target_room) {
            findings.push(source.finding(offset, format!("{room} may not import {target_room}")));
        }
    }
    if room != "native" {
        let mentions = word_offsets(&source.uncommented, FOREIGN_LIBRARY);
        findings
            .extend(mentions.map(|offset| source.finding(offset, format!("{room} may not name {FOREIGN_LIBRARY}"))));
    }
    findings
}

fn room_of(inner_path: &str) -> &str {
    inner_path.split_once('/').map_or(ENTRY, |(room, _)| room)
}

/// The strings behind `from`, `import` and `require`; the keywords are looked for where no string or comment is.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for keyword in ["from", "import", "require"] {
        for offset in word_offsets(&source.code, keyword) {
            let rest = source.text[offset + keyword.len()..].trim_start_matches([' ', '(', '\n']);
            let Some(quote) = rest.chars().next().filter(|first| matches!(first, '\'' | '"')) else { continue };
            if let Some((specifier, _)) = rest[1..].split_once(quote) {
                found.push((offset, specifier.to_string()));
            }
        }
    }
    found
}

/// A specifier as a path below src; one that leaves it keeps its `..`.
fn resolved(inner_path: &str, specifier: &str) -> String {
    let mut parts: Vec<&str> = inner_path.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
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
            (
                "bindings/node/src/native/library.ts",
                "import { Pump } from '../runtime/pump';",
                "native may not import runtime",
            ),
            (
                "bindings/node/src/runtime/pump.ts",
                "import type {\n  Kafka,\n} from \"../kafkajs/kafka\";",
                "runtime may not import kafkajs",
            ),
            (
                "bindings/node/src/kafkajs/kafka.ts",
                "const a = require('../rdkafka/producer');",
                "kafkajs may not import rdkafka",
            ),
            (
                "bindings/node/src/rdkafka/a/b.ts",
                "await import('../../native/library')",
                "rdkafka may not import native",
            ),
            ("bindings/node/src/runtime/pump.ts", "import koffi from 'koffi';", "runtime may not name koffi"),
            ("bindings/node/src/index.ts", "export * from './native/library';", "an entry may not import native"),
            ("bindings/node/src/cli/lag.ts", "import { codes } from '../runtime/codes';", "cli may not import runtime"),
            ("bindings/node/src/helpers/a.ts", "", "helpers has no place"),
            ("bindings/node/src/kafkajs/kafka.ts", "export * from '../../test/a';", "kafkajs may not import .."),
        ];
        for (path, text, expected) in cases {
            let found = messages(path, text);
            assert!(!found.is_empty() && found[0].contains(expected), "{path}: {text}: {found:?}");
        }
    }

    #[test]
    fn an_import_downward_is_not() {
        let cases = [
            ("bindings/node/src/native/library.ts", "import koffi from 'koffi'; import { layout } from './generated';"),
            (
                "bindings/node/src/runtime/pump.ts",
                "import net from 'node:net'; import { library } from '../native/library.js';",
            ),
            (
                "bindings/node/src/kafkajs/kafka.ts",
                "import { Pump } from '../runtime/pump'; // from '../native/x', koffi",
            ),
            ("bindings/node/src/index.ts", "export { Kafka } from './kafkajs/kafka'; export * from './types';"),
            ("bindings/node/src/cli/lag.ts", "import type { GroupLag } from '../index'; await import('./table.js');"),
            ("bindings/node/test/pump.test.ts", "import { library } from '../src/native/library';"),
        ];
        for (path, text) in cases {
            assert_eq!(messages(path, text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
