//! The admin requests of one client, from the document to its answer.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Instant;

use parking_lot::Mutex;
use serde_json::Value;

use super::operation::{self, Operation, Request};
use crate::client::{milliseconds, whole_milliseconds, Client};
use crate::code::{Error, Result};
use crate::document::{parse_object, refuse_rest, take_text};
use crate::replies::Replies;
use crate::source::{Drained, Source};
use crate::sys::{AdminCall, AdminOptions, Event, Handle, Queue};
use crate::tokens::Pending;
use crate::wire::{NoRoom, Writer};

pub struct Requests {
    client: Weak<Client>,
    replies: Replies,
    under_way: Mutex<HashMap<u64, Asked>>,
}

impl Requests {
    /// Gives a client the ability to ask; its answers join the client's records.
    pub fn attach(client: &Arc<Client>) -> Result<Arc<Requests>> {
        let replies = Replies::new(&client.handle()?, client.waker());
        let requests =
            Arc::new(Requests { client: Arc::downgrade(client), replies, under_way: Mutex::new(HashMap::new()) });
        client.add_source(Box::new(Answers(requests.clone())));
        Ok(requests)
    }

    /// Sends a request; `token` is answered with a document or an error.
    pub fn start(&self, json: &[u8], timeout_ms: i32, token: u64) -> Result<()> {
        let asked = Asked::parse(json, timeout_ms)?;
        if timeout_ms == 0 {
            return Err(Error::timed_out("the request has no time to be answered in"));
        }
        let client = self.client()?;
        let handle = client.handle()?;
        self.replies.request(client.accept(token)?, |queue, token| self.send(&handle, asked, queue, token))
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

    fn drain(&self) {
        let mut unfinished = Vec::new();
        self.replies.drain(|event, pending| {
            let Some(mut asked) = self.under_way.lock().remove(&pending.token()) else { return };
            match asked.take(event) {
                Ok(()) if asked.is_answered() => pending.settle(Ok(Some(asked.answer()))),
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
        let deadline = Instant::now() + milliseconds(timeout_ms);
        Ok(Asked { options, deadline, requests, answered_count: 0, answer: Value::Null })
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
            false => request.read(event),
        };
        operation::join(&mut self.answer, answer);
        Ok(())
    }

    fn is_answered(&self) -> bool {
        self.answered_count >= self.requests.len()
    }

    fn answer(&self) -> Vec<u8> {
        self.answer.to_string().into_bytes()
    }
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
