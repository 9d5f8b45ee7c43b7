//! What a header promises, read from its text: prototypes, constants, structs.

/// A header without comments: every constant, enumerator, prototype and inline function as one line, and the structs.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contract {
    pub lines: Vec<String>,
    pub structs: Vec<Struct>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Struct {
    pub name: String,
    pub members: Vec<String>,
}

impl Contract {
    pub fn of(header: &str) -> Contract {
        let text = without_comments(header);
        let mut contract = Contract::default();
        let is_constant = |line: &&str| line.starts_with("#define KC_") && line.split(' ').count() > 2;
        contract.lines.extend(text.lines().map(str::trim).filter(is_constant).map(normal));
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
        for (begin, _) in code.match_indices("typedef ") {
            let declaration = &code[begin..];
            let Some((head, rest)) = declaration.split_once('{') else { continue };
            let Some((body, _)) = rest.split_once('}') else { continue };
            let mut words = head.split_whitespace().skip(1);
            match (words.next(), words.next()) {
                (Some("enum"), _) => {
                    contract.lines.extend(body.split(',').map(normal).filter(|line| !line.is_empty()));
                }
                (Some("struct"), Some(name)) => contract.structs.push(Struct {
                    name: name.to_owned(),
                    members: body.split(';').map(normal).filter(|line| !line.is_empty()).collect(),
                }),
                _ => {}
            }
        }
        contract.lines.extend(functions(&code));
        contract
    }

    /// What this one promised and the other does not.
    pub fn missing_in(&self, other: &Contract) -> Vec<String> {
        let mut missing: Vec<String> = self.lines.iter().filter(|line| !other.lines.contains(line)).cloned().collect();
        for frozen in &self.structs {
            let found = other.structs.iter().find(|now| now.name == frozen.name);
            // It may have grown at its end.
            if !found.is_some_and(|now| now.members.starts_with(&frozen.members)) {
                missing.push(format!("struct {} {{ {} }}", frozen.name, frozen.members.join("; ")));
            }
        }
        missing
    }
}

/// Prototypes, and the heads of inline functions.
fn functions(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut statement = String::new();
    for character in code.chars() {
        match character {
            '{' => {
                if depth == 0 && statement.contains("static inline") {
                    found.push(normal(&statement));
                }
                // `extern "C" {` is no block of its own.
                if statement.contains("extern \"C\"") {
                    statement.clear();
                    continue;
                }
                depth += 1;
            }
            '}' => {
                depth = depth.saturating_sub(1);
                statement.clear();
            }
            ';' => {
                if depth == 0 && statement.contains("kc_") && statement.contains('(') {
                    found.push(normal(&statement));
                }
                statement.clear();
            }
            _ if depth == 0 => statement.push(character),
            _ => {}
        }
    }
    found
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(")
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
