//! One client of each kind and a mock cluster, made and used through the library's exports alone, for tests that go over
//! all functions of the header.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use kafkacore::abi::error::{kc_error, KC_ERROR_MESSAGE_SIZE};
use kafkacore_tests::harness::{batch, message, partitions, topics, Export, Role};

/// Room for whatever a function writes.
const BUFFER_SIZE: usize = 1 << 16;
const KINDS: [&str; 4] = ["producer", "consumer", "admin", "mock"];
const PRODUCER: &str = r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0}"#;
const CONSUMER: &str = r#"{"bootstrap.servers": "127.0.0.1:1", "log_level": 0, "group.id": "g"}"#;

static TOKENS: AtomicU64 = AtomicU64::new(1);

pub struct Guests {
    exports: HashMap<String, Export>,
    tickets: RefCell<HashMap<&'static str, u64>>,
}

impl Guests {
    /// Clients with nobody to talk to.
    pub fn new() -> Guests {
        let exports = Export::all().into_iter().map(|export| (export.name.clone(), export)).collect();
        let guests = Guests { exports, tickets: RefCell::default() };
        for kind in KINDS {
            guests.renew(kind);
        }
        guests
    }

    fn ticket(&self, kind: &str) -> u64 {
        self.tickets.borrow()[kind]
    }

    /// The ticket of a client that is gone.
    pub fn dropped(&self) -> u64 {
        let ticket = self.make("producer");
        self.drop_ticket("kc_client_drop", ticket);
        ticket
    }

    /// Tickets that are sound, and none that this function takes.
    pub fn of_other_kinds(&self, export: &Export) -> Vec<u64> {
        let fitting = kind_of(&export.name);
        let is_other = |kind: &&&str| match fitting {
            "client" => **kind == "mock",
            _ => **kind != fitting,
        };
        KINDS.iter().filter(is_other).map(|kind| self.ticket(kind)).collect()
    }

    /// Calls a function with sound arguments, but for what `edit` makes of them: its status and its error's text.
    pub fn call(&self, export: &Export, edit: impl FnOnce(&mut [u64])) -> (i32, String) {
        let mut error = kc_error {
            size: std::mem::size_of::<kc_error>() as u32,
            code: 0,
            flags: 0,
            message_length: 0,
            message: [0; KC_ERROR_MESSAGE_SIZE],
        };
        let status = self.call_with(export, std::ptr::from_mut(&mut error) as u64, edit);
        let text: Vec<u8> = error.message[..error.message_length as usize].iter().map(|byte| *byte as u8).collect();
        (status, String::from_utf8(text).expect("errors are UTF-8"))
    }

    pub fn call_with(&self, export: &Export, error: u64, edit: impl FnOnce(&mut [u64])) -> i32 {
        let kind = kind_of(&export.name);
        let inputs: Vec<_> = export.parameters.iter().map(|parameter| input(&export.name, &parameter.name)).collect();
        let mut room = vec![0_u8; BUFFER_SIZE];
        let mut number = 0_u64;
        let mut arguments = Vec::new();
        for (at, parameter) in export.parameters.iter().enumerate() {
            arguments.push(match parameter.role {
                Role::Ticket if kind == "client" => self.ticket("producer"),
                Role::Ticket => self.ticket(kind),
                Role::Input => inputs[at].as_ptr() as u64,
                Role::InputLength => inputs[at - 1].len() as u64,
                Role::Output => room.as_mut_ptr() as u64,
                Role::Capacity => room.len() as u64,
                Role::Number => std::ptr::from_mut(&mut number) as u64,
                Role::Token => TOKENS.fetch_add(1, Ordering::Relaxed),
                Role::Timeout => 0,
                Role::Scalar => 1,
                Role::Error => error,
            });
        }
        edit(&mut arguments);
        // SAFETY: sound pointers, or what the caller makes of them.
        let status = unsafe { export.call(&arguments) };
        self.tidy_up(export, status, number);
        status
    }

