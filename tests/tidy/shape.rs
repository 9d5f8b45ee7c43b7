//! How long things are.

use super::source::{Finding, Source};

const LINES_MAX: usize = 400;
/// Tests are lists; they may run on.
const TEST_LINES_MAX: usize = 600;
const README_LINES_MAX: usize = 40;

/// A file has one noun; one that is long mostly has two.
pub fn long_files(source: &Source) -> Vec<Finding> {
    let measured = matches!(source.extension(), "rs" | "ts" | "js" | "mjs" | "c" | "h" | "cpp" | "hpp" | "sh" | "py")
        || source.text.starts_with("#!");
    if !measured || source.is_generated() {
        return Vec::new();
    }
    over(source, if source.is_test() { TEST_LINES_MAX } else { LINES_MAX })
}

/// The README of a room is read while standing in the door. The one of the repository is not of a room.
pub fn long_readmes(source: &Source) -> Vec<Finding> {
    match source.path.ends_with("/README.md") {
        true => over(source, README_LINES_MAX),
        false => Vec::new(),
    }
}

pub fn trailing_whitespace(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        if content.ends_with([' ', '\t', '\r']) {
            findings.push(source.finding(offset, "the line ends in whitespace"));
        }
        offset += line.len();
    }
    findings
}

fn over(source: &Source, lines_max: usize) -> Vec<Finding> {
    let lines = source.text.lines().count();
    match lines > lines_max {
        true => vec![source.finding(source.text.len(), format!("{lines} lines are more than {lines_max}"))],
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found() {
        let count = |path: &str, lines: usize| long_files(&Source::new(path, &"a\n".repeat(lines))).len();
        assert_eq!((count("core/src/a.rs", 400), count("core/src/a.rs", 401)), (0, 1));
        assert_eq!((count("tests/abi/a.rs", 600), count("bindings/node/test/a.ts", 601)), (0, 1));
        assert_eq!((count("include/kafkacore.h", 999), count("bindings/node/src/native/generated.ts", 999)), (0, 0));
        assert_eq!((count("CHANGELOG.md", 999), count("core/src/wire/tests.rs", 500)), (0, 0));
        assert_eq!(long_files(&Source::new(".ci/run", &"#!/bin/sh\n".repeat(401))).len(), 1);
    }

    #[test]
    fn a_long_readme_is_found() {
        let count = |path: &str| long_readmes(&Source::new(path, &"a\n".repeat(41))).len();
        assert_eq!((count("tests/README.md"), count("README.md")), (1, 0));
    }

    #[test]
    fn whitespace_at_the_end_of_a_line_is_found() {
        let found = trailing_whitespace(&Source::new("a.md", "one\ntwo \nthree\t\n"));
        assert_eq!(
            found.iter().map(|finding| finding.to_string()[..6].to_string()).collect::<Vec<_>>(),
            ["a.md:2", "a.md:3"]
        );
    }
}
