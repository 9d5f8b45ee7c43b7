//! What was promised by an earlier version is kept by this one. A directory here is the contract of a version as it was
//! released; `freeze` writes it.

mod contract;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use contract::Contract;
use kafkacore_tests::{library, read, root};

const HEADERS: [&str; 2] = ["kafkacore.h", "kafkacore_batch.h"];

/// The versions of this ABI, as paths from the root.
fn versions() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/compat")).unwrap();
    let names =
        entries.map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name());
    let paths: Vec<_> = names.map(|name| format!("tests/compat/{}", name.to_string_lossy())).collect();
    assert!(!paths.is_empty(), "no version is frozen: tests/compat/freeze");
    let abi = abi_of(&read("include/kafkacore.h"));
    paths.into_iter().filter(|path| abi_of(&read(&format!("{path}/kafkacore.h"))) == abi).collect()
}

fn abi_of(header: &str) -> String {
    let line = header.lines().find(|line| line.starts_with("#define KC_ABI_VERSION "));
    line.expect("a header names its ABI").to_owned()
}

#[test]
fn every_function_is_still_exported() {
    let exports = read("include/kafkacore.exports");
    for version in versions() {
        let frozen = read(&format!("{version}/kafkacore.exports"));
        // Two underscores: for tests, and promised to nobody.
        let promised = frozen.lines().filter(|name| !name.starts_with("kc__"));
        let missing: Vec<_> = promised.filter(|name| !exports.lines().any(|now| now == *name)).collect();
        assert!(missing.is_empty(), "{version}: {missing:?} are gone; that needs another ABI number");
    }
}

#[test]
fn every_prototype_constant_and_struct_is_as_it_was() {
    for version in versions() {
        for header in HEADERS {
            let frozen = Contract::of(&read(&format!("{version}/{header}")));
            assert!(frozen.lines.len() > 20, "{version}/{header} was not understood");
            let missing = frozen.missing_in(&Contract::of(&read(&format!("include/{header}"))));
            assert!(missing.is_empty(), "{version}/{header}: changed or gone: {missing:#?}");
        }
    }
}

#[test]
fn a_program_of_then_runs_on_the_library_of_now() {
    for version in versions() {
        let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(version.replace('/', "-"));
        let program = compile(&version, &room);
        let output = Command::new(program).env("LD_LIBRARY_PATH", &room).output().unwrap();
        assert!(output.status.success(), "{version}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "hello\n");
    }
}

/// Against the headers of then, and linked with the library of now.
fn compile(version: &str, room: &Path) -> PathBuf {
    fs::create_dir_all(room).unwrap();
    let link = room.join("libkafkacore.so.0");
    let _ = fs::remove_file(&link);
    symlink(library(), &link).unwrap();
    let (sources, program) = (root().join(version), room.join("program"));
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"]).arg("-I").arg(&sources);
    let output = compiler.arg(sources.join("program.c")).arg(&link).arg("-o").arg(&program).output().unwrap();
    assert!(output.status.success(), "{version}: {}", String::from_utf8_lossy(&output.stderr));
    program
}

#[test]
fn what_changes_is_found() {
    let then = "/** one */\n#define KC_A 1\ntypedef enum kc_s {\n  /* two */ KC_S_OK = 0,\n} kc_s;\n\
        typedef struct kc_e { uint32_t size; int32_t code; } kc_e;\nextern \"C\" {\nint32_t kc_a(uint64_t client,\n   kc_e *err);\n}\n\
        static inline int kc_b(int c) { return c; }\n";
    let contract = Contract::of(then);
    assert_eq!(
        contract.lines,
        ["#define KC_A 1", "KC_S_OK = 0", "int32_t kc_a(uint64_t client, kc_e *err)", "static inline int kc_b(int c)"]
    );
    for (from, to, changed) in [
        ("KC_A 1", "KC_A 2", 1),
        ("KC_S_OK = 0", "KC_S_OK = 1", 1),
        ("kc_e *err)", "int32_t more, kc_e *err)", 1),
        ("int32_t code;", "int64_t code;", 1),
        ("kc_b(int c)", "kc_b(long c)", 1),
        ("int32_t code;", "int32_t code; uint8_t more;", 0),
        ("/** one */", "#define KC_B 2", 0),
        ("return c;", "return 2 * c;", 0),
    ] {
        let now = Contract::of(&then.replace(from, to));
        assert_eq!(contract.missing_in(&now).len(), changed, "{from} -> {to}: {:?}", contract.missing_in(&now));
    }
}
