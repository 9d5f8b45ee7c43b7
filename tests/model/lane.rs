//! A job that the lane takes on runs or is dropped, never lost; a stop ends the thread; the core's places stay free.

use std::sync::Arc;
use std::time::Instant;

use kafkacore_model::lane::{Lane, DEPTH};
use kafkacore_model::tokens::Tokens;
use loom::sync::Mutex;
use loom::thread;

use crate::support::{check, never, outbox, poll, rest};

/// As in core/src/lane.rs.
const RESERVED: usize = 16;

/// A token that a job holds is answered by the job, or by the lane that goes down with it.
#[test]
fn a_job_accepted_while_the_lane_stops_is_answered() {
    check(|| {
        let (waker, outbox) = outbox();
        let tokens = Tokens::new(outbox.clone());
        let lane = Arc::new(Lane::start("model").unwrap());
        let stopper = lane.clone();
        let stopping = thread::spawn(move || stopper.stop());
        let pending = tokens.accept(7).unwrap().share();
        let held = pending.clone();
        let submitted = pending.unless_refused(lane.submit(move || {
            if let Some(pending) = held.take() {
                pending.settle(Ok(None));
            }
        }));
        drop(pending);
        let mut answers = 0;
        while submitted.is_ok() && answers == 0 {
            let polled = poll(&waker, &outbox);
            answers = polled.records.len();
            if answers == 0 && !polled.has_more {
                assert!(waker.wait(never()));
            }
        }
        stopping.join().unwrap();
        drop(lane);
        assert_eq!(poll(&waker, &outbox).records.len(), 0, "answered twice, or although it was refused");
    });
}

/// While one job keeps the lane busy there is one place for two callers, and there are others for the core.
#[test]
fn callers_do_not_take_the_places_of_the_core() {
    loomed::pretend_waiting(DEPTH - RESERVED - 1);
    check(|| {
        let lane = Arc::new(Lane::start("model").unwrap());
        let door = Arc::new(Mutex::new(()));
        let closed = door.lock().unwrap();
        let behind = door.clone();
        lane.submit_own(move || drop(behind.lock())).unwrap();
        let callers = [0, 1].map(|_| {
            let lane = lane.clone();
            thread::spawn(move || lane.submit(|| ()).is_ok())
        });
        assert!(lane.submit_own(|| ()).is_ok());
        let accepted = callers.into_iter().map(|caller| usize::from(caller.join().unwrap()));
        assert!(accepted.sum::<usize>() <= 1);
        drop(closed);
    });
}

/// A job that is called off while its time comes runs or is dropped; its token is answered once either way.
#[test]
fn a_timer_called_off_in_time_or_not_is_answered_once() {
    check(|| {
        let (_waker, outbox) = outbox();
        let tokens = Tokens::new(outbox.clone());
        let pending = tokens.accept(7).unwrap();
        let lane = Lane::start("model").unwrap();
        let timer = lane.submit_at(Instant::now(), move || pending.settle(Ok(None))).unwrap();
        timer.cancel();
        let is_answered = Arc::new(Mutex::new(false));
        let told = is_answered.clone();
        lane.submit_own(move || *told.lock().unwrap() = true).unwrap();
        while !*is_answered.lock().unwrap() {
            thread::yield_now();
        }
        assert_eq!(rest(&outbox).len(), 1);
    });
}
