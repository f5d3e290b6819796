//! Makes frames durable, one at a time: openings first, then the records, then what they erase.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use rights_log::Writer;
use rights_openings::Openings;
use tlog::head::{Head, Seen};

use crate::{Counters, Frame, Lost, Stop, counters::count};

/// How long the right to append is believed in without proof: a frame of its own that became
/// durable, or a look at the end of the log. A deposed sequencer's state is stale, and an answer
/// that brings no record (a refusal, a repeat, a rehearsal) would give it out.
const FRESH_MAX: Duration = Duration::from_secs(1);

/// The right to append, with the store that must be durable before it.
pub struct Scribe {
    writer: Box<dyn Writer>,
    openings: Arc<dyn Openings>,
    counters: Arc<Counters>,
    /// When it was last proved that no other claim had come, in time that passed.
    proved: Option<Duration>,
}

impl Scribe {
    pub(crate) fn new(
        writer: Box<dyn Writer>,
        openings: Arc<dyn Openings>,
        counters: Arc<Counters>,
    ) -> Scribe {
        Scribe { writer, openings, counters, proved: None }
    }

    /// The claim's term: it tells this scribe from those before it.
    #[must_use]
    pub fn term(&self) -> u64 {
        self.head().term
    }

    /// The head after the last append.
    pub(crate) fn head(&self) -> Head {
        self.writer.head()
    }

    /// The tree with `frame`, once it is durable and was read back; of a frame without records,
    /// once it is proved that nobody else had claimed the log a second ago. Only now may it be
    /// answered. `passed` is the clock's reading of now, in time that passed.
    ///
    /// # Errors
    /// [`Lost`]: this scribe is spent, and so is the desk that filled the frame. Drop both and the
    /// frame: whoever waits for it is told that the outcome is unknown.
    pub fn append(&mut self, frame: &Frame, passed: Duration) -> Result<Seen, Lost> {
        if frame.records() == 0 {
            return self.current(passed);
        }
        if !frame.openings.is_empty() {
            self.openings.store(&frame.openings)?;
        }
        let found = self.writer.append(&frame.batch)?.seen();
        if found != frame.end {
            return Err(Stop::OtherTree { found, decided: frame.end }.into());
        }
        // From before the append: whatever came later may have come behind the frame.
        self.proved = Some(passed);
        self.counters.size.store(found.size, Relaxed);
        // If we stop before this, the replay at the next claim erases them.
        if !frame.shredded.is_empty() {
            self.openings.erase(&frame.shredded)?;
        }
        count(&self.counters.frames, 1);
        count(&self.counters.recorded, frame.records() as u64);
        Ok(found)
    }

    /// The tree of a log that is still this scribe's.
    fn current(&mut self, passed: Duration) -> Result<Seen, Lost> {
        if self.proved.is_none_or(|proved| passed.saturating_sub(proved) > FRESH_MAX) {
            self.writer.confirm()?;
            self.proved = Some(passed);
        }
        Ok(self.head().seen())
    }
}
