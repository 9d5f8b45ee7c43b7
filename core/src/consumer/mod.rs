//! The consumer: a member of a group whose messages wait in librdkafka's own per-partition queues until they are wanted.
//!
//! Two kinds of queue: the control queue carries rebalances, commits, errors and logs, and is never kept waiting by a
//! handler; each assigned partition has a fetch queue of its own.

mod assign;
mod commits;
mod fetch;
mod flow;
mod offsets;
mod progress;
mod questions;
mod ready;
mod rebalance;
mod seek;
mod slot;
mod subscription;

use std::sync::{Arc, Weak};
use std::time::Instant;

use parking_lot::Mutex;

use crate::client::{milliseconds, Client, Role};
use crate::code::{self, Result};
use crate::config::Settings;
use crate::outbox::{Leftover, Parcel};
use crate::partitions::{pack_partitions, parse_partitions};
use crate::source::{Drained, Source};
use crate::sys::{Event, EventKind, Handle, Kind, Queue};
use crate::wire::{kind, NoRoom, Writer};

use commits::Commits;
use fetch::Fetch;
use progress::Progress;
use rebalance::Rebalances;
use seek::Seek;
use subscription::Subscription;

pub struct Consumer {
    client: Arc<Client>,
    fetch: Arc<Fetch>,
    commits: Arc<Commits>,
    rebalances: Arc<Rebalances>,
    subscription: Arc<Subscription>,
    progress: Arc<Progress>,
    control: Arc<Mutex<Option<Arc<Queue>>>>,
}

impl Consumer {
    pub fn new(config: &[u8]) -> Result<Arc<Consumer>> {
        let settings = Settings::parse(Kind::Consumer, config)?;
        let handle = Handle::new(Kind::Consumer, settings.conf)?;
        let client = Client::new(handle.clone(), "kc-consumer")?;
        let fetch = Arc::new(Fetch::new(client.waker().clone(), settings.is_end_reported));
        let commits = Commits::new(&handle, client.waker());
        let rebalances = Arc::new(Rebalances::new(
            fetch.clone(),
            settings.is_answered_by_caller,
            settings.max_poll_interval,
            settings.is_new_protocol,
        ));
        let subscription = Arc::<Subscription>::default();
        let limit = settings.max_poll_interval;
        let progress = Progress::new(fetch.clone(), rebalances.clone(), subscription.clone(), limit);
        let progress = Arc::new(progress);
        let mut queue = Queue::control(&handle)?;
        queue.ring(client.waker().clone());
        let control = Arc::new(queue);
        client.add_source(Box::new(Records {
            client: Arc::downgrade(&client),
            control: control.clone(),
            fetch: fetch.clone(),
            commits: commits.clone(),
            rebalances: rebalances.clone(),
            progress: progress.clone(),
            leftover: Leftover::default(),
        }));
        progress.watch(&client);
        let control = Arc::new(Mutex::new(Some(control)));
        Ok(Arc::new(Consumer { client, fetch, commits, rebalances, subscription, progress, control }))
    }

    pub fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// Answers the rebalance of an epoch; a list takes the place of the assignment that was proposed.
    pub fn answer_rebalance(&self, epoch: u64, bytes: Option<&[u8]>) -> Result<()> {
        self.client.check_open()?;
        let list = bytes.map(parse_partitions).transpose()?;
        self.rebalances.answer(&self.client, epoch, list)
    }

    /// Leaves the messages of these partitions in their queues until they are released.
    pub fn hold(&self, bytes: &[u8]) -> Result<()> {
        self.client.check_open()?;
        self.fetch.set_held(&parse_partitions(bytes)?, true);
        self.progress.heard(&self.client);
        Ok(())
    }

    pub fn release(&self, bytes: &[u8]) -> Result<()> {
        self.client.check_open()?;
        self.fetch.set_held(&parse_partitions(bytes)?, false);
        self.progress.heard(&self.client);
        Ok(())
    }

