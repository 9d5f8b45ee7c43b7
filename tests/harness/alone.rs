//! A test that has its process to itself, so that it can count what the process holds.

use std::process::Command;
use std::time::{Duration, Instant};

use super::client::POLL_TIMEOUT;

/// Set in the process of a test that is alone.
const ALONE: &str = "KAFKACORE_TEST_ALONE";
const STEP: Duration = Duration::from_millis(20);

/// Runs the body of the test that calls it in a process of its own, which has one thread for it.
pub fn alone(body: impl FnOnce()) {
    if std::env::var_os(ALONE).is_some() {
        return body();
    }
    let test = std::thread::current().name().expect("a test's thread has its name").to_string();
    let executable = std::env::current_exe().expect("a test knows its executable");
    let arguments = ["--exact", &test, "--test-threads=1", "--nocapture"];
    let output = Command::new(executable).args(arguments).env(ALONE, "1").output().expect("the test starts again");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// As `alone`, and what the process held before the body it holds afterwards.
pub fn alone_and_clean(body: impl FnOnce()) {
    alone(|| {
        let before = Held::now();
        body();
        before.wait_for_return("at the end of the test");
    });
}

/// Memory of this process that is in use, in bytes.
pub fn resident_size() -> u64 {
    const PAGE_SIZE: u64 = 4096;
    let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).expect("the second number") * PAGE_SIZE
}

/// What a process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub threads: usize,
    pub descriptors: usize,
}

impl Held {
    pub fn now() -> Held {
        let count = |directory: &str| std::fs::read_dir(directory).expect("Linux has it").count();
        Held { threads: count("/proc/self/task"), descriptors: count("/proc/self/fd") }
    }

    /// Waits for threads that are on their way out; what is held once no more than this is, or for too long.
    pub fn settled(self) -> Held {
        let deadline = Instant::now() + POLL_TIMEOUT;
        loop {
            let now = Held::now();
            if now.is_within(self) || Instant::now() >= deadline {
                return now;
            }
            std::thread::sleep(STEP);
        }
    }

    pub fn is_within(self, other: Held) -> bool {
        self.threads <= other.threads && self.descriptors <= other.descriptors
    }

    /// Waits until no more is held than this, which is what was held before `what`.
    pub fn wait_for_return(self, what: &str) {
        let now = self.settled();
        assert!(now.is_within(self), "{what}: {now:?} instead of {self:?}");
    }
}
