//! Kafka's enumerations, which stand in documents by their names.

use serde_json::{Map, Value};

use crate::code::{Error, Result};
use crate::document::{missing, refuse_duplicates, take_names, take_optional_text};

/// What becomes of a number that nobody knows yet.
const UNKNOWN: &str = "UNKNOWN";

/// Names with the numbers that librdkafka gives them; those behind `taken` can be told but not asked for.
pub struct Names {
    /// As the notation of the documents calls it.
    pub title: &'static str,
    pub names: &'static [(&'static str, i32)],
    taken: usize,
}

impl Names {
    pub fn name(&self, number: i32) -> &'static str {
        self.names.iter().find(|(_, known)| *known == number).map_or(UNKNOWN, |(name, _)| name)
    }

    pub fn number(&self, key: &str, text: &str) -> Result<i32> {
        let taken = &self.names[..self.taken];
        taken.iter().find(|(name, _)| *name == text).map(|(_, number)| *number).ok_or_else(|| {
            let names: Vec<&str> = taken.iter().map(|(name, _)| *name).collect();
            Error::invalid(format!("\"{key}\" must be one of {}, not {text}", names.join(", ")))
        })
    }

    /// The names that a document may ask with.
    pub fn taken(&self) -> impl Iterator<Item = &'static str> {
        self.names[..self.taken].iter().map(|(name, _)| *name)
    }

    /// The names that an answer may have.
    pub fn told(&self) -> impl Iterator<Item = &'static str> {
        let is_listed = self.names.iter().any(|(name, _)| *name == UNKNOWN);
        self.names.iter().map(|(name, _)| *name).chain((!is_listed).then_some(UNKNOWN))
    }
}

pub const RESOURCE_TYPE: Names =
    Names { title: "ResourceType", names: &[("TOPIC", 2), ("GROUP", 3), ("BROKER", 4)], taken: 3 };

/// librdkafka calls the cluster a broker here.
pub const ACL_RESOURCE_TYPE: Names = Names {
    title: "AclResourceType",
    names: &[
        ("ANY", 1),
        ("TOPIC", 2),
        ("GROUP", 3),
        ("CLUSTER", 4),
        ("TRANSACTIONAL_ID", 5),
        ("DELEGATION_TOKEN", 6),
        ("USER", 7),
    ],
    taken: 5,
};

pub const PATTERN_TYPE: Names =
    Names { title: "PatternType", names: &[("ANY", 1), ("MATCH", 2), ("LITERAL", 3), ("PREFIXED", 4)], taken: 4 };

pub const ACL_OPERATION: Names = Names {
    title: "AclOperation",
    names: &[
        ("ANY", 1),
        ("ALL", 2),
        ("READ", 3),
        ("WRITE", 4),
        ("CREATE", 5),
        ("DELETE", 6),
        ("ALTER", 7),
        ("DESCRIBE", 8),
        ("CLUSTER_ACTION", 9),
        ("DESCRIBE_CONFIGS", 10),
        ("ALTER_CONFIGS", 11),
        ("IDEMPOTENT_WRITE", 12),
        ("CREATE_TOKENS", 13),
        ("DESCRIBE_TOKENS", 14),
        ("TWO_PHASE_COMMIT", 15),
    ],
    taken: 12,
};

pub const PERMISSION: Names = Names { title: "Permission", names: &[("ANY", 1), ("DENY", 2), ("ALLOW", 3)], taken: 3 };

pub const CONFIG_SOURCE: Names = Names {
    title: "ConfigSource",
    names: &[
        ("UNKNOWN", 0),
        ("TOPIC_CONFIG", 1),
        ("DYNAMIC_BROKER_CONFIG", 2),
        ("DYNAMIC_DEFAULT_BROKER_CONFIG", 3),
        ("STATIC_BROKER_CONFIG", 4),
        ("DEFAULT_CONFIG", 5),
        ("DYNAMIC_BROKER_LOGGER_CONFIG", 6),
        ("CLIENT_METRICS_CONFIG", 7),
        ("GROUP_CONFIG", 8),
    ],
    taken: 0,
};

