//! Rebalances: every one is answered exactly once, by the caller, by the core, or by whichever comes first.
//!
//! librdkafka waits for the answer, and a close waits with it. Answers block inside librdkafka, so they are worked off
//! on the lane.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::fetch::Fetch;
use super::offsets::{check_once, check_starts};
use super::questions::{outwait, PATIENCE};
use crate::client::Client;
use crate::code::{self, Error, Result};
use crate::outbox::Parcel;
use crate::partitions::pack_partitions;
use crate::sys::{Event, Handle, Partition, PartitionList};
use crate::wire::{flag, kind};

pub const NO_PROTOCOL: &str = "NONE";
pub const EAGER: &str = "EAGER";
pub const COOPERATIVE: &str = "COOPERATIVE";

/// What a rebalance takes that nobody is asked about; it is not waited for longer.
const SETTLE_TIMEOUT: Duration = Duration::from_secs(1);

pub struct Rebalances {
    fetch: Arc<Fetch>,
    state: Mutex<State>,
    /// How long the caller may think; the group's own limit.
    answer_timeout: Duration,
    /// KIP-848.
    is_new_protocol: bool,
}

#[derive(Default)]
struct State {
    is_answered_by_caller: bool,
    /// Remembered from the last assignment: asking librdkafka while it closes may hang.
    is_cooperative: bool,
    /// The group has assigned something.
    is_known: bool,
    /// In the new protocol: a revocation has come, and the assignment has not yet that follows it, be it an empty one.
    is_assignment_due: bool,
    /// Of the new protocol: the next revocation is that of the leaving, and nothing follows it.
    is_unsubscribed: bool,
    /// The core gives up on a stuck caller: the next revocation is a loss that he is not asked about.
    is_leaving: bool,
    /// What the group assigned and has not taken back, unless it is cooperative.
    standing: Vec<Partition>,
    /// Waits for the caller.
    open: Option<Rebalance>,
    /// Decided, and to be told librdkafka.
    decided: VecDeque<Rebalance>,
}

struct Rebalance {
    epoch: u64,
    is_assign: bool,
    is_cooperative: bool,
    partitions: Vec<Partition>,
}

impl Rebalances {
    pub fn new(
        fetch: Arc<Fetch>,
        is_answered_by_caller: bool,
        answer_timeout: Duration,
        is_new_protocol: bool,
    ) -> Rebalances {
        let state = State { is_answered_by_caller, ..State::default() };
        Rebalances { fetch, state: Mutex::new(state), answer_timeout, is_new_protocol }
    }

    /// The end of an assignment that nobody has heard of. librdkafka says nothing when it joins again while an assignment of an
    /// eager group waits for its answer (rdkafka_cgrp.c:5058): another one overtakes it, and other members may have had it.
    pub fn take_overtaken(&self, event: &Event) -> Option<Parcel> {
        let mut state = self.state.lock();
        if event.code() != code::ASSIGN_PARTITIONS || state.standing.is_empty() {
            return None;
        }
        let partitions = std::mem::take(&mut state.standing);
        state.open = None;
        state.decided.retain(|rebalance| !rebalance.is_assign);
        let epoch = self.fetch.raise_epoch();
        self.fetch.remove(&partitions);
        Some(Parcel {
            kind: kind::REVOKED,
            flags: u32::from(flag::LOST),
            value: Some(pack_partitions(&partitions, epoch)),
            token: epoch,
            ..Parcel::default()
        })
    }

