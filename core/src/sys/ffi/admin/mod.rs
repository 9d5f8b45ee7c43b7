//! Admin requests.

mod access;
mod cluster;
mod configs;
mod groups;
mod offsets;
mod options;
mod topics;

pub use access::*;
pub use cluster::*;
pub use configs::*;
pub use groups::*;
pub use offsets::*;
pub use options::*;
pub use topics::*;
