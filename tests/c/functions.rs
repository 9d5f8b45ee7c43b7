//! Every function of the library, called from C: once so that it answers, once so that it refuses.

use kafkacore_tests::{files_under, read};

use super::{run, C99, CXX17};

/// What has nothing to refuse: dropping what is not there does nothing.
const NEVER_REFUSED: [&str; 3] = ["kc_abi_version", "kc_client_drop", "kc_mock_drop"];
/// What always fails: that is its purpose.
const NEVER_ANSWERED: [&str; 1] = ["kc__panic"];

#[test]
fn the_library_and_mock_clusters() {
    assert_eq!(run("functions_library.c", C99, "functions_library"), "answered and refused\n");
}

#[test]
fn clients() {
    assert_eq!(run("functions_client.c", C99, "functions_client"), "answered and refused\n");
}

#[test]
fn producers() {
    assert_eq!(run("functions_producer.c", C99, "functions_producer"), "answered and refused\n");
}

#[test]
fn producers_in_cxx() {
    assert_eq!(run("functions_producer.c", CXX17, "functions_producer_cxx17"), "answered and refused\n");
}

#[test]
fn transactions() {
    assert_eq!(run("functions_transaction.c", C99, "functions_transaction"), "answered and refused\n");
}

#[test]
fn consumers() {
    assert_eq!(run("functions_consumer.c", C99, "functions_consumer"), "answered and refused\n");
}

#[test]
fn every_function_answers_once_and_refuses_once() {
    let exports = read("include/kafkacore.exports");
    let programs = files_under("tests/c").into_iter().filter(|path| path.starts_with("tests/c/functions_"));
    let text: String = programs.map(|path| read(&path)).collect();
    let missing: Vec<String> = exports.lines().flat_map(|name| missing_calls(name, &text)).collect();
    assert!(missing.is_empty(), "tests/c/functions_*.c: {}", missing.join(", "));
}

#[test]
fn a_missing_call_is_found() {
    let text = "ANSWERED(kc_a(1));\n REFUSED(KC_STATUS_INVALID,\n   kc_a(2)); ANSWERED(kc_ab(3));";
    assert_eq!(missing_calls("kc_a", text), Vec::<String>::new());
    assert_eq!(missing_calls("kc_ab", text), ["REFUSED(…, kc_ab(…))"]);
    assert_eq!(missing_calls("kc_b", text), ["ANSWERED(kc_b(…))", "REFUSED(…, kc_b(…))"]);
    assert_eq!(missing_calls("kc_mock_drop", text), ["ANSWERED(kc_mock_drop(…))"]);
}

/// The calls of a function that no program makes.
fn missing_calls(name: &str, text: &str) -> Vec<String> {
    let is_refused = text.split("REFUSED(").skip(1).any(|behind| {
        let call = behind.split_once(',').map_or("", |(_, call)| call.trim_start());
        call.strip_prefix(name).is_some_and(|rest| rest.starts_with('('))
    });
    let mut missing = Vec::new();
    if !NEVER_ANSWERED.contains(&name) && !text.contains(&format!("ANSWERED({name}(")) {
        missing.push(format!("ANSWERED({name}(…))"));
    }
    if !NEVER_REFUSED.contains(&name) && !is_refused {
        missing.push(format!("REFUSED(…, {name}(…))"));
    }
    missing
}
