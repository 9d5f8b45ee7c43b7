//! JSON made of words that mean something to the library and of some that do not.

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use serde_json::{Map, Value};

/// Names of properties, or of operations and fields, one a line, in the file that KAFKACORE_FUZZ_WORDS names.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let path = std::env::var("KAFKACORE_FUZZ_WORDS").expect("KAFKACORE_FUZZ_WORDS names the file of words");
    let words = std::fs::read_to_string(path).expect("the file of words");
    words.lines().map(str::to_owned).collect()
});

const DEPTH_MAX: usize = 4;
const ITEMS_MAX: usize = 5;
const STRANGE: [&str; 8] = ["", " ", "\0", "-1", "9223372036854775808", "true", "{}", "größe"];

pub fn object(source: &mut Unstructured, depth: usize) -> Result<Value> {
    let mut fields = Map::new();
    for _ in 0..source.int_in_range(0..=ITEMS_MAX)? {
        fields.insert(word(source)?, value(source, depth + 1)?);
    }
    Ok(Value::Object(fields))
}

/// Puts something else in one place of a document, or takes it out.
pub fn bend(document: &mut Value, source: &mut Unstructured) -> Result<()> {
    let is_here = source.ratio(1, 4)?;
    match document {
        Value::Object(fields) if !is_here && !fields.is_empty() => {
            let name = fields.keys().nth(source.choose_index(fields.len())?).cloned().unwrap_or_default();
            match source.int_in_range(0..=7)? {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(word(source)?, value(source, 1)?)),
                _ => bend(&mut fields[&name], source)?,
            }
        }
        Value::Array(items) if !is_here && !items.is_empty() => {
            let index = source.choose_index(items.len())?;
            match source.int_in_range(0..=7)? {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => bend(&mut items[index], source)?,
            }
        }
        other => *other = value(source, 1)?,
    }
    Ok(())
}

fn word(source: &mut Unstructured) -> Result<String> {
    Ok(match source.int_in_range(0..=15)? {
        0 => source.arbitrary::<String>()?,
        1 => (*source.choose(&STRANGE)?).to_owned(),
        _ => source.choose(&WORDS)?.clone(),
    })
}

fn value(source: &mut Unstructured, depth: usize) -> Result<Value> {
    Ok(match source.int_in_range(0..=if depth < DEPTH_MAX { 9 } else { 6 })? {
        0 => Value::Null,
        1 => Value::from(source.arbitrary::<bool>()?),
        2 => Value::from(source.arbitrary::<i64>()?),
        3 => Value::from(source.int_in_range(-2i64..=100)?),
        4 => Value::from(source.arbitrary::<f64>().map(|number| if number.is_finite() { number } else { 0.5 })?),
        5 | 6 => Value::from(word(source)?),
        7 => {
            let length = source.int_in_range(0..=ITEMS_MAX)?;
            Value::Array((0..length).map(|_| value(source, depth + 1)).collect::<Result<_>>()?)
        }
        _ => object(source, depth)?,
    })
}
