//! Every function of the header with every parameter wrong, one at a time.

use kafkacore::abi::error::KC_ERROR_MESSAGE_SIZE;
use kafkacore_tests::harness::{Export, Role};

use super::guests::Guests;
use super::{INVALID, STATE};

const STATUSES: std::ops::RangeInclusive<i32> = -7..=2;
/// Numbers that no length, ticket, partition, level or time may be.
const NASTY: [u64; 6] = [0, 1, u64::MAX, 1 << 53, i64::MAX as u64 + 1, i32::MIN as u64];

#[test]
fn a_ticket_that_is_none_is_refused_by_every_function() {
    let guests = Guests::new();
    each_parameter(Role::Ticket, |export, at| {
        let dropped = guests.dropped();
        for ticket in [0, 1, dropped, u64::MAX, 1 << 53] {
            let (status, message) = guests.call(export, |arguments| arguments[at] = ticket);
            if export.name.ends_with("_drop") {
                assert_eq!(status, 0, "{} of ticket {ticket}", export.name);
            } else {
                assert_eq!(status, STATE, "{} of ticket {ticket}: {message}", export.name);
                assert!(message.contains("stands for nothing"), "{}: {message}", export.name);
            }
        }
    });
}

#[test]
fn a_ticket_of_the_wrong_kind_is_refused_by_every_function() {
    let guests = Guests::new();
    each_parameter(Role::Ticket, |export, at| {
        for ticket in guests.of_other_kinds(export) {
            let (status, message) = guests.call(export, |arguments| arguments[at] = ticket);
            if !export.name.ends_with("_drop") {
                assert_eq!(status, STATE, "{}: {message}", export.name);
                assert!(message.contains("this call needs"), "{}: {message}", export.name);
            }
        }
    });
}

#[test]
fn input_that_is_null_and_long_is_refused_by_every_function() {
    let guests = Guests::new();
    each_parameter(Role::Input, |export, at| {
        let (status, message) = guests.call(export, |arguments| {
            arguments[at] = 0;
            arguments[at + 1] = 8;
        });
        let name = &export.parameters[at].name;
        assert_eq!(status, INVALID, "{} with {name} null: {message}", export.name);
        assert!(message.contains(name.as_str()) && message.contains("null"), "{}: {message}", export.name);
    });
}

#[test]
fn a_length_that_cannot_be_is_refused_by_every_function() {
    let guests = Guests::new();
    for role in [Role::InputLength, Role::Capacity] {
        each_parameter(role, |export, at| {
            for length in [u64::MAX, i64::MAX as u64 + 1] {
                let (status, message) = guests.call(export, |arguments| arguments[at] = length);
                assert_eq!(status, INVALID, "{} with a length of {length}: {message}", export.name);
                assert!(message.contains(&length.to_string()), "{}: {message}", export.name);
            }
        });
    }
}

#[test]
fn output_that_has_no_place_is_refused_by_every_function() {
    let guests = Guests::new();
    for role in [Role::Output, Role::Number] {
        each_parameter(role, |export, at| {
            let (status, message) = guests.call(export, |arguments| arguments[at] = 0);
            let name = &export.parameters[at].name;
            assert_eq!(status, INVALID, "{} with {name} null: {message}", export.name);
            assert!(message.contains(name.as_str()), "{}: {message}", export.name);
        });
    }
}

#[test]
fn a_negative_timeout_is_refused_by_every_function() {
    let guests = Guests::new();
    each_parameter(Role::Timeout, |export, at| {
        for timeout in [-1_i32, i32::MIN] {
            let (status, message) = guests.call(export, |arguments| arguments[at] = timeout as u32 as u64);
            assert_eq!(status, INVALID, "{}: {message}", export.name);
            assert!(message.contains("timeout_ms"), "{}: {message}", export.name);
        }
    });
}

#[test]
fn the_error_is_optional_and_small_ones_are_respected() {
    let guests = Guests::new();
    each_parameter(Role::Error, |export, at| {
        if !export.has(Role::Ticket) {
            return;
        }
        let no_error = guests.call_with(export, 0, |arguments| arguments[0] = 0);
        assert_eq!(no_error, STATE, "{} without an error", export.name);
        let mut small = [0xAA_u8; KC_ERROR_MESSAGE_SIZE + 16];
        small[..4].copy_from_slice(&24_u32.to_ne_bytes());
        guests.call_with(export, small.as_mut_ptr() as u64, |arguments| {
            arguments[0] = 0;
            assert_eq!(export.parameters[at].role, Role::Error);
        });
        assert!(small[24..].iter().all(|byte| *byte == 0xAA), "{} wrote past the error's size", export.name);
    });
}

#[test]
fn any_number_anywhere_gets_an_answer() {
    let guests = Guests::new();
    for role in [Role::Scalar, Role::Token, Role::Timeout, Role::InputLength] {
        each_parameter(role, |export, at| {
            for number in NASTY {
                // Input is there, but it is not this long.
                if role == Role::InputLength && number > 1 && number <= i64::MAX as u64 {
                    continue;
                }
                // A timeout that is one would be waited for.
                if role == Role::Timeout && number as i32 > 1 {
                    continue;
                }
                let (status, message) = guests.call(export, |arguments| arguments[at] = number);
                assert!(STATUSES.contains(&status), "{} answered {status}", export.name);
                assert_eq!(status < 0, !message.is_empty(), "{}: {status} {message:?}", export.name);
            }
        });
    }
}

#[test]
fn bytes_that_mean_nothing_get_an_answer_from_every_function() {
    let guests = Guests::new();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    each_parameter(Role::Input, |export, at| {
        for length in [0, 1, 7, 63, 64, 65, 200] {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 56) as u8
                })
                .collect();
            let (status, message) = guests.call(export, |arguments| {
                arguments[at] = bytes.as_ptr() as u64;
                arguments[at + 1] = bytes.len() as u64;
            });
            assert!(STATUSES.contains(&status), "{} answered {status}: {message}", export.name);
        }
    });
}

#[test]
fn a_closed_client_refuses_what_needs_an_open_one() {
    each_parameter(Role::Ticket, |export, _| {
        let mut guests = Guests::new();
        guests.close_all();
        let (status, message) = guests.call(export, |_| ());
        let is_for_the_closed =
            ["_drop", "_poll", "_poll_wait", "_wake_fd"].iter().any(|end| export.name.ends_with(end));
        if !is_for_the_closed && !export.name.starts_with("kc_mock") {
            assert_eq!(status, STATE, "{}: {message}", export.name);
            assert!(message.contains("clos"), "{}: {message}", export.name);
        }
    });
}

fn each_parameter(role: Role, mut body: impl FnMut(&Export, usize)) {
    let mut count = 0;
    for export in Export::all() {
        for (at, parameter) in export.parameters.iter().enumerate() {
            if parameter.role == role && export.name != "kc__panic" {
                body(&export, at);
                count += 1;
            }
        }
    }
    assert!(count > 0, "no function has a parameter of the kind {role:?}");
}
