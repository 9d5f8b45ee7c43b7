//! Three brokers, of which one at a time is killed and comes back.

use std::process::Command;

use kafkacore_tests::harness::{Client, Ledger, Reader};
use kafkacore_tests::root;

use super::{create_topic, unique};

const PARTITIONS: i32 = 6;
const MESSAGES: u64 = 3_000;

/// A cluster of its own, stopped when it is dropped.
struct Cluster {
    directory: String,
    bootstrap: String,
}

impl Cluster {
    fn start(broker_count: u32) -> Cluster {
        let printed = command(&["start", "--brokers", &broker_count.to_string()]);
        let line = |name: &str| printed.lines().find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()));
        Cluster { directory: line("directory").unwrap(), bootstrap: line("bootstrap").unwrap() }
    }

    fn kill(&self, broker: u32) {
        command(&["kill", &broker.to_string(), "--directory", &self.directory]);
    }

    fn restart(&self, broker: u32) {
        command(&["restart", &broker.to_string(), "--directory", &self.directory]);
    }

    fn client(&self, new: fn(&str) -> Result<Client, kafkacore_tests::harness::Failure>, more: &str) -> Client {
        new(&format!(r#"{{"bootstrap.servers": "{}", "reconnect.backoff.max.ms": 500{more}}}"#, self.bootstrap))
            .unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        command(&["stop", "--directory", &self.directory]);
    }
}

/// Runs the script, and gives what it printed.
fn command(arguments: &[&str]) -> String {
    let output = Command::new(root().join("tests/kafka/cluster")).args(arguments).output().unwrap();
    assert!(output.status.success(), "cluster {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn leaders_and_coordinators_that_are_killed_lose_and_double_nothing() {
    let cluster = Cluster::start(3);
    let topic = unique("replicated");
    let mut ledger = Ledger::new(cluster.client(Client::producer, r#", "enable.idempotence": true, "linger.ms": 5"#));
    create_topic(&ledger.client, &topic, PARTITIONS);
    let mut readers = ["classic", "consumer"].map(|protocol| {
        let group = unique(protocol);
        let config = format!(
            r#", "group.id": "{group}", "group.protocol": "{protocol}", "auto.offset.reset": "earliest",
                "enable.auto.commit": false"#
        );
        Reader::new(cluster.client(Client::consumer, &config), &topic)
    });
    let mut count = 0;
    let mut pass = |ledger: &mut Ledger, readers: &mut [Reader; 2], event: &dyn Fn()| {
        ledger.send(&topic, MESSAGES, PARTITIONS as u64);
        event();
        ledger.send(&topic, MESSAGES, PARTITIONS as u64);
        ledger.settle_delivered();
        count += 2 * MESSAGES as i64;
        for reader in readers {
            reader.read_to(count);
            assert_eq!(reader.commit().code, 0);
        }
    };
    pass(&mut ledger, &mut readers, &|| {});
    // Between them they lead every partition and coordinate both groups.
    for broker in 1..=3 {
        pass(&mut ledger, &mut readers, &|| cluster.kill(broker));
        pass(&mut ledger, &mut readers, &|| cluster.restart(broker));
    }
    for reader in &mut readers {
        assert!(reader.repeated_count == 0 || reader.assigned_count > 1);
        reader.close(10_000);
    }
    ledger.close(10_000);
}
