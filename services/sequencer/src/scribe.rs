//! Makes frames durable, one at a time: openings first, then the records, then what they erase.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Instant,
};

use rights_log::Writer;
use rights_openings::Openings;
use tlog::head::Seen;

use crate::{Counters, Frame, Lost, Stop};

/// The right to append, with the store that must be durable before it.
pub struct Scribe {
    writer: Box<dyn Writer>,
    openings: Arc<dyn Openings>,
    counters: Arc<Counters>,
}

impl Scribe {
    pub(crate) fn new(
        writer: Box<dyn Writer>,
        openings: Arc<dyn Openings>,
        counters: Arc<Counters>,
    ) -> Scribe {
        Scribe { writer, openings, counters }
    }

    /// The claim's term: it tells this scribe from those before it.
    #[must_use]
    pub fn term(&self) -> u64 {
        self.writer.head().term
    }

    /// The tree with `frame`, once it is durable and was read back. Only now may it be answered.
    ///
    /// # Errors
    /// [`Lost`]: this scribe is spent, and so is the desk that filled the frame. Drop both and the
    /// frame: whoever waits for it is told that the outcome is unknown.
    pub fn append(&mut self, frame: &Frame) -> Result<Seen, Lost> {
        if !frame.openings.is_empty() {
            self.openings.store(&frame.openings)?;
        }
        let began = Instant::now();
        let found = self.writer.append(&frame.batch)?.seen();
        let took = began.elapsed();
        if found != frame.end {
            return Err(Stop::OtherTree { found, decided: frame.end }.into());
        }
        self.counters.size.store(found.size, Relaxed);
        // If we stop before this, the replay at the next claim erases them.
        if !frame.shredded.is_empty() {
            self.openings.erase(&frame.shredded)?;
        }
        if frame.records() > 0 {
            self.counters.appended(frame, took);
        }
        Ok(found)
    }
}
