//! The style of the repository, as tests. Each rule is a function from text to findings and has a test of its own that
//! plants a violation; here the rules meet the real files.

use kafkacore_tests::files_under;

mod tidy {
    pub mod documentation;
    pub mod language;
    pub mod rust_floors;
    pub mod shape;
    pub mod source;
    pub mod typescript_rooms;
    pub mod unsafe_code;
}

use tidy::source::{Finding, Source};
use tidy::{documentation, language, rust_floors, shape, typescript_rooms, unsafe_code};

#[test]
fn rust_imports_go_downward() {
    assert_none("core/src", rust_floors::findings);
}

#[test]
fn typescript_imports_go_downward() {
    assert_none("bindings/node/src", typescript_rooms::findings);
}

#[test]
fn unsafe_code_lives_in_two_rooms_and_says_why_it_is_safe() {
    assert_none("core", unsafe_code::findings);
}

#[test]
fn foreign_blocks_live_in_sys() {
    assert_none("core", language::foreign_blocks);
}

#[test]
fn librdkafka_is_named_in_sys_only() {
    assert_none("core/src", language::librdkafka_names);
    assert_none("bindings", language::librdkafka_names);
}

#[test]
fn nothing_above_sys_unwraps() {
    assert_none("core/src", language::unwraps);
}

#[test]
fn every_export_is_documented() {
    assert_none("core/src/abi", documentation::findings);
}

#[test]
fn files_are_short() {
    assert_none("", shape::long_files);
}

#[test]
fn room_readmes_are_short() {
    assert_none("", shape::long_readmes);
}

#[test]
fn lines_end_where_their_text_ends() {
    assert_none("", shape::trailing_whitespace);
}

#[test]
fn nothing_is_left_for_later() {
    assert_none("", language::unfinished);
}

fn assert_none(directory: &str, rule: impl Fn(&Source) -> Vec<Finding>) {
    let sources = files_under(directory).into_iter().filter_map(Source::load);
    let findings: Vec<String> = sources.flat_map(|source| rule(&source)).map(|finding| finding.to_string()).collect();
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
