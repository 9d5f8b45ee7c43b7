//! Tickets: the numbers that stand for clients and mock clusters on the other side of the border.
//!
//! A ticket holds slot, generation and kind and stays below 2^53, so that every language can keep it as a number. A stale
//! or made-up one is recognised and refused.

use std::sync::Arc;

use once_cell::sync::OnceCell;
use parking_lot::lock_api::RawRwLock as _;
use parking_lot::{RawRwLock, RwLock};

use super::fork;

use crate::admin::{Admin, Requests};
use crate::client::{Client, Role};
use crate::code::{Error, Result};
use crate::consumer::Consumer;
use crate::mock::Mock;
use crate::producer::Producer;

const SLOT_BITS: u32 = 20;
const GENERATION_BITS: u32 = 28;
const SLOTS_MAX: usize = 1 << SLOT_BITS;
const GENERATION_MAX: u64 = (1 << GENERATION_BITS) - 1;

/// What a ticket stands for.
#[derive(Clone)]
pub(super) enum Guest {
    Producer(Arc<Producer>, Arc<OnceCell<Arc<Requests>>>),
    Consumer(Arc<Consumer>, Arc<OnceCell<Arc<Requests>>>),
    Admin(Arc<Admin>),
    Mock(Arc<Mock>),
}

impl Guest {
    pub fn of_producer(producer: Arc<Producer>) -> Guest {
        Guest::Producer(producer, Arc::default())
    }

    pub fn of_consumer(consumer: Arc<Consumer>) -> Guest {
        Guest::Consumer(consumer, Arc::default())
    }

    fn kind(&self) -> u64 {
        match self {
            Guest::Producer(..) => 1,
            Guest::Consumer(..) => 2,
            Guest::Admin(_) => 3,
            Guest::Mock(_) => 4,
        }
    }

    fn kind_name(&self) -> &'static str {
        match self {
            Guest::Producer(..) => "a producer",
            Guest::Consumer(..) => "a consumer",
            Guest::Admin(_) => "an admin client",
            Guest::Mock(_) => "a mock cluster",
        }
    }

    pub fn client(&self) -> Result<&Arc<Client>> {
        match self {
            Guest::Producer(producer, _) => Ok(producer.client()),
            Guest::Consumer(consumer, _) => Ok(consumer.client()),
            Guest::Admin(admin) => Ok(admin.client()),
            Guest::Mock(_) => Err(self.wrong_kind("a client")),
        }
    }

    pub fn role(&self) -> Result<Arc<dyn Role>> {
        match self {
            Guest::Producer(producer, _) => Ok(producer.clone()),
            Guest::Consumer(consumer, _) => Ok(consumer.clone()),
            Guest::Admin(admin) => Ok(admin.clone()),
            Guest::Mock(_) => Err(self.wrong_kind("a client")),
        }
    }

    pub fn producer(&self) -> Result<&Arc<Producer>> {
        match self {
            Guest::Producer(producer, _) => Ok(producer),
            _ => Err(self.wrong_kind("a producer")),
        }
    }

    pub fn consumer(&self) -> Result<&Arc<Consumer>> {
        match self {
            Guest::Consumer(consumer, _) => Ok(consumer),
            _ => Err(self.wrong_kind("a consumer")),
        }
    }

    pub fn mock(&self) -> Result<&Arc<Mock>> {
        match self {
            Guest::Mock(mock) => Ok(mock),
            _ => Err(self.wrong_kind("a mock cluster")),
        }
    }

    /// The admin requests of any client; producers and consumers get the ability when they first ask.
    pub fn requests(&self) -> Result<&Arc<Requests>> {
        match self {
            Guest::Producer(_, requests) | Guest::Consumer(_, requests) => {
                let client = self.client()?;
                requests.get_or_try_init(|| Requests::attach(client))
            }
            Guest::Admin(admin) => Ok(admin.requests()),
            Guest::Mock(_) => Err(self.wrong_kind("a client")),
        }
    }

    fn wrong_kind(&self, needed: &str) -> Error {
        Error::state(format!("the ticket is that of {}; this call needs {needed}", self.kind_name()))
    }
}

