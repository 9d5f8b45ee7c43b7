//! What several operations take beside their items.

use serde_json::{Map, Value};

use super::names::{self, take_choice, take_choices};
use crate::code::Result;
use crate::document::{take_flag, take_number};
use crate::sys::AdminOptions;

pub struct AdminOption {
    /// A sentence for people.
    pub about: &'static str,
    /// Its name and what it takes, in the notation of tests/generated/schema.rs.
    pub notation: &'static str,
    pub take: fn(&mut Map<String, Value>, &mut AdminOptions) -> Result<()>,
}

pub const VALIDATE_ONLY: AdminOption = AdminOption {
    about: "Nothing is changed; the answer is as if it had been.",
    notation: "validateOnly?: flag",
    take: |document, options| {
        options.is_dry_run = take_flag(document, "validateOnly")?;
        Ok(())
    },
};

pub const OPERATION_TIMEOUT: AdminOption = AdminOption {
    about: "How long the brokers may work on it before they answer, -1 for not at all; by default as long as the call may take.",
    notation: "operationTimeoutMs?: wait",
    take: |document, options| {
        options.operation_timeout_ms = take_number(document, "operationTimeoutMs", -1..=i32::MAX)?;
        Ok(())
    },
};

pub const BROKER: AdminOption = AdminOption {
    about: "The broker that is asked, in place of the one that librdkafka would ask.",
    notation: "broker?: count",
    take: |document, options| {
        options.broker = take_number(document, "broker", 0..=i32::MAX)?;
        Ok(())
    },
};

pub const REQUIRE_STABLE: AdminOption = AdminOption {
    about: "Offsets of transactions that are still open are not told.",
    notation: "requireStable?: flag",
    take: |document, options| {
        options.only_stable = take_flag(document, "requireStable")?;
        Ok(())
    },
};

pub const AUTHORIZED_OPERATIONS: AdminOption = AdminOption {
    about: "Tells what the caller may do; null otherwise.",
    notation: "includeAuthorizedOperations?: flag",
    take: |document, options| {
        options.with_authorized_operations = take_flag(document, "includeAuthorizedOperations")?;
        Ok(())
    },
};

/// Nothing that a document says: what `cluster::permission` asks with.
pub const PERMISSION: AdminOption = AdminOption {
    about: "",
    notation: "",
    take: |_, options| {
        options.with_authorized_operations = true;
        Ok(())
    },
};

/// Nothing that a document says: the operation is for coordinators. If librdkafka gives up on one that is not there, it breaks off the
/// process when that comes back (rdkafka_admin.c:490 and :974, both for one reference).
pub const COORDINATOR: AdminOption = AdminOption {
    about: "",
    notation: "",
    take: |_, options| {
        options.is_timed_here = true;
        Ok(())
    },
};

pub const ISOLATION_LEVEL: AdminOption = AdminOption {
    about: "READ_COMMITTED counts up to the first transaction that is still open; READ_UNCOMMITTED unless it is said.",
    notation: "isolationLevel?: IsolationLevel",
    take: |document, options| {
        let level = take_choice(document, "isolationLevel", &names::ISOLATION_LEVEL)?;
        options.isolation_level = level.unwrap_or(options.isolation_level);
        Ok(())
    },
};

pub const STATES: AdminOption = AdminOption {
    about: "Only groups in these states.",
    notation: "states?: [GroupState]+",
    take: |document, options| {
        options.group_states = take_choices(document, "states", &names::GROUP_STATE)?;
        Ok(())
    },
};

pub const TYPES: AdminOption = AdminOption {
    about: "Only groups of these types.",
    notation: "types?: [GroupType]+",
    take: |document, options| {
        options.group_types = take_choices(document, "types", &names::GROUP_TYPE)?;
        Ok(())
    },
};