    /// Stops the hand-out of these partitions; their messages stay where they are.
    pub fn pause(&self, bytes: &[u8]) -> Result<()> {
        self.client.check_open()?;
        self.fetch.set_paused(&parse_partitions(bytes)?, true)
    }

    pub fn resume(&self, bytes: &[u8]) -> Result<()> {
        self.client.check_open()?;
        self.fetch.set_paused(&parse_partitions(bytes)?, false)
    }

    /// The paused partitions, packed.
    pub fn paused(&self) -> Result<Vec<u8>> {
        self.client.check_open()?;
        Ok(pack_partitions(&self.fetch.paused(), self.fetch.epoch()))
    }

    /// The offsets to be handed out next, of these partitions or of all that are assigned, packed.
    pub fn positions(&self, bytes: Option<&[u8]>) -> Result<Vec<u8>> {
        self.client.check_open()?;
        let lines = bytes.map(parse_partitions).transpose()?;
        Ok(pack_partitions(&self.fetch.positions(lines.as_deref())?, self.fetch.epoch()))
    }

    /// Goes on at other offsets. The partitions hand out nothing until that is done.
    pub fn seek(&self, bytes: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
        self.client.check_open()?;
        let deadline = Instant::now() + milliseconds(timeout_ms);
        let seek = Seek::begin(&self.fetch, parse_partitions(bytes)?)?;
        self.progress.heard(&self.client);
        let rebalances = self.rebalances.clone();
        self.client.answer_on_lane(token, move |client| seek.work(client, &rebalances, deadline).map(Some))
    }

    /// Remembers offsets to be committed next. Partitions that are no longer assigned are left out: their new owner
    /// starts from what was committed.
    pub fn store(&self, bytes: &[u8]) -> Result<()> {
        let handle = self.client.handle()?;
        let lines = parse_partitions(bytes)?;
        offsets::store(&handle, &lines)?;
        self.fetch.take_note(&lines);
        self.progress.heard(&self.client);
        Ok(())
    }

    /// Commits the offsets of a batch, or what is stored, and answers `token` with the outcome of each partition.
    pub fn commit(&self, bytes: Option<&[u8]>, token: u64) -> Result<()> {
        let lines = bytes.map(parse_partitions).transpose()?;
        let handle = self.client.handle()?;
        self.commits.start(&handle, lines.as_deref(), self.client.accept(token)?)?;
        self.fetch.take_note(lines.as_deref().unwrap_or_default());
        self.progress.heard(&self.client);
        Ok(())
    }

    /// Asks the group for the committed offsets of these partitions, or of all that are assigned.
    pub fn committed(&self, bytes: Option<&[u8]>, timeout_ms: i32, token: u64) -> Result<()> {
        let deadline = Instant::now() + milliseconds(timeout_ms);
        let lines = bytes.map(parse_partitions).transpose()?;
        let (fetch, rebalances) = (self.fetch.clone(), self.rebalances.clone());
        self.client.answer_on_lane(token, move |client| {
            let lines = lines.unwrap_or_else(|| fetch.assignment());
            offsets::committed(client, &rebalances, &lines, deadline).map(Some)
        })
    }

    /// Answers `token` with what tells a transaction who this member of the group is.
    pub fn group_metadata(&self, token: u64) -> Result<()> {
        self.client.answer_on_lane(token, |client| client.handle_while_closing()?.group_metadata().map(Some))
    }
}

