//! Assignments that the caller makes himself, with or without a subscription.

use std::sync::Arc;

use super::fetch::Fetch;
use super::offsets::{check_once, check_starts};
use super::questions::outwait_removed;
use super::rebalance::{Rebalances, COOPERATIVE, EAGER, NO_PROTOCOL};
use super::Consumer;
use crate::client::Client;
use crate::code::{Error, Result};
use crate::partitions::{pack_partitions, parse_partitions};
use crate::sys::{Handle, Partition, PartitionList};

impl Consumer {
    /// Replaces the assignment; nothing or an empty list takes it away.
    pub fn assign(&self, bytes: Option<&[u8]>, token: u64) -> Result<()> {
        // A batch without records is no bytes at all.
        self.change(Change::All, bytes.filter(|bytes| !bytes.is_empty()), token)
    }

    /// Adds partitions to the assignment.
    pub fn assign_more(&self, bytes: &[u8], token: u64) -> Result<()> {
        self.change(Change::More, Some(bytes), token)
    }

    /// Takes partitions out of the assignment.
    pub fn unassign_some(&self, bytes: &[u8], token: u64) -> Result<()> {
        self.change(Change::Less, Some(bytes), token)
    }

    /// The assigned partitions, packed.
    pub fn assignment(&self) -> Result<Vec<u8>> {
        self.client.check_open()?;
        Ok(pack_partitions(&self.fetch.assignment(), self.fetch.epoch()))
    }

    /// Whether other members may own the partitions by now.
    pub fn is_assignment_lost(&self) -> Result<bool> {
        Ok(self.client.handle()?.is_assignment_lost())
    }

    /// NONE before the first assignment by a group and after the last.
    pub fn rebalance_protocol(&self) -> Result<&'static str> {
        self.client.check_open()?;
        Ok(if self.subscription.is_empty() { NO_PROTOCOL } else { self.rebalances.protocol() })
    }

    fn change(&self, change: Change, bytes: Option<&[u8]>, token: u64) -> Result<()> {
        let lines = bytes.map(parse_partitions).transpose()?.unwrap_or_default();
        check_once(&lines)?;
        if change != Change::Less {
            check_starts(&lines)?;
        }
        let (fetch, rebalances) = (self.fetch.clone(), self.rebalances.clone());
        self.client.answer_on_lane(token, move |client| {
            rebalances.work_off(client);
            change.make(client, &fetch, &rebalances, &lines).map(Some)
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    All,
    More,
    Less,
}

impl Change {
    /// Checks first, for a queue that librdkafka refuses to fill must not take the place of one that it fills.
    fn make(
        self,
        client: &Arc<Client>,
        fetch: &Fetch,
        rebalances: &Rebalances,
        lines: &[Partition],
    ) -> Result<Vec<u8>> {
        let handle = client.handle()?;
        if rebalances.is_open() {
            return Err(Error::state("a rebalance waits for its answer; use kc_consumer_rebalance_answer"));
        }
        self.check(&handle.rebalance_protocol())?;
        let list = PartitionList::from_lines(lines)?;
        let epoch = match self {
            Change::All => {
                // In two steps: of a topic that is not known yet, librdkafka makes a partition anew that goes and comes back
                // in one (rdkafka_assignment.c:396), and the queue opened for it would be the old one's.
                fetch.remove_all();
                outwait_removed(client, fetch);
                handle.assign(None)?;
                if lines.is_empty() {
                    fetch.raise_epoch()
                } else {
                    self.open(fetch, &handle, lines, || handle.assign(Some(&list)))?
                }
            }
            Change::More => {
                fetch.check_unassigned(lines)?;
                self.open(fetch, &handle, lines, || handle.incremental_assign(&list))?
            }
            Change::Less => {
                fetch.slots().check_assigned(lines)?;
                fetch.remove(lines);
                outwait_removed(client, fetch);
                handle.incremental_unassign(&list)?;
                fetch.raise_epoch()
            }
        };
        fetch.discard_removed();
        Ok(pack_partitions(lines, epoch))
    }

    /// librdkafka's own rule (rdkafka_cgrp.c:5880).
    fn check(self, protocol: &str) -> Result<()> {
        match (protocol, self) {
            (COOPERATIVE, Change::All) => Err(Error::state(
                "the group's rebalance protocol is COOPERATIVE; use kc_consumer_incremental_assign and \
                 kc_consumer_incremental_unassign",
            )),
            (EAGER, Change::More | Change::Less) => {
                Err(Error::state("the group's rebalance protocol is EAGER; use kc_consumer_assign"))
            }
            _ => Ok(()),
        }
    }

    fn open(
        self,
        fetch: &Fetch,
        handle: &Arc<Handle>,
        lines: &[Partition],
        tell: impl FnOnce() -> Result<()>,
    ) -> Result<u64> {
        let epoch = fetch.raise_epoch();
        let told = fetch.add(handle, lines).and_then(|()| tell());
        if told.is_err() {
            fetch.remove(lines);
        }
        told.map(|()| epoch)
    }
}