    /// Closes every client, and waits for it.
    pub fn close_all(&mut self) {
        for kind in ["producer", "consumer", "admin"] {
            let ticket = self.ticket(kind);
            // SAFETY: numbers and a null error.
            assert_eq!(unsafe { self.exports["kc_client_close_wait"].call(&[ticket, 1, 0]) }, 0);
        }
    }

    fn tidy_up(&self, export: &Export, status: i32, number: u64) {
        let name = export.name.as_str();
        if name.ends_with("_new") && status == 0 {
            let drop = if name == "kc_mock_new" { "kc_mock_drop" } else { "kc_client_drop" };
            self.drop_ticket(drop, number);
        }
        if name == "kc_client_wake_fd" && status == 0 {
            // SAFETY: the descriptor was given to us to close.
            drop(unsafe { <std::os::fd::OwnedFd as std::os::fd::FromRawFd>::from_raw_fd(number as i32) });
        }
        if ["_close", "_close_wait", "_drop"].iter().any(|end| name.ends_with(end)) {
            self.renew(if name.starts_with("kc_mock") { "mock" } else { "producer" });
        }
    }

    fn renew(&self, kind: &'static str) {
        let before = self.tickets.borrow_mut().remove(kind);
        if let Some(ticket) = before {
            self.drop_ticket(if kind == "mock" { "kc_mock_drop" } else { "kc_client_drop" }, ticket);
        }
        let ticket = self.make(kind);
        self.tickets.borrow_mut().insert(kind, ticket);
    }

    fn make(&self, kind: &str) -> u64 {
        let export = &self.exports[&format!("kc_{kind}_new")];
        let mut ticket = 0_u64;
        let out = std::ptr::from_mut(&mut ticket) as u64;
        let config = config(kind);
        let arguments = match kind {
            "mock" => vec![1, out, 0],
            _ => vec![config.as_ptr() as u64, config.len() as u64, out, 0],
        };
        // SAFETY: sound pointers and a null error.
        assert_eq!(unsafe { export.call(&arguments) }, 0, "{}", export.name);
        ticket
    }

    fn drop_ticket(&self, name: &str, ticket: u64) {
        // SAFETY: a number.
        assert_eq!(unsafe { self.exports[name].call(&[ticket]) }, 0);
    }
}

impl Drop for Guests {
    fn drop(&mut self) {
        for (kind, ticket) in self.tickets.take() {
            self.drop_ticket(if kind == "mock" { "kc_mock_drop" } else { "kc_client_drop" }, ticket);
        }
    }
}

/// Whose ticket a function takes, by the noun in its name.
fn kind_of(name: &str) -> &'static str {
    match name.trim_start_matches("kc_").split('_').next() {
        Some("producer" | "transaction") => "producer",
        Some("consumer") => "consumer",
        Some("mock") => "mock",
        _ => "client",
    }
}

fn config(kind: &str) -> &'static str {
    if kind == "consumer" {
        CONSUMER
    } else {
        PRODUCER
    }
}

/// Input that suits a parameter.
fn input(function: &str, parameter: &str) -> Vec<u8> {
    match (function, parameter) {
        (_, "config") => config(kind_of(function)).into(),
        (_, "topic") => "topic".into(),
        ("kc_client_oauth_token_set", "json") => {
            r#"{"token": "t", "lifetime_ms": 4102444800000, "principal": "p"}"#.into()
        }
        (_, "metadata") => b"CGMDv2:\x07\0\0\0group\0member\0\x01".into(),
        (_, "json") => "{}".into(),
        ("kc_producer_send" | "kc__echo", "batch") => {
            let token = TOKENS.fetch_add(1, Ordering::Relaxed);
            batch([("topic", message(b"value", token))], &[])
        }
        ("kc_consumer_subscribe", "batch") => topics(&["topic"]),
        (_, "batch") => partitions(&[("topic", 0, 7)]),
        _ => "x".into(),
    }
}
