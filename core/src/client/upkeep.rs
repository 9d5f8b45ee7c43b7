//! What a client does for itself while its caller does nothing: a look every second, on the lane.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Client;

const INTERVAL: Duration = Duration::from_secs(1);

impl Client {
    /// Looks after the client until it ends.
    pub(super) fn schedule_upkeep(self: &Arc<Client>) {
        let weak = Arc::downgrade(self);
        // Refused only by a lane that is full of waiting calls or stopped; either way its thread is not idle.
        let _ = self.lane.submit_at(Instant::now() + INTERVAL, move || {
            let Some(client) = weak.upgrade() else { return };
            client.report_dropped_logs();
            client.unburden();
            client.recover();
            client.schedule_upkeep();
        });
    }

    /// Goes back to the first brokers if all are lost. Whatever keeps the lane for long calls this, too: nobody else could, and what it waits
    /// for might never come.
    pub fn recover(&self) {
        let Ok(handle) = self.handle() else { return };
        if self.recovery.lock().is_due(|| handle.has_lost_brokers(), Instant::now()) {
            handle.bootstrap_again();
        }
    }

    /// A caller who was woken and has not come since the last look may never come. What librdkafka has to say would wait inside
    /// it without a bound; the outbox has one.
    fn unburden(&self) {
        if self.waker.is_pending() && self.is_overdue.swap(true, std::sync::atomic::Ordering::Relaxed) {
            self.sources.lock().list.iter_mut().for_each(|source| source.unburden());
        }
    }
}
