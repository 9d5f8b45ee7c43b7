//! The admin requests of one client, from the document to its answer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use serde_json::Value;

use super::operation::{self, Operation, Request};
use crate::client::{milliseconds, whole_milliseconds, Client};
use crate::code::{self, Error, Result};
use crate::document::{parse_object, refuse_rest, take_text};
use crate::replies::Replies;
use crate::source::{Drained, Source};
use crate::sys::{AdminCall, AdminOptions, Event, Handle, Queue};
use crate::tokens::Pending;
use crate::wire::{NoRoom, Writer};

/// After how long an operation without an answer makes the cluster be looked at, and how long a look may take.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
const LOOK_MS: i32 = 200;

pub struct Requests {
    client: Weak<Client>,
    replies: Replies,
    under_way: Mutex<HashMap<u64, Asked>>,
    /// Somebody will look soon.
    is_watched: AtomicBool,
}

impl Requests {
    /// Gives a client the ability to ask; its answers join the client's records.
    pub fn attach(client: &Arc<Client>) -> Result<Arc<Requests>> {
        let replies = Replies::new(&client.handle()?, client.waker());
        let requests = Arc::new(Requests {
            client: Arc::downgrade(client),
            replies,
            under_way: Mutex::default(),
            is_watched: AtomicBool::new(false),
        });
        client.add_source(Box::new(Answers(requests.clone())));
        Ok(requests)
    }

    /// Sends a request; `token` is answered with a document or an error.
    pub fn start(self: &Arc<Requests>, json: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
        let asked = Asked::parse(json, timeout_ms)?;
        if timeout_ms == 0 {
            return Err(Error::timed_out("the request has no time to be answered in"));
        }
        let client = self.client()?;
        let handle = client.handle()?;
        self.replies.request(client.accept(token)?, |queue, token| self.send(&handle, asked, queue, token))?;
        self.watch(&client);
        Ok(())
    }

    fn client(&self) -> Result<Arc<Client>> {
        self.client.upgrade().ok_or_else(|| Error::state("the client is closed"))
    }

    /// The answer is not read before this has returned: both hold the queue.
    fn send(&self, handle: &Arc<Handle>, asked: Asked, queue: &Queue, token: u64) -> Result<()> {
        asked.send(handle, queue, token)?;
        self.under_way.lock().insert(token, asked);
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
        let Some(oldest) = self.under_way.lock().values().map(|asked| asked.since).min() else { return };
        let Ok(client) = self.client() else { return };
        if oldest.elapsed() >= LOOK_INTERVAL {
            // What comes of it librdkafka keeps for itself.
            let _ = client.handle().and_then(|handle| handle.probe(LOOK_MS));
        }
        self.watch(&client);
    }

    fn drain(&self) {
        let mut unfinished = Vec::new();
        self.replies.drain(|event, pending| {
            let Some(mut asked) = self.under_way.lock().remove(&pending.token()) else { return };
            match asked.take(event) {
                Ok(()) if asked.is_answered() => pending.settle(asked.answer().map(Some)),
                Ok(()) => unfinished.push((pending, asked)),
                Err(error) => pending.settle(Err(error)),
            }
        });
        for (pending, asked) in unfinished {
            self.go_on(pending, asked);
        }
    }

    fn go_on(&self, pending: Pending, asked: Asked) {
        self.replies.repeat(pending, |queue, token| self.send(&self.client()?.handle()?, asked, queue, token));
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

    fn send(&self, handle: &Arc<Handle>, queue: &Queue, token: u64) -> Result<()> {
        let left_ms = whole_milliseconds(self.deadline.saturating_duration_since(Instant::now()));
        match self.requests.get(self.answered_count) {
            Some(request) => request.send(&AdminCall::new(handle, &self.options, left_ms, queue, token)?),
            None => Ok(()),
        }
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
        self.0.replies.end();
        self.0.under_way.lock().clear();
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
