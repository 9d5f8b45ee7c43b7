//! librdkafka's mock cluster: brokers inside this process, on loopback ports.

use std::ptr::NonNull;
use std::sync::Arc;

use libc::c_int;

use super::conf::{Conf, Kind};
use super::ffi::{self, rd_kafka_mock_cluster_t};
use super::handle::Handle;
use super::text::{c_string, describe_code, owned};
use crate::code::{self, Error, Result};

pub struct MockCluster {
    cluster: NonNull<rd_kafka_mock_cluster_t>,
    /// The instance that carries the cluster's thread; it connects to nothing itself.
    _carrier: Arc<Handle>,
}

// SAFETY: the cluster's functions hand their work to its own thread.
unsafe impl Send for MockCluster {}
// SAFETY: as above.
unsafe impl Sync for MockCluster {}

impl MockCluster {
    pub fn new(broker_count: i32) -> Result<MockCluster> {
        let mut conf = Conf::new();
        // The carrier has no brokers to connect to and would say so on standard error.
        let _ = conf.set("log_level", "0")?;
        let carrier = Handle::new(Kind::Producer, conf)?;
        // SAFETY: valid instance.
        let raw = unsafe { ffi::rd_kafka_mock_cluster_new(carrier.as_ptr(), broker_count) };
        let cluster = NonNull::new(raw)
            .ok_or_else(|| Error::resource(format!("a mock cluster of {broker_count} brokers did not start")))?;
        Ok(MockCluster { cluster, _carrier: carrier })
    }

    /// How long a new group waits for more members before the first assignment.
    pub fn set_rebalance_delay(&self, delay_ms: i32) {
        // SAFETY: valid cluster.
        unsafe { ffi::rd_kafka_mock_group_initial_rebalance_delay_ms(self.cluster.as_ptr(), delay_ms) }
    }

    /// `host:port` of every broker, separated by commas.
    pub fn bootstrap_servers(&self) -> String {
        // SAFETY: the string lives as long as the cluster and is copied.
        unsafe { owned(ffi::rd_kafka_mock_cluster_bootstraps(self.cluster.as_ptr())) }
    }

    pub fn create_topic(&self, name: &str, partition_count: i32, replication_factor: i32) -> Result<()> {
        let name = c_string("topic", name)?;
        // SAFETY: valid cluster and string.
        check(unsafe {
            ffi::rd_kafka_mock_topic_create(self.cluster.as_ptr(), name.as_ptr(), partition_count, replication_factor)
        })
    }

    /// What a client hears that asks for the topic's metadata, or wants to add it to a transaction.
    pub fn set_topic_error(&self, topic: &str, code: i32) -> Result<()> {
        let topic = c_string("topic", topic)?;
        // SAFETY: valid cluster and string, which is copied; a topic that does not exist is made.
        unsafe { ffi::rd_kafka_mock_topic_set_error(self.cluster.as_ptr(), topic.as_ptr(), code) };
        Ok(())
    }

    /// Closes a broker's connections and its port.
    pub fn set_broker_down(&self, broker: i32) -> Result<()> {
        // SAFETY: valid cluster; unknown brokers are refused.
        check(unsafe { ffi::rd_kafka_mock_broker_set_down(self.cluster.as_ptr(), broker) })
    }

    pub fn set_broker_up(&self, broker: i32) -> Result<()> {
        // SAFETY: valid cluster; unknown brokers are refused.
        check(unsafe { ffi::rd_kafka_mock_broker_set_up(self.cluster.as_ptr(), broker) })
    }

    /// Every answer of a broker takes this long from now on.
    pub fn set_rtt(&self, broker: i32, rtt_ms: i32) -> Result<()> {
        // SAFETY: valid cluster; unknown brokers are refused.
        check(unsafe { ffi::rd_kafka_mock_broker_set_rtt(self.cluster.as_ptr(), broker, rtt_ms) })
    }

    /// Makes a broker the coordinator of a group or a transaction.
    pub fn set_coordinator(&self, kind: &str, key: &str, broker: i32) -> Result<()> {
        let (kind, key) = (c_string("kind", kind)?, c_string("key", key)?);
        // SAFETY: valid cluster and strings, which are copied.
        check(unsafe { ffi::rd_kafka_mock_coordinator_set(self.cluster.as_ptr(), kind.as_ptr(), key.as_ptr(), broker) })
    }

    /// Makes a broker the leader of a partition.
    pub fn set_leader(&self, topic: &str, partition: i32, broker: i32) -> Result<()> {
        let topic = c_string("topic", topic)?;
        // SAFETY: valid cluster and string, which is copied; unknown brokers and partitions are refused.
        check(unsafe {
            ffi::rd_kafka_mock_partition_set_leader(self.cluster.as_ptr(), topic.as_ptr(), partition, broker)
        })
    }

    /// Makes a broker the one that consumers of its rack may read a partition from.
    pub fn set_follower(&self, topic: &str, partition: i32, broker: i32) -> Result<()> {
        let topic = c_string("topic", topic)?;
        // SAFETY: valid cluster and string, which is copied; unknown brokers and partitions are refused.
        check(unsafe {
            ffi::rd_kafka_mock_partition_set_follower(self.cluster.as_ptr(), topic.as_ptr(), partition, broker)
        })
    }

    /// Remembers the requests that come from now on, and those before no more; or none from now on.
    pub fn watch_requests(&self, on: bool) {
        // SAFETY: valid cluster.
        unsafe {
            match on {
                true => ffi::rd_kafka_mock_start_request_tracking(self.cluster.as_ptr()),
                false => ffi::rd_kafka_mock_stop_request_tracking(self.cluster.as_ptr()),
            }
        }
    }

    /// Broker and kind of the requests that are remembered, in their order.
    pub fn requests(&self) -> Vec<(i32, i16)> {
        let mut count = 0;
        // SAFETY: the array has the written length and is given back here.
        unsafe {
            let first = ffi::rd_kafka_mock_get_requests(self.cluster.as_ptr(), &mut count);
            let read = |index| {
                let request = *first.add(index);
                (ffi::rd_kafka_mock_request_id(request), ffi::rd_kafka_mock_request_api_key(request))
            };
            let requests = (0..count).map(read).collect();
            ffi::rd_kafka_mock_request_destroy_array(first, count);
            requests
        }
    }

    /// The next requests of a kind are answered with these codes, whichever broker they reach.
    pub fn push_errors(&self, api_key: i16, codes: &[i32]) {
        // SAFETY: valid cluster; the array has the stated length and is copied.
        unsafe {
            ffi::rd_kafka_mock_push_request_errors_array(self.cluster.as_ptr(), api_key, codes.len(), codes.as_ptr())
        }
    }

    /// One more request of a kind to one broker is answered with this code, after a time.
    pub fn push_slow_error(&self, broker: i32, api_key: i16, code: i32, rtt_ms: i32) -> Result<()> {
        // SAFETY: valid cluster; one pair of integers follows, as the count says.
        check(unsafe {
            ffi::rd_kafka_mock_broker_push_request_error_rtts(
                self.cluster.as_ptr(),
                broker,
                api_key,
                1,
                code as c_int,
                rtt_ms as c_int,
            )
        })
    }
}

impl Drop for MockCluster {
    fn drop(&mut self) {
        // SAFETY: owned; destroyed before its carrier.
        unsafe { ffi::rd_kafka_mock_cluster_destroy(self.cluster.as_ptr()) }
    }
}

fn check(answer: i32) -> Result<()> {
    if answer == code::NO_ERROR {
        return Ok(());
    }
    Err(Error::kafka(answer, describe_code(answer)))
}
