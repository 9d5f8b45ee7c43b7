//! Room in the queue that was full.

use std::sync::atomic::{AtomicU64, Ordering};

/// Whether somebody was told FULL and waits to hear that there is room.
#[derive(Default)]
pub struct Room {
    /// Records in the queue when it was full; 0 when nobody waits.
    full_count: AtomicU64,
}

impl Room {
    pub fn expect(&self, queued_count: usize) {
        self.full_count.store((queued_count as u64).max(1), Ordering::SeqCst);
    }

    /// Room enough to be worth a call: a quarter of the queue.
    pub fn is_there(&self, queued_count: usize) -> bool {
        is_enough(self.full_count.load(Ordering::SeqCst), queued_count)
    }

    /// Takes over the duty to announce that there is room, of which this is the count to give back if it fails. A send that
    /// finds the queue full meanwhile is a duty of its own.
    pub fn claim(&self, queued_count: usize) -> Option<u64> {
        let full_count = self.full_count.load(Ordering::SeqCst);
        let is_claimed = is_enough(full_count, queued_count)
            && self.full_count.compare_exchange(full_count, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        is_claimed.then_some(full_count)
    }

    pub fn give_back(&self, full_count: u64) {
        self.full_count.fetch_max(full_count, Ordering::SeqCst);
    }
}

fn is_enough(full_count: u64, queued_count: usize) -> bool {
    full_count > 0 && (queued_count as u64) <= full_count - full_count.div_ceil(4)
}
