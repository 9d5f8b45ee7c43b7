//! The embedded mock cluster.

use kafkacore::abi::mock;

use super::client::{check, error, Failure};

pub struct Mock {
    pub ticket: u64,
}

impl Mock {
    pub fn start(brokers: i32) -> Mock {
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
}

impl Drop for Mock {
    fn drop(&mut self) {
        mock::kc_mock_drop(self.ticket);
    }
}
