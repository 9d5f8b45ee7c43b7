//! What a fork leaves behind: the child has the memory of the clients and none of their threads.

use std::sync::Once;

use super::tickets;

static HANDLERS: Once = Once::new();

/// From the first ticket on a child knows which tickets are its parent's.
pub(super) fn watch() {
    HANDLERS.call_once(|| {
        // SAFETY: the handlers take no lock but the table's and allocate nothing. Refused only when memory is out.
        unsafe { libc::pthread_atfork(Some(before), Some(after_in_parent), Some(after_in_child)) };
    });
}

/// Nobody is half way through a change of the table when its memory is copied.
unsafe extern "C" fn before() {
    tickets::lock();
}

unsafe extern "C" fn after_in_parent() {
    // SAFETY: locked by `before`, on this thread.
    unsafe { tickets::unlock() }
}

unsafe extern "C" fn after_in_child() {
    // SAFETY: locked by `before`, on the thread of which this is the copy; the child has no other.
    unsafe { tickets::inherit() }
}
