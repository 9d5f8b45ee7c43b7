//! Words that have a room, and words that have none.

use super::source::{word_offsets, Finding, Source};

const SYS: &str = "core/src/sys";

/// librdkafka's names stay behind its door.
pub fn librdkafka_names(source: &Source) -> Vec<Finding> {
    if source.is_under(SYS) || source.is_generated() || !matches!(source.extension(), "rs" | "ts" | "py") {
        return Vec::new();
    }
    let offsets = ["rd_kafka_", "RD_KAFKA_"].into_iter().flat_map(|name| source.uncommented.match_indices(name));
    offsets.map(|(offset, name)| source.finding(offset, format!("{name} belongs in {SYS}"))).collect()
}

/// A foreign function that is declared outside of sys would appear in the C header as one of ours.
pub fn foreign_blocks(source: &Source) -> Vec<Finding> {
    if source.is_under(SYS) || !source.is_rust() {
        return Vec::new();
    }
    let behind_keyword = |offset: usize| source.uncommented[offset + "extern".len()..].trim_start();
    let opens_a_block = |offset: &usize| {
        let rest = behind_keyword(*offset);
        rest.strip_prefix("\"C\"").unwrap_or(rest).trim_start().starts_with('{')
    };
    let offsets = word_offsets(&source.code, "extern").filter(opens_a_block);
    offsets.map(|offset| source.finding(offset, format!("a foreign block belongs in {SYS}"))).collect()
}

/// A panic above sys is an answer that a caller does not get.
pub fn unwraps(source: &Source) -> Vec<Finding> {
    if source.is_under(SYS) || !source.is_rust() {
        return Vec::new();
    }
    let code = source.code_without_tests();
    // What is expected is said in a text; a method of ours with that name takes something else.
    let calls = [".unwrap()", ".expect(\"", ".expect(&"];
    let offsets = calls.into_iter().flat_map(|call| code.match_indices(call));
    offsets.map(|(offset, call)| source.finding(offset, format!("{call} panics; return the failure"))).collect()
}

/// Nothing is left for later: what matters is done or is an issue.
pub fn unfinished(source: &Source) -> Vec<Finding> {
    let mark = |word: &'static str| word_offsets(&source.text, word).map(move |offset| (offset, word));
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")].into_iter().flat_map(mark);
    marks.map(|(offset, word)| source.finding(offset, format!("{word}: do it, or open an issue"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rule: fn(&Source) -> Vec<Finding>, path: &str, text: &str) -> usize {
        rule(&Source::new(path, text)).len()
    }

    #[test]
    fn librdkafka_outside_of_sys_is_found() {
        assert_eq!(count(librdkafka_names, "core/src/client.rs", "let a = \"rd_kafka_poll\";"), 1);
        assert_eq!(count(librdkafka_names, "core/src/client.rs", "// rd_kafka_poll drains this\n"), 0);
        assert_eq!(count(librdkafka_names, "core/src/sys/queue.rs", "rd_kafka_poll();"), 0);
        assert_eq!(count(librdkafka_names, "bindings/node/src/runtime/a.ts", "RD_KAFKA_RESP_ERR__FAIL"), 1);
    }

    #[test]
    fn a_foreign_block_outside_of_sys_is_found() {
        assert_eq!(count(foreign_blocks, "core/src/abi/a.rs", "unsafe extern \"C\" { fn a(); }"), 1);
        assert_eq!(count(foreign_blocks, "core/src/abi/a.rs", "extern {\n}"), 1);
        assert_eq!(count(foreign_blocks, "core/src/abi/a.rs", "pub extern \"C\" fn a() {}"), 0);
        assert_eq!(count(foreign_blocks, "core/src/sys/ffi.rs", "extern \"C\" { fn a(); }"), 0);
    }

    #[test]
    fn an_unwrap_above_sys_is_found() {
        let text = "fn a() { b.unwrap(); c.expect(\"d\"); e.unwrap_or(1); f.expect(g) }";
        assert_eq!(count(unwraps, "core/src/client.rs", text), 2);
        assert_eq!(count(unwraps, "core/src/sys/queue.rs", text), 0);
        assert_eq!(count(unwraps, "core/src/client.rs", &format!("#[cfg(test)]\nmod tests {{ {text} }}")), 0);
        assert_eq!(count(unwraps, "core/src/wire/tests.rs", text), 0);
    }

    #[test]
    fn unfinished_work_is_found() {
        assert_eq!(count(unfinished, "README.md", concat!("TO", "DO: write it")), 1);
        assert_eq!(count(unfinished, "a.rs", concat!("// XX", "X")), 1);
        assert_eq!(count(unfinished, "a.sh", concat!("mktemp XX", "XXXX")), 0);
    }
}
