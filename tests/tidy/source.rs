//! A file as the rules see it: its text, the same with comments blanked, and the same with strings blanked too. Blanking
//! writes spaces over bytes, so an offset means the same place in all three.

use std::fmt;

use kafkacore_tests::root;

/// One violation.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.message)
    }
}

pub struct Source {
    /// From the root of the repository.
    pub path: String,
    pub text: String,
    /// Without comments.
    pub uncommented: String,
    /// Without comments and the contents of strings.
    pub code: String,
}

impl Source {
    /// Reads a file; None if it is not text.
    pub fn load(path: String) -> Option<Source> {
        let text = std::fs::read_to_string(root().join(&path)).ok()?;
        Some(Source::new(&path, &text))
    }

    pub fn new(path: &str, text: &str) -> Source {
        let (uncommented, code) = blanked(text, extension_of(path));
        Source { path: path.to_string(), text: text.to_string(), uncommented, code }
    }

    pub fn extension(&self) -> &str {
        extension_of(&self.path)
    }

    pub fn is_rust(&self) -> bool {
        self.extension() == "rs"
    }

    pub fn is_under(&self, room: &str) -> bool {
        self.path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".rs")
    }

    /// Written by a test or a copy of such a file, never by hand.
    pub fn is_generated(&self) -> bool {
        let generated = ["include/kafkacore.h", "include/kafkacore_batch.h"];
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let is_frozen = self.path.starts_with("tests/compat/") && name.starts_with("kafkacore");
        let is_of_a_binding = name.starts_with("generated.") && !self.path.starts_with("tests/");
        generated.contains(&self.path.as_str()) || is_frozen || is_of_a_binding
    }

    /// Tests: the crate of this file, and what the others keep beside their code.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let in_room = |room: &str| self.path.split('/').any(|part| part == room);
        in_room("tests") || in_room("test") || name == "tests.rs" || name.contains(".test.")
    }

    /// The Rust code without its `#[cfg(test)]` items; nothing of a file that is a test.
    pub fn code_without_tests(&self) -> String {
        if self.is_test() {
            return String::new();
        }
        without_tests(&self.code)
    }

    /// A finding at a byte offset of the text.
    pub fn finding(&self, offset: usize, message: impl Into<String>) -> Finding {
        let line = self.text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1;
        Finding { path: self.path.clone(), line, message: message.into() }
    }
}

/// The offsets at which a word stands, not as a part of a longer one.
pub fn word_offsets<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    code.match_indices(word).map(|(offset, _)| offset).filter(move |&offset| {
        let before = offset.checked_sub(1).and_then(|offset| code.as_bytes().get(offset));
        !is_part(before) && !is_part(code.as_bytes().get(offset + word.len()))
    })
}

