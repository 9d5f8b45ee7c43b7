//! include/kafkacore_batch.h: the tables of `wire::layout` as macros, then the functions of batch_functions.h.

use std::fmt::Write;

use kafkacore::wire::layout::{self, Field, Named};

const TOP: &str = "\
/* Reading and writing of packed batches: C99 or C++, header only, no allocation, memory of any alignment.
 *
 * Generated from core/src/wire/layout.rs and tests/generated/batch_functions.h;
 * `UPDATE=1 cargo test --release -p kafkacore-tests --test generated` writes it. */
";

const COMMENT_END: &str = " */";
const LINE_LENGTH_MAX: usize = 120;

const FUNCTIONS: &str = include_str!("batch_functions.h");

pub fn text() -> String {
    let mut out = TOP.to_string();
    out.push_str(
        "\n#ifndef KAFKACORE_BATCH_H\n#define KAFKACORE_BATCH_H\n\n#include <stdint.h>\n#include <string.h>\n",
    );
    sizes(&mut out);
    fields(&mut out, "Offsets in the batch header.", "KC_BATCH_AT_", layout::HEADER_FIELDS);
    fields(
        &mut out,
        "Offsets in a record; the kind decides between two names of one place.",
        "KC_RECORD_AT_",
        layout::RECORD_FIELDS,
    );
    fields(&mut out, "Offsets in an entry of the topic table.", "KC_TOPIC_AT_", layout::TOPIC_ENTRY_FIELDS);
    fields(&mut out, "Offsets in an entry of a header list.", "KC_HEADER_AT_", layout::HEADER_LIST_ENTRY_FIELDS);
    named(&mut out, "Record kinds; skip those that you do not know.", "KC_KIND_", layout::KINDS);
    named(&mut out, "The flags of records and of kc_error.", "KC_FLAG_", layout::FLAGS);
    out.push('\n');
    out.push_str(FUNCTIONS);
    out.push_str("\n#endif /* KAFKACORE_BATCH_H */\n");
    out
}

fn sizes(out: &mut String) {
    let table = [
        ("KC_BATCH_MAGIC", format!("{:#x}u", layout::MAGIC)),
        ("KC_BATCH_VERSION", format!("{}u", layout::VERSION)),
        ("KC_BATCH_HEADER_SIZE", format!("{}u", layout::HEADER_SIZE)),
        ("KC_BATCH_RECORD_SIZE", format!("{}u", layout::RECORD_SIZE)),
        ("KC_BATCH_TOPIC_SIZE", format!("{}u", layout::TOPIC_ENTRY_SIZE)),
        ("KC_BATCH_SIZE_MAX", format!("{:#x}u", layout::BATCH_SIZE_MAX)),
        ("KC_BATCH_ALIGNMENT", format!("{}u", layout::ALIGNMENT)),
        ("KC_HEADER_LIST_PREFIX_SIZE", format!("{}u", layout::HEADER_LIST_PREFIX_SIZE)),
        ("KC_HEADER_SIZE", format!("{}u", layout::HEADER_LIST_ENTRY_SIZE)),
        ("KC_NULL_LENGTH", format!("{:#x}u", layout::NULL_LENGTH)),
        ("KC_NO_TOPIC", format!("{:#x}u", layout::NO_TOPIC)),
        ("KC_NO_PARTITION", format!("({})", layout::NO_PARTITION)),
        ("KC_NO_OFFSET", format!("({})", layout::NO_OFFSET)),
        ("KC_OFFSET_BEGINNING", format!("({})", layout::OFFSET_BEGINNING)),
        ("KC_OFFSET_END", format!("({})", layout::OFFSET_END)),
    ];
    section(out, "The sizes and marks of a batch.");
    for (name, value) in table {
        writeln!(out, "#define {name} {value}").unwrap();
    }
}

fn fields(out: &mut String, note: &str, prefix: &str, table: &[Field]) {
    section(out, note);
    for field in table {
        writeln!(out, "#define {prefix}{} {}u", field.name, field.offset).unwrap();
    }
}

fn named(out: &mut String, note: &str, prefix: &str, table: &[Named]) {
    section(out, note);
    for row in table {
        writeln!(out, "{}\n#define {prefix}{} {}u", comment(row.note), row.name, row.value).unwrap();
    }
}

fn section(out: &mut String, note: &str) {
    writeln!(out, "\n/* {note} */").unwrap();
}

/// The words as a comment of C, in lines that fit.
fn comment(text: &str) -> String {
    let mut out = String::from("/*");
    let mut column = out.len();
    for word in text.split_whitespace() {
        if column + 1 + word.len() + COMMENT_END.len() > LINE_LENGTH_MAX {
            out.push_str("\n *");
            column = 2;
        }
        out.push(' ');
        out.push_str(word);
        column += 1 + word.len();
    }
    out + COMMENT_END
}
