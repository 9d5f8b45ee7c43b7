//! The embedded mock cluster.

use kafkacore::abi::mock;

use super::client::{check, error, Failure};
use super::ends;

/// Of what the mock cluster tells of its requests.
const REQUESTS_SIZE_MAX: usize = 1 << 20;

pub struct Mock {
    pub ticket: u64,
}

impl Mock {
    pub fn start(brokers: i32) -> Mock {
        ends::watch();
        let mut ticket = 0;
        let mut err = error();
        let status = unsafe { mock::kc_mock_new(brokers, &mut ticket, &mut err) };
        check(status, &err).unwrap();
        Mock { ticket }
    }

    pub fn bootstrap(&self) -> String {
        let mut out = [0; 1024];
        let mut length = 0;
        let mut err = error();
        let status = unsafe { mock::kc_mock_bootstrap(self.ticket, out.as_mut_ptr(), 1024, &mut length, &mut err) };
        check(status, &err).unwrap();
        String::from_utf8(out[..length as usize].to_vec()).unwrap()
    }

    pub fn create_topic(&self, topic: &str, partitions: i32) -> Result<i32, Failure> {
        let mut err = error();
        let length = topic.len() as u64;
        let status =
            unsafe { mock::kc_mock_topic_create(self.ticket, topic.as_ptr(), length, partitions, 1, &mut err) };
        check(status, &err)
    }

    pub fn set_topic_error(&self, topic: &str, code: i32) -> Result<i32, Failure> {
        let mut err = error();
        let length = topic.len() as u64;
        let status = unsafe { mock::kc_mock_topic_error_set(self.ticket, topic.as_ptr(), length, code, &mut err) };
        check(status, &err)
    }

    pub fn set_down(&self, broker: i32) -> Result<i32, Failure> {
        let mut err = error();
        let status = unsafe { mock::kc_mock_broker_down(self.ticket, broker, &mut err) };
        check(status, &err)
    }

    pub fn set_up(&self, broker: i32) -> Result<i32, Failure> {
        let mut err = error();
        let status = unsafe { mock::kc_mock_broker_up(self.ticket, broker, &mut err) };
        check(status, &err)
    }

    pub fn set_rtt(&self, broker: i32, rtt_ms: i32) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { mock::kc_mock_rtt_set(self.ticket, broker, rtt_ms, &mut err) }, &err)
    }

    pub fn set_leader(&self, topic: &str, partition: i32, broker: i32) -> Result<i32, Failure> {
        let mut err = error();
        let length = topic.len() as u64;
        let status =
            unsafe { mock::kc_mock_leader_set(self.ticket, topic.as_ptr(), length, partition, broker, &mut err) };
        check(status, &err)
    }

    pub fn set_coordinator(&self, kind: &str, key: &str, broker: i32) -> Result<i32, Failure> {
        let mut err = error();
        let (kind_length, key_length) = (kind.len() as u64, key.len() as u64);
        let status = unsafe {
            let (kind, key) = (kind.as_ptr(), key.as_ptr());
            mock::kc_mock_coordinator_set(self.ticket, kind, kind_length, key, key_length, broker, &mut err)
        };
        check(status, &err)
    }

    /// From now on `request_count` counts.
    pub fn watch_requests(&self) -> Result<i32, Failure> {
        let mut err = error();
        check(unsafe { mock::kc_mock_requests_watch(self.ticket, 1, &mut err) }, &err)
    }

    /// How many requests of a kind have come.
    pub fn request_count(&self, api_key: i32) -> usize {
        let (mut err, mut length, mut out) = (error(), 0, vec![0; REQUESTS_SIZE_MAX]);
        let status = unsafe {
            mock::kc_mock_requests_seen(self.ticket, out.as_mut_ptr(), out.len() as u64, &mut length, &mut err)
        };
        check(status, &err).unwrap();
        let requests: Vec<serde_json::Value> = serde_json::from_slice(&out[..length as usize]).unwrap();
        requests.iter().filter(|request| request["apiKey"] == api_key).count()
    }

    /// The next requests of a kind fail; broker 0 is whichever is asked.
    pub fn push_faults(&self, broker: i32, api_key: i32, faults: &str) -> Result<i32, Failure> {
        let mut err = error();
        let length = faults.len() as u64;
        let status =
            unsafe { mock::kc_mock_faults_push(self.ticket, broker, api_key, faults.as_ptr(), length, &mut err) };
        check(status, &err)
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        mock::kc_mock_drop(self.ticket);
    }
}
