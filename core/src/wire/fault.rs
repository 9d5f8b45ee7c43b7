//! Why a batch was refused.

use std::fmt;

/// A sentence for the person who packed the batch: where it is wrong, the numbers found, and what they should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    message: String,
}

impl Fault {
    /// Building the sentence allocates; only refused batches pay for it.
    #[cold]
    pub(super) fn new(message: String) -> Fault {
        Fault { message }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}
