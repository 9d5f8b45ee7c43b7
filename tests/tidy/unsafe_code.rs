//! `unsafe` stands in core/src/sys and core/src/abi alone, and each block says why it is sound: in a `SAFETY:` comment above
//! its statement, or in the `# Safety` section of the function around it.

use super::source::{word_offsets, Finding, Source};

const ROOMS: [&str; 2] = ["core/src/sys", "core/src/abi"];

pub fn findings(source: &Source) -> Vec<Finding> {
    if !source.is_rust() {
        return Vec::new();
    }
    let offsets: Vec<usize> = word_offsets(&source.code, "unsafe").collect();
    if !ROOMS.iter().any(|room| source.is_under(room)) {
        return offsets
            .iter()
            .map(|&offset| source.finding(offset, "unsafe belongs in core/src/sys or core/src/abi"))
            .collect();
    }
    let unexplained = |offset: &usize| makes_a_promise(source, *offset) && !is_explained(source, *offset);
    let sentence = |&offset: &usize| source.finding(offset, "unsafe without a SAFETY: comment");
    offsets.iter().filter(|offset| unexplained(offset)).map(sentence).collect()
}

/// A block or an impl promises something to the compiler; `unsafe fn` and attributes pass the promise on.
fn makes_a_promise(source: &Source, offset: usize) -> bool {
    let rest = source.code[offset + "unsafe".len()..].trim_start();
    rest.starts_with('{') || rest.starts_with("impl")
}

fn is_explained(source: &Source, offset: usize) -> bool {
    let line = source.text[..offset].matches('\n').count();
    statement_is_explained(source, line) || function_is_explained(source, offset)
}

/// Walks up from the line of the block through the lines of its statement and the comment above them.
fn statement_is_explained(source: &Source, line: usize) -> bool {
    let text_lines: Vec<&str> = source.text.lines().collect();
    let code_lines: Vec<&str> = source.code.lines().collect();
    for at in (0..=line).rev() {
        if text_lines[at].contains("SAFETY:") {
            return true;
        }
        let code = code_lines[at].trim();
        let ends_another = code.ends_with([';', '{', '}']) || (code.is_empty() && text_lines[at].trim().is_empty());
        if at != line && ends_another {
            return false;
        }
    }
    false
}

/// Looks for the function whose body holds the offset, and for the section in its documentation.
fn function_is_explained(source: &Source, offset: usize) -> bool {
    let mut depth = 0usize;
    for (at, byte) in source.code.bytes().enumerate().take(offset).collect::<Vec<_>>().into_iter().rev() {
        match byte {
            b'}' => depth += 1,
            b'{' if depth > 0 => depth -= 1,
            b'{' => {
                let start = source.code[..at].rfind([';', '{', '}']).map_or(0, |end| end + 1);
                if word_offsets(&source.code[start..at], "fn").next().is_some() {
                    return source.text[start..at].contains("# Safety");
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{findings, Source};

    fn count(path: &str, text: &str) -> usize {
        findings(&Source::new(path, text)).len()
    }

    #[test]
    fn unsafe_in_another_room_is_found() {
        assert_eq!(count("core/src/client.rs", "fn a() {\n    // SAFETY: no.\n    unsafe { b() }\n}"), 1);
        assert_eq!(count("core/src/client.rs", "// unsafe\nlet a = \"unsafe\"; #![deny(unsafe_code)]"), 0);
    }

    #[test]
    fn an_unexplained_block_is_found() {
        for text in [
            "fn a() {\n    unsafe { b() }\n}",
            "fn a() {\n    // SAFETY: of another statement.\n    let c = 1;\n    unsafe { b(c) }\n}",
            "unsafe impl Send for A {}",
            "/// # Safety\n/// Of another function.\nunsafe fn a() {}\nfn b() {\n    unsafe { c() }\n}",
        ] {
            assert_eq!(count("core/src/sys/queue.rs", text), 1, "{text}");
        }
    }

    #[test]
    fn an_explained_block_is_not() {
        for text in [
            "fn a() {\n    // SAFETY: b asks for nothing.\n    unsafe { b() }\n}",
            "fn a() {\n    // SAFETY: b asks for nothing,\n    // and gets nothing.\n    let c =\n        unsafe { b() };\n}",
            "fn a() {\n    unsafe { b() } // SAFETY: b asks for nothing.\n}",
            "/// Calls b.\n///\n/// # Safety\n/// b asks for nothing.\nunsafe fn a() {\n    if c {\n        unsafe { b() }\n    }\n}",
            "// SAFETY: A is a number.\nunsafe impl Send for A {}",
            "pub unsafe extern \"C\" fn a() {}",
        ] {
            assert_eq!(count("core/src/abi/client.rs", text), 0, "{text}");
        }
    }
}
