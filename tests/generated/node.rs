//! bindings/node/src/native/generated.ts: everything about the border that TypeScript has to know as numbers.

use std::fmt::Write;

use kafkacore::wire::layout::{self, Field, Named};

use super::contract::Contract;

const TOP: &str = "\
// What crosses the border, in numbers.
// Generated from core/src; `UPDATE=1 cargo test --release -p kafkacore-tests --test generated` writes it.
";

pub fn text(contract: &Contract) -> String {
    let mut out = TOP.to_string();
    open(&mut out, "What the library must answer to kc_abi_version.", "export const abiVersion = ");
    writeln!(out, "{};", kafkacore::library::ABI_VERSION).unwrap();
    prototypes(&mut out, contract);
    numbers(&mut out, "What a call answers.", "Status", constants(contract, "KC_STATUS_"));
    numbers(&mut out, "What kc_client_poll is asked for.", "PollFlag", constants(contract, "KC_POLL_"));
    numbers(
        &mut out,
        "kc_error: its size, the offsets of its members, the room for its text.",
        "errorLayout",
        error(contract),
    );
    numbers(&mut out, "The batch: its marks, and the offsets of header, record and table entries.", "layout", batch());
    named(&mut out, "What a record says.", "RecordKind", layout::KINDS);
    named(&mut out, "The flags of records and of kc_error.", "RecordFlag", layout::FLAGS);
    error_codes(&mut out);
    out
}

/// kc_error is named void: FFI type names are global in a process, and the package may be evaluated many times in one.
fn prototypes(out: &mut String, contract: &Contract) {
    open(out, "The functions of the library.", "export const prototypes: readonly string[] = [\n");
    for function in &contract.functions {
        let prototype = function.prototype.replace("struct kc_error *", "void *");
        writeln!(out, "  '{prototype}',").unwrap();
    }
    out.push_str("];\n");
}

fn constants(contract: &Contract, prefix: &str) -> Vec<(String, i64)> {
    contract.constants_of(prefix).map(|(name, value)| (name.to_string(), value)).collect()
}

fn error(contract: &Contract) -> Vec<(String, i64)> {
    let error = contract.structs.iter().find(|structure| structure.name == "kc_error");
    let error = error.expect("the header declares kc_error");
    let mut rows = vec![("SIZE".to_string(), error.size as i64)];
    for member in &error.members {
        // The member that holds the size would otherwise have the name of the size.
        let name = if member.name == "size" { "SIZE_OFFSET".to_string() } else { member.name.to_uppercase() };
        rows.push((name, member.offset as i64));
        if member.name == "message" {
            rows.push(("MESSAGE_CAPACITY".to_string(), member.size as i64));
        }
    }
    rows
}

fn batch() -> Vec<(String, i64)> {
    let marks = [
        ("MAGIC", i64::from(layout::MAGIC)),
        ("VERSION", i64::from(layout::VERSION)),
        ("HEADER_SIZE", layout::HEADER_SIZE as i64),
        ("RECORD_SIZE", layout::RECORD_SIZE as i64),
        ("TOPIC_ENTRY_SIZE", layout::TOPIC_ENTRY_SIZE as i64),
        ("HEADER_LIST_PREFIX_SIZE", layout::HEADER_LIST_PREFIX_SIZE as i64),
        ("HEADER_LIST_ENTRY_SIZE", layout::HEADER_LIST_ENTRY_SIZE as i64),
        ("ALIGNMENT", layout::ALIGNMENT as i64),
        ("NULL_LENGTH", i64::from(layout::NULL_LENGTH)),
        ("NO_TOPIC", i64::from(layout::NO_TOPIC)),
        ("NO_PARTITION", i64::from(layout::NO_PARTITION)),
        ("NO_OFFSET", layout::NO_OFFSET),
    ];
    let mut rows = marks.map(|(name, value)| (name.to_string(), value)).to_vec();
    rows.extend(offsets("HEADER", layout::HEADER_FIELDS));
    rows.extend(offsets("RECORD", layout::RECORD_FIELDS));
    rows.extend(offsets("TOPIC_ENTRY", layout::TOPIC_ENTRY_FIELDS));
    rows.extend(offsets("HEADER_LIST_ENTRY", layout::HEADER_LIST_ENTRY_FIELDS));
    rows
}

fn offsets<'a>(prefix: &'a str, table: &'a [Field]) -> impl Iterator<Item = (String, i64)> + 'a {
    table.iter().map(move |field| (format!("{prefix}_{}", field.name), field.offset as i64))
}

fn named(out: &mut String, note: &str, name: &str, table: &[Named]) {
    open(out, note, &format!("export const {name} = {{\n"));
    for row in table {
        writeln!(out, "  /** {} */\n  {}: {},", row.note.trim(), row.name, row.value).unwrap();
    }
    out.push_str("} as const;\n");
}

fn error_codes(out: &mut String) {
    open(out, "librdkafka's error codes, by the names that Node users know.", "export const errorCodes = {\n");
    for (code, name, description) in kafkacore::code::table() {
        writeln!(out, "  /** {} */\n  ERR_{name}: {code},", description.replace("*/", "* /")).unwrap();
    }
    out.push_str("} as const;\n");
}

fn numbers(out: &mut String, note: &str, name: &str, rows: Vec<(String, i64)>) {
    open(out, note, &format!("export const {name} = {{\n"));
    for (name, number) in rows {
        writeln!(out, "  {name}: {number},").unwrap();
    }
    out.push_str("} as const;\n");
}

fn open(out: &mut String, note: &str, beginning: &str) {
    write!(out, "\n/** {note} */\n{beginning}").unwrap();
}