/// Where the brace closes that opens at an offset.
pub fn closing_brace(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return Some(offset),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn extension_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn without_tests(code: &str) -> String {
    let mut kept = code.as_bytes().to_vec();
    for (start, _) in code.match_indices("#[cfg(test)]") {
        let rest = &code[start..];
        let end = match (rest.find('{'), rest.find(';')) {
            (Some(brace), semicolon) if semicolon.is_none_or(|semicolon| brace < semicolon) => {
                closing_brace(code, start + brace).unwrap_or(code.len() - 1)
            }
            (_, Some(semicolon)) => start + semicolon,
            _ => code.len() - 1,
        };
        blank(&mut kept, start, end + 1);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

fn blank(bytes: &mut [u8], start: usize, end: usize) {
    let end = end.min(bytes.len());
    bytes[start..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}

/// Finds comments and strings the way the languages here write them, and blanks them.
fn blanked(text: &str, extension: &str) -> (String, String) {
    let bytes = text.as_bytes();
    let (mut uncommented, mut code) = (bytes.to_vec(), bytes.to_vec());
    if !matches!(extension, "rs" | "ts" | "js" | "mjs" | "cjs" | "c" | "h" | "hpp" | "cpp") {
        return (text.to_string(), text.to_string());
    }
    let mut at = 0;
    while at < bytes.len() {
        let end = if let Some(end) = comment_end(bytes, at, extension) {
            blank(&mut uncommented, at, end);
            blank(&mut code, at, end);
            end
        } else if let Some((start, end)) = string_bounds(bytes, at, extension) {
            blank(&mut code, start, end.saturating_sub(1));
            end
        } else {
            at + 1
        };
        at = end.max(at + 1);
    }
    (String::from_utf8_lossy(&uncommented).into_owned(), String::from_utf8_lossy(&code).into_owned())
}

fn comment_end(bytes: &[u8], at: usize, extension: &str) -> Option<usize> {
    if bytes[at..].starts_with(b"//") {
        return Some(bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| at + length));
    }
    if !bytes[at..].starts_with(b"/*") {
        return None;
    }
    let (mut depth, mut next) = (1, at + 2);
    while next < bytes.len() && depth > 0 {
        if bytes[next..].starts_with(b"*/") {
            depth -= 1;
            next += 2;
        } else if extension == "rs" && bytes[next..].starts_with(b"/*") {
            depth += 1;
            next += 2;
        } else {
            next += 1;
        }
    }
    Some(next)
}

/// The start of a string's contents and the end behind its closing quote.
fn string_bounds(bytes: &[u8], at: usize, extension: &str) -> Option<(usize, usize)> {
    match bytes[at] {
        b'r' if extension == "rs" => raw_string_bounds(bytes, at),
        b'\'' if extension == "rs" => character_bounds(bytes, at),
        b'"' | b'\'' => Some((at + 1, quote_end(bytes, at + 1, bytes[at]))),
        b'`' if matches!(extension, "ts" | "js" | "mjs" | "cjs") => Some((at + 1, quote_end(bytes, at + 1, b'`'))),
        b'/' if matches!(extension, "ts" | "js" | "mjs" | "cjs") => expression_bounds(bytes, at),
        _ => None,
    }
}

fn quote_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string_bounds(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let hashes = bytes[at + 1..].iter().take_while(|&&byte| byte == b'#').count();
    let start = at + 1 + hashes + 1;
    let in_a_word = at > 0 && bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'b' && bytes[at - 1] != b'c';
    if in_a_word || bytes.get(start - 1) != Some(&b'"') {
        return None;
    }
    let end_mark = [b"\"".to_vec(), vec![b'#'; hashes]].concat();
    let length = bytes[start..].windows(end_mark.len()).position(|window| window == end_mark)?;
    Some((start, start + length + end_mark.len()))
}

/// A character in quotes, as opposed to a lifetime.
fn character_bounds(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    match bytes.get(at + 1)? {
        b'\\' => Some((at + 1, quote_end(bytes, at + 1, b'\''))),
        _ => {
            let length = bytes[at + 1..].iter().take(6).position(|&byte| byte == b'\'')?;
            let one = std::str::from_utf8(&bytes[at + 1..at + 1 + length]).is_ok_and(|text| text.chars().count() == 1);
            one.then_some((at + 1, at + 1 + length + 1))
        }
    }
}

/// A regular expression stands where a value may begin; a division does not.
fn expression_bounds(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let before = bytes[..at].iter().rev().find(|byte| !matches!(**byte, b' ' | b'\n'));
    if before.is_some_and(|byte| !b"(,=:[!&|?{};".contains(byte)) {
        return None;
    }
    let mut next = at + 1;
    let mut in_class = false;
    while next < bytes.len() && bytes[next] != b'\n' && (in_class || bytes[next] != b'/') {
        match bytes[next] {
            b'\\' => next += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            _ => {}
        }
        next += 1;
    }
    Some((at + 1, next + 1))
}

#[cfg(test)]
mod tests {
    use super::{word_offsets, Source};

    #[test]
    fn comments_and_strings_are_blanked_in_place() {
        let text =
            "let a = \"un\\\"safe\"; // unsafe\nlet b = 'x'; let c: &'a str = r#\"un\"safe\"#; /* a /* b */ c */ d";
        let source = Source::new("core/src/a.rs", text);
        assert_eq!(source.code.len(), text.len());
        assert!(!source.code.contains("safe") && source.code.contains("&'a str") && source.code.ends_with(" d"));
        assert!(source.uncommented.contains("un\\\"safe") && !source.uncommented.contains("// unsafe"));
    }

    #[test]
    fn typescript_has_templates_and_regular_expressions() {
        let source =
            Source::new("a.ts", "const a = /['\"]/g; const b = `it's ${c} / d`; const e = f / 2; // 'g\nh('i');");
        assert_eq!(source.code.matches('\'').count(), 2);
        assert!(source.code.contains("h(' ');") && source.code.contains("f / 2"));
    }

    #[test]
    fn test_items_are_left_out() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { {} }\n}\n#[cfg(test)]\nuse x::y;\nfn c() {}\n";
        let code = Source::new("core/src/a.rs", text).code_without_tests();
        assert!(code.contains("fn a") && code.contains("fn c") && !code.contains("fn b") && !code.contains("use x"));
        assert_eq!(Source::new("core/src/wire/tests.rs", text).code_without_tests(), "");
    }

    #[test]
    fn words_are_whole() {
        assert!(word_offsets("unsafe_code unsafe nounsafe", "unsafe").eq([12]));
    }

    #[test]
    fn a_finding_names_its_line() {
        let source = Source::new("a.rs", "one\ntwo\nthree");
        assert_eq!(source.finding(5, "is wrong").to_string(), "a.rs:2: is wrong");
    }
}
