//! The C header read back: prototypes, constants and structs, for the tables of other languages. It reads what cbindgen
//! writes from our own plain signatures, which is a small part of C.

#[derive(Debug, Default)]
pub struct Contract {
    pub functions: Vec<Function>,
    pub constants: Vec<(String, i64)>,
    pub structs: Vec<Struct>,
}

#[derive(Debug)]
pub struct Function {
    pub name: String,
    /// `result name(type name, …)` on one line.
    pub prototype: String,
}

#[derive(Debug)]
pub struct Struct {
    pub name: String,
    pub size: usize,
    pub members: Vec<Member>,
}

#[derive(Debug)]
pub struct Member {
    pub name: String,
    pub offset: usize,
    pub size: usize,
}

impl Contract {
    pub fn parse(header: &str) -> Contract {
        let code = without_comments(header);
        let mut contract = Contract { constants: code.lines().filter_map(constant).collect(), ..Contract::default() };
        let declarations: Vec<&str> = code.lines().filter(|line| !line.starts_with('#')).collect();
        let declarations = declarations.join("\n").replace("extern \"C\" {", "");
        contract.functions = declarations.split(';').filter_map(function).collect();
        contract.structs = declarations.split("typedef struct ").skip(1).map(|text| contract.structure(text)).collect();
        contract
    }

    /// The constants whose names begin with a prefix, without it.
    pub fn constants_of<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, i64)> {
        self.constants.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, *value)))
    }

    fn structure(&self, text: &str) -> Struct {
        let (name, rest) = text.split_once('{').expect("a struct has a body");
        let (body, _) = rest.split_once('}').expect("a struct ends");
        let mut structure = Struct { name: name.trim().to_string(), size: 0, members: Vec::new() };
        let mut alignment_max = 1;
        for declaration in body.split(';').map(str::trim).filter(|declaration| !declaration.is_empty()) {
            let (kind, member) = declaration.rsplit_once([' ', '*']).expect("a member has a type and a name");
            let (member, count) = match member.split_once('[') {
                Some((member, count)) => (member, self.number(count.trim_end_matches(']'))),
                None => (member, 1),
            };
            let alignment = size_of_type(kind);
            let offset = structure.size.next_multiple_of(alignment);
            let size = alignment * count;
            structure.members.push(Member { name: member.to_string(), offset, size });
            structure.size = offset + size;
            alignment_max = alignment_max.max(alignment);
        }
        structure.size = structure.size.next_multiple_of(alignment_max);
        structure
    }

    /// An array's length: a number or a constant of the header.
    fn number(&self, text: &str) -> usize {
        let constant = || self.constants.iter().find(|(name, _)| name == text).map(|(_, value)| *value as usize);
        text.parse().ok().or_else(constant).unwrap_or_else(|| panic!("{text} is no length"))
    }
}

fn without_comments(header: &str) -> String {
    let mut code = String::new();
    let mut rest = header;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    code.lines().map(|line| line.split("//").next().unwrap_or_default().to_string() + "\n").collect()
}

/// `#define KC_NAME 1` or `KC_NAME = 1,`.
fn constant(line: &str) -> Option<(String, i64)> {
    let (name, value) = match line.trim().strip_prefix("#define ") {
        Some(definition) => definition.split_once(' ')?,
        None => line.trim().split_once(" = ")?,
    };
    let value = value.trim_end_matches(',').parse().ok()?;
    name.starts_with("KC_").then(|| (name.to_string(), value))
}

fn function(statement: &str) -> Option<Function> {
    let statement = statement.rsplit(['{', '}']).next()?;
    let (before, _) = statement.split_once('(')?;
    let name = before.rsplit([' ', '*', '\n']).next()?;
    let prototype = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Function { name: name.to_string(), prototype: prototype.replace("( ", "(") })
}

fn size_of_type(name: &str) -> usize {
    match name.trim() {
        "char" | "int8_t" | "uint8_t" => 1,
        "int16_t" | "uint16_t" => 2,
        "int32_t" | "uint32_t" => 4,
        "int64_t" | "uint64_t" => 8,
        other => panic!("{other} has no place in a struct that crosses the border"),
    }
}

#[cfg(test)]
mod tests {
    use super::Contract;

    const HEADER: &str = "
#ifndef KAFKACORE_H
#include <stdint.h>
/* kc_ignored(void); */
#define KC_POLL_CONTROL 1
#define KC_MESSAGE_SIZE 12
enum kc_status {
    KC_STATUS_OK = 0, // fine
    KC_STATUS_INVALID = -1,
};
typedef struct kc_error {
    uint32_t size;
    int32_t code;
    char tag;
    uint64_t when;
    char message[KC_MESSAGE_SIZE];
} kc_error;
#ifdef __cplusplus
extern \"C\" {
#endif
uint32_t kc_abi_version(void);
int32_t kc_client_poll(uint64_t client,
                       uint8_t *out,
                       struct kc_error *err);
#ifdef __cplusplus
}
#endif
";

    #[test]
    fn the_parts_of_a_header_are_found() {
        let contract = Contract::parse(HEADER);
        let prototypes: Vec<&str> = contract.functions.iter().map(|function| function.prototype.as_str()).collect();
        let poll = "int32_t kc_client_poll(uint64_t client, uint8_t *out, struct kc_error *err)";
        assert_eq!(prototypes, ["uint32_t kc_abi_version(void)", poll]);
        assert_eq!(contract.functions[1].name, "kc_client_poll");
        assert!(contract.constants_of("KC_STATUS_").eq([("OK", 0), ("INVALID", -1)]));
        let [error] = &contract.structs[..] else { panic!("one struct was declared") };
        let offsets: Vec<(&str, usize)> =
            error.members.iter().map(|member| (member.name.as_str(), member.offset)).collect();
        assert_eq!(offsets, [("size", 0), ("code", 4), ("tag", 8), ("when", 16), ("message", 24)]);
        assert_eq!((error.name.as_str(), error.size, error.members[4].size), ("kc_error", 40, 12));
    }
}
