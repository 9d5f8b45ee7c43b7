//! A configuration under construction, and librdkafka's own table of properties.

use std::ptr::NonNull;

use libc::c_char;

use super::ffi::{self, rd_kafka_conf_t};
use super::text::{c_string, from_buffer, TEXT_SIZE};
use crate::code::Result;

/// What kind of librdkafka instance a configuration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Producer,
    Consumer,
}

/// Why librdkafka would not take a property.
#[derive(Debug)]
pub enum ConfRefusal {
    UnknownName,
    BadValue(String),
}

/// A row of librdkafka's property table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub name: String,
    /// `None` for both.
    pub kind: Option<Kind>,
    pub range: String,
    pub default: String,
    pub importance: String,
    pub description: String,
    pub value_type: String,
    /// The name under which librdkafka speaks of it.
    pub alias_of: Option<String>,
}

pub struct Conf {
    conf: NonNull<rd_kafka_conf_t>,
    /// Names as the user wrote them, with those that librdkafka uses for them.
    aliases: Vec<(String, String)>,
}

// SAFETY: a configuration is plain memory that no other thread touches while it is owned here.
unsafe impl Send for Conf {}

impl Conf {
    pub fn new() -> Conf {
        // SAFETY: no preconditions; librdkafka aborts the process when memory is out, so the pointer is never null.
        let raw = unsafe { ffi::rd_kafka_conf_new() };
        let conf = NonNull::new(raw).expect("rd_kafka_conf_new answers no null");
        let conf = Conf { conf, aliases: Vec::new() };
        let events = ffi::RD_KAFKA_EVENT_DR
            | ffi::RD_KAFKA_EVENT_LOG
            | ffi::RD_KAFKA_EVENT_ERROR
            | ffi::RD_KAFKA_EVENT_REBALANCE
            | ffi::RD_KAFKA_EVENT_OFFSET_COMMIT
            | ffi::RD_KAFKA_EVENT_STATS
            | ffi::RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH;
        // SAFETY: the configuration is valid and not yet used by an instance.
        unsafe { ffi::rd_kafka_conf_set_events(conf.as_ptr(), events) };
        conf
    }

    pub fn set(&mut self, name: &str, value: &str) -> Result<std::result::Result<(), ConfRefusal>> {
        let c_name = c_string("a property name", name)?;
        let c_value = c_string(name, value)?;
        let mut text = [0u8; TEXT_SIZE];
        // SAFETY: all pointers are valid for the call; the text buffer has the stated size.
        let answer = unsafe {
            ffi::rd_kafka_conf_set(
                self.conf.as_ptr(),
                c_name.as_ptr(),
                c_value.as_ptr(),
                text.as_mut_ptr().cast::<c_char>(),
                text.len(),
            )
        };
        Ok(match answer {
            ffi::RD_KAFKA_CONF_OK => Ok(()),
            ffi::RD_KAFKA_CONF_UNKNOWN => Err(ConfRefusal::UnknownName),
            _ => Err(ConfRefusal::BadValue(from_buffer(&text))),
        })
    }

    /// The value that the instance will run with; `None` for a property that has none.
    pub fn get(&self, name: &str) -> Option<String> {
        // SAFETY: an own configuration.
        unsafe { value_of(self.conf.as_ptr(), name) }
    }

    /// Notes that a property was set under another name than librdkafka will use.
    pub fn note_alias(&mut self, written: &str, known_as: &str) {
        self.aliases.push((written.to_owned(), known_as.to_owned()));
    }

    /// A sentence of librdkafka's with the names that the user wrote.
    pub(super) fn in_the_users_words(&self, mut text: String) -> String {
        for (written, known_as) in &self.aliases {
            if text.contains(known_as) && !text.contains(written) {
                text.push_str(&format!(" (\"{known_as}\" was written as \"{written}\")"));
            }
        }
        text
    }

    /// An instance has taken the memory over.
    pub(super) fn give_away(mut self) {
        self.aliases = Vec::new();
        std::mem::forget(self);
    }

