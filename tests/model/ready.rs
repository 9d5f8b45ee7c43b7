//! The line of ready partitions: whatever rings, holds and takes turns at the same time, every message is read, and no
//! partition stands in line twice.

use std::sync::Arc;

use kafkacore_model::ready::{Place, Ready};
use kafkacore_model::sys::Notify;
use kafkacore_model::wake::Waker;
use loom::sync::Mutex;
use loom::thread;

use crate::support::{check, never};

const TURN_MAX: usize = 1;

/// A queue as librdkafka has it: it rings when it was empty, and at no other time.
struct Queue {
    length: Mutex<usize>,
}

struct Partition {
    queue: Queue,
    place: Mutex<Place>,
}

impl Queue {
    fn push(&self, bell: &dyn Notify) {
        let mut length = self.length.lock().unwrap();
        *length += 1;
        if *length == 1 {
            // Under the queue's lock, as librdkafka does it.
            bell.notify();
        }
    }

    fn consume(&self) -> usize {
        let mut length = self.length.lock().unwrap();
        let taken = TURN_MAX.min(*length);
        *length -= taken;
        taken
    }
}

fn partition(ready: &Arc<Ready>) -> Arc<Partition> {
    Arc::new(Partition { queue: Queue { length: Mutex::new(0) }, place: Mutex::new(Place::new(1, ready)) })
}

/// What `Fetch::drain` does with one partition. Whether the announcement is cleared in time is up to `turn`.
fn drain(ready: &Ready, partition: &Partition, turn: fn(&mut Place, &Queue) -> Option<usize>) -> usize {
    let mut place = partition.place.lock().unwrap();
    let mut seen = 0;
    while ready.next().is_some() {
        let Some(taken) = turn(&mut place, &partition.queue) else { continue };
        seen += taken;
        if taken == TURN_MAX {
            place.line_up();
        }
    }
    seen
}

fn clear_then_read(place: &mut Place, queue: &Queue) -> Option<usize> {
    place.begin_turn().then(|| queue.consume())
}

fn read_then_clear(place: &mut Place, queue: &Queue) -> Option<usize> {
    let taken = queue.consume();
    place.begin_turn().then_some(taken)
}

/// Reads until `count` messages have come.
fn read(
    waker: &Waker,
    ready: &Ready,
    partition: &Partition,
    count: usize,
    turn: fn(&mut Place, &Queue) -> Option<usize>,
) {
    let mut seen = 0;
    while seen < count {
        waker.clear();
        let polled = drain(ready, partition, turn);
        seen += polled;
        if polled == 0 {
            assert!(waker.wait(never()));
        }
    }
    assert_eq!((seen, drain(ready, partition, turn)), (count, 0));
}

fn two_messages_are_read(turn: fn(&mut Place, &Queue) -> Option<usize>) {
    let waker = Waker::new().unwrap();
    let ready = Ready::new(waker.clone());
    let partition = partition(&ready);
    let bell = partition.place.lock().unwrap().bell().clone();
    let other = partition.clone();
    let broker = thread::spawn(move || {
        other.queue.push(&*bell);
        other.queue.push(&*bell);
    });
    read(&waker, &ready, &partition, 2, turn);
    broker.join().unwrap();
}

#[test]
fn a_partition_that_rings_while_it_is_read_is_read_again() {
    check(|| two_messages_are_read(clear_then_read));
}

#[test]
#[should_panic(expected = "deadlock")]
fn an_announcement_cleared_after_the_reading_is_found_out() {
    check(|| two_messages_are_read(read_then_clear));
}

#[test]
fn a_partition_held_and_released_loses_nothing() {
    check(|| {
        let waker = Waker::new().unwrap();
        let ready = Ready::new(waker.clone());
        let partition = partition(&ready);
        let bell = partition.place.lock().unwrap().bell().clone();
        let (pushed, held) = (partition.clone(), partition.clone());
        let broker = thread::spawn(move || pushed.queue.push(&*bell));
        let caller = thread::spawn(move || {
            held.place.lock().unwrap().set_held(true);
            held.place.lock().unwrap().set_held(false);
        });
        read(&waker, &ready, &partition, 1, clear_then_read);
        broker.join().unwrap();
        caller.join().unwrap();
    });
}

#[test]
fn however_often_it_rings_a_partition_stands_in_line_once() {
    check(|| {
        let ready = Ready::new(Waker::new().unwrap());
        let place = Place::new(1, &ready);
        let ringers = [0, 1].map(|_| {
            let bell = place.bell().clone();
            thread::spawn(move || bell.notify())
        });
        place.stay_first();
        ringers.into_iter().for_each(|ringer| ringer.join().unwrap());
        assert_eq!((ready.next(), ready.next()), (Some(1), None));
    });
}
