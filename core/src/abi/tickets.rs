//! Tickets: the numbers that stand for clients and mock clusters on the other side of the border.
//!
//! A ticket holds slot, generation and kind and stays below 2^53, so that every language can keep it as a number. A stale
//! or made-up one is recognised and refused.

use std::sync::Arc;

use once_cell::sync::OnceCell;
use parking_lot::RwLock;

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
}

struct Table {
    slots: Vec<Slot>,
    free: Vec<usize>,
}

static TABLE: RwLock<Table> = RwLock::new(Table { slots: Vec::new(), free: Vec::new() });

pub(super) fn issue(guest: Guest) -> Result<u64> {
    let mut table = TABLE.write();
    let index = match table.free.pop() {
        Some(index) => index,
        None if table.slots.len() < SLOTS_MAX => {
            table.slots.push(Slot { generation: 0, guest: None });
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
    let guest = table.slots.get(index_of(ticket)).and_then(|slot| guest_of(slot, ticket));
    guest.cloned().ok_or_else(|| unknown(ticket))
}

/// Takes the guest out; `None` for a ticket that stands for nothing (any more).
pub(super) fn revoke(ticket: u64) -> Option<Guest> {
    let mut table = TABLE.write();
    let index = index_of(ticket);
    let slot = table.slots.get_mut(index)?;
    guest_of(slot, ticket)?;
    let guest = slot.guest.take();
    table.free.push(index);
    guest
}

fn guest_of(slot: &Slot, ticket: u64) -> Option<&Guest> {
    let guest = slot.guest.as_ref()?;
    let is_same = ticket >> SLOT_BITS == guest.kind() << GENERATION_BITS | slot.generation;
    is_same.then_some(guest)
}

fn index_of(ticket: u64) -> usize {
    (ticket & (SLOTS_MAX as u64 - 1)) as usize
}

fn unknown(ticket: u64) -> Error {
    Error::state(format!("ticket {ticket} stands for nothing: it was never issued, or it was dropped"))
}
