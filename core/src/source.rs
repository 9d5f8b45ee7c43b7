//! Where a client's records come from: roles plug their queues in here, and one poll drains them all.

use crate::wire::{NoRoom, Writer};

/// Poll for everything but messages.
pub const POLL_CONTROL: u32 = 1;
/// Poll for messages too.
pub const POLL_MESSAGES: u32 = 2;

/// How much of a source one call took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Nothing was left; the source will ring for what comes.
    Empty,
    /// Its share of this poll is used up and there is more: it will not ring.
    More,
}

/// Something that a client's records come from. Sources are drained by one thread at a time.
pub trait Source: Send {
    /// Writes what is not a message.
    fn drain_control(&mut self, writer: &mut Writer) -> std::result::Result<Drained, NoRoom>;

    /// Writes messages.
    fn drain_messages(&mut self, _writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
        Ok(Drained::Empty)
    }

    /// A poll of the caller's has written all that there was to say.
    fn told(&mut self) {}

    /// Nobody polls: takes out of librdkafka what would pile up there without a bound, and keeps the rest for a poll.
    fn unburden(&mut self) {}

    /// The assignment epoch, for the header of the batch.
    fn epoch(&self) -> u64 {
        0
    }

    /// Lets go of librdkafka for good; what is still unanswered is answered as closed.
    fn end(&mut self) {}
}

/// Drains all sources in their order, what is not a message first.
pub fn drain(sources: &mut [Box<dyn Source>], flags: u32, writer: &mut Writer) -> std::result::Result<Drained, NoRoom> {
    let mut all = Drained::Empty;
    if flags & POLL_CONTROL != 0 {
        for source in sources.iter_mut() {
            if source.drain_control(writer)? == Drained::More {
                all = Drained::More;
            }
        }
    }
    // Known only now: control records may have raised it, and every message that follows belongs to it.
    writer.set_epoch(sources.iter().map(|source| source.epoch()).max().unwrap_or(0));
    for source in sources.iter_mut() {
        if flags & POLL_MESSAGES != 0 && source.drain_messages(writer)? == Drained::More {
            all = Drained::More;
        }
    }
    Ok(all)
}