    /// Takes in what the group decided. Revoked partitions hand out nothing from here on.
    pub fn take(self: &Arc<Self>, client: &Arc<Client>, event: &Event) -> Parcel {
        let is_assign = event.code() == code::ASSIGN_PARTITIONS;
        let partitions = event.partitions();
        let epoch = self.fetch.raise_epoch();
        let mut state = self.state.lock();
        let mut flags = 0;
        if let Ok(handle) = client.handle_while_closing() {
            if is_assign && !client.is_closing() {
                state.is_cooperative = handle.rebalance_protocol() == COOPERATIVE;
                state.is_known = true;
            } else if !is_assign && handle.is_assignment_lost() {
                flags |= u32::from(flag::LOST);
            }
        }
        if state.is_cooperative {
            flags |= u32::from(flag::INCREMENTAL);
        }
        state.standing = if is_assign && !state.is_cooperative { partitions.clone() } else { Vec::new() };
        // First, for it may open queues of what goes now.
        self.decide(client, &mut state);
        let value = Some(pack_partitions(&partitions, epoch));
        let told = match (is_assign, state.is_cooperative) {
            (true, _) => partitions,
            // Also what was never taken is revoked, and librdkafka refuses to unassign that.
            (false, true) => self.fetch.remove(&partitions),
            // What the caller assigned himself goes too.
            (false, false) => self.fetch.remove_all(),
        };
        let is_left = !is_assign && std::mem::take(&mut state.is_leaving);
        if is_left {
            flags |= u32::from(flag::LOST);
        }
        let is_unsubscribed = std::mem::take(&mut state.is_unsubscribed);
        state.is_assignment_due =
            self.is_new_protocol && !is_assign && !is_unsubscribed && flags & u32::from(flag::LOST) == 0;
        let is_asked = state.is_answered_by_caller && !is_left;
        if is_asked {
            flags |= u32::from(flag::ANSWER);
        }
        state.open = Some(Rebalance { epoch, is_assign, is_cooperative: state.is_cooperative, partitions: told });
        if !is_asked {
            self.decide(client, &mut state);
        }
        drop(state);
        if is_asked {
            self.schedule_answer(client, epoch);
        } else {
            self.submit(client);
        }
        Parcel {
            kind: if is_assign { kind::ASSIGNED } else { kind::REVOKED },
            flags,
            code: if is_assign || event.code() == code::REVOKE_PARTITIONS { code::NO_ERROR } else { event.code() },
            value,
            token: epoch,
            ..Parcel::default()
        }
    }

    /// Whether the caller is asked for an answer.
    pub fn is_open(&self) -> bool {
        self.state.lock().open.is_some()
    }

    pub fn set_leaving(&self) {
        self.state.lock().is_leaving = true;
    }

    pub fn is_leaving(&self) -> bool {
        self.state.lock().is_leaving
    }

