//! The notation in which core/src/admin says what documents look like, read into JSON Schema.
//!
//! `name: type` is a field, `name?: type` one that may be left out, `*: type` every field that there is, and `...outcome` the
//! fields that tell what became of an item. A type is a word, `"a text"`, `{fields}`, `[type]` for a list, `[type]+` for one that is not
//! empty, or several with `|` between them.

use serde_json::{json, Map, Value};

/// Reads fields; `word` knows what a word means.
pub fn object(text: &str, word: &dyn Fn(&str) -> Value) -> Value {
    let mut reader = Reader { rest: text, word };
    let object = reader.fields();
    assert!(reader.rest.is_empty(), "{text}: something is behind the end: {}", reader.rest);
    object
}

struct Reader<'a> {
    rest: &'a str,
    word: &'a dyn Fn(&str) -> Value,
}

impl<'a> Reader<'a> {
    fn fields(&mut self) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        let mut others = Value::from(false);
        while !self.is_at("}") && !self.rest.trim().is_empty() {
            if self.takes("...outcome") {
                for (name, type_) in outcome() {
                    properties.insert(name.to_owned(), type_);
                    required.push(Value::from(name));
                }
            } else {
                let name = self.name();
                let is_optional = self.takes("?");
                self.expect(":");
                let type_ = self.types();
                match name {
                    "*" => others = type_,
                    name => {
                        properties.insert(name.to_owned(), type_);
                        required.extend((!is_optional).then(|| Value::from(name)));
                    }
                }
            }
            if !self.takes(",") {
                break;
            }
        }
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": others,
        })
    }

    fn types(&mut self) -> Value {
        let mut types = vec![self.one_type()];
        while self.takes("|") {
            types.push(self.one_type());
        }
        match types.len() {
            1 => types.remove(0),
            _ => json!({ "anyOf": types }),
        }
    }

    fn one_type(&mut self) -> Value {
        if self.takes("{") {
            let object = self.fields();
            self.expect("}");
            return object;
        }
        if self.takes("[") {
            let items = self.types();
            self.expect("]");
            return match self.takes("+") {
                true => json!({ "type": "array", "items": items, "minItems": 1 }),
                false => json!({ "type": "array", "items": items }),
            };
        }
        if self.takes("\"") {
            let text = self.name();
            self.expect("\"");
            return json!({ "const": text });
        }
        let word = self.name();
        (self.word)(word)
    }

    fn name(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '*';
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        assert!(end > 0, "a name is missing before: {}", self.rest);
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name
    }

    fn is_at(&mut self, mark: &str) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.starts_with(mark)
    }

    fn takes(&mut self, mark: &str) -> bool {
        let is_at = self.is_at(mark);
        if is_at {
            self.rest = &self.rest[mark.len()..];
        }
        is_at
    }

    fn expect(&mut self, mark: &str) {
        assert!(self.takes(mark), "{mark} is missing before: {}", self.rest);
    }
}

fn outcome() -> [(&'static str, Value); 3] {
    [
        ("code", json!({ "type": "integer" })),
        ("error", json!({ "type": ["string", "null"] })),
        ("retriable", json!({ "type": "boolean" })),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_is_read() {
        let word = |name: &str| json!({ "word": name });
        let found = object("a: [text]+, b?: {*: text|null, c: \"ON\"}", &word);
        let inner = json!({
            "type": "object",
            "properties": { "c": { "const": "ON" } },
            "required": ["c"],
            "additionalProperties": { "anyOf": [{ "word": "text" }, { "word": "null" }] },
        });
        let list = json!({ "type": "array", "items": { "word": "text" }, "minItems": 1 });
        assert_eq!(found["properties"], json!({ "a": list, "b": inner }));
        assert_eq!((&found["required"], &found["additionalProperties"]), (&json!(["a"]), &json!(false)));
        assert_eq!(object("", &word)["properties"], json!({}));
    }

    #[test]
    #[should_panic(expected = "] is missing before")]
    fn what_is_not_closed_is_found() {
        object("a: [text", &|_| Value::Null);
    }
}
