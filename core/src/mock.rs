//! The embedded mock cluster: brokers inside this process, for trials and tests without a Kafka.

use crate::code::{Error, Result};
use crate::sys::MockCluster;

/// librdkafka serves the whole cluster with one thread; more brokers than this test nothing new.
const BROKERS_MAX: i32 = 100;
const PARTITIONS_MAX: i32 = 10_000;

pub struct Mock {
    cluster: MockCluster,
    broker_count: i32,
}

impl Mock {
    pub fn new(broker_count: i32) -> Result<Mock> {
        if !(1..=BROKERS_MAX).contains(&broker_count) {
            return Err(Error::invalid(format!("brokers is {broker_count}; it takes 1 to {BROKERS_MAX}")));
        }
        let cluster = MockCluster::new(broker_count)?;
        // A group in a test is complete when it starts; librdkafka's three seconds are for those that are not.
        cluster.set_rebalance_delay(0);
        Ok(Mock { cluster, broker_count })
    }

    pub fn bootstrap_servers(&self) -> String {
        self.cluster.bootstrap_servers()
    }

    pub fn create_topic(&self, topic: &str, partition_count: i32, replication_factor: i32) -> Result<()> {
        if topic.is_empty() {
            return Err(Error::invalid("topic is empty; give it a name"));
        }
        if !(1..=PARTITIONS_MAX).contains(&partition_count) {
            return Err(Error::invalid(format!("partitions is {partition_count}; it takes 1 to {PARTITIONS_MAX}")));
        }
        if !(1..=self.broker_count).contains(&replication_factor) {
            let most = self.broker_count;
            return Err(Error::invalid(format!("replication_factor is {replication_factor}; it takes 1 to {most}")));
        }
        self.cluster.create_topic(topic, partition_count, replication_factor)
    }

    /// Closes a broker's connections and its port until it is set up again.
    pub fn set_broker_down(&self, broker: i32) -> Result<()> {
        self.check_broker(broker)?;
        self.cluster.set_broker_down(broker)
    }

    pub fn set_broker_up(&self, broker: i32) -> Result<()> {
        self.check_broker(broker)?;
        self.cluster.set_broker_up(broker)
    }

    fn check_broker(&self, broker: i32) -> Result<()> {
        if (1..=self.broker_count).contains(&broker) {
            return Ok(());
        }
        Err(Error::invalid(format!("broker is {broker}; this cluster has 1 to {}", self.broker_count)))
    }
}
