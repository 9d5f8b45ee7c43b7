//! Commits that the caller asked for: sent, and sent again while the group has moved on and this member has not heard.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::client::Client;
use crate::code::{self, Error, Result};
use crate::partitions::{check_offsets, pack_partitions};
use crate::replies::Replies;
use crate::sys::{describe_code, Event, Handle, Partition, PartitionList};
use crate::tokens::Pending;
use crate::wake::Waker;

/// From one try to the next; librdkafka asks for the new epoch as soon as it hears that its own is stale.
pub const STALE_PAUSE: Duration = Duration::from_millis(50);
/// A member whose epoch stays stale for so long is told.
const STALE_MAX: Duration = Duration::from_secs(5);

pub struct Commits {
    replies: Replies,
    stale: Mutex<HashMap<u64, Stale>>,
}

/// A commit that is sent again: up to when, and its question while it waits for that.
struct Stale {
    until: Instant,
    pending: Option<Pending>,
}

impl Commits {
    pub fn new(handle: &Arc<Handle>, waker: &Arc<Waker>) -> Arc<Commits> {
        Arc::new(Commits { replies: Replies::new(handle, waker), stale: Mutex::default() })
    }

    /// Starts a commit of these offsets, or of what is stored.
    pub fn start(&self, handle: &Handle, lines: Option<&[Partition]>, pending: Pending) -> Result<()> {
        self.replies.request(pending, |queue, token| {
            let list = match lines {
                Some(lines) => {
                    check_offsets(lines)?;
                    Some(PartitionList::from_lines(lines)?)
                }
                None => None,
            };
            handle.commit(list.as_ref(), queue, token)
        })
    }

    /// Settles what was answered, but for what is worth another try.
    pub fn drain(self: &Arc<Commits>, client: &Arc<Client>) {
        self.replies.drain(|event, pending| {
            let token = pending.token();
            let Some(pending) = self.put_off(event, pending) else {
                return self.schedule(client, token, event.partitions());
            };
            self.stale.lock().remove(&token);
            pending.settle(answer(event));
        });
    }

    /// Gives up on what was not answered.
    pub fn end(&self) {
        self.replies.end();
        drop(std::mem::take(&mut *self.stale.lock()));
    }

    /// A commit that crosses a new epoch of a KIP-848 group on its way is refused, and librdkafka leaves it to the caller
    /// to repeat it (rdkafka_cgrp.c:4030). He could not know when, and the offsets are as good as before.
    fn put_off(&self, event: &Event, pending: Pending) -> Option<Pending> {
        if event.code() != code::STALE_MEMBER_EPOCH {
            return Some(pending);
        }
        let now = Instant::now();
        let mut stale = self.stale.lock();
        let entry = stale.entry(pending.token()).or_insert(Stale { until: now + STALE_MAX, pending: None });
        if now >= entry.until {
            return Some(pending);
        }
        entry.pending = Some(pending);
        None
    }

    fn schedule(self: &Arc<Commits>, client: &Arc<Client>, token: u64, lines: Vec<Partition>) {
        let (commits, client_of_job) = (self.clone(), Arc::downgrade(client));
        let scheduled = client.lane().submit_at(Instant::now() + STALE_PAUSE, move || {
            if let (Some(client), Some(pending)) = (client_of_job.upgrade(), commits.waiting(token)) {
                commits.repeat(&client, &lines, pending);
            }
        });
        if let Err(error) = scheduled {
            self.waiting(token).into_iter().for_each(|pending| pending.settle(Err(error.clone())));
        }
    }

    fn repeat(&self, client: &Client, lines: &[Partition], pending: Pending) {
        self.replies.repeat(pending, |queue, token| {
            client.handle()?.commit(Some(&PartitionList::from_lines(lines)?), queue, token)
        });
    }

    fn waiting(&self, token: u64) -> Option<Pending> {
        self.stale.lock().get_mut(&token).and_then(|stale| stale.pending.take())
    }
}

/// The list, or the first thing that went wrong.
fn answer(event: &Event) -> Result<Option<Vec<u8>>> {
    let partitions = event.partitions();
    let codes = std::iter::once(event.code()).chain(partitions.iter().map(|line| line.code));
    match codes.into_iter().find(|code| *code != code::NO_ERROR) {
        None => Ok(Some(pack_partitions(&partitions, 0))),
        Some(code) => Err(Error::kafka(code, describe_code(code))),
    }
}