    /// By which protocol the group assigned last.
    pub fn protocol(&self) -> &'static str {
        let state = self.state.lock();
        match (state.is_known, state.is_cooperative) {
            (false, _) => NO_PROTOCOL,
            (true, false) => EAGER,
            (true, true) => COOPERATIVE,
        }
    }

    /// The caller's answer. Late ones find the rebalance answered already.
    pub fn answer(self: &Arc<Self>, client: &Arc<Client>, epoch: u64, list: Option<Vec<Partition>>) -> Result<()> {
        let mut state = self.state.lock();
        let open = state.open.as_mut().filter(|open| open.epoch == epoch);
        let Some(open) = open else {
            return Err(Error::state(format!("no rebalance of epoch {epoch} waits for an answer")));
        };
        if let Some(list) = list {
            open.check(&list)?;
            open.partitions = list;
        }
        self.decide(client, &mut state);
        drop(state);
        self.submit(client);
        Ok(())
    }

    /// Brings the rebalance that is open to its end, on the lane, before the group is left. In the new protocol librdkafka would
    /// not come to rest otherwise, and what it says when it joins again would be refused for good (rdkafka_cgrp.c:6366).
    pub fn settle(&self, client: &Arc<Client>) {
        if !self.is_new_protocol {
            return;
        }
        let settle = || {
            self.decide(client, &mut self.state.lock());
            self.work_off(client);
            !self.state.lock().is_assignment_due
        };
        client.work_until(Instant::now() + SETTLE_TIMEOUT, settle);
        self.state.lock().is_unsubscribed = true;
    }

    /// From now on nobody is asked; what waits is decided.
    pub fn answer_alone(&self, client: &Arc<Client>) {
        let mut state = self.state.lock();
        state.is_answered_by_caller = false;
        self.decide(client, &mut state);
    }

    /// Ends the waiting for an answer. The queues are opened here, before librdkafka is told: so no message strays, and the
    /// caller can put partitions on hold as soon as he has answered.
    fn decide(&self, client: &Client, state: &mut State) {
        let Some(mut rebalance) = state.open.take() else { return };
        if rebalance.is_assign && client.is_closing() {
            rebalance.partitions.clear();
        } else if rebalance.is_assign {
            if let Err(error) = self.open_queues(client, &rebalance) {
                client.outbox().push(Parcel::error(&error));
                self.fetch.remove(&rebalance.partitions);
                rebalance.partitions.clear();
            }
        }
        state.decided.push_back(rebalance);
    }

    /// Whether librdkafka waits to hear which partitions the consumer takes.
    pub fn has_assignment_to_tell(&self) -> bool {
        self.state.lock().decided.iter().any(|rebalance| rebalance.is_assign)
    }

    /// Tells librdkafka what was decided. On the lane only.
    pub fn work_off(&self, client: &Arc<Client>) {
        let Ok(handle) = client.handle_while_closing() else { return };
        loop {
            let Some(rebalance) = self.state.lock().decided.pop_front() else { return };
            if let Err(error) = self.tell(client, &handle, &rebalance) {
                client.outbox().push(Parcel::error(&error));
            }
        }
    }

    /// As `work_off`, for a consumer that is being closed, where each answer gives everything back.
    pub fn give_back(&self, client: &Arc<Client>) {
        let Ok(handle) = client.handle_while_closing() else { return };
        while self.state.lock().decided.pop_front().is_some() && !handle.is_consumer_closed() {
            handle.give_back();
        }
        self.fetch.discard_removed();
    }

    fn tell(&self, client: &Arc<Client>, handle: &Handle, rebalance: &Rebalance) -> Result<()> {
        outwait(client, &self.unplaced(rebalance), PATIENCE, || {});
        if !rebalance.is_assign {
            let told = rebalance.tell_unassign(handle);
            self.fetch.discard_removed();
            return told;
        }
        let told = rebalance.tell_assign(handle);
        if told.is_err() {
            // Some answer it must be. Nothing is what can be had without the partitions; null would join again at once.
            self.fetch.remove(&rebalance.partitions);
            Rebalance { partitions: Vec::new(), ..*rebalance }.tell_assign(handle)?;
        }
        told
    }

    /// What must have found its place before librdkafka hears of this rebalance: what goes, and what stays while others come or go,
    /// for going on afterwards librdkafka asks for that once more.
    fn unplaced(&self, rebalance: &Rebalance) -> Vec<Partition> {
        let mut unplaced = if rebalance.is_cooperative { self.fetch.staying_unplaced() } else { Vec::new() };
        unplaced.retain(|line| !rebalance.is_about(line));
        if !rebalance.is_assign {
            unplaced.extend(self.fetch.removed_unplaced());
        }
        unplaced
    }

    fn open_queues(&self, client: &Client, rebalance: &Rebalance) -> Result<()> {
        if !rebalance.is_cooperative {
            self.fetch.clear();
        }
        self.fetch.add(&client.handle_while_closing()?, &rebalance.partitions)
    }

    fn submit(self: &Arc<Self>, client: &Arc<Client>) {
        let (rebalances, weak) = (self.clone(), Arc::downgrade(client));
        // Refused only by a lane that has stopped, and then by a client that has answered everything.
        let _ = client.lane().submit_own(move || {
            if let Some(client) = weak.upgrade() {
                rebalances.work_off(&client);
            }
        });
    }

    fn schedule_answer(self: &Arc<Self>, client: &Arc<Client>, epoch: u64) {
        let (rebalances, weak) = (self.clone(), Arc::downgrade(client));
        let _ = client.lane().submit_at(Instant::now() + self.answer_timeout, move || {
            if let Some(client) = weak.upgrade() {
                // An error says that the caller was faster.
                let _ = rebalances.answer(&client, epoch, None);
            }
        });
    }
}

impl Rebalance {
    /// Refuses what librdkafka would refuse, while the caller can still mend it.
    fn check(&self, list: &[Partition]) -> Result<()> {
        if !self.is_assign {
            return Err(Error::invalid("a revocation takes no partition list; answer it without one"));
        }
        check_once(list)?;
        check_starts(list)?;
        for (index, line) in list.iter().enumerate() {
            if !self.is_about(line) {
                return Err(Error::invalid(format!(
                    "record {index}: {} [{}] is not among the partitions that were assigned",
                    line.topic, line.partition
                )));
            }
        }
        Ok(())
    }

    fn is_about(&self, line: &Partition) -> bool {
        self.partitions.iter().any(|own| own.topic == line.topic && own.partition == line.partition)
    }

    fn tell_assign(&self, handle: &Handle) -> Result<()> {
        let list = PartitionList::from_lines(&self.partitions)?;
        if self.is_cooperative {
            return handle.incremental_assign(&list);
        }
        handle.assign(Some(&list))
    }

    fn tell_unassign(&self, handle: &Handle) -> Result<()> {
        if self.is_cooperative {
            return handle.incremental_unassign(&PartitionList::from_lines(&self.partitions)?);
        }
        handle.assign(None)
    }
}
