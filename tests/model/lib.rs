//! The core's own sources, compiled against threads and locks whose every order loom tries. `loomed` takes the names
//! of the libraries that these come from, so not a line of the core is written twice or written for this.

extern crate loomed as crossbeam_channel;
extern crate loomed as parking_lot;
extern crate loomed as std;

#[path = "../../core/src/code.rs"]
pub mod code;
#[path = "../../core/src/lane.rs"]
pub mod lane;
#[path = "../../core/src/outbox.rs"]
pub mod outbox;
#[path = "../../core/src/partitions.rs"]
pub mod partitions;
#[path = "../../core/src/consumer/ready.rs"]
pub mod ready;
#[path = "../../core/src/tokens.rs"]
pub mod tokens;
#[path = "../../core/src/wake.rs"]
pub mod wake;
#[path = "../../core/src/wire/mod.rs"]
pub mod wire;

/// What these take from librdkafka's room: a pipe, and the names of things.
pub mod sys {
    pub use loomed::pipe::{pipe, wait_readable};

    pub trait Notify: Send + Sync {
        fn notify(&self);
    }

    pub trait Throttled: Send + Sync {
        fn throttled(&self, broker_name: &str, broker: i32, throttle_ms: i32);
    }

    pub struct Partition {
        pub topic: String,
        pub partition: i32,
        pub offset: i64,
        pub leader_epoch: i32,
        pub metadata: Option<Vec<u8>>,
        pub code: i32,
    }

    pub fn error_table() -> Vec<(i32, String, String)> {
        Vec::new()
    }
}