impl Role for Consumer {
    fn finish(&self, client: &Arc<Client>, deadline: Instant) -> bool {
        // From here on rebalances are answered without asking, and no message is handed out.
        self.rebalances.answer_alone(client);
        self.fetch.clear();
        let control = self.control.lock().take();
        let (Some(control), Ok(handle)) = (control, client.handle_while_closing()) else { return true };
        // An assignment is declined before: once it is leaving librdkafka may end the group first, and a call that brings
        // the answer then never returns (rdkafka_cgrp.c:6664).
        if self.rebalances.has_assignment_to_tell() {
            self.rebalances.work_off(client);
        }
        // A subscription that waits for the end of a rebalance would outlive the group: nothing but this takes it back
        // (rdkafka_cgrp.c:5734). Refused only where there is no group to leave.
        if !self.subscription.is_empty() {
            let _ = handle.unsubscribe();
        }
        // Before a revocation is answered: that answer sets librdkafka on joining again, and its leaving would then wait
        // behind that request on the same connection.
        if handle.start_consumer_close(&control).is_err() {
            // A fatal error came first: there is no group to leave.
            handle.abandon_group();
            return true;
        }
        client.work_until(deadline, || self.linger(client))
    }

    /// From the start of its close on librdkafka must be left to it: an instance that is destroyed before the consumer is
    /// closed may never end (rdkafka_cgrp.c:5704), and other calls to the group may never return.
    fn linger(&self, client: &Arc<Client>) -> bool {
        let is_closed = || client.handle_while_closing().map_or(true, |handle| handle.is_consumer_closed());
        if is_closed() {
            return true;
        }
        self.rebalances.give_back(client);
        is_closed()
    }

    fn release(&self) {
        self.control.lock().take();
        self.fetch.clear();
        self.commits.end();
    }
}

/// The consumer's records, control before messages.
struct Records {
    client: Weak<Client>,
    control: Arc<Queue>,
    fetch: Arc<Fetch>,
    commits: Arc<Commits>,
    rebalances: Arc<Rebalances>,
    progress: Arc<Progress>,
    leftover: Leftover,
}

impl Records {
    fn parcel_of(&self, client: &Arc<Client>, event: &Event) -> Option<Parcel> {
        match event.kind() {
            EventKind::Rebalance => {
                let parcel = self.rebalances.take(client, event);
                // This may have been the loss of a caller who is stuck.
                if !self.rebalances.is_leaving() {
                    self.progress.left();
                }
                Some(parcel)
            }
            EventKind::OffsetCommit => committed(event),
            EventKind::Error => client.parcel_of(event).map(|parcel| located(parcel, event)),
            _ => client.parcel_of(event),
        }
    }
}

impl Source for Records {
    fn drain_control(&mut self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let Some(client) = self.client.upgrade() else { return Ok(Drained::Empty) };
        self.leftover.write(writer)?;
        while let Some(event) = self.control.poll() {
            if event.kind() == EventKind::Rebalance {
                self.rebalances.take_overtaken(&event).into_iter().for_each(|parcel| self.leftover.keep(parcel));
            }
            if let Some(parcel) = self.parcel_of(&client, &event) {
                self.leftover.add(parcel, writer)?;
            }
        }
        self.commits.drain(&client);
        Ok(Drained::Empty)
    }

    fn drain_messages(&mut self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        if let Some(client) = self.client.upgrade() {
            self.progress.heard(&client);
        }
        self.fetch.drain(writer)
    }

    fn told(&mut self) {
        self.progress.told();
    }

    fn epoch(&self) -> u64 {
        self.fetch.epoch()
    }

    fn end(&mut self) {
        self.commits.end();
    }
}

/// An error says which partition it is about, if it is about one.
fn located(parcel: Parcel, event: &Event) -> Parcel {
    match event.partition() {
        Some((topic, partition)) => Parcel { topic: Some(topic), partition: Some(partition), ..parcel },
        None => parcel,
    }
}

/// An automatic commit; one that found nothing to commit says nothing.
fn committed(event: &Event) -> Option<Parcel> {
    let partitions = event.partitions();
    if event.code() == code::NO_OFFSET || partitions.is_empty() {
        return None;
    }
    Some(Parcel {
        kind: kind::COMMITTED,
        flags: code::flags_of(event.code()),
        code: event.code(),
        value: Some(pack_partitions(&partitions, 0)),
        ..Parcel::default()
    })
}
