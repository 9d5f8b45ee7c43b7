//! Topic handles by name, made once.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::code::{Error, Result};
use crate::sys::{Handle, Topic};

/// Topics that one producer may have sent to; librdkafka keeps each until the end.
const TOPICS_MAX: usize = 100_000;
/// Kafka's own limit.
const NAME_LENGTH_MAX: usize = 249;

#[derive(Default)]
pub struct Topics {
    by_name: Mutex<HashMap<String, Arc<Topic>>>,
}

impl Topics {
    pub fn get(&self, handle: &Arc<Handle>, name: &str) -> Result<Arc<Topic>> {
        let mut by_name = self.by_name.lock();
        if let Some(topic) = by_name.get(name) {
            return Ok(topic.clone());
        }
        check_name(name)?;
        if by_name.len() >= TOPICS_MAX {
            return Err(Error::state(format!("this producer has sent to {TOPICS_MAX} topics; use another for more")));
        }
        let topic = Arc::new(Topic::new(handle, name)?);
        by_name.insert(name.to_owned(), topic.clone());
        Ok(topic)
    }

    pub fn clear(&self) {
        self.by_name.lock().clear();
    }
}

fn check_name(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > NAME_LENGTH_MAX {
        return Err(Error::invalid(format!(
            "topic has {} characters; a topic's name has 1 to {NAME_LENGTH_MAX}",
            name.len()
        )));
    }
    Ok(())
}
