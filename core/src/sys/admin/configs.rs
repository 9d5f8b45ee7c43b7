//! What topics, brokers and groups are set to.

use super::call::{AdminCall, SendArray};
use super::owned::{array, error_of, Owned};
use crate::code::{self, Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_ConfigEntry_t, rd_kafka_ConfigResource_t};
use crate::sys::handle::take_error;
use crate::sys::text::{c_string, describe_code, owned};

/// A topic, a broker or a group, with what is asked or said of its settings.
pub struct ConfigResource(Owned<rd_kafka_ConfigResource_t>);

/// What a broker said of one resource.
#[derive(Debug)]
pub struct ConfigItems {
    pub kind: i32,
    pub name: String,
    pub error: Option<Error>,
    pub entries: Vec<ConfigEntry>,
}

#[derive(Debug)]
pub struct ConfigEntry {
    pub name: String,
    /// Not told if it is sensitive, and for some that are not set.
    pub value: Option<String>,
    pub source: i32,
    pub is_read_only: bool,
    pub is_default: bool,
    pub is_sensitive: bool,
    /// The same setting in other places, the one that counts first.
    pub synonyms: Vec<ConfigEntry>,
}

impl ConfigResource {
    pub fn new(kind: i32, name: &str) -> Result<ConfigResource> {
        let c_name = c_string("name", name)?;
        // SAFETY: valid string, copied; the answer is owned.
        let raw = unsafe {
            Owned::new(ffi::rd_kafka_ConfigResource_new(kind, c_name.as_ptr()), ffi::rd_kafka_ConfigResource_destroy)
        };
        raw.map(ConfigResource).ok_or_else(|| Error::invalid(format!("resource \"{name}\" is not valid")))
    }

    /// Names a setting that is asked for; the value that librdkafka wants with it has no meaning.
    pub fn ask(&mut self, name: &str) -> Result<()> {
        self.set(name, "")
    }

    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let c_name = c_string("a config name", name)?;
        let c_value = c_string(name, value)?;
        // SAFETY: valid strings, copied by the call.
        match unsafe { ffi::rd_kafka_ConfigResource_set_config(self.0.as_ptr(), c_name.as_ptr(), c_value.as_ptr()) } {
            code::NO_ERROR => Ok(()),
            refused => Err(Error::invalid(format!("config \"{name}\": {}", describe_code(refused)))),
        }
    }

    /// `change` is librdkafka's number for setting, deleting, appending or subtracting.
    pub fn change(&mut self, name: &str, change: i32, value: Option<&str>) -> Result<()> {
        let c_name = c_string("a config name", name)?;
        let c_value = value.map(|value| c_string(name, value)).transpose()?;
        let c_value = c_value.as_ref().map_or(std::ptr::null(), |value| value.as_ptr());
        // SAFETY: valid strings, copied by the call; the error is owned by `take_error`.
        let added = unsafe {
            let resource = self.0.as_ptr();
            take_error(ffi::rd_kafka_ConfigResource_add_incremental_config(resource, c_name.as_ptr(), change, c_value))
        };
        added.map_err(|error| Error::invalid(format!("config \"{name}\": {}", error.message)))
    }
}

impl AdminCall<'_> {
    pub fn describe_configs(&self, resources: &[ConfigResource]) {
        self.send_resources(ffi::rd_kafka_DescribeConfigs, resources);
    }

    /// What is not named goes back to its default.
    pub fn alter_configs(&self, resources: &[ConfigResource]) {
        self.send_resources(ffi::rd_kafka_AlterConfigs, resources);
    }

    pub fn incremental_alter_configs(&self, resources: &[ConfigResource]) {
        self.send_resources(ffi::rd_kafka_IncrementalAlterConfigs, resources);
    }

    fn send_resources(&self, send: SendArray<rd_kafka_ConfigResource_t>, resources: &[ConfigResource]) {
        self.send(send, resources.iter().map(|resource| resource.0.as_ptr()));
    }
}

impl Event {
    /// The per-resource results, whichever of the config operations this answers.
    pub fn config_items(&self) -> Vec<ConfigItems> {
        // SAFETY: the results belong to the event and are copied; each is read by the function for its kind.
        unsafe {
            let described = ffi::rd_kafka_event_DescribeConfigs_result(self.as_ptr());
            let altered = ffi::rd_kafka_event_AlterConfigs_result(self.as_ptr());
            let changed = ffi::rd_kafka_event_IncrementalAlterConfigs_result(self.as_ptr());
            let resources = array(|count| match (described.is_null(), altered.is_null(), changed.is_null()) {
                (false, _, _) => ffi::rd_kafka_DescribeConfigs_result_resources(described, count).cast_const(),
                (_, false, _) => ffi::rd_kafka_AlterConfigs_result_resources(altered, count).cast_const(),
                (_, _, false) => ffi::rd_kafka_IncrementalAlterConfigs_result_resources(changed, count).cast_const(),
                _ => std::ptr::null(),
            });
            resources.iter().map(|resource| items_of(*resource)).collect()
        }
    }
}

/// # Safety
/// The resource is valid.
unsafe fn items_of(resource: *const rd_kafka_ConfigResource_t) -> ConfigItems {
    let entries = array(|count| ffi::rd_kafka_ConfigResource_configs(resource, count).cast_const());
    ConfigItems {
        kind: ffi::rd_kafka_ConfigResource_type(resource),
        name: owned(ffi::rd_kafka_ConfigResource_name(resource)),
        error: error_of(
            ffi::rd_kafka_ConfigResource_error(resource),
            ffi::rd_kafka_ConfigResource_error_string(resource),
        ),
        entries: entries.iter().map(|entry| entry_of(*entry)).collect(),
    }
}

/// # Safety
/// The entry is valid.
unsafe fn entry_of(entry: *const rd_kafka_ConfigEntry_t) -> ConfigEntry {
    let value = ffi::rd_kafka_ConfigEntry_value(entry);
    let synonyms = array(|count| ffi::rd_kafka_ConfigEntry_synonyms(entry, count).cast_const());
    // The flags are -1 where they are not known.
    ConfigEntry {
        name: owned(ffi::rd_kafka_ConfigEntry_name(entry)),
        value: (!value.is_null()).then(|| owned(value)),
        source: ffi::rd_kafka_ConfigEntry_source(entry),
        is_read_only: ffi::rd_kafka_ConfigEntry_is_read_only(entry) > 0,
        is_default: ffi::rd_kafka_ConfigEntry_is_default(entry) > 0,
        is_sensitive: ffi::rd_kafka_ConfigEntry_is_sensitive(entry) > 0,
        synonyms: synonyms.iter().map(|synonym| entry_of(*synonym)).collect(),
    }
}
