//! A pipe: a number of bytes between two ends. Its waits have no timeout, so that a wake-up that is lost is a deadlock,
//! and that is what loom finds.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use loom::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct Pipe {
    length: Mutex<usize>,
    is_readable: Condvar,
}

/// Either end.
#[derive(Clone)]
pub struct OwnedFd(Arc<Pipe>);

pub type RawFd = OwnedFd;
pub type BorrowedFd = OwnedFd;

pub struct File(OwnedFd);

pub fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let end = OwnedFd(Arc::default());
    Ok((end.clone(), end))
}

pub fn wait_readable(fd: RawFd, _timeout: Duration) -> bool {
    let mut length = lock(&fd.0);
    while *length == 0 {
        length = fd.0.is_readable.wait(length).unwrap_or_else(|poisoned| poisoned.into_inner());
    }
    true
}

fn lock(pipe: &Pipe) -> loom::sync::MutexGuard<'_, usize> {
    pipe.length.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

pub trait AsFd {
    fn as_fd(&self) -> BorrowedFd;
}

pub trait AsRawFd {
    fn as_raw_fd(&self) -> RawFd;
}

impl AsFd for File {
    fn as_fd(&self) -> BorrowedFd {
        self.0.clone()
    }
}

impl AsRawFd for File {
    fn as_raw_fd(&self) -> RawFd {
        self.0.clone()
    }
}

impl OwnedFd {
    pub fn try_clone_to_owned(&self) -> io::Result<OwnedFd> {
        Ok(self.clone())
    }
}

impl From<OwnedFd> for File {
    fn from(fd: OwnedFd) -> File {
        File(fd)
    }
}

impl io::Read for &File {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut length = lock(&self.0 .0);
        let taken = bytes.len().min(*length);
        *length -= taken;
        match taken {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            _ => Ok(taken),
        }
    }
}

impl io::Write for &File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *lock(&self.0 .0) += bytes.len();
        self.0 .0.is_readable.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
