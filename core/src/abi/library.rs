//! The library as a whole.

use super::border::{buffer, enter, enter_with, input, no_room, write_bytes, Out};
use super::error::kc_error;
use crate::code::Status;
use crate::library;

/// Answers the number of the ABI, which is that of the soname; a binding refuses a library with another one.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub extern "C" fn kc_abi_version() -> u32 {
    library::ABI_VERSION
}

/// Writes a JSON object with the library's version, its ABI, the librdkafka inside and that one's features.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_describe(out: *mut u8, capacity: u64, out_length: *mut u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter(err, || {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(&library::describe(), buffer(out, capacity)?, &out_length)
        })
    }
}

/// Writes a JSON list of the errors that librdkafka and brokers answer: "code", "name", "description" and "flags" (those of
/// kc_error that the bare code implies).
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_describe_errors(
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter(err, || {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(&library::describe_errors(), buffer(out, capacity)?, &out_length)
        })
    }
}

/// Writes a JSON list of the properties that clients are made with: "name", "kinds" ("producer", "consumer" or "both"), "type",
/// "range", "default", "importance", "description" and "alias_of" (null, or the property of which this is another name).
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc_describe_properties(
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `out`, `out_length` and `err`.
    unsafe {
        enter(err, || {
            let out_length = Out::check("out_length", out_length)?;
            write_bytes(&library::describe_properties(), buffer(out, capacity)?, &out_length)
        })
    }
}

/// Reads a batch and writes it again, so that a binding can test its packing without a broker; not part of the contract.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc__echo(
    batch: *const u8,
    length: u64,
    out: *mut u8,
    capacity: u64,
    out_length: *mut u64,
    err: *mut kc_error,
) -> i32 {
    // SAFETY: the header's contract for `batch`, `out`, `out_length` and `err`.
    unsafe {
        enter(err, || {
            let out_length = Out::check("out_length", out_length)?;
            match library::echo(input("batch", batch, length)?, buffer(out, capacity)?)? {
                Ok(written) => {
                    out_length.write(written as u64);
                    Ok(Status::Ok)
                }
                Err(needed) => {
                    out_length.write(needed.needed);
                    Err(no_room(&needed))
                }
            }
        })
    }
}

/// Panics inside the core on behalf of a client, so that a test can see what follows; not part of the contract.
///
/// Thread: any.
/// Blocks: no.
/// Token: none.
/// Since: 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn kc__panic(client: u64, err: *mut kc_error) -> i32 {
    // SAFETY: the header's contract for `err`.
    unsafe {
        enter_with(client, err, |guest| {
            guest.client()?;
            std::panic::resume_unwind(Box::new("planted by kc__panic"))
        })
    }
}
