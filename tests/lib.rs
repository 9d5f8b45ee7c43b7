//! Where things are: the repository, its files, and the library as cargo built it.

pub mod harness;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The command that builds the library which the tests load, link and inspect.
pub const BUILD_COMMAND: &str = "cargo build --release -p kafkacore";

/// Directories that hold nothing of ours.
const FOREIGN_DIRECTORIES: [&str; 6] = ["target", "node_modules", "dist", "lib", "build", "__pycache__"];

pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests/ lies in the repository").to_path_buf()
}

/// A file's text by its path from the root.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths, from the root, of all our files below a directory; sorted. Nothing if there is no such directory.
pub fn files_under(directory: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_string()];
    while let Some(directory) = waiting.pop() {
        let Ok(entries) = fs::read_dir(root().join(&directory)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if directory.is_empty() { name.clone() } else { format!("{directory}/{name}") };
            if entry.path().is_dir() {
                let hidden = name.starts_with('.') && name != ".ci";
                if !hidden && !FOREIGN_DIRECTORIES.contains(&name.as_str()) {
                    waiting.push(path);
                }
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The shared library of the release build. Cargo does not build it for a test, so it may be missing or stale: then the
/// panic says which command helps.
pub fn library() -> PathBuf {
    let executable = std::env::current_exe().expect("a test knows its executable");
    let target = executable.ancestors().nth(3).expect("a test lies in target/<profile>/deps");
    let library = target.join("release/libkafkacore.so");
    let built = modified(&library).unwrap_or_else(|| panic!("{} is missing: {BUILD_COMMAND}", library.display()));
    let sources = fs::read_to_string(library.with_extension("d")).unwrap_or_default();
    for source in sources.split_whitespace().skip(1) {
        if modified(Path::new(source)).is_some_and(|changed| changed > built) {
            panic!("{} is older than {source}: {BUILD_COMMAND}", library.display());
        }
    }
    library
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
