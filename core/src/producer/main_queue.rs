//! What a producer is drained from.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::delivery::Deliveries;
use super::room::Room;
use crate::client::Client;
use crate::outbox::{Leftover, Parcel};
use crate::source::{Drained, Source};
use crate::sys::{Event, EventKind, ProduceBuffer, Queue};
use crate::wire::{kind, Fields, NoRoom, Writer};

/// Between two purges after a fatal error, while something is in flight that may come back to the queue.
const GIVE_UP_INTERVAL: Duration = Duration::from_millis(200);

/// The producer's queue of delivery reports, errors, logs and statistics.
pub struct MainQueue {
    pub queue: Queue,
    pub client: Weak<Client>,
    /// Held by whoever is enqueuing.
    pub buffer: Arc<Mutex<ProduceBuffer>>,
    pub room: Arc<Room>,
    pub deliveries: Deliveries,
    pub leftover: Leftover,
    /// Reports that were before the news which nobody came for. Their records still count as queued, which bounds them.
    pub waiting: VecDeque<Event>,
}

impl MainQueue {
    fn parcel_of(&self, client: &Arc<Client>, event: &Event) -> Option<Parcel> {
        if event.kind() == EventKind::Error && event.is_fatal() {
            give_up_queue(client, &self.buffer, Instant::now());
        }
        client.parcel_of(event)
    }
}

impl Source for MainQueue {
    fn drain_control(&mut self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        let Some(client) = self.client.upgrade() else { return Ok(Drained::Empty) };
        let mut drained = Drained::More;
        self.leftover.write(writer)?;
        self.deliveries.start_share();
        while drained == Drained::More {
            self.deliveries.drain(writer)?;
            if self.deliveries.is_share_used() {
                break;
            }
            match self.waiting.pop_front().or_else(|| self.queue.poll()) {
                None => drained = Drained::Empty,
                Some(event) if event.kind() == EventKind::DeliveryReports => self.deliveries.take(event),
                Some(event) => {
                    if let Some(parcel) = self.parcel_of(&client, &event) {
                        self.leftover.add(parcel, writer)?;
                    }
                }
            }
        }
        if let Ok(handle) = client.handle_while_closing() {
            if let Some(full_count) = self.room.claim(handle.queued_count()) {
                let written = writer.push(&Fields { kind: kind::ROOM, ..Fields::NONE });
                written.inspect_err(|_| self.room.give_back(full_count))?;
            }
        }
        Ok(drained)
    }

    fn unburden(&mut self) {
        let Some(client) = self.client.upgrade() else { return };
        while let Some(event) = self.queue.poll() {
            if event.kind() == EventKind::DeliveryReports {
                self.waiting.push_back(event);
            } else if let Some(parcel) = self.parcel_of(&client, &event) {
                client.outbox().push(parcel);
            }
        }
    }
}

/// Behind a fatal error nothing is sent any more. librdkafka purges its queue then, but a call that is enqueuing just now and
/// a request that comes back leave records there until message.timeout.ms (rdkafka.c:888); so it is done until all are
/// answered. What is in flight keeps the chance of a true answer.
fn give_up_queue(client: &Arc<Client>, buffer: &Arc<Mutex<ProduceBuffer>>, time: Instant) {
    let (client_of_job, buffer_of_job) = (Arc::downgrade(client), buffer.clone());
    // Refused only by a lane that is full of waiting calls or stopped; a close purges by itself.
    let _ = client.lane().submit_at(time, move || {
        let Some(client) = client_of_job.upgrade() else { return };
        drop(buffer_of_job.lock());
        let Ok(handle) = client.handle_while_closing() else { return };
        if client.is_closing() || handle.queued_count() == 0 {
            return;
        }
        handle.start_purge(true, false);
        give_up_queue(&client, &buffer_of_job, Instant::now() + GIVE_UP_INTERVAL);
    });
}
