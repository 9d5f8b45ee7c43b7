//! Admin: a JSON document asks, a JSON document answers. Works over any client's connections.

mod topics;

use std::sync::{Arc, Weak};
use std::time::Instant;

use crate::client::{Client, Role};
use crate::code::{Error, Result};
use crate::config::Settings;
use crate::document::{parse_object, take_text};
use crate::outbox::Leftover;
use crate::replies::Replies;
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

/// The admin requests of one client.
pub struct Requests {
    client: Weak<Client>,
    replies: Replies,
}

impl Requests {
    /// Gives a client the ability to ask; its answers join the client's records.
    pub fn attach(client: &Arc<Client>) -> Result<Arc<Requests>> {
        let replies = Replies::new(&client.handle()?, client.waker());
        let requests = Arc::new(Requests { client: Arc::downgrade(client), replies });
        client.add_source(Box::new(Answers(requests.clone())));
        Ok(requests)
    }

    /// Sends a request; `token` is answered with a document or an error.
    pub fn start(&self, json: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
        let mut document = parse_object("the request", json)?;
        let operation = take_text(&mut document, "operation")?;
        let request = match operation.as_str() {
            "CreateTopics" => topics::Request::create(document)?,
            "DeleteTopics" => topics::Request::delete(document)?,
            _ => {
                return Err(Error::invalid(format!(
                    "operation \"{operation}\" is unknown; this version has CreateTopics and DeleteTopics"
                )))
            }
        };
        let client = self.client.upgrade().ok_or_else(|| Error::state("the client is closed"))?;
        let handle = client.handle()?;
        self.replies.request(client.accept(token)?, |queue, token| request.send(&handle, timeout_ms, queue, token))
    }
}

struct Answers(Arc<Requests>);

impl Source for Answers {
    fn drain_control(&mut self, _writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        self.0.replies.drain(|event, pending| {
            pending.settle(match event.is_error() {
                true => Err(Error::kafka(event.code(), event.text())),
                false => Ok(Some(topics::answer(&event.topic_results()))),
            });
        });
        Ok(Drained::Empty)
    }

    fn end(&mut self) {
        self.0.replies.end();
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