    /// Hands the memory to `rd_kafka_new`, which owns it on success only.
    pub(super) fn as_ptr(&self) -> *mut rd_kafka_conf_t {
        self.conf.as_ptr()
    }
}

impl Default for Conf {
    fn default() -> Conf {
        Conf::new()
    }
}

impl Drop for Conf {
    fn drop(&mut self) {
        // SAFETY: owned, and forgotten by whoever gave it to an instance.
        unsafe { ffi::rd_kafka_conf_destroy(self.conf.as_ptr()) }
    }
}

/// Every property that this librdkafka documents. The C library can only print its table, so it prints into memory.
pub fn properties() -> Vec<Property> {
    let mut buffer: *mut c_char = std::ptr::null_mut();
    let mut size = 0;
    // SAFETY: the stream is closed before its buffer is read, and the buffer is freed once, here.
    let table = unsafe {
        let stream = libc::open_memstream(&mut buffer, &mut size);
        if stream.is_null() {
            return Vec::new();
        }
        ffi::rd_kafka_conf_properties_show(stream);
        libc::fclose(stream);
        let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), size).to_vec();
        libc::free(buffer.cast());
        String::from_utf8_lossy(&bytes).into_owned()
    };
    table.lines().filter_map(parse_row).collect()
}

/// `name | C/P | range | default | importance | description`; headings and rulers are not rows, and a property that takes a
/// function of C's is none of ours.
fn parse_row(line: &str) -> Option<Property> {
    let mut cells = line.splitn(6, " | ").map(str::trim);
    let mut cell = || cells.next();
    let (name, kind, range, default, importance, text) = (cell()?, cell()?, cell()?, cell()?, cell()?, cell()?);
    let (description, value_type) = text.split_once("<br>*Type: ").unwrap_or((text, ""));
    let value_type = value_type.trim_end_matches('*');
    if name == "Property" || value_type == "see dedicated API" {
        return None;
    }
    let description = description.trim();
    let alias = description.strip_prefix("Alias for `").and_then(|rest| rest.split_once("`: "));
    Some(Property {
        name: name.into(),
        kind: match kind {
            "P" => Some(Kind::Producer),
            "C" => Some(Kind::Consumer),
            _ => None,
        },
        range: range.into(),
        default: default.into(),
        importance: importance.into(),
        description: alias.map_or(description, |(_, rest)| rest).into(),
        value_type: value_type.into(),
        alias_of: alias.map(|(known_as, _)| known_as.into()),
    })
}

/// # Safety
/// `conf` is a valid configuration, of an instance or not.
pub(super) unsafe fn value_of(conf: *const rd_kafka_conf_t, name: &str) -> Option<String> {
    let name = c_string("a property name", name).ok()?;
    let mut size = 0;
    if ffi::rd_kafka_conf_get(conf, name.as_ptr(), std::ptr::null_mut(), &mut size) != ffi::RD_KAFKA_CONF_OK {
        return None;
    }
    let mut text = vec![0u8; size];
    let answer = ffi::rd_kafka_conf_get(conf, name.as_ptr(), text.as_mut_ptr().cast::<c_char>(), &mut size);
    (answer == ffi::RD_KAFKA_CONF_OK).then(|| from_buffer(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_property_table_is_read() {
        let table = properties();
        assert!(table.len() > 150, "only {} properties", table.len());
        let linger = table.iter().find(|row| row.name == "queue.buffering.max.ms").unwrap();
        assert_eq!((linger.range.as_str(), linger.default.as_str()), ("0 .. 900000", "5"));
    }

    #[test]
    fn a_value_is_set_read_back_or_refused() {
        let mut conf = Conf::new();
        assert!(conf.set("linger.ms", "7").unwrap().is_ok());
        assert_eq!(conf.get("linger.ms").as_deref(), Some("7"));
        assert!(matches!(conf.set("linger.ms", "soon").unwrap(), Err(ConfRefusal::BadValue(_))));
        assert!(matches!(conf.set("lingerms", "7").unwrap(), Err(ConfRefusal::UnknownName)));
        assert!(conf.set("client.id", "a\0b").is_err());
    }
}
