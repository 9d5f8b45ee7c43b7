//! The embedded mock cluster: brokers inside this process, for trials and tests without a Kafka.

use serde_json::{json, Value};

use crate::code::{Error, Result};
use crate::sys::MockCluster;

/// librdkafka serves the whole cluster with one thread; more brokers than this test nothing new.
const BROKERS_MAX: i32 = 100;
const PARTITIONS_MAX: i32 = 10_000;
/// Faults that one call may plant.
const FAULTS_MAX: usize = 10_000;
/// Longer than any timeout of a client.
const RTT_MAX_MS: i32 = 3_600_000;
const COORDINATOR_KINDS: [&str; 2] = ["group", "transaction"];

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
        check_topic(topic)?;
        if !(1..=PARTITIONS_MAX).contains(&partition_count) {
            return Err(Error::invalid(format!("partitions is {partition_count}; it takes 1 to {PARTITIONS_MAX}")));
        }
        if !(1..=self.broker_count).contains(&replication_factor) {
            let most = self.broker_count;
            return Err(Error::invalid(format!("replication_factor is {replication_factor}; it takes 1 to {most}")));
        }
        self.cluster.create_topic(topic, partition_count, replication_factor)
    }

    /// What a client hears of a topic that it asks about; 0 makes it well again.
    pub fn set_topic_error(&self, topic: &str, code: i32) -> Result<()> {
        check_topic(topic)?;
        if i16::try_from(code).is_err() {
            return Err(Error::invalid(format!("code is {code}; it takes an error code of Kafka, or 0")));
        }
        self.cluster.set_topic_error(topic, code)
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

    /// Every answer of a broker takes this long from now on.
    pub fn set_rtt(&self, broker: i32, rtt_ms: i32) -> Result<()> {
        self.check_broker(broker)?;
        check_rtt(rtt_ms)?;
        self.cluster.set_rtt(broker, rtt_ms)
    }

    /// Makes a broker the coordinator of a "group" or a "transaction".
    pub fn set_coordinator(&self, kind: &str, key: &str, broker: i32) -> Result<()> {
        if !COORDINATOR_KINDS.contains(&kind) {
            return Err(Error::invalid(format!("kind is \"{kind}\"; it takes group or transaction")));
        }
        self.check_broker(broker)?;
        self.cluster.set_coordinator(kind, key, broker)
    }

    /// Makes a broker the one that consumers of its rack may read a partition from.
    pub fn set_follower(&self, topic: &str, partition: i32, broker: i32) -> Result<()> {
        self.check_partition(topic, partition, broker)?;
        self.cluster.set_follower(topic, partition, broker)
    }

    /// How long a new group waits for more members.
    pub fn set_rebalance_delay(&self, delay_ms: i32) -> Result<()> {
        if !(0..=RTT_MAX_MS).contains(&delay_ms) {
            return Err(Error::invalid(format!("delay_ms is {delay_ms}; it takes 0 to {RTT_MAX_MS}")));
        }
        self.cluster.set_rebalance_delay(delay_ms);
        Ok(())
    }

    /// Remembers the requests that come from now on, or none.
    pub fn watch_requests(&self, on: i32) -> Result<()> {
        if !(0..=1).contains(&on) {
            return Err(Error::invalid(format!("on is {on}; it takes 0 or 1")));
        }
        self.cluster.watch_requests(on == 1);
        Ok(())
    }

    /// The requests that are remembered, in their order, as a JSON array.
    pub fn requests_seen(&self) -> Vec<u8> {
        let requests = self.cluster.requests();
        let seen: Vec<Value> =
            requests.iter().map(|(broker, api_key)| json!({ "broker": broker, "apiKey": api_key })).collect();
        Value::from(seen).to_string().into_bytes()
    }

    pub fn set_leader(&self, topic: &str, partition: i32, broker: i32) -> Result<()> {
        self.check_partition(topic, partition, broker)?;
        self.cluster.set_leader(topic, partition, broker)
    }

    /// Plants faults: the next requests of a kind are answered with these, one each. Broker 0 stands for all of them.
    pub fn push_faults(&self, broker: i32, api_key: i32, json: &[u8]) -> Result<()> {
        if broker != 0 {
            self.check_broker(broker)?;
        }
        let api_key = i16::try_from(api_key).ok().filter(|api_key| *api_key >= 0).ok_or_else(|| {
            Error::invalid(format!("api_key is {api_key}; it takes the number of a request of Kafka"))
        })?;
        let faults = parse_faults(json)?;
        if broker != 0 {
            return faults
                .iter()
                .try_for_each(|fault| self.cluster.push_slow_error(broker, api_key, fault.code, fault.rtt_ms));
        }
        if faults.iter().any(|fault| fault.rtt_ms > 0) {
            return Err(Error::invalid("a fault with \"rttMs\" needs a broker; broker is 0"));
        }
        let codes: Vec<i32> = faults.iter().map(|fault| fault.code).collect();
        self.cluster.push_errors(api_key, &codes);
        Ok(())
    }

    fn check_partition(&self, topic: &str, partition: i32, broker: i32) -> Result<()> {
        check_topic(topic)?;
        if partition < 0 {
            return Err(Error::invalid(format!("partition is {partition}; it starts at 0")));
        }
        self.check_broker(broker)
    }

    fn check_broker(&self, broker: i32) -> Result<()> {
        if (1..=self.broker_count).contains(&broker) {
            return Ok(());
        }
        Err(Error::invalid(format!("broker is {broker}; this cluster has 1 to {}", self.broker_count)))
    }
}

