//! A token accepted is answered once, whoever comes first; one that the call refuses is not answered at all.

use kafkacore_model::code::Error;
use kafkacore_model::tokens::Tokens;
use loom::thread;

use crate::support::{check, outbox, rest};

#[test]
fn a_job_and_a_refusing_call_do_not_both_have_a_token() {
    check(|| {
        let (_waker, outbox) = outbox();
        let tokens = Tokens::new(outbox.clone());
        let pending = tokens.accept(7).unwrap().share();
        let held = pending.clone();
        let job = thread::spawn(move || match held.take() {
            Some(pending) => {
                pending.settle(Ok(None));
                true
            }
            None => false,
        });
        assert!(pending.unless_refused(Err(Error::state("no room"))).is_err());
        let is_answered = job.join().unwrap();
        assert_eq!(rest(&outbox).len(), usize::from(is_answered));
        assert!(tokens.accept(7).is_ok(), "the token is free again");
    });
}

#[test]
fn a_number_in_use_is_given_once() {
    check(|| {
        let (_waker, outbox) = outbox();
        let tokens = Tokens::new(outbox.clone());
        let rivals = [0, 1].map(|_| {
            let tokens = tokens.clone();
            thread::spawn(move || tokens.accept(7).map(drop).is_ok())
        });
        let accepted = rivals.into_iter().map(|rival| usize::from(rival.join().unwrap())).sum::<usize>();
        assert!(accepted >= 1);
        assert_eq!(rest(&outbox).len(), accepted, "each that was accepted is answered");
    });
}
