//! The one atomic that the modelled sources use, always with `SeqCst`.

pub use loom::sync::atomic::Ordering;

/// Stores by exchanging. loom gives a plain store a place of its own in the order of modifications and then lets an
/// exchange read what lies on either side of it, also where the store came between an older exchange and this one; with
/// `SeqCst` there is one order, and an exchange reads what is newest in it.
#[derive(Debug)]
pub struct AtomicBool(loom::sync::atomic::AtomicBool);

impl AtomicBool {
    pub fn new(value: bool) -> AtomicBool {
        AtomicBool(loom::sync::atomic::AtomicBool::new(value))
    }

    pub fn load(&self, order: Ordering) -> bool {
        self.0.load(order)
    }

    pub fn store(&self, value: bool, order: Ordering) {
        self.0.swap(value, order);
    }

    pub fn swap(&self, value: bool, order: Ordering) -> bool {
        self.0.swap(value, order)
    }
}