fn check_topic(topic: &str) -> Result<()> {
    if topic.is_empty() {
        return Err(Error::invalid("topic is empty; give it a name"));
    }
    Ok(())
}

fn check_rtt(rtt_ms: i32) -> Result<()> {
    if (0..=RTT_MAX_MS).contains(&rtt_ms) {
        return Ok(());
    }
    Err(Error::invalid(format!("rtt_ms is {rtt_ms}; it takes 0 to {RTT_MAX_MS}")))
}

/// How one request is answered.
struct Fault {
    code: i32,
    rtt_ms: i32,
}

fn parse_faults(json: &[u8]) -> Result<Vec<Fault>> {
    let entries = match serde_json::from_slice(json) {
        Ok(Value::Array(entries)) => entries,
        Ok(_) => return Err(Error::invalid("faults must be a JSON array")),
        Err(error) => return Err(Error::invalid(format!("faults is not JSON: {error}"))),
    };
    if entries.is_empty() || entries.len() > FAULTS_MAX {
        return Err(Error::invalid(format!("faults has {} entries; it takes 1 to {FAULTS_MAX}", entries.len())));
    }
    entries.iter().enumerate().map(|(index, entry)| parse_fault(index, entry)).collect()
}

/// A code, or an object of a code and a delay.
fn parse_fault(index: usize, entry: &Value) -> Result<Fault> {
    let (code, rtt_ms) = match entry {
        Value::Object(fault) if fault.keys().all(|key| key == "code" || key == "rttMs") => {
            (fault.get("code").and_then(Value::as_i64), fault.get("rttMs").map_or(Some(0), Value::as_i64))
        }
        code => (code.as_i64(), Some(0)),
    };
    let code = code.and_then(|code| i16::try_from(code).ok());
    let rtt_ms = rtt_ms.and_then(|rtt_ms| i32::try_from(rtt_ms).ok());
    let (Some(code), Some(rtt_ms)) = (code, rtt_ms) else {
        return Err(Error::invalid(format!(
            "fault {index} is {entry}; it takes an error code, or {{\"code\": -195, \"rttMs\": 500}}"
        )));
    };
    check_rtt(rtt_ms)?;
    Ok(Fault { code: i32::from(code), rtt_ms })
}