pub const CONFIG_CHANGE: Names =
    Names { title: "ConfigChange", names: &[("SET", 0), ("DELETE", 1), ("APPEND", 2), ("SUBTRACT", 3)], taken: 4 };

pub const GROUP_STATE: Names = Names {
    title: "GroupState",
    names: &[
        ("PREPARING_REBALANCE", 1),
        ("COMPLETING_REBALANCE", 2),
        ("STABLE", 3),
        ("DEAD", 4),
        ("EMPTY", 5),
        ("UNKNOWN", 0),
    ],
    taken: 6,
};

pub const GROUP_TYPE: Names =
    Names { title: "GroupType", names: &[("CONSUMER", 1), ("CLASSIC", 2), ("UNKNOWN", 0)], taken: 2 };

pub const ISOLATION_LEVEL: Names =
    Names { title: "IsolationLevel", names: &[("READ_UNCOMMITTED", 0), ("READ_COMMITTED", 1)], taken: 2 };

pub const SCRAM_MECHANISM: Names =
    Names { title: "ScramMechanism", names: &[("SCRAM-SHA-256", 1), ("SCRAM-SHA-512", 2)], taken: 2 };

pub const ELECTION: Names = Names { title: "Election", names: &[("PREFERRED", 0), ("UNCLEAN", 1)], taken: 2 };

/// All of them, for the schemas.
pub const TABLES: [&Names; 12] = [
    &RESOURCE_TYPE,
    &ACL_RESOURCE_TYPE,
    &PATTERN_TYPE,
    &ACL_OPERATION,
    &PERMISSION,
    &CONFIG_SOURCE,
    &CONFIG_CHANGE,
    &GROUP_STATE,
    &GROUP_TYPE,
    &ISOLATION_LEVEL,
    &SCRAM_MECHANISM,
    &ELECTION,
];

/// Takes a name out of a document, as its number; `None` where there is no such key.
pub fn take_choice(document: &mut Map<String, Value>, key: &str, names: &Names) -> Result<Option<i32>> {
    take_optional_text(document, key)?.map(|text| names.number(key, &text)).transpose()
}

pub fn take_needed_choice(document: &mut Map<String, Value>, key: &str, names: &Names) -> Result<i32> {
    take_choice(document, key, names)?.ok_or_else(|| missing(key))
}

/// Takes a list of names, as their numbers; none where there is no such key.
pub fn take_choices(document: &mut Map<String, Value>, key: &str, names: &Names) -> Result<Vec<i32>> {
    let texts = take_names(document, key)?.unwrap_or_default();
    refuse_duplicates(key, &texts)?;
    texts.iter().map(|text| names.number(key, text)).collect()
}

/// The names of what one may do; null if that was not asked for.
pub fn operation_names(operations: &Option<Vec<i32>>) -> Value {
    let names = |numbers: &Vec<i32>| numbers.iter().map(|number| ACL_OPERATION.name(*number)).collect::<Vec<_>>();
    Value::from(operations.as_ref().map(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_each_others_and_strangers_are_told() {
        for table in TABLES {
            for name in table.taken() {
                assert_eq!(table.name(table.number("x", name).unwrap()), name, "{}", table.title);
            }
        }
        assert_eq!(ACL_OPERATION.name(99), "UNKNOWN");
        assert_eq!(ACL_OPERATION.name(13), "CREATE_TOKENS");
        let message = PERMISSION.number("permission", "allow").unwrap_err().message;
        assert_eq!(message, "\"permission\" must be one of ANY, DENY, ALLOW, not allow");
        assert!(ACL_OPERATION.number("operation", "CREATE_TOKENS").is_err(), "librdkafka does not take it");
    }
}