struct Slot {
    generation: u64,
    guest: Option<Guest>,
    /// The guest lives in the process that this one was forked from. Here it is never touched, nor is its slot used again: its
    /// threads do not exist, and its locks may be held by them.
    is_of_parent: bool,
}

struct Table {
    slots: Vec<Slot>,
    free: Vec<usize>,
}

static TABLE: RwLock<Table> = RwLock::new(Table { slots: Vec::new(), free: Vec::new() });

pub(super) fn issue(guest: Guest) -> Result<u64> {
    fork::watch();
    let mut table = TABLE.write();
    let index = match table.free.pop() {
        Some(index) => index,
        None if table.slots.len() < SLOTS_MAX => {
            table.slots.push(Slot { generation: 0, guest: None, is_of_parent: false });
            table.slots.len() - 1
        }
        None => return Err(Error::resource(format!("{SLOTS_MAX} tickets are in use; drop some"))),
    };
    let kind = guest.kind();
    let Some(slot) = table.slots.get_mut(index) else { return Err(Error::state("no slot for a ticket")) };
    // Never 0, so that no ticket is 0; wraps after 2^28 uses of one slot.
    slot.generation = slot.generation % GENERATION_MAX + 1;
    slot.guest = Some(guest);
    Ok(kind << (SLOT_BITS + GENERATION_BITS) | slot.generation << SLOT_BITS | index as u64)
}

pub(super) fn find(ticket: u64) -> Result<Guest> {
    let table = TABLE.read();
    let slot = table.slots.get(index_of(ticket)).filter(|slot| guest_of(slot, ticket).is_some());
    let slot = slot.ok_or_else(|| unknown(ticket))?;
    match &slot.guest {
        Some(guest) if slot.is_of_parent => Err(of_parent(guest)),
        Some(guest) => Ok(guest.clone()),
        None => Err(unknown(ticket)),
    }
}

/// Takes the guest out; `None` for a ticket that stands for nothing (any more).
pub(super) fn revoke(ticket: u64) -> Option<Guest> {
    let mut table = TABLE.write();
    let index = index_of(ticket);
    let slot = table.slots.get_mut(index).filter(|slot| !slot.is_of_parent)?;
    guest_of(slot, ticket)?;
    let guest = slot.guest.take();
    table.free.push(index);
    guest
}

/// Keeps everybody out of the table until `unlock` or `inherit`.
pub(super) fn lock() {
    std::mem::forget(TABLE.write());
}

/// # Safety
/// This thread has called `lock`.
pub(super) unsafe fn unlock() {
    TABLE.force_unlock_write();
}

/// Takes over the table in a child process: what stands in it is the parent's.
///
/// # Safety
/// The thread that forked has called `lock`, and this is its copy.
pub(super) unsafe fn inherit() {
    // Made anew and not unlocked: threads that waited for the lock in the parent would be looked for here.
    let raw: *const RawRwLock = TABLE.raw();
    raw.cast_mut().write(RawRwLock::INIT);
    for slot in &mut TABLE.write().slots {
        slot.is_of_parent = slot.guest.is_some();
    }
}

fn guest_of(slot: &Slot, ticket: u64) -> Option<&Guest> {
    let guest = slot.guest.as_ref()?;
    let is_same = ticket >> SLOT_BITS == guest.kind() << GENERATION_BITS | slot.generation;
    is_same.then_some(guest)
}

fn index_of(ticket: u64) -> usize {
    (ticket & (SLOTS_MAX as u64 - 1)) as usize
}

fn of_parent(guest: &Guest) -> Error {
    let what = if matches!(guest, Guest::Mock(_)) { "mock cluster" } else { "client" };
    Error::state(format!("this {what} was made before the process forked; make a new one in the child"))
}

fn unknown(ticket: u64) -> Error {
    Error::state(format!("ticket {ticket} stands for nothing: it was never issued, or it was dropped"))
}
