//! What the C header owes its reader: every export says in one sentence what it does, and then on which thread, whether it
//! blocks, what happens to its token, and since which version it exists.

use super::source::{Finding, Source};

const LINES: [&str; 4] = ["Thread:", "Blocks:", "Token:", "Since:"];

pub fn findings(source: &Source) -> Vec<Finding> {
    if !source.is_rust() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut documentation = Vec::new();
    let mut is_export = false;
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let trimmed = line.trim();
        if let Some(text) = trimmed.strip_prefix("///") {
            documentation.push(text.trim());
        } else if trimmed.starts_with("#[") {
            is_export |= trimmed.contains("no_mangle");
        } else {
            if is_export {
                let name = function_name(trimmed);
                let complaint =
                    complaint(&documentation).map(|complaint| source.finding(offset, format!("{name} {complaint}")));
                findings.extend(complaint);
            }
            documentation.clear();
            is_export = false;
        }
        offset += line.len();
    }
    findings
}

fn function_name(signature: &str) -> &str {
    let behind = signature.split_once("fn ").map_or(signature, |(_, behind)| behind);
    behind.split(['(', '<']).next().unwrap_or_default()
}

fn complaint(documentation: &[&str]) -> Option<String> {
    let first = documentation.first().copied().unwrap_or_default();
    if first.is_empty() || LINES.iter().any(|line| first.starts_with(line)) {
        return Some("does not say in a sentence what it does".to_string());
    }
    let sentence: Vec<&str> = documentation.iter().take_while(|line| !line.is_empty()).copied().collect();
    let sentence_end = sentence.iter().position(|line| line.starts_with(LINES[0])).unwrap_or(sentence.len());
    if !sentence[..sentence_end].join(" ").ends_with('.') {
        return Some("begins with something that is no sentence".to_string());
    }
    let mut rest = documentation.iter();
    let missing = LINES
        .iter()
        .find(|wanted| !rest.any(|line| line.strip_prefix(**wanted).is_some_and(|text| !text.is_empty())))?;
    Some(format!("has no {missing} line where it belongs"))
}

#[cfg(test)]
mod tests {
    use super::{findings, Source};

    fn messages(documentation: &str) -> Vec<String> {
        let text = format!("{documentation}#[no_mangle]\npub extern \"C\" fn kc_a(client: u64) -> i32 {{ 0 }}\n");
        findings(&Source::new("core/src/abi/a.rs", &text)).iter().map(|finding| finding.to_string()).collect()
    }

    const WHOLE: &str =
        "/// Does it.\n///\n/// More words.\n/// Thread: any.\n/// Blocks: no.\n/// Token: none.\n/// Since: 0.\n";

    #[test]
    fn a_documented_export_passes() {
        assert_eq!(messages(WHOLE), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_is_found() {
        let cases = [
            (String::new(), "kc_a does not say in a sentence"),
            (WHOLE.replace("Does it.", "Does it"), "kc_a begins with something that is no sentence"),
            (WHOLE.replace("/// Blocks: no.\n", ""), "kc_a has no Blocks: line"),
            (WHOLE.replace("Since: 0.", "Since:"), "kc_a has no Since: line"),
            (WHOLE.replace("/// Does it.\n///\n/// More words.\n", ""), "kc_a does not say in a sentence"),
        ];
        for (documentation, expected) in cases {
            let found = messages(&documentation);
            assert!(found.len() == 1 && found[0].contains(expected), "{documentation}: {found:?}");
        }
    }
}
