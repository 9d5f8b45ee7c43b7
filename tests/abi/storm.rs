//! Every function from several threads at once on the same clients: each token that was accepted is answered, once.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Mutex;
use std::time::Instant;

use kafkacore::wire::kind;
use kafkacore_tests::harness::{batch, message, partitions, topics, Export, Mock, Record, Role, POLL_TIMEOUT};

const THREADS: u64 = 4;
const CALLS: usize = 400;
/// They end the client, or the process's patience: the storm goes on while it lives.
const LEFT_OUT: [&str; 8] = [
    "kc__panic",
    "kc_client_close",
    "kc_client_close_wait",
    "kc_client_drop",
    "kc_client_poll",
    "kc_client_poll_wait",
    "kc_client_wake_fd",
    "kc_mock_drop",
];
const FULL: i32 = 2;

#[test]
fn a_storm_of_calls_loses_no_token() {
    let mock = Mock::start(1);
    mock.create_topic("storm", 4).unwrap();
    let servers = mock.bootstrap();
    let config = format!(r#"{{"bootstrap.servers": "{servers}", "log_level": 0, "message.timeout.ms": 5000}}"#);
    let group = format!(
        r#"{{"bootstrap.servers": "{servers}", "log_level": 0, "group.id": "storm", "session.timeout.ms": 2000}}"#
    );
    let exports: Vec<_> = Export::all().into_iter().filter(is_stormy).collect();
    for (noun, config) in [("producer", &config), ("consumer", &group), ("admin", &config)] {
        let storm = Storm::new(noun, config);
        let fitting: Vec<_> = exports.iter().filter(|export| fits(&export.name, noun)).collect();
        assert!(!fitting.is_empty());
        storm.blow(&fitting);
        storm.settle();
    }
}

fn is_stormy(export: &Export) -> bool {
    export.has(Role::Ticket) && !LEFT_OUT.contains(&export.name.as_str()) && !export.name.starts_with("kc_mock")
}

fn fits(export: &str, noun: &str) -> bool {
    let of = export.trim_start_matches("kc_").split('_').next().unwrap_or_default();
    of == noun || of == "client" || of == "admin" || (of == "transaction" && noun == "producer")
}

struct Storm {
    functions: HashMap<String, Export>,
    ticket: u64,
    tokens: AtomicU64,
    accepted: Mutex<HashMap<u64, String>>,
    answered: Mutex<HashMap<u64, usize>>,
    is_over: AtomicBool,
}

impl Storm {
    fn new(noun: &str, config: &str) -> Storm {
        let functions: HashMap<_, _> = Export::all().into_iter().map(|export| (export.name.clone(), export)).collect();
        let mut ticket = 0_u64;
        let out = std::ptr::from_mut(&mut ticket) as u64;
        // SAFETY: sound pointers, and no error is wanted.
        let status = unsafe {
            functions[&format!("kc_{noun}_new")].call(&[config.as_ptr() as u64, config.len() as u64, out, 0])
        };
        assert_eq!(status, 0);
        Storm {
            functions,
            ticket,
            tokens: AtomicU64::new(1),
            accepted: Mutex::default(),
            answered: Mutex::default(),
            is_over: AtomicBool::new(false),
        }
    }

    fn blow(&self, exports: &[&Export]) {
        std::thread::scope(|scope| {
            let callers: Vec<_> = (0..THREADS).map(|seed| scope.spawn(move || self.call_many(exports, seed))).collect();
            scope.spawn(|| {
                while !self.is_over.load(Ordering::Relaxed) {
                    self.take(&self.poll_wait());
                }
            });
            for caller in callers {
                caller.join().unwrap();
            }
            self.is_over.store(true, Ordering::Relaxed);
        });
    }

    /// Closes in the middle of what is left, and looks whether anything went without an answer.
    fn settle(&self) {
        let last = self.tokens.fetch_add(1, Ordering::Relaxed);
        // SAFETY: numbers, and no error is wanted.
        assert_eq!(unsafe { self.functions["kc_client_close"].call(&[self.ticket, 10_000, last, 0]) }, 0);
        self.accepted.lock().unwrap().insert(last, "kc_client_close".into());
        let deadline = Instant::now() + POLL_TIMEOUT;
        while !self.answered.lock().unwrap().contains_key(&last) {
            assert!(Instant::now() < deadline, "the close was not answered");
            self.take(&self.poll_wait());
        }
        let (accepted, answered) = (self.accepted.lock().unwrap(), self.answered.lock().unwrap());
        assert!(!accepted.is_empty());
        for (token, function) in accepted.iter() {
            assert_eq!(answered.get(token), Some(&1), "answers to token {token} of {function}");
        }
        let known: HashSet<_> = accepted.keys().collect();
        assert!(answered.keys().all(|token| known.contains(token)), "an answer that nobody asked for");
    }

    fn poll_wait(&self) -> Vec<Record> {
        let mut room = vec![0_u8; 1 << 20];
        let mut length = 0_u64;
        let (out, out_length) = (room.as_mut_ptr() as u64, std::ptr::from_mut(&mut length) as u64);
        // SAFETY: sound pointers, and no error is wanted.
        let status = unsafe {
            self.functions["kc_client_poll_wait"].call(&[self.ticket, 3, 20, out, room.len() as u64, out_length, 0])
        };
        assert!(status >= 0, "a poll answered {status}");
        Record::parse(&room[..length as usize])
    }

    fn take(&self, records: &[Record]) {
        let mut answered = self.answered.lock().unwrap();
        for record in records {
            let count = match record.kind {
                kind::RESULT => 1,
                kind::DELIVERED_RUN | kind::FAILED_RUN => record.count() as u64,
                _ => 0,
            };
            for token in record.token..record.token + count {
                *answered.entry(token).or_default() += 1;
            }
        }
    }

    fn call_many(&self, exports: &[&Export], seed: u64) {
        let mut random = seed + 1;
        for _ in 0..CALLS {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.call_one(exports[(random >> 33) as usize % exports.len()], random >> 20);
        }
    }

    fn call_one(&self, export: &Export, random: u64) {
        let token = self.tokens.fetch_add(1, Ordering::Relaxed);
        let inputs: Vec<_> = export.parameters.iter().map(|at| input(&export.name, &at.name, token)).collect();
        let mut room = vec![0_u8; 1 << 16];
        let mut number = 0_u64;
        let mut arguments = Vec::new();
        for (at, parameter) in export.parameters.iter().enumerate() {
            arguments.push(match parameter.role {
                Role::Ticket => self.ticket,
                Role::Input => inputs[at].as_ptr() as u64,
                Role::InputLength => inputs[at - 1].len() as u64,
                Role::Output => room.as_mut_ptr() as u64,
                Role::Capacity => room.len() as u64,
                Role::Number => std::ptr::from_mut(&mut number) as u64,
                Role::Token => token,
                Role::Timeout => 100,
                Role::Scalar => random % 4,
                Role::Error => 0,
            });
        }
        // Entered first: the answer may be there before the call returns.
        let is_answered = export.has(Role::Token) || export.name == "kc_producer_send";
        self.accepted.lock().unwrap().insert(token, export.name.clone());
        // SAFETY: sound arguments, and no error is wanted.
        let status = unsafe { export.call(&arguments) };
        if status < 0 || status == FULL || !is_answered {
            self.accepted.lock().unwrap().remove(&token);
        }
    }
}

fn input(function: &str, parameter: &str, token: u64) -> Vec<u8> {
    match (function, parameter) {
        ("kc_producer_send", "batch") => batch([("storm", message(b"value", token))], &[]),
        ("kc_consumer_subscribe", "batch") => topics(&["storm"]),
        (_, "batch") => partitions(&[("storm", 0, 7), ("storm", 1, 0)]),
        (_, "topic") => "storm".into(),
        ("kc_admin_request", "json") => r#"{"operation": "DeleteTopics", "topics": ["no-such-topic"]}"#.into(),
        (_, "metadata") => b"CGMDv2:\x07\0\0\0group\0member\0\x01".into(),
        (_, "json") => "{}".into(),
        _ => "x".into(),
    }
}

impl Drop for Storm {
    fn drop(&mut self) {
        // SAFETY: a number.
        unsafe { self.functions["kc_client_drop"].call(&[self.ticket]) };
    }
}
