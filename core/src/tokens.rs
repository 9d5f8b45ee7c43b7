//! Tokens: numbers that callers choose for what they ask, each answered exactly once.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::code::{Error, Result};
use crate::outbox::{Outbox, Parcel};
use crate::wire::kind;

/// Requests that one client may have outstanding. Sent records are not counted here: librdkafka bounds those.
pub const OUTSTANDING_MAX: usize = 65_536;

pub struct Tokens {
    outstanding: Mutex<HashSet<u64>>,
    outbox: Arc<Outbox>,
}

impl Tokens {
    pub fn new(outbox: Arc<Outbox>) -> Arc<Tokens> {
        Arc::new(Tokens { outstanding: Mutex::new(HashSet::new()), outbox })
    }

    /// Takes on a token. From here on the answer is certain: whatever happens to the `Pending`, it settles.
    pub fn accept(self: &Arc<Tokens>, token: u64) -> Result<Pending> {
        let mut outstanding = self.outstanding.lock();
        if outstanding.len() >= OUTSTANDING_MAX {
            return Err(Error::state(format!("{OUTSTANDING_MAX} requests are outstanding; wait for answers")));
        }
        if !outstanding.insert(token) {
            return Err(Error::invalid(format!("token {token} is outstanding already; choose another number")));
        }
        Ok(Pending { token, tokens: self.clone(), is_settled: false })
    }
}

/// A question that has not been answered yet. Dropping it answers too.
pub struct Pending {
    token: u64,
    tokens: Arc<Tokens>,
    is_settled: bool,
}

impl Pending {
    pub fn token(&self) -> u64 {
        self.token
    }

    /// Answers with a value (JSON, a partition list, or nothing) or with an error.
    pub fn settle(mut self, answer: Result<Option<Vec<u8>>>) {
        self.answer(answer);
    }

    /// Takes the token back unanswered, for a call that is about to refuse it.
    pub fn withdraw(mut self) {
        self.is_settled = true;
        self.tokens.outstanding.lock().remove(&self.token);
    }

    /// Puts the question into two hands: the job that will answer it, and the call that may yet refuse.
    pub fn share(self) -> Shared {
        Shared(Arc::new(Mutex::new(Some(self))))
    }

    fn answer(&mut self, answer: Result<Option<Vec<u8>>>) {
        self.is_settled = true;
        self.tokens.outstanding.lock().remove(&self.token);
        let parcel = Parcel { kind: kind::RESULT, token: self.token, ..Parcel::default() };
        self.tokens.outbox.push(match answer {
            Ok(value) => Parcel { value, ..parcel },
            Err(error) => {
                Parcel { code: error.code, flags: error.flags, value: Some(error.message.into_bytes()), ..parcel }
            }
        });
    }
}

/// A `Pending` that belongs to whoever takes it first.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Option<Pending>>>);

impl Shared {
    pub fn take(&self) -> Option<Pending> {
        self.0.lock().take()
    }

