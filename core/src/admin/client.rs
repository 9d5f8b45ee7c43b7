//! A client for nothing but admin requests.

use std::sync::{Arc, Weak};
use std::time::Instant;

use super::requests::Requests;
use crate::client::{Client, Role};
use crate::code::Result;
use crate::config::Settings;
use crate::outbox::Leftover;
use crate::source::{Drained, Source};
use crate::sys::{Handle, Kind, Queue};
use crate::wire::{NoRoom, Writer};

/// A client that only asks; for producers and consumers the same requests go over `Requests`.
pub struct Admin {
    client: Arc<Client>,
    requests: Arc<Requests>,
}

impl Admin {
    pub fn new(config: &[u8]) -> Result<Arc<Admin>> {
        let settings = Settings::parse(Kind::Producer, config)?;
        let handle = Handle::new(Kind::Producer, settings.conf)?;
        let client = Client::new(handle.clone(), "kc-admin")?;
        let mut queue = Queue::main(&handle);
        queue.ring(client.waker().clone());
        client.add_source(Box::new(MainQueue {
            queue,
            client: Arc::downgrade(&client),
            leftover: Leftover::default(),
        }));
        let requests = Requests::attach(&client)?;
        Ok(Arc::new(Admin { client, requests }))
    }

    pub fn client(&self) -> &Arc<Client> {
        &self.client
    }

    pub fn requests(&self) -> &Arc<Requests> {
        &self.requests
    }
}

impl Role for Admin {
    fn finish(&self, _client: &Arc<Client>, _deadline: Instant) -> bool {
        true
    }
}

/// An admin client's queue of errors, logs and statistics.
struct MainQueue {
    queue: Queue,
    client: Weak<Client>,
    leftover: Leftover,
}

impl Source for MainQueue {
    fn drain_control(&mut self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let Some(client) = self.client.upgrade() else { return Ok(Drained::Empty) };
        self.leftover.write(writer)?;
        while let Some(event) = self.queue.poll() {
            if let Some(parcel) = client.parcel_of(&event) {
                self.leftover.add(parcel, writer)?;
            }
        }
        Ok(Drained::Empty)
    }

    fn unburden(&mut self) {
        let Some(client) = self.client.upgrade() else { return };
        while let Some(event) = self.queue.poll() {
            if let Some(parcel) = client.parcel_of(&event) {
                client.outbox().push(parcel);
            }
        }
    }
}
