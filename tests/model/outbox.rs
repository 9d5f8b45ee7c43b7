//! Everything pushed is read, in the order of its pusher, also when a batch takes one record at a time.

use kafkacore_model::outbox::{Outbox, Parcel};
use kafkacore_model::wake::Waker;
use kafkacore_model::wire::kind;
use loom::thread;

use crate::support::{check, drain, never, outbox, poll, Polled};

fn parcel(token: u64) -> Parcel {
    Parcel { kind: kind::RESULT, token, ..Parcel::default() }
}

fn everything_is_read(poll: fn(&Waker, &Outbox) -> Polled) {
    let (waker, outbox) = outbox();
    let pushers = [[1, 2], [11, 12]].map(|tokens| {
        let outbox = outbox.clone();
        thread::spawn(move || tokens.into_iter().for_each(|token| outbox.push(parcel(token))))
    });
    let mut seen = Vec::new();
    while seen.len() < 4 {
        let polled = poll(&waker, &outbox);
        seen.extend(polled.records.iter().map(|(token, _)| *token));
        if !polled.has_more && seen.len() < 4 {
            assert!(waker.wait(never()));
        }
    }
    pushers.into_iter().for_each(|pusher| pusher.join().unwrap());
    for order in [[1, 2], [11, 12]] {
        assert!(seen.iter().filter(|token| order.contains(token)).eq(&order), "{seen:?}");
    }
}

#[test]
fn two_pushers_and_a_reader_with_little_room() {
    check(|| everything_is_read(poll));
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_reader_that_clears_too_late_is_found_out() {
    check(|| {
        everything_is_read(|waker, outbox| {
            let polled = drain(outbox);
            waker.clear();
            polled
        })
    });
}
