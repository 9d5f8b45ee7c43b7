//! What every client can do: connect, be polled, be closed.

use std::os::fd::IntoRawFd;
use std::time::Duration;

use super::border::{buffer, check_timeout, enter_with, no_room, Out};
use super::error::kc_error;
use super::tickets::{self, Guest};
use crate::client::{milliseconds, Polled};
use crate::code::{Error, Result, Status};
use crate::source::{POLL_CONTROL, POLL_MESSAGES};
use crate::wire::NoRoom;

/// Poll for everything but messages.
pub const KC_POLL_CONTROL: u32 = 1;
/// Poll for messages.
pub const KC_POLL_MESSAGES: u32 = 2;

/// What a client may take that is dropped without a close: to send what it has, or to leave its group.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

const _: () = assert!(KC_POLL_CONTROL == POLL_CONTROL && KC_POLL_MESSAGES == POLL_MESSAGES);

/// Answers `token` once a broker has described the cluster, or with the reason why none did within `timeout_ms`. A client
/// connects by itself; this tells whether it can. The answer comes before that time where waiting cannot help, the client
/// being as it is: all brokers were tried, and one refused the credentials (_AUTHENTICATION), or each has a certificate that
/// does not hold (_SSL) or a name that does not exist (_RESOLVE). Connections that are refused are tried until the end, and
/// so are those of a client that was given other credentials meanwhile.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_connect(client: u64, timeout_ms: i32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.client()?.connect(timeout_ms, token)?;
            Ok(Status::Ok)
        })
    }
}

/// Moves waiting records into `out` as one batch, those that are not messages first; `flags` is KC_POLL_CONTROL,
/// KC_POLL_MESSAGES or both. KC_STATUS_OK means that everything asked for is empty now and a wake-up will come,
/// KC_STATUS_MORE that there is more and none will. `*out_length` is 0 when there was nothing. With KC_STATUS_BUFFER it says
/// how large `out` has to be for the next record, which stays. Messages of a partition come in the order of their offsets;
/// partitions take turns of up to 1,000. The epoch of a batch is that of its messages.
///
/// Thread: any; one at a time gets in, the others wait.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_poll(
    client: u64,
    flags: u32,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_length = Out::check("out_length", out_length)?;
            let polled = guest.client()?.poll(check_flags(flags)?, buffer(out, capacity)?);
            write_polled(polled, &out_length)
        })
    }
}

/// As kc_client_poll, but waits up to `timeout_ms` for the first record.
///
/// Thread: any; not for a caller that watches the descriptor of kc_client_wake_fd, since both take the same wake-ups.
/// Blocks: up to `timeout_ms`.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_poll_wait(
    client: u64,
    flags: u32,
    timeout_ms: i32,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            let out_length = Out::check("out_length", out_length)?;
            let timeout = milliseconds(timeout_ms);
            let polled = guest.client()?.poll_wait(check_flags(flags)?, timeout, buffer(out, capacity)?);
            write_polled(polled, &out_length)
        })
    }
}

/// Writes a descriptor that becomes readable when there is something to poll: non-blocking, closed on exec, a new one with
/// each call, and the caller's own to read empty and to close.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_wake_fd(client: u64, out_fd: *mut i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `out_fd` and `err`.
    unsafe {
        enter_with(client, err, |guest| {
            let out_fd = Out::check("out_fd", out_fd)?;
            out_fd.write(guest.client()?.waker().duplicate()?.into_raw_fd());
            Ok(Status::Ok)
        })
    }
}

/// Writes no log lines above a level from now on: 0 (emergency) to 7 (debug), as in syslog; `log_level` is where it begins.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_log_level_set(client: u64, level: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.client()?.set_log_level(level)?;
            Ok(Status::Ok)
        })
    }
}

/// Ends a client: a producer sends what it has until `timeout_ms` and fails the rest, a consumer commits what is stored
/// and leaves its group. Every token is answered first, and `token` last; the records stay to be polled until
/// kc_client_drop. A second close is refused with KC_STATUS_STATE.
///
/// Thread: any.
/// Blocks: no.
/// Token: RESULT without a value.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_close(client: u64, timeout_ms: i32, token: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.client()?.close_with_token(guest.role()?, milliseconds(timeout_ms), token)?;
            Ok(Status::Ok)
        })
    }
}

/// As kc_client_close, but returns when the client has ended.
///
/// Thread: any.
/// Blocks: about `timeout_ms`, and for what a call in progress still takes.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_client_close_wait(client: u64, timeout_ms: i32, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            check_timeout(timeout_ms)?;
            guest.client()?.close_wait(guest.role()?, milliseconds(timeout_ms))?;
            Ok(Status::Ok)
        })
    }
}

/// Gives the ticket back; a client that is still open is closed in the background, for which it has five seconds.
/// Dropping a ticket twice, or one that never was, does nothing.
///
/// Thread: any.
/// Blocks: no.
/// Token: none; records that were not polled are gone.
/// Since: 0.1.0.
#[no_mangle]
pub extern "C" fn kc_client_drop(client: u64) -> i32 {
    // SAFETY: null is a valid error.
    unsafe {
        enter_with(client, std::ptr::null_mut(), |guest| {
            drop_client(client, guest);
            Ok(Status::Ok)
        });
    }
    Status::Ok as i32
}

fn drop_client(ticket: u64, guest: &Guest) {
    let (Ok(client), Ok(role)) = (guest.client(), guest.role()) else { return };
    tickets::revoke(ticket);
    // Refused only when the client is closing already.
    let _ = client.close(role, DROP_TIMEOUT, || ());
}

fn check_flags(flags: u32) -> Result<u32> {
    if flags != 0 && flags & !(POLL_CONTROL | POLL_MESSAGES) == 0 {
        return Ok(flags);
    }
    Err(Error::invalid(format!("flags is {flags}; it takes KC_POLL_CONTROL, KC_POLL_MESSAGES or both")))
}

/// # Safety
/// As `Out::write`.
unsafe fn write_polled(polled: std::result::Result<Polled, NoRoom>, out_length: &Out<u64>) -> Result<Status> {
    match polled {
        Ok(polled) => {
            out_length.write(polled.length as u64);
            Ok(if polled.has_more { Status::More } else { Status::Ok })
        }
        Err(needed) => {
            out_length.write(needed.needed);
            Err(no_room(&needed))
        }
    }
}
