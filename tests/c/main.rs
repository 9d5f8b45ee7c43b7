//! C programs, compiled the way their authors would with every warning an error, linked with the library, and run.

mod functions;
mod verdict;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use kafkacore_tests::{library, read, root};

const C99: &[&str] = &["cc", "-std=c99"];
const CXX17: &[&str] = &["c++", "-std=c++17", "-x", "c++"];
const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Werror", "-pedantic"];
/// With KAFKACORE_SANITIZE=1, when the library has them too: tests/sanitize/run.
const SANITIZERS: &[&str] = &["-fsanitize=address,undefined", "-fno-omit-frame-pointer", "-g"];
const SONAME: &str = "libkafkacore.so.0";
const QUICKSTART_LINES_MAX: usize = 40;
/// Far beyond what any of the programs needs, under valgrind and on a busy machine.
const HANG_TIMEOUT: Duration = Duration::from_secs(300);

#[test]
fn the_headers_are_c99() {
    run("header_c.c", C99, "header_c99");
}

#[test]
fn the_headers_are_cxx17() {
    run("header_c.c", CXX17, "header_cxx17");
}

#[test]
fn batches_go_there_and_back_in_c() {
    run("batch.c", C99, "batch_c99");
}

#[test]
fn batches_go_there_and_back_in_cxx() {
    run("batch.c", CXX17, "batch_cxx17");
}

#[test]
fn random_batches_come_back_the_same() {
    let printed = run("echo.c", C99, "echo_c99");
    assert!(printed.contains(" rounds of seed "), "{printed}");
}

#[test]
fn the_quickstart_produces_and_consumes() {
    let lines = read("tests/c/quickstart.c").lines().count();
    assert!(lines <= QUICKSTART_LINES_MAX, "the quickstart has {lines} lines");
    assert_eq!(run("quickstart.c", C99, "quickstart"), "hello\n");
}

#[test]
fn a_process_ends_with_everything_open() {
    assert_eq!(run("exit.c", C99, "exit"), "open\n");
}

#[test]
fn a_child_process_makes_clients_of_its_own() {
    assert_eq!(run("fork.c", C99, "fork"), "forked\n");
}

/// Compiles a program of this room, runs it, and gives what it printed.
fn run(source: &str, compiler: &[&str], name: &str) -> String {
    run_with(source, compiler, name, &[])
}

/// As `run`, with arguments for the program.
fn run_with(source: &str, compiler: &[&str], name: &str, arguments: &[&str]) -> String {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&room).unwrap();
    let library = linked_library(&room);
    let program = room.join("program");
    let mut compile = Command::new(compiler[0]);
    compile.args(&compiler[1..]).args(WARNINGS).arg("-I").arg(root().join("include"));
    if is_wanted("KAFKACORE_SANITIZE") {
        compile.args(SANITIZERS);
    }
    // A linker input must not be read as C++ source, hence -x none; plain C ignores it.
    compile.arg(root().join("tests/c").join(source)).args(["-x", "none"]).arg(&library).arg("-o").arg(&program);
    output_of(&mut compile);
    output_of(runner(&program).args(arguments).env("LD_LIBRARY_PATH", &room))
}

/// The program, under valgrind when KAFKACORE_VALGRIND=1 is set: then a bad access or a definite leak fails it. Without
/// valgrind's clean-up of libc: that takes libc's locks at exit, and a thread that is gone may have held one of them.
fn runner(program: &Path) -> Command {
    if !is_wanted("KAFKACORE_VALGRIND") {
        return Command::new(program);
    }
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite"])
        .arg("--run-libc-freeres=no")
        .arg(program);
    valgrind
}

fn is_wanted(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| value == "1")
}

/// The library under the name by which the loader looks for it, in a directory of the test's own.
fn linked_library(room: &Path) -> PathBuf {
    let link = room.join(SONAME);
    let _ = fs::remove_file(&link);
    symlink(library(), &link).unwrap();
    link
}

/// What a program printed. One that hangs is killed, so that its test fails.
fn output_of(command: &mut Command) -> String {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let process = child.id().to_string();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let output = receiver.recv_timeout(HANG_TIMEOUT).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-KILL", &process]).status();
        panic!("{command:?}: did not end in {} s", HANG_TIMEOUT.as_secs())
    });
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{printed}{complaint}", output.status);
    printed
}
