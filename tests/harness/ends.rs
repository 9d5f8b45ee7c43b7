//! The end of a process that ran one test (`tests/each`): it holds what it held before its first client, but for the test's own
//! thread.

use std::ffi::c_int;
use std::sync::OnceLock;

use super::alone::Held;

/// Set by `tests/each`.
const WATCHED: &str = "KAFKACORE_TEST_WATCHED";
const FAILED: c_int = 101;

static BEFORE: OnceLock<Held> = OnceLock::new();

extern "C" {
    fn atexit(function: extern "C" fn()) -> c_int;
    fn _exit(status: c_int) -> !;
}

/// To be called before anything is made.
pub(super) fn watch() {
    if std::env::var_os(WATCHED).is_none() {
        return;
    }
    BEFORE.get_or_init(|| {
        // SAFETY: the function lives as long as the process.
        assert_eq!(unsafe { atexit(check) }, 0);
        Held { threads: 1, ..Held::now() }
    });
}

extern "C" fn check() {
    let Some(before) = BEFORE.get() else { return };
    let now = before.settled();
    if !now.is_within(*before) {
        eprintln!("the test is over: {now:?} instead of {before:?}");
        // SAFETY: ends the process, in which nothing is left to be done.
        unsafe { _exit(FAILED) }
    }
}
