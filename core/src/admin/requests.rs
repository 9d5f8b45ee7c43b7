//! The admin requests of one client, from the document to its answer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use serde_json::Value;

use super::operation::{self, Operation, Request};
use crate::client::{milliseconds, whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::document::{parse_object, refuse_rest, take_text};
use crate::source::{Drained, Source};
use crate::sys::{AdminCall, AdminOptions, Event, Handle, Queue};
use crate::tokens::Pending;
use crate::wire::{NoRoom, Writer};

/// After how long an operation without an answer makes the cluster be looked at, and how long a look may take.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
const LOOK_MS: i32 = 200;

pub struct Requests {
    client: Weak<Client>,
    /// None when the client has ended.
    queue: Mutex<Option<Queue>>,
    /// By the numbers under which librdkafka answers, which are no tokens: an answer may come when its token is another's.
    under_way: Mutex<HashMap<u64, UnderWay>>,
    next_number: AtomicU64,
    /// Somebody will look soon.
    is_watched: AtomicBool,
}

struct UnderWay {
    pending: Pending,
    asked: Box<Asked>,
}

impl Requests {
    /// Gives a client the ability to ask; its answers join the client's records.
    pub fn attach(client: &Arc<Client>) -> Result<Arc<Requests>> {
        let mut queue = Queue::new(&client.handle()?);
        queue.ring(client.waker().clone());
        let requests = Arc::new(Requests {
            client: Arc::downgrade(client),
            queue: Mutex::new(Some(queue)),
            under_way: Mutex::default(),
            next_number: AtomicU64::new(0),
            is_watched: AtomicBool::new(false),
        });
        client.add_source(Box::new(Answers(requests.clone())));
        Ok(requests)
    }

    /// Sends a request; `token` is answered with a document or an error.
    pub fn start(self: &Arc<Requests>, json: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
        let asked = Box::new(Asked::parse(json, timeout_ms)?);
        if timeout_ms == 0 {
            return Err(Error::timed_out("the request has no time to be answered in"));
        }
        let client = self.client()?;
        let handle = client.handle()?;
        let ends_here = asked.options.is_timed_here.then_some(asked.deadline);
        let one = UnderWay { pending: client.accept(token)?, asked };
        self.send(&handle, one).map_err(|(one, error)| {
            one.pending.withdraw();
            error
        })?;
        if let Some(deadline) = ends_here {
            self.schedule_end(&client, deadline);
        }
        self.watch(&client);
        Ok(())
    }

    fn client(&self) -> Result<Arc<Client>> {
        self.client.upgrade().ok_or_else(|| Error::state("the client is closed"))
    }

    /// The answer is not read before this has returned: both hold the queue.
    fn send(&self, handle: &Arc<Handle>, one: UnderWay) -> std::result::Result<(), (UnderWay, Error)> {
        let queue = self.queue.lock();
        let Some(queue) = queue.as_ref() else { return Err((one, Error::state("the client is closing"))) };
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = one.asked.send(handle, queue, number) {
            return Err((one, error));
        }
        self.under_way.lock().insert(number, one);
        Ok(())
    }

    /// librdkafka waits for the controller that it knows, although that is down, until it happens to hear of another one
    /// (rdkafka_broker.c:1849). So while an operation is not answered the cluster is looked at now and then.
    fn watch(self: &Arc<Requests>, client: &Client) {
        if self.is_watched.swap(true, Ordering::Relaxed) {
            return;
        }
        let weak = Arc::downgrade(self);
        let scheduled = client.lane().submit_at(Instant::now() + LOOK_INTERVAL, move || {
            if let Some(requests) = weak.upgrade() {
                requests.is_watched.store(false, Ordering::Relaxed);
                requests.look();
            }
        });
        // A lane that is full of waiting calls asks the cluster anyway.
        if scheduled.is_err() {
            self.is_watched.store(false, Ordering::Relaxed);
        }
    }

    fn look(self: &Arc<Requests>) {
        self.end_late();
        let Some(oldest) = self.under_way.lock().values().map(|one| one.asked.since).min() else { return };
        let Ok(client) = self.client() else { return };
        if oldest.elapsed() >= LOOK_INTERVAL {
            // What comes of it librdkafka keeps for itself.
            let _ = client.handle().and_then(|handle| handle.probe(LOOK_MS));
        }
        self.watch(&client);
    }

    /// If the lane has no room for it, `look` comes by too.
    fn schedule_end(self: &Arc<Requests>, client: &Client, deadline: Instant) {
        let weak = Arc::downgrade(self);
        let _ = client.lane().submit_at(deadline, move || {
            if let Some(requests) = weak.upgrade() {
                requests.end_late();
            }
        });
    }

    /// Answers what librdkafka was given more time for than there is.
    fn end_late(&self) {
        let now = Instant::now();
        let is_late = |one: &UnderWay| one.asked.options.is_timed_here && one.asked.deadline <= now;
        let late: Vec<UnderWay> = {
            let mut under_way = self.under_way.lock();
            let numbers: Vec<u64> =
                under_way.iter().filter(|(_, one)| is_late(one)).map(|(number, _)| *number).collect();
            numbers.iter().filter_map(|number| under_way.remove(number)).collect()
        };
        for UnderWay { pending, mut asked } in late {
            pending.settle(asked.end().and_then(|()| asked.answer()).map(Some));
        }
    }

    fn drain(&self) {
        let mut unfinished = Vec::new();
        {
            let queue = self.queue.lock();
            let Some(queue) = queue.as_ref() else { return };
            while let Some(event) = queue.poll() {
                let Some(mut one) = self.under_way.lock().remove(&event.opaque()) else { continue };
                match one.asked.take(&event) {
                    Ok(()) if one.asked.is_answered() => one.pending.settle(one.asked.answer().map(Some)),
                    Ok(()) => unfinished.push(one),
                    Err(error) => one.pending.settle(Err(error)),
                }
            }
        }
        for one in unfinished {
            self.go_on(one);
        }
    }

    fn go_on(&self, one: UnderWay) {
        let handle = match self.client().and_then(|client| client.handle()) {
            Ok(handle) => handle,
            Err(error) => return one.pending.settle(Err(error)),
        };
        if let Err((one, error)) = self.send(&handle, one) {
            one.pending.settle(Err(error));
        }
    }
}

/// An operation that was asked for. What librdkafka does not take at once is sent one request after the other.
struct Asked {
    options: AdminOptions,
    since: Instant,
    deadline: Instant,
    requests: Vec<Request>,
    answered_count: usize,
    answer: Value,
}

impl Asked {
    fn parse(json: &[u8], timeout_ms: i32) -> Result<Asked> {
        let mut document = parse_object("the request", json)?;
        let operation: &Operation = operation::find(&take_text(&mut document, "operation")?)?;
        let mut options = AdminOptions::default();
        for option in operation.options {
            (option.take)(&mut document, &mut options)?;
        }
        let requests = (operation.parse)(&mut document)?;
        refuse_rest(&document)?;
        let since = Instant::now();
        let deadline = since + milliseconds(timeout_ms);
        Ok(Asked { options, since, deadline, requests, answered_count: 0, answer: Value::Null })
    }

    fn send(&self, handle: &Arc<Handle>, queue: &Queue, number: u64) -> Result<()> {
        let left_ms = whole_milliseconds(self.deadline.saturating_duration_since(Instant::now()));
        match self.requests.get(self.answered_count) {
            Some(request) => request.send(&AdminCall::new(handle, &self.options, left_ms, queue, number)?),
            None => Ok(()),
        }
    }

    /// Fails everything that is not answered yet.
    fn end(&mut self) -> Result<()> {
        while let Some(request) = self.requests.get(self.answered_count) {
            self.answered_count += 1;
            let answer = request.failed(Error::timed_out("the time was over before the coordinator had answered"))?;
            operation::join(&mut self.answer, answer);
        }
        Ok(())
    }

    /// Takes an answer in. One request that fails fails its own items, or all if it has none of its own.
    fn take(&mut self, event: &Event) -> Result<()> {
        let Some(request) = self.requests.get(self.answered_count) else { return Ok(()) };
        self.answered_count += 1;
        let answer = match event.is_error() {
            true => request.failed(Error::kafka(event.code(), event.text()))?,
            false => request.read(event)?,
        };
        operation::join(&mut self.answer, answer);
        Ok(())
    }

    fn is_answered(&self) -> bool {
        self.answered_count >= self.requests.len()
    }

    fn answer(&self) -> Result<Vec<u8>> {
        match is_late(&self.answer) {
            true => Err(Error::timed_out("the time was over before anything was answered")),
            false => Ok(self.answer.to_string().into_bytes()),
        }
    }
}

/// Whether the time ran out for everything. Where librdkafka asks several brokers, it would be said of each item.
fn is_late(answer: &Value) -> bool {
    let lists = answer.as_object().into_iter().flat_map(|fields| fields.values().filter_map(Value::as_array));
    let mut codes = lists.flatten().map(|item| item["code"].as_i64()).peekable();
    codes.peek().is_some() && codes.all(|code| code == Some(code::TIMED_OUT.into()))
}

struct Answers(Arc<Requests>);

impl Source for Answers {
    fn drain_control(&mut self, _writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        self.0.drain();
        Ok(Drained::Empty)
    }

    fn end(&mut self) {
        *self.0.queue.lock() = None;
        let given_up = std::mem::take(&mut *self.0.under_way.lock());
        drop(given_up);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_is_late_when_all_its_items_are() {
        let late = json!({ "code": code::TIMED_OUT });
        for (answer, expected) in [
            (json!({ "groups": [late, late] }), true),
            (json!({ "groups": [], "errors": [late] }), true),
            (json!({ "groups": [late, { "code": 0 }] }), false),
            (json!({ "groups": [{ "group": "a" }], "errors": [late] }), false),
            (json!({ "groups": [], "errors": [] }), false),
            (json!({ "id": "a", "brokers": [] }), false),
        ] {
            assert_eq!(is_late(&answer), expected, "{answer}");
        }
    }
}
