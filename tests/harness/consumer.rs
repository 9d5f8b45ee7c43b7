//! What only consumers can do.

use kafkacore::abi::error::kc_error;
use kafkacore::abi::{consumer, consumer_assignment, consumer_offsets};

use super::batch::Record;
use super::client::{check, error, Client, Failure};

impl Client {
    pub fn subscribe(&self, topics: &[u8], token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(topics));
        call(|err| unsafe { consumer::kc_consumer_subscribe(self.ticket, pointer, length, token, err) })
    }

    pub fn unsubscribe(&self, token: u64) -> Result<i32, Failure> {
        call(|err| unsafe { consumer::kc_consumer_unsubscribe(self.ticket, token, err) })
    }

    pub fn subscription(&self) -> Result<Vec<Record>, Failure> {
        let list = written(|out, size, length, err| unsafe {
            consumer::kc_consumer_subscription(self.ticket, out, size, length, err)
        });
        list.map(|list| Record::parse(&list))
    }

    pub fn rebalance_protocol(&self) -> Result<String, Failure> {
        let text = written(|out, size, length, err| unsafe {
            consumer::kc_consumer_rebalance_protocol(self.ticket, out, size, length, err)
        });
        text.map(|text| String::from_utf8(text).unwrap())
    }

    pub fn group_metadata(&self, token: u64) -> Result<i32, Failure> {
        call(|err| unsafe { consumer::kc_consumer_group_metadata(self.ticket, token, err) })
    }

    pub fn answer_rebalance(&self, epoch: u64, list: Option<&[u8]>) -> Result<i32, Failure> {
        let (pointer, length) = span(list);
        call(|err| unsafe { consumer::kc_consumer_rebalance_answer(self.ticket, epoch, pointer, length, err) })
    }

    pub fn assign(&self, list: Option<&[u8]>, token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(list);
        call(|err| unsafe { consumer_assignment::kc_consumer_assign(self.ticket, pointer, length, token, err) })
    }

    pub fn incremental_assign(&self, list: &[u8], token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe {
            consumer_assignment::kc_consumer_incremental_assign(self.ticket, pointer, length, token, err)
        })
    }

    pub fn incremental_unassign(&self, list: &[u8], token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe {
            consumer_assignment::kc_consumer_incremental_unassign(self.ticket, pointer, length, token, err)
        })
    }

    pub fn assignment(&self) -> Result<Vec<Record>, Failure> {
        let list = written(|out, size, length, err| unsafe {
            consumer_assignment::kc_consumer_assignment(self.ticket, out, size, length, err)
        });
        list.map(|list| Record::parse(&list))
    }

    pub fn is_assignment_lost(&self) -> Result<bool, Failure> {
        let mut lost = -1;
        call(|err| unsafe { consumer_assignment::kc_consumer_assignment_lost(self.ticket, &mut lost, err) })?;
        Ok(lost == 1)
    }

    pub fn hold(&self, list: &[u8]) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe { consumer_assignment::kc_consumer_hold(self.ticket, pointer, length, err) })
    }

    pub fn release(&self, list: &[u8]) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe { consumer_assignment::kc_consumer_release(self.ticket, pointer, length, err) })
    }

    pub fn pause(&self, list: &[u8]) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe { consumer_assignment::kc_consumer_pause(self.ticket, pointer, length, err) })
    }

    pub fn resume(&self, list: &[u8]) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe { consumer_assignment::kc_consumer_resume(self.ticket, pointer, length, err) })
    }

    pub fn paused(&self) -> Result<Vec<Record>, Failure> {
        let list = written(|out, size, length, err| unsafe {
            consumer_assignment::kc_consumer_paused(self.ticket, out, size, length, err)
        });
        list.map(|list| Record::parse(&list))
    }

    pub fn seek(&self, list: &[u8], timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe { consumer_offsets::kc_consumer_seek(self.ticket, pointer, length, timeout_ms, token, err) })
    }

    pub fn position(&self, list: Option<&[u8]>) -> Result<Vec<Record>, Failure> {
        let (pointer, length) = span(list);
        let list = written(|out, size, out_length, err| unsafe {
            consumer_offsets::kc_consumer_position(self.ticket, pointer, length, out, size, out_length, err)
        });
        list.map(|list| Record::parse(&list))
    }

    pub fn store(&self, list: &[u8]) -> Result<i32, Failure> {
        let (pointer, length) = span(Some(list));
        call(|err| unsafe { consumer_offsets::kc_consumer_store(self.ticket, pointer, length, err) })
    }

    pub fn commit(&self, list: Option<&[u8]>, token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(list);
        call(|err| unsafe { consumer_offsets::kc_consumer_commit(self.ticket, pointer, length, token, err) })
    }

    pub fn committed(&self, list: Option<&[u8]>, timeout_ms: i32, token: u64) -> Result<i32, Failure> {
        let (pointer, length) = span(list);
        call(|err| unsafe {
            consumer_offsets::kc_consumer_committed(self.ticket, pointer, length, timeout_ms, token, err)
        })
    }
}

fn span(bytes: Option<&[u8]>) -> (*const u8, u64) {
    bytes.map_or((std::ptr::null(), 0), |bytes| (bytes.as_ptr(), bytes.len() as u64))
}

fn call(function: impl FnOnce(*mut kc_error) -> i32) -> Result<i32, Failure> {
    let mut err = error();
    let status = function(&mut err);
    check(status, &err)
}

/// What a function writes, after it has said how much room that takes.
fn written(function: impl Fn(*mut u8, u64, *mut u64, *mut kc_error) -> i32) -> Result<Vec<u8>, Failure> {
    const BUFFER: i32 = -4;
    let mut bytes = Vec::new();
    loop {
        let mut length = 0;
        let written = call(|err| function(bytes.as_mut_ptr(), bytes.len() as u64, &mut length, err));
        match written {
            Err(failure) if failure.status == BUFFER && length as usize > bytes.len() => {
                bytes.resize(length as usize, 0);
            }
            written => return written.map(|_| bytes),
        }
    }
}
