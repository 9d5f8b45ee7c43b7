//! The partitions that have something, in the order of their turns: a line in which each stands once.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::sys::Notify;
use crate::wake::Waker;

pub struct Ready {
    ids: Mutex<VecDeque<u64>>,
    waker: Arc<Waker>,
}

impl Ready {
    pub fn new(waker: Arc<Waker>) -> Arc<Ready> {
        Arc::new(Ready { ids: Mutex::new(VecDeque::new()), waker })
    }

    /// Takes the first out of the line.
    pub fn next(&self) -> Option<u64> {
        self.ids.lock().pop_front()
    }

    pub fn clear(&self) {
        self.ids.lock().clear();
    }

    fn append(&self, id: u64) {
        self.ids.lock().push_back(id);
        self.waker.wake();
    }
}

/// Rings for one partition; however often it rings, the partition stands in line once.
pub struct Bell {
    id: u64,
    is_announced: AtomicBool,
    ready: Arc<Ready>,
}

impl Notify for Bell {
    fn notify(&self) {
        if !self.is_announced.swap(true, Ordering::SeqCst) {
            self.ready.append(self.id);
        }
    }
}

/// A partition's place in line, and whether the caller wants its messages.
pub struct Place {
    bell: Arc<Bell>,
    is_held: bool,
    /// Its turn came while it was held: it is announced, and stands in line again with the release.
    is_parked: bool,
}

impl Place {
    pub fn new(id: u64, ready: &Arc<Ready>) -> Place {
        let bell = Bell { id, is_announced: AtomicBool::new(false), ready: ready.clone() };
        Place { bell: Arc::new(bell), is_held: false, is_parked: false }
    }

    pub fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    pub fn set_held(&mut self, is_held: bool) {
        self.is_held = is_held;
        if !is_held && std::mem::take(&mut self.is_parked) {
            self.bell.ready.append(self.bell.id);
        }
    }

    /// To be called when the line has come to this partition, before its queue is read: what arrives afterwards rings
    /// again. False for one that is held.
    pub fn begin_turn(&mut self) -> bool {
        if self.is_held {
            self.is_parked = true;
            return false;
        }
        self.bell.is_announced.store(false, Ordering::SeqCst);
        true
    }

    /// Goes to the end of the line, for a turn that left something behind.
    pub fn line_up(&self) {
        self.bell.notify();
    }

    /// Comes first next time, for a turn that found no room. One that has rung meanwhile keeps the place it got.
    pub fn stay_first(&self) {
        if !self.bell.is_announced.swap(true, Ordering::SeqCst) {
            self.bell.ready.ids.lock().push_front(self.bell.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_stands_in_line_once_and_behind_those_that_wait() {
        let ready = Ready::new(Waker::new().unwrap());
        let mut places: Vec<_> = (0..1_000).map(|id| Place::new(id, &ready)).collect();
        for _ in 0..3 {
            places.iter().for_each(Place::line_up);
        }
        // Each has more after its turn, as with a backlog.
        let mut turns = Vec::new();
        for _ in 0..3_000 {
            let id = ready.next().unwrap();
            let place = &mut places[id as usize];
            assert!(place.begin_turn());
            place.line_up();
            turns.push(id);
        }
        let round: Vec<u64> = (0..1_000).collect();
        assert!(turns.chunks(1_000).all(|chunk| chunk == round));
    }

    #[test]
    fn a_turn_that_was_cut_short_goes_on_first() {
        let ready = Ready::new(Waker::new().unwrap());
        let mut places: Vec<_> = (0..3).map(|id| Place::new(id, &ready)).collect();
        places.iter().for_each(Place::line_up);
        let id = ready.next().unwrap();
        assert!(places[id as usize].begin_turn());
        places[id as usize].stay_first();
        places[id as usize].line_up();
        assert_eq!(std::iter::from_fn(|| ready.next()).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
