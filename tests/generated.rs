//! The generated files are checked in, and this test owns them: it compares them with their source of truth, and writes
//! them when UPDATE=1 is set. The sources are core/src/abi, core/src/admin, `wire::layout` and `kafkacore::code`.

use std::fs;
use std::process::Command;

use kafkacore_tests::{library, root};

mod generated {
    pub mod batch_header;
    pub mod contract;
    pub mod exports;
    pub mod golden;
    pub mod header;
    pub mod node;
    pub mod notation;
    pub mod schema;
}

use generated::{batch_header, contract::Contract, exports, golden, header, node, schema};

const UPDATE_COMMAND: &str = "UPDATE=1 cargo test --release -p kafkacore-tests --test generated";

#[test]
fn the_header_is_current() {
    assert_current("include/kafkacore.h", &header::text());
}

#[test]
fn the_batch_header_is_current() {
    assert_current("include/kafkacore_batch.h", &batch_header::text());
}

#[test]
fn the_export_list_is_current() {
    assert_current("include/kafkacore.exports", &exports::text(&contract()));
}

#[test]
fn the_node_tables_are_current() {
    assert_current("bindings/node/src/native/generated.ts", &node::text(&contract()));
}

#[test]
fn the_schemas_of_admin_requests_are_current() {
    let expected = schema::texts();
    for (path, text) in &expected {
        assert_current(path, text);
    }
    let found = fs::read_dir(root().join(schema::ROOM)).unwrap().map(|entry| entry.unwrap().path());
    for path in found {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        assert!(expected.iter().any(|(path, _)| *path == name), "{name} is of no operation; remove it");
    }
}

#[test]
fn the_golden_batches_are_current() {
    assert_current("tests/golden/batches.txt", &golden::text());
}

#[test]
fn the_error_flags_of_codes_and_of_records_are_the_same_bits() {
    use kafkacore::{code, wire::flag};
    let pairs = [
        (code::RETRIABLE, flag::RETRIABLE),
        (code::FATAL, flag::FATAL),
        (code::ABORTABLE, flag::ABORTABLE),
        (code::LOCAL, flag::LOCAL),
        (code::TRUNCATED, flag::TRUNCATED),
    ];
    for (in_errors, in_records) in pairs {
        assert_eq!(in_errors, u32::from(in_records));
    }
}

/// What is not exported cannot collide: another librdkafka may live in the same process.
#[test]
fn the_library_exports_exactly_the_list() {
    let symbols = output_of(Command::new("nm").args(["-D", "--defined-only"]).arg(library()));
    let mut names: Vec<&str> = symbols.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    names.sort_unstable();
    assert_eq!(names.join("\n") + "\n", exports::text(&contract()));
}

#[test]
fn the_library_carries_the_abi_number_in_its_soname() {
    let dynamic = output_of(Command::new("readelf").arg("-d").arg(library()));
    assert!(dynamic.contains("soname: [libkafkacore.so.0]"), "{dynamic}");
}

fn contract() -> Contract {
    Contract::parse(&header::text())
}

/// Compares a checked-in file with what it should be, or writes it.
fn assert_current(path: &str, expected: &str) {
    let full = root().join(path);
    let found = fs::read_to_string(&full).unwrap_or_default();
    if found == expected {
        return;
    }
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, expected).unwrap();
        return;
    }
    let first = found.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected).count();
    panic!(
        "{path} is not what its source says, from line {}:\n  found    {:?}\n  expected {:?}\nTo write it: {UPDATE_COMMAND}",
        first + 1,
        found.lines().nth(first).unwrap_or("(end)"),
        expected.lines().nth(first).unwrap_or("(end)"),
    );
}

fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
