//! Frames of the log made into batches: the half of projecting that needs no views.

use rights_log::{Accepted, Reader, Reading};
use rights_views::{Batch, Position};

use crate::{Error, Stop, explained::Unproven, machine::Machine};

/// Claims hold no records, and a log could be full of them.
const FRAMES_AT_ONCE: usize = 256;

/// A place in the log, and the ledger that all records before it imply.
pub struct Gathering {
    reader: Box<dyn Reader>,
    machine: Machine,
    /// Behind the last frame that was read.
    at: Option<Position>,
}

/// Frames as one batch, and what is known of those behind them.
pub(crate) struct Gathered {
    pub(crate) batch: Batch,
    /// Behind each of the frames.
    ends: Vec<Position>,
    /// There was no room for more: more is most likely waiting.
    pub(crate) is_full: bool,
}

impl Gathered {
    /// Whether the views can be at `stored` between or around these frames.
    pub(crate) fn reaches(&self, stored: Position) -> bool {
        self.batch.extends == Some(stored) || self.ends.contains(&stored)
    }

    /// Without the frames before `stored`; none if no frame is left.
    pub(crate) fn behind(mut self, stored: Position) -> Option<Gathered> {
        if self.batch.extends == Some(stored) {
            return Some(self);
        }
        let Batch { extends, to, records, changes } = &mut self.batch;
        if *to == stored {
            return None;
        }
        self.ends.retain(|end| end.frame > stored.frame);
        *extends = Some(stored);
        records.retain(|record| record.sequence >= stored.head.size);
        changes.retain(|change| change.sequence >= stored.head.size);
        Some(self)
    }
}

impl Gathering {
    /// At the first frame of `log`.
    ///
    /// # Errors
    /// As [`Gathering::batch`].
    pub fn of(log: &dyn Reading) -> Result<Gathering, Error> {
        Ok(Gathering { reader: log.read(None)?, machine: Machine::of(log.ledger()), at: None })
    }

    /// What the next frames do to the rows, about `records` of them or as many as there are; none
    /// at the end of the log.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: ask again, nothing is lost. [`Error::Stop`]: the log is damaged.
    pub fn batch(&mut self, records: usize) -> Result<Option<Batch>, Error> {
        Ok(self.gather(records)?.map(|gathered| gathered.batch))
    }

    pub(crate) fn gather(&mut self, records: usize) -> Result<Option<Gathered>, Error> {
        let mut gathered: Option<Gathered> = None;
        // Small frames must not make small batches where large ones are asked for.
        for _ in 0..FRAMES_AT_ONCE.max(records) {
            let frame = match self.reader.read_next() {
                Ok(Some(frame)) => frame,
                Ok(None) => return Ok(gathered),
                // What was read so far is stored first; the reader says it again.
                Err(_) if gathered.is_some() => return Ok(gathered),
                Err(error) => return Err(error.into()),
            };
            let extends = self.at;
            let to = self.pass(&frame);
            let empty = || Batch { extends, to, records: Vec::new(), changes: Vec::new() };
            let new = || Gathered { batch: empty(), ends: Vec::new(), is_full: false };
            let Gathered { batch, ends, .. } = gathered.get_or_insert_with(new);
            ends.push(to);
            batch.to = to;
            for (sequence, bytes) in frame.records() {
                batch.records.push(self.machine.apply(sequence, bytes)?);
                batch.changes.extend(self.machine.changes(sequence));
            }
            if batch.records.len() >= records {
                break;
            }
        }
        Ok(gathered.map(|gathered| Gathered { is_full: true, ..gathered }))
    }

    /// Reads on towards the frame that the views reflect, which must be there and unchanged;
    /// whether it was reached.
    pub(crate) fn prove(&mut self, unproven: &mut Unproven) -> Result<bool, Error> {
        let stored = unproven.position;
        for _ in 0..FRAMES_AT_ONCE {
            let Some(frame) = self.reader.read_next()? else {
                let size = self.at.map_or(0, |at| at.head.size);
                return Err(Stop::RolledBack { stored: stored.head.seen(), size }.into());
            };
            for (sequence, bytes) in frame.records() {
                self.machine.apply(sequence, bytes)?;
                unproven.take(sequence, &self.machine);
            }
            let to = self.pass(&frame);
            if to == stored {
                return Ok(true);
            }
            if to.frame >= stored.frame {
                let (stored, found) = (stored.head.seen(), to.head.seen());
                return Err(Stop::Changed { stored, found, frame: to.frame }.into());
            }
        }
        Ok(false)
    }

    /// Behind the last frame that was read; none before the first.
    pub(crate) fn at(&self) -> Option<Position> {
        self.at
    }

    /// Whether a record could not have happened, so that nothing can be said about later ones.
    pub(crate) fn is_spent(&self) -> bool {
        self.machine.is_spent()
    }

    pub(crate) fn skipped(&self) -> u64 {
        self.reader.skipped()
    }

    /// Returns when there may be another frame, or when `at_most` has passed.
    pub(crate) fn wait(&mut self, at_most: std::time::Duration) -> Result<(), Error> {
        Ok(self.reader.wait(at_most)?)
    }

    fn pass(&mut self, frame: &Accepted) -> Position {
        let to = Position { head: frame.after, frame: frame.position };
        self.at = Some(to);
        to
    }
}
