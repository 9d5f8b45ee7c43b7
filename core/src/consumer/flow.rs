//! Which partitions hand out messages now: holding is for a moment, pausing until it is taken back, and seeking ends itself.
//! librdkafka's own pausing is not used: it throws away what was fetched and goes back to the last message handed out.

use std::time::Instant;

use super::fetch::Fetch;
use crate::code::{Error, Result};
use crate::sys::Partition;
use crate::wire::NO_OFFSET;

impl Fetch {
    /// Holds or releases; partitions that are not assigned are ignored.
    pub fn set_held(&self, lines: &[Partition], is_held: bool) {
        let now = Instant::now();
        let mut slots = self.slots();
        let poll_count = slots.poll_count();
        for line in lines {
            let Some(slot) = slots.get_mut(&line.topic, line.partition) else { continue };
            slot.set_held(is_held, poll_count, now);
            slot.unpark();
        }
    }

    /// Pauses or resumes all, or refuses and changes none.
    pub fn set_paused(&self, lines: &[Partition], is_paused: bool) -> Result<()> {
        let mut slots = self.slots();
        slots.check_assigned(lines)?;
        for line in lines {
            let Some(slot) = slots.get_mut(&line.topic, line.partition) else { continue };
            slot.is_paused = is_paused;
            slot.unpark();
        }
        Ok(())
    }

    pub fn paused(&self) -> Vec<Partition> {
        self.slots().lines(|slot| slot.is_paused.then(|| slot.line(NO_OFFSET)))
    }

    pub fn assignment(&self) -> Vec<Partition> {
        self.slots().lines(|slot| Some(slot.line(NO_OFFSET)))
    }

    /// Refuses a list with a partition that is assigned already.
    pub fn check_unassigned(&self, lines: &[Partition]) -> Result<()> {
        let slots = self.slots();
        match lines.iter().find(|line| slots.get(&line.topic, line.partition).is_some()) {
            Some(line) => Err(Error::state(format!("{} [{}] is assigned already", line.topic, line.partition))),
            None => Ok(()),
        }
    }

    /// The offsets to be handed out next, of these partitions or of all.
    pub fn positions(&self, lines: Option<&[Partition]>) -> Result<Vec<Partition>> {
        let slots = self.slots();
        let Some(lines) = lines else { return Ok(slots.lines(|slot| Some(slot.line(slot.position)))) };
        slots.check_assigned(lines)?;
        let position = |line: &Partition| slots.get(&line.topic, line.partition).map(|slot| slot.line(slot.position));
        Ok(lines.iter().filter_map(position).collect())
    }
}
