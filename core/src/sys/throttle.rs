//! Brokers that slow an instance down. librdkafka has no event for it, only a callback, which it calls on the thread that
//! polls the main queue or the one that this is redirected to (rdkafka.c:4203).

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use libc::{c_char, c_int, c_void};
use once_cell::sync::OnceCell;

use super::conf::Conf;
use super::ffi::{self, rd_kafka_t};
use super::text::owned;

/// Told when a broker makes this client wait. Runs inside a poll, but under no lock of librdkafka's.
pub trait Throttled: Send + Sync {
    fn throttled(&self, broker_name: &str, broker: i32, throttle_ms: i32);
}

/// Who is told. Boxed by its owner, because librdkafka keeps the address.
#[derive(Default)]
pub(super) struct Listener(OnceCell<Arc<dyn Throttled>>);

impl Listener {
    /// Has the instance of this configuration tell, for which the listener must outlive it.
    pub fn attach(&self, conf: &Conf) {
        let opaque: *const Listener = self;
        // SAFETY: the configuration is valid and not yet used by an instance.
        unsafe {
            ffi::rd_kafka_conf_set_opaque(conf.as_ptr(), opaque.cast_mut().cast::<c_void>());
            ffi::rd_kafka_conf_set_throttle_cb(conf.as_ptr(), Some(tell));
        }
    }

    /// The first one who wants to know is told.
    pub fn listen(&self, throttled: Arc<dyn Throttled>) {
        let _ = self.0.set(throttled);
    }
}

unsafe extern "C" fn tell(
    _: *mut rd_kafka_t,
    broker_name: *const c_char,
    broker: i32,
    throttle_ms: c_int,
    opaque: *mut c_void,
) {
    // SAFETY: `opaque` is the listener of an instance that is alive; the name is valid during the call.
    let (listener, name) = unsafe { (&*opaque.cast_const().cast::<Listener>(), owned(broker_name)) };
    if let Some(throttled) = listener.0.get() {
        // A panic must not enter C.
        let _ = catch_unwind(AssertUnwindSafe(|| throttled.throttled(&name, broker, throttle_ms)));
    }
}
