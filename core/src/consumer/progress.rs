//! Whether the caller makes progress. Polls never stop here, since a handler that is busy keeps its partition on hold and
//! the others go on; so librdkafka would never find `max.poll.interval.ms` exceeded, and the core sees to it itself.
//!
//! A partition that was handed out messages is busy until the next poll for messages; if it is on hold by then, until it is
//! released, sought, or its last message is stored. Storing less, or another hold, is a sign of life: its time begins anew.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::fetch::Fetch;
use super::rebalance::Rebalances;
use super::subscription::Subscription;
use crate::client::Client;
use crate::code::{self, Error, Result};
use crate::outbox::Parcel;
use crate::sys::Partition;

/// How often the lane looks, as a part of the interval.
const TICK_SHARE: u32 = 4;
const TICK_MIN: Duration = Duration::from_millis(100);
const TICK_MAX: Duration = Duration::from_secs(30);
/// What a revocation takes that nobody is asked about; if it takes longer, it goes on without the lane.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(1);

const MEMBER: u8 = 0;
/// Leaves because the caller is stuck; the loss of his partitions is still to come.
const LEAVING: u8 = 1;
/// He has lost them and may not know yet: what is heard of him was said before.
const LEFT: u8 = 2;
/// He has read of it: the next that is heard of him is a sign of life.
const TOLD: u8 = 3;

/// A partition that keeps its caller busy.
pub struct Stuck {
    topic: String,
    partition: i32,
    busy: Duration,
}

pub struct Progress {
    fetch: Arc<Fetch>,
    rebalances: Arc<Rebalances>,
    subscription: Arc<Subscription>,
    /// `max.poll.interval.ms`.
    limit: Duration,
    /// Something was heard of the caller since the last look.
    is_heard: AtomicBool,
    standing: AtomicU8,
}

impl Progress {
    pub fn new(
        fetch: Arc<Fetch>,
        rebalances: Arc<Rebalances>,
        subscription: Arc<Subscription>,
        limit: Duration,
    ) -> Progress {
        let (is_heard, standing) = (AtomicBool::new(true), AtomicU8::new(MEMBER));
        Progress { fetch, rebalances, subscription, limit, is_heard, standing }
    }

    /// The caller has polled for messages, or said something of a partition.
    pub fn heard(&self, client: &Arc<Client>) {
        self.is_heard.store(true, Ordering::Relaxed);
        if self.standing.load(Ordering::Acquire) == TOLD {
            self.rejoin(client);
        }
    }

    /// The group has taken back the partitions.
    pub fn left(&self) {
        self.advance(LEAVING, LEFT);
    }

    /// The caller has read all that there was to say.
    pub fn told(&self) {
        self.advance(LEFT, TOLD);
    }

    fn advance(&self, from: u8, to: u8) {
        // Refused where there is nothing to advance.
        let _ = self.standing.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed);
    }

    /// The caller has decided himself what he is a member of.
    pub fn settle(&self) {
        self.standing.store(MEMBER, Ordering::Release);
    }

    /// Looks again and again, on the lane.
    pub fn watch(self: &Arc<Self>, client: &Arc<Client>) {
        let interval = (self.limit / TICK_SHARE).clamp(TICK_MIN, TICK_MAX);
        let (progress, weak) = (self.clone(), Arc::downgrade(client));
        // Refused only by a lane that is full of waiting calls or stopped; either way its thread is not idle.
        let _ = client.lane().submit_at(Instant::now() + interval, move || {
            let Some(client) = weak.upgrade() else { return };
            if client.handle().is_ok() {
                progress.look(&client);
                progress.watch(&client);
            }
        });
    }

    /// Stands in for the caller's polls while there is nothing to poll: without it librdkafka takes an idle consumer for a
    /// stuck one. A caller for whom there is something and who does not come is not vouched for.
    fn look(&self, client: &Arc<Client>) {
        let is_heard = self.is_heard.swap(false, Ordering::Relaxed);
        if client.waker().is_pending() && !is_heard {
            return;
        }
        if let Ok(handle) = client.handle() {
            handle.count_as_poll();
        }
        if self.standing.load(Ordering::Acquire) != MEMBER {
            return;
        }
        if let Some(stuck) = self.fetch.find_stuck(self.limit) {
            client.outbox().push(self.complaint(&stuck));
            if let Err(error) = self.give_up(client) {
                client.outbox().push(Parcel::error(&error));
            }
        }
    }

    fn complaint(&self, stuck: &Stuck) -> Parcel {
        let Stuck { topic, partition, busy } = stuck;
        let text = format!(
            "{topic} [{partition}]: nothing was heard of its messages for {} ms, longer than max.poll.interval.ms ({})",
            busy.as_millis(),
            self.limit.as_millis()
        );
        Parcel {
            topic: Some(topic.clone()),
            partition: Some(*partition),
            ..Parcel::error(&Error::kafka(code::MAX_POLL_EXCEEDED, text))
        }
    }

    /// Leaves the group, so that others get the partitions. Without a group there is nobody to leave them to.
    fn give_up(&self, client: &Arc<Client>) -> Result<()> {
        if self.subscription.is_empty() {
            return Ok(());
        }
        self.rebalances.settle(client);
        self.rebalances.set_leaving();
        self.standing.store(LEAVING, Ordering::Release);
        let unsubscribed = client.handle().and_then(|handle| handle.unsubscribe());
        client.work_until(Instant::now() + LEAVE_TIMEOUT, || {
            self.rebalances.work_off(client);
            !self.rebalances.is_leaving()
        });
        // Also where there was nothing to take back.
        self.left();
        unsubscribed
    }

    fn rejoin(&self, client: &Arc<Client>) {
        if self.standing.swap(MEMBER, Ordering::AcqRel) == MEMBER {
            return;
        }
        let (subscription, weak) = (self.subscription.clone(), Arc::downgrade(client));
        // Refused only by a lane that has stopped, and then by a client that has left for good.
        let _ = client.lane().submit_own(move || {
            let Some(client) = weak.upgrade() else { return };
            if let (Err(error), false) = (subscription.renew(&client), client.is_closing()) {
                client.outbox().push(Parcel::error(&error));
            }
        });
    }
}

impl Fetch {
    /// The caller has stored or committed these offsets.
    pub fn take_note(&self, lines: &[Partition]) {
        let now = Instant::now();
        let mut slots = self.slots();
        for line in lines {
            let Some(slot) = slots.get_mut(&line.topic, line.partition) else { continue };
            slot.busy_since = slot.busy_since.filter(|_| line.offset < slot.position).map(|_| now);
        }
    }

    /// The partition that has been busy for longest, if that is longer than the limit. Its time begins anew.
    fn find_stuck(&self, limit: Duration) -> Option<Stuck> {
        let now = Instant::now();
        let mut slots = self.slots();
        let poll_count = slots.poll_count();
        let busy = slots.iter_mut().filter(|slot| slot.is_busy(poll_count));
        let (since, slot) = busy.filter_map(|slot| Some((slot.busy_since?, slot))).min_by_key(|(since, _)| *since)?;
        let busy = now.duration_since(since);
        if busy <= limit {
            return None;
        }
        slot.busy_since = Some(now);
        Some(Stuck { topic: slot.topic.clone(), partition: slot.partition, busy })
    }
}
