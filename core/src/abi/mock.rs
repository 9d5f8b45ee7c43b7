//! The embedded mock cluster.

use std::sync::Arc;

use super::border::{buffer, enter, enter_with, input, text, write_bytes, Out};
use super::error::kc_error;
use super::tickets::{self, Guest};
use crate::code::Status;
use crate::mock::Mock;

/// Starts 1 to 100 brokers inside this process, on loopback ports of their own; topics are made when they are first used.
///
/// Thread: any.
/// Blocks: for the few milliseconds in which they start.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_new(brokers: i32, out_mock: *mut u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `out_mock` and `err`.
    unsafe {
        enter(err, || {
            let out_mock = Out::check("out_mock", out_mock)?;
            out_mock.write(tickets::issue(Guest::Mock(Arc::new(Mock::new(brokers)?)))?);
            Ok(Status::Ok)
        })
    }
}

/// Writes what clients set as bootstrap.servers.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_bootstrap(
    mock: u64,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(guest.mock()?.bootstrap_servers().as_bytes(), buffer(out, capacity)?, &out_length)
        })
    }
}

/// Makes a topic of 1 to 10,000 partitions, each on as many of the brokers as `replication_factor` says.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_topic_create(
    mock: u64,
    topic: *const u8,
    topic_length: u64,
    partitions: i32,
    replication_factor: i32,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `topic` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.create_topic(text("topic", topic, topic_length)?, partitions, replication_factor)?;
            Ok(Status::Ok)
        })
    }
}

/// Lets clients that ask for a topic's metadata hear an error code of Kafka: 3 for one that does not exist, 29 for one that is
/// not allowed, 0 for one that is well again.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_topic_error_set(
    mock: u64,
    topic: *const u8,
    topic_length: u64,
    code: i32,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `topic` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_topic_error(text("topic", topic, topic_length)?, code)?;
            Ok(Status::Ok)
        })
    }
}

/// Closes a broker's connections and its port; brokers are numbered from 1.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_broker_down(mock: u64, broker: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_broker_down(broker)?;
            Ok(Status::Ok)
        })
    }
}

/// Opens a broker's port again, with everything that it held.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_broker_up(mock: u64, broker: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_broker_up(broker)?;
            Ok(Status::Ok)
        })
    }
}

/// Lets every answer of a broker take `rtt_ms` longer; 0 makes it fast again.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_rtt_set(mock: u64, broker: i32, rtt_ms: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_rtt(broker, rtt_ms)?;
            Ok(Status::Ok)
        })
    }
}

/// Makes a broker the leader of a partition; clients hear of it when they ask for metadata next.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_leader_set(
    mock: u64,
    topic: *const u8,
    topic_length: u64,
    partition: i32,
    broker: i32,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `topic` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_leader(text("topic", topic, topic_length)?, partition, broker)?;
            Ok(Status::Ok)
        })
    }
}

/// Makes a broker the one that consumers of its rack may read a partition from, beside its leader.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_follower_set(
    mock: u64,
    topic: *const u8,
    topic_length: u64,
    partition: i32,
    broker: i32,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `topic` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_follower(text("topic", topic, topic_length)?, partition, broker)?;
            Ok(Status::Ok)
        })
    }
}

/// Lets new groups wait so long for more members before the first assignment; they do not wait unless this is called.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_rebalance_delay_set(mock: u64, delay_ms: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.set_rebalance_delay(delay_ms)?;
            Ok(Status::Ok)
        })
    }
}

/// Remembers the requests that come from now on if `on` is 1, and forgets those before; with 0 none are remembered any more.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_requests_watch(mock: u64, on: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.watch_requests(on)?;
            Ok(Status::Ok)
        })
    }
}

/// Writes the requests that are remembered, in their order: a JSON array of objects with "broker" and "apiKey", the number
/// that the kind has in Kafka's protocol.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_requests_seen(
    mock: u64,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(&guest.mock()?.requests_seen(), buffer(out, capacity)?, &out_length)
        })
    }
}

/// Makes a broker the coordinator of what `key` names: of `kind` "group" a group.id, of "transaction" a transactional.id.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_coordinator_set(
    mock: u64,
    kind: *const u8,
    kind_length: u64,
    key: *const u8,
    key_length: u64,
    broker: i32,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `kind`, `key` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            let (kind, key) = (text("kind", kind, kind_length)?, text("key", key, key_length)?);
            guest.mock()?.set_coordinator(kind, key, broker)?;
            Ok(Status::Ok)
        })
    }
}

/// Plants faults: the next requests with this number of Kafka's protocol (0 is Produce) are answered with them, one each. A
/// JSON array of error codes, where -195 closes the connection and 0 is no error, or of objects such as
/// `{"code": 7, "rttMs": 500}`, which answer late and need a broker; with broker 0 the faults are for whichever is asked.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_mock_faults_push(
    mock: u64,
    broker: i32,
    api_key: i32,
    faults: *const u8,
    faults_length: u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `faults` and `err`.
    unsafe {
        enter_with(mock, err, |guest| {
            guest.mock()?.push_faults(broker, api_key, input("faults", faults, faults_length)?)?;
            Ok(Status::Ok)
        })
    }
}

/// Stops the brokers and gives the ticket back; dropping it twice, or one that never was, does nothing.
///
/// Thread: any.
/// Blocks: for the few milliseconds in which they stop.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub extern "C" fn kc_mock_drop(mock: u64) -> i32 {
    // SAFETY: null is a valid error.
    unsafe {
        enter_with(mock, std::ptr::null_mut(), |guest| {
            guest.mock()?;
            tickets::revoke(mock);
            Ok(Status::Ok)
        });
    }
    Status::Ok as i32
}
