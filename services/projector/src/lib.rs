//! Owns the views and the position they reflect: follows the log, evolves the same ledger as
//! everybody else, and stores the rows that each record changed.
//!
//! ```text
//!   log ──frames──► Projector ──batches of whole frames──► views, each with its position
//!                       │
//!                       └──► positions, so that readers can wait for a record
//! ```
//!
//! The ledger lives in memory alone, so every start reads the log from its first frame. Up to the
//! position of the views nothing is stored; there, the frame must be the one that the views
//! reflect, and their rows must be those that the log implies. From then on, each batch is rows and position in one transaction: wherever we stop,
//! the next start goes on from what was stored last.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Instant,
};

use rights_log::{Accepted, Reader, Reading};
use rights_views::{Batch, Filler, Position, Views};
use tokio::sync::watch;

mod error;
mod explained;
mod machine;
mod metrics;
mod running;

pub use error::{Contradiction, Error, Stop};
pub use metrics::Metrics;
pub use running::{Ended, Running, reflects, spawn};

use explained::Unproven;
use machine::Machine;
use metrics::Meter;

/// How many records are stored at once: enough that a transaction costs little for each, little
/// enough that a reader does not wait for others' rows.
const RECORDS_AT_ONCE: usize = 1_024;
/// Claims hold no records, and a log could be full of them.
const FRAMES_AT_ONCE: usize = 256;

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Frames were read, and stored where they are new.
    Forward,
    /// The views reflect the whole log, and are served.
    AtEnd,
}

/// One projector at its place in the log.
pub struct Projector {
    reader: Box<dyn Reader>,
    filler: Box<dyn Filler>,
    machine: Machine,
    /// Behind the last frame that was read.
    at: Option<Position>,
    /// What the views had, until the log was found to imply it.
    unproven: Option<Unproven>,
    /// Read, but perhaps not stored: to be stored before anything else is read.
    pending: Option<Batch>,
    positions: watch::Sender<Option<Position>>,
    meter: Arc<Meter>,
}

impl Projector {
    /// A projector at the beginning of `log`, for what `views` reflect already and what follows.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: start again. [`Error::Stop`]: the log or the views are damaged.
    pub fn start(log: &dyn Reading, views: &dyn Views) -> Result<Self, Error> {
        let (filler, unproven) = Unproven::of(views, views.filler()?)?;
        Self::with(log, filler, unproven)
    }

    fn with(
        log: &dyn Reading,
        filler: Box<dyn Filler>,
        unproven: Option<Unproven>,
    ) -> Result<Self, Error> {
        Ok(Self {
            reader: log.read(None)?,
            machine: Machine::of(log.ledger()),
            at: None,
            unproven,
            pending: None,
            positions: watch::Sender::new(None),
            meter: Arc::default(),
            filler,
        })
    }

    /// The positions that readers of the views can count on: none until the frame of the views'
    /// position was found unchanged in the log. It ends when the projector does.
    #[must_use]
    pub fn positions(&self) -> watch::Receiver<Option<Position>> {
        self.positions.subscribe()
    }

    /// Reads and stores until the views reflect the whole log, and are served; what they reflect.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: ask again, nothing is lost. [`Error::Stop`]: start anew once a
    /// person has looked.
    pub fn catch_up(&mut self) -> Result<Option<Position>, Error> {
        while self.step()? == Step::Forward {}
        Ok(self.at)
    }

    /// Reads some frames and stores what they changed.
    ///
    /// # Errors
    /// As [`Projector::catch_up`].
    pub fn step(&mut self) -> Result<Step, Error> {
        if self.machine.is_spent() {
            return Err(Stop::Spent.into());
        }
        if let Some(stored) = self.unproven.as_ref().map(|unproven| unproven.position) {
            self.prove(stored)?;
            self.publish();
            return Ok(Step::Forward);
        }
        if self.pending.is_none() {
            self.pending = self.gather()?;
        }
        let Some(batch) = &self.pending else {
            self.serve()?;
            self.publish();
            self.meter.at_end();
            return Ok(Step::AtEnd);
        };
        let began = Instant::now();
        self.filler.store(batch)?;
        self.meter.stored(batch.changes.len(), began.elapsed());
        self.pending = None;
        self.publish();
        Ok(Step::Forward)
    }

    /// Reads on towards the frame that the views reflect, which must be there and unchanged, and
    /// must lead to their rows.
    fn prove(&mut self, stored: Position) -> Result<(), Error> {
        for _ in 0..FRAMES_AT_ONCE {
            let Some(frame) = self.reader.read_next()? else {
                let size = self.at.map_or(0, |at| at.head.size);
                return Err(Stop::RolledBack { stored: stored.head.seen(), size }.into());
            };
            for (sequence, bytes) in frame.records() {
                self.machine.apply(sequence, bytes)?;
                if let Some(unproven) = &mut self.unproven {
                    unproven.take(sequence, &self.machine);
                }
            }
            let to = self.pass(&frame);
            if to == stored {
                self.unproven.as_ref().map_or(Ok(()), Unproven::compare)?;
                self.unproven = None;
                break;
            }
            if to.frame >= stored.frame {
                let (stored, found) = (stored.head.seen(), to.head.seen());
                return Err(Stop::Changed { stored, found, frame: to.frame }.into());
            }
        }
        Ok(())
    }

    /// What the next frames do; none at the end of the log.
    fn gather(&mut self) -> Result<Option<Batch>, Error> {
        let mut gathered: Option<Batch> = None;
        for _ in 0..FRAMES_AT_ONCE {
            let frame = match self.reader.read_next() {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                // What was read so far is stored first; the reader says it again.
                Err(_) if gathered.is_some() => break,
                Err(error) => return Err(error.into()),
            };
            let extends = self.at;
            let to = self.pass(&frame);
            let empty = || Batch { extends, to, records: Vec::new(), changes: Vec::new() };
            let batch = gathered.get_or_insert_with(empty);
            batch.to = to;
            for (sequence, bytes) in frame.records() {
                batch.records.push(self.machine.apply(sequence, bytes)?);
                batch.changes.extend(self.machine.changes(sequence));
            }
            if batch.records.len() >= RECORDS_AT_ONCE {
                break;
            }
        }
        Ok(gathered)
    }

    fn pass(&mut self, frame: &Accepted) -> Position {
        let to = Position { head: frame.after, frame: frame.position };
        self.at = Some(to);
        to
    }

    /// Has the views served; if others were until now, these were filled in their place.
    fn serve(&mut self) -> Result<(), Error> {
        let filled_anew = !self.filler.is_served();
        self.filler.serve()?;
        self.meter.rebuilds.fetch_add(u64::from(filled_anew), Relaxed);
        Ok(())
    }

    fn publish(&self) {
        self.meter.skipped.store(self.reader.skipped(), Relaxed);
        if self.unproven.is_none() && self.filler.is_served() {
            let position = self.filler.position();
            self.meter.records.store(position.map_or(0, |at| at.head.size), Relaxed);
            self.positions.send_replace(position);
        }
    }
}

/// Fills new views from the whole log, beside those that are served until the end is reached; what
/// they then reflect. Whoever fills the old ones meanwhile finds itself stale.
///
/// # Errors
/// [`Error::Unavailable`]: rebuild again. [`Error::Stop`]: the log is damaged, or contradicts
/// itself; the old views are still served.
pub fn rebuild(log: &dyn Reading, views: &dyn Views) -> Result<Option<Position>, Error> {
    Projector::with(log, views.filler_beside()?, None)?.catch_up()
}
