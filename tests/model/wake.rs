//! No wake-up is lost: whoever clears before draining and waits after seeing nothing gets everything.

use std::sync::Arc;

use kafkacore_model::wake::Waker;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use crate::support::{check, never};

/// Two threads have one thing each to say, and wake; a reader takes both.
fn all_is_read(poll: fn(&Waker, &AtomicUsize) -> usize) {
    let waker = Waker::new().unwrap();
    let waiting = Arc::new(AtomicUsize::new(0));
    let speakers = [0, 1].map(|_| {
        let (waker, waiting) = (waker.clone(), waiting.clone());
        thread::spawn(move || {
            waiting.fetch_add(1, Ordering::SeqCst);
            waker.wake();
        })
    });
    let mut seen = 0;
    while seen < 2 {
        let polled = poll(&waker, &waiting);
        seen += polled;
        if polled == 0 {
            assert!(waker.wait(never()));
        }
    }
    speakers.into_iter().for_each(|speaker| speaker.join().unwrap());
}

#[test]
fn who_clears_and_then_drains_misses_nothing() {
    check(|| {
        all_is_read(|waker, waiting| {
            waker.clear();
            waiting.swap(0, Ordering::SeqCst)
        })
    });
}

#[test]
#[should_panic(expected = "deadlock")]
fn who_drains_and_then_clears_is_found_out() {
    check(|| {
        all_is_read(|waker, waiting| {
            let seen = waiting.swap(0, Ordering::SeqCst);
            waker.clear();
            seen
        })
    });
}

/// A wake-up that no poll has followed stays visible to the lane, which stands in for polls that do not come.
#[test]
fn a_wake_up_is_pending_until_the_next_poll() {
    check(|| {
        let waker = Waker::new().unwrap();
        let other = waker.clone();
        let speaker = thread::spawn(move || other.wake());
        assert!(waker.wait(never()) && waker.is_pending());
        speaker.join().unwrap();
        waker.clear();
        assert!(!waker.is_pending());
    });
}
