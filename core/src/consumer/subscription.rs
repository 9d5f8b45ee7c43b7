//! What the consumer has asked its group for.

use std::sync::Arc;

use parking_lot::Mutex;

use super::offsets::whole_topic;
use super::rebalance::Rebalances;
use super::Consumer;
use crate::client::Client;
use crate::code::{Error, Result};
use crate::partitions::pack_topics;
use crate::sys::PartitionList;
use crate::wire::{kind, Batch};

/// The names and patterns of the subscription, remembered here because asking librdkafka waits for its main thread.
#[derive(Default)]
pub struct Subscription(Mutex<Vec<String>>);

impl Subscription {
    pub fn topics(&self) -> Vec<String> {
        self.0.lock().clone()
    }

    pub fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }

    /// On the lane.
    pub fn replace(&self, client: &Client, topics: Vec<String>) -> Result<()> {
        tell(client, &topics)?;
        *self.0.lock() = topics;
        Ok(())
    }

    /// Asks once more for what was asked for, on the lane.
    pub fn renew(&self, client: &Client) -> Result<()> {
        match self.topics() {
            topics if topics.is_empty() => Ok(()),
            topics => tell(client, &topics),
        }
    }

    /// On the lane.
    pub fn end(&self, client: &Arc<Client>, rebalances: &Rebalances) -> Result<()> {
        rebalances.settle(client);
        client.handle()?.unsubscribe()?;
        self.0.lock().clear();
        Ok(())
    }
}

impl Consumer {
    /// Replaces the subscription by the topics of a batch; `^` starts a pattern.
    pub fn subscribe(&self, bytes: &[u8], token: u64) -> Result<()> {
        let topics = parse_topics(bytes)?;
        let (subscription, progress) = (self.subscription.clone(), self.progress.clone());
        self.client.answer_on_lane(token, move |client| {
            subscription.replace(client, topics)?;
            progress.settle();
            Ok(None)
        })
    }

    /// Leaves the group; the partitions are revoked like in any rebalance.
    pub fn unsubscribe(&self, token: u64) -> Result<()> {
        let (subscription, progress) = (self.subscription.clone(), self.progress.clone());
        let rebalances = self.rebalances.clone();
        self.client.answer_on_lane(token, move |client| {
            subscription.end(client, &rebalances)?;
            progress.settle();
            Ok(None)
        })
    }

    /// The subscription that was last answered, packed.
    pub fn subscribed(&self) -> Result<Vec<u8>> {
        self.client.check_open()?;
        Ok(pack_topics(&self.subscription.topics()))
    }
}

fn tell(client: &Client, topics: &[String]) -> Result<()> {
    let mut list = PartitionList::with_capacity(topics.len());
    for topic in topics {
        list.add(&whole_topic(topic))?;
    }
    client.handle()?.subscribe(&list)
}

fn parse_topics(bytes: &[u8]) -> Result<Vec<String>> {
    let batch = Batch::parse(bytes).map_err(|fault| Error::invalid(fault.to_string()))?;
    let mut topics = Vec::with_capacity(batch.record_count() as usize);
    for (index, record) in batch.records().enumerate() {
        let topic = record.topic.map(|topic| batch.topic_name(topic)).unwrap_or_default();
        if record.kind != kind::TOPIC || topic.is_empty() {
            return Err(Error::invalid(format!("record {index}: a subscription takes TOPIC records with a name")));
        }
        topics.push(topic.to_owned());
    }
    if topics.is_empty() {
        return Err(Error::invalid("the batch has no topics; name at least one"));
    }
    Ok(topics)
}
