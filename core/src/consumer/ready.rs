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
    use proptest::prelude::*;

    use super::*;

    const PARTITIONS: u64 = 5;

    #[derive(Clone, Debug)]
    enum Step {
        /// A message arrives.
        Arrive(u64),
        Hold(u64),
        Release(u64),
        /// The next in line reads so many of its messages; its batch may be full after them.
        Turn {
            read_max: u32,
            is_full: bool,
        },
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..PARTITIONS).prop_map(Step::Arrive),
            (0..PARTITIONS).prop_map(Step::Hold),
            (0..PARTITIONS).prop_map(Step::Release),
            (1..3u32, any::<bool>()).prop_map(|(read_max, is_full)| Step::Turn { read_max, is_full }),
        ]
    }

    /// Partitions with queues that ring as librdkafka's do: when they were empty, and at no other time.
    struct Room {
        ready: Arc<Ready>,
        waker: Arc<Waker>,
        places: Vec<Place>,
        waiting: Vec<u32>,
        /// Turns of others since a partition came into line.
        passed: Vec<u64>,
    }

    impl Room {
        fn new() -> Room {
            let waker = Waker::new().unwrap();
            let ready = Ready::new(waker.clone());
            let places = (0..PARTITIONS).map(|id| Place::new(id, &ready)).collect();
            let zeroes = PARTITIONS as usize;
            Room { ready, waker, places, waiting: vec![0; zeroes], passed: vec![0; zeroes] }
        }

        fn line(&self) -> Vec<u64> {
            self.ready.ids.lock().iter().copied().collect()
        }

        fn arrive(&mut self, id: u64) {
            let index = id as usize;
            self.waiting[index] += 1;
            if self.waiting[index] == 1 {
                self.places[index].bell().notify();
            }
        }

        /// As `Fetch::drain` does it.
        fn turn(&mut self, read_max: u32, is_full: bool) -> Result<(), TestCaseError> {
            let Some(id) = self.ready.next() else { return Ok(()) };
            let index = id as usize;
            if !self.places[index].begin_turn() {
                self.passed[index] = 0;
                return Ok(());
            }
            let read = read_max.min(self.waiting[index]);
            self.waiting[index] -= read;
            if is_full && self.waiting[index] > 0 {
                self.places[index].stay_first();
                prop_assert_eq!(self.line()[0], id);
                return Ok(());
            }
            if read == read_max {
                self.places[index].line_up();
            }
            for other in self.line() {
                self.passed[other as usize] += u64::from(other != id);
            }
            prop_assert!(self.passed[index] < PARTITIONS, "the others had {} turns meanwhile", self.passed[index]);
            self.passed[index] = 0;
            Ok(())
        }

        fn check(&self) -> Result<(), TestCaseError> {
            let mut line = self.line();
            line.sort_unstable();
            prop_assert!(line.windows(2).all(|pair| pair[0] != pair[1]), "twice in line: {:?}", line);
            for (id, place) in self.places.iter().enumerate().filter(|(id, _)| self.waiting[*id] > 0) {
                let is_known = place.is_parked || line.binary_search(&(id as u64)).is_ok();
                prop_assert!(is_known, "partition {} has messages and is nowhere", id);
                prop_assert!(place.is_held || !place.is_parked, "partition {} is parked for nobody", id);
            }
            prop_assert!(line.is_empty() || self.waker.is_pending());
            Ok(())
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_partition_is_lost_or_twice_in_line_or_passed_over(steps in prop::collection::vec(step(), 0..200)) {
            let mut room = Room::new();
            for step in steps {
                match step {
                    Step::Arrive(id) => room.arrive(id),
                    Step::Hold(id) => room.places[id as usize].set_held(true),
                    Step::Release(id) => room.places[id as usize].set_held(false),
                    Step::Turn { read_max, is_full } => room.turn(read_max, is_full)?,
                }
                room.check()?;
            }
            room.places.iter_mut().for_each(|place| place.set_held(false));
            while !room.line().is_empty() {
                room.turn(1, false)?;
            }
            prop_assert!(room.waiting.iter().all(|waiting| *waiting == 0));
        }
    }
}