    /// Passes on whether the job was taken on. If not, the call says no, so no record may follow.
    pub fn unless_refused(&self, submitted: Result<()>) -> Result<()> {
        if submitted.is_err() {
            if let Some(pending) = self.take() {
                pending.withdraw();
            }
        }
        submitted
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        self.answer(Err(if std::thread::panicking() {
            Error::panic("the core panicked while it worked on this request")
        } else {
            Error::closed("the client was closed before it could answer")
        }));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code;
    use crate::wake::Waker;
    use crate::wire::{Batch, Writer};

    fn answers(outbox: &Outbox) -> Vec<(u64, i32)> {
        let mut bytes = [0; 16 * 1024];
        let mut writer = Writer::new(&mut bytes).unwrap();
        outbox.drain(&mut writer).unwrap();
        let length = writer.finish();
        if length == 0 {
            return Vec::new();
        }
        Batch::parse(&bytes[..length]).unwrap().records().map(|record| (record.token, record.code)).collect()
    }

    fn tokens() -> (Arc<Outbox>, Arc<Tokens>) {
        let outbox = Outbox::new(Waker::new().unwrap());
        (outbox.clone(), Tokens::new(outbox))
    }

    #[test]
    fn a_token_is_answered_once_however_it_ends() {
        let (outbox, tokens) = tokens();
        tokens.accept(1).unwrap().settle(Ok(None));
        tokens.accept(2).unwrap().settle(Err(Error::invalid("no")));
        drop(tokens.accept(3).unwrap());
        let pending = tokens.accept(4).unwrap();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _pending = pending;
            std::panic::resume_unwind(Box::new("planted"));
        }));
        assert!(panicked.is_err());
        tokens.accept(5).unwrap().withdraw();
        assert_eq!(answers(&outbox), [(1, 0), (2, code::INVALID_ARG), (3, code::DESTROY), (4, code::FAIL)]);
    }

    #[test]
    fn a_token_in_use_is_refused_and_free_again_after_its_answer() {
        let (_outbox, tokens) = tokens();
        let first = tokens.accept(7).unwrap();
        assert_eq!(tokens.accept(7).err().unwrap().code, code::INVALID_ARG);
        first.settle(Ok(None));
        tokens.accept(7).unwrap().settle(Ok(None));
    }

    #[test]
    fn outstanding_tokens_are_bounded() {
        let (_outbox, tokens) = tokens();
        let held: Vec<_> = (0..OUTSTANDING_MAX as u64).map(|token| tokens.accept(token).unwrap()).collect();
        assert_eq!(tokens.accept(u64::MAX).err().unwrap().code, code::STATE);
        drop(held);
        assert!(tokens.accept(u64::MAX).is_ok());
    }

    #[derive(Clone, Debug)]
    enum Step {
        Accept(u64),
        Settle(usize),
        Drop(usize),
        Withdraw(usize),
        /// By the job, if it comes first.
        Share {
            position: usize,
            is_refused: bool,
            is_taken_before: bool,
        },
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..6u64).prop_map(Step::Accept),
            any::<usize>().prop_map(Step::Settle),
            any::<usize>().prop_map(Step::Drop),
            any::<usize>().prop_map(Step::Withdraw),
            any::<(usize, bool, bool)>().prop_map(|(position, is_refused, is_taken_before)| Step::Share {
                position,
                is_refused,
                is_taken_before
            }),
        ]
    }

    /// Answers by the rules, one question after the other; what is expected is written down beside it.
    fn share(pending: Pending, is_refused: bool, is_taken_before: bool, expected: &mut Vec<(u64, i32)>) {
        let token = pending.token();
        let shared = pending.share();
        let job = shared.clone();
        if is_taken_before {
            job.take().unwrap().settle(Ok(None));
        }
        let submitted = if is_refused { Err(Error::state("no room")) } else { Ok(()) };
        assert_eq!(shared.unless_refused(submitted).is_err(), is_refused);
        drop(job);
        drop(shared);
        match (is_taken_before, is_refused) {
            (true, _) => expected.push((token, 0)),
            (false, false) => expected.push((token, code::DESTROY)),
            (false, true) => {}
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_happens_to_it_a_token_is_answered_once(steps in prop::collection::vec(step(), 0..60)) {
            let (outbox, tokens) = tokens();
            let mut held: Vec<Pending> = Vec::new();
            let mut expected = Vec::new();
            for step in steps {
                let take = |held: &mut Vec<Pending>, position: usize| match held.len() {
                    0 => None,
                    count => Some(held.swap_remove(position % count)),
                };
                match step {
                    Step::Accept(token) => {
                        let is_free = held.iter().all(|pending| pending.token() != token);
                        match tokens.accept(token) {
                            Ok(pending) => {
                                prop_assert!(is_free);
                                held.push(pending);
                            }
                            Err(_) => prop_assert!(!is_free),
                        }
                    }
                    Step::Settle(position) => {
                        if let Some(pending) = take(&mut held, position) {
                            expected.push((pending.token(), 0));
                            pending.settle(Ok(None));
                        }
                    }
                    Step::Drop(position) => {
                        if let Some(pending) = take(&mut held, position) {
                            expected.push((pending.token(), code::DESTROY));
                        }
                    }
                    Step::Withdraw(position) => take(&mut held, position).into_iter().for_each(Pending::withdraw),
                    Step::Share { position, is_refused, is_taken_before } => {
                        if let Some(pending) = take(&mut held, position) {
                            share(pending, is_refused, is_taken_before, &mut expected);
                        }
                    }
                }
            }
            expected.extend(held.iter().map(|pending| (pending.token(), code::DESTROY)));
            drop(held);
            prop_assert_eq!(answers(&outbox), expected);
        }
    }
}
