//! Stands in for the standard library, for parking_lot and for crossbeam-channel in the sources that are modelled: what is
//! between threads is loom's, all else is the real thing.

pub mod atomic;
pub mod pipe;

mod channel;
mod lock;

pub use ::std::*;

pub use channel::{bounded, pretend_waiting, Receiver, RecvTimeoutError, Sender, TrySendError};
pub use lock::{Mutex, MutexGuard};

pub mod sync {
    /// Arcs are not modelled: loom's cannot be a method's receiver, and nothing here depends on their order.
    pub use ::std::sync::*;

    pub use crate::atomic;
}

pub mod thread {
    pub use ::std::thread::*;

    pub use loom::thread::{spawn, yield_now, Builder, JoinHandle};
}

pub mod fs {
    pub use crate::pipe::File;
}

pub mod os {
    pub mod fd {
        pub use crate::pipe::{AsFd, AsRawFd, OwnedFd};
    }
}
