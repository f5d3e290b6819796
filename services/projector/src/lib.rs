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
//!
//! While more is waiting, the next batch is made as the one before it is being stored: reading and
//! evolving then cost no time of their own, and few batches are in memory.

use std::{collections::VecDeque, sync::atomic::Ordering::Relaxed, thread};

use rights_log::Reading;
use rights_views::{Filler, Position, Views};
use tokio::sync::watch;

mod error;
mod explained;
mod gather;
mod keep;
mod machine;
mod metrics;
mod running;

pub use error::{Contradiction, Error, Stop};
pub use gather::Gathering;
pub use metrics::Metrics;
pub use running::{Ended, Running, reflects, spawn};

use explained::Unproven;
use gather::Gathered;
use keep::Keeping;

/// So many records that were stored are remembered, or one batch.
const RECENT_MAX: usize = 4_096;

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
    gathering: Gathering,
    keeping: Keeping,
    /// What the views had, until the log was found to imply it.
    unproven: Option<Unproven>,
    /// Read, but perhaps not stored: to be stored before anything that is read later.
    waiting: VecDeque<Gathered>,
    /// Stored last: tables filled beside by another may be a little behind when they take the place
    /// of those that were served.
    recent: VecDeque<Gathered>,
    /// Whether what is filled beside was prepared to be served.
    is_prepared: bool,
}

impl Projector {
    /// A projector at the beginning of `log`, for what `views` reflect already and what follows.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: start again. [`Error::Stop`]: the log or the views are damaged.
    pub fn start(log: &dyn Reading, views: &dyn Views) -> Result<Self, Error> {
        let (filler, unproven) = Unproven::of(views, views.filler()?)?;
        Ok(Self { unproven, ..Self::filling(log, filler)? })
    }

    /// A projector at the beginning of `log` that stores with `filler`: beside what is served, for
    /// example, until it has caught up.
    ///
    /// # Errors
    /// As [`Projector::start`].
    pub fn filling(log: &dyn Reading, filler: Box<dyn Filler>) -> Result<Self, Error> {
        Ok(Self {
            gathering: Gathering::of(log)?,
            unproven: filler.position().map(Unproven::at),
            waiting: VecDeque::new(),
            recent: VecDeque::new(),
            is_prepared: false,
            keeping: Keeping::of(filler),
        })
    }

    /// The positions that readers of the views can count on: none until the frame of the views'
    /// position was found unchanged in the log. It ends when the projector does.
    #[must_use]
    pub fn positions(&self) -> watch::Receiver<Option<Position>> {
        self.keeping.positions.subscribe()
    }

    /// What the views reflect as far as it is stored; none before the first frame.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.keeping.filler.position()
    }

    /// How many records were read and stored, or found stored already.
    #[must_use]
    pub fn records(&self) -> u64 {
        let stored = self.position();
        let position = if self.unproven.is_some() { self.gathering.at() } else { stored };
        position.map_or(0, |at| at.head.size)
    }

    /// Reads and stores until the views reflect the whole log, and are served; what they reflect.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: ask again, nothing is lost. [`Error::Stop`]: start anew once a
    /// person has looked.
    pub fn catch_up(&mut self) -> Result<Option<Position>, Error> {
        while self.step()? == Step::Forward {}
        Ok(self.gathering.at())
    }

    /// Reads some frames and stores what they changed.
    ///
    /// # Errors
    /// As [`Projector::catch_up`].
    pub fn step(&mut self) -> Result<Step, Error> {
        if self.gathering.is_spent() {
            return Err(Stop::Spent.into());
        }
        let stepped = if self.unproven.is_some() { self.prove() } else { self.project() };
        self.keeping.meter.skipped.store(self.gathering.skipped(), Relaxed);
        stepped
    }

    fn prove(&mut self) -> Result<Step, Error> {
        if let Some(unproven) = &mut self.unproven
            && self.gathering.prove(unproven)?
        {
            unproven.compare()?;
            self.unproven = None;
            self.keeping.publish();
        }
        Ok(Step::Forward)
    }

    fn project(&mut self) -> Result<Step, Error> {
        if self.waiting.is_empty() {
            let records = self.keeping.filler.records_at_once();
            self.waiting.extend(self.gathering.gather(records)?);
        }
        let stored = match (self.waiting.front(), self.waiting.len()) {
            (None, _) => return self.end(),
            (Some(first), 1) if first.is_full => self.store_and_gather(),
            (Some(first), _) => self.keeping.store(&first.batch),
        };
        match stored {
            Ok(()) => self.remember(),
            Err(Error::Stop(Stop::Views(stale @ rights_views::Error::Stale(_)))) => {
                self.go_on_elsewhere(stale)?;
            }
            Err(error) => return Err(error),
        }
        Ok(Step::Forward)
    }

    /// Stores what waits on a thread of its own, and gathers what follows meanwhile.
    fn store_and_gather(&mut self) -> Result<(), Error> {
        let Self { gathering, keeping, waiting, .. } = self;
        let Some(Gathered { batch, .. }) = waiting.front() else { return Ok(()) };
        let records = keeping.filler.records_at_once();
        let (stored, following) = thread::scope(|scope| {
            let storing = thread::Builder::new().name("projector-store".into());
            let storing = storing.spawn_scoped(scope, || keeping.store(batch));
            let following = gathering.gather(records);
            let stored = match storing {
                Ok(storing) => storing.join().unwrap_or_else(|it| std::panic::resume_unwind(it)),
                // There is no thread to be had now: it stays waiting.
                Err(error) => Err(Error::Unavailable(error.into())),
            };
            (stored, following)
        });
        // What was read is kept whatever became of storing.
        match following {
            Ok(following) => waiting.extend(following),
            // It is said once only, and nothing can be stored behind it.
            Err(stop @ Error::Stop(_)) => return Err(stop),
            // It is said again by whoever reads on.
            Err(Error::Unavailable(_)) => {}
        }
        stored
    }

    /// The first that waited is stored.
    fn remember(&mut self) {
        self.recent.extend(self.waiting.pop_front());
        let records = |recent: &VecDeque<Gathered>| -> usize {
            recent.iter().map(|gathered| gathered.batch.records.len()).sum()
        };
        while self.recent.len() > 1 && records(&self.recent) > RECENT_MAX {
            self.recent.pop_front();
        }
    }

    /// The views are not where we left them: others were switched to, or another projector stores,
    /// too. If they are ahead, we read on to where they are; if they are a little behind, we still
    /// have what they lack.
    ///
    /// # Errors
    /// The very error if neither is so: whoever starts anew begins at the first frame.
    fn go_on_elsewhere(&mut self, stale: rights_views::Error) -> Result<(), Error> {
        self.keeping.filler.renew()?;
        let stored = self.position().filter(|_| self.keeping.filler.is_served());
        let Some(stored) = stored else { return Err(stale.into()) };
        tracing::info!(records = stored.head.size, "the views were exchanged: going on with these");
        let mut read: VecDeque<Gathered> = self.recent.drain(..).collect();
        read.extend(self.waiting.drain(..));
        if self.gathering.at().is_none_or(|at| at.frame < stored.frame) {
            self.unproven = Some(Unproven::at(stored));
            return Ok(());
        }
        while read.front().is_some_and(|gathered| !gathered.reaches(stored)) {
            read.pop_front();
        }
        let Some(first) = read.pop_front() else { return Err(stale.into()) };
        self.waiting = first.behind(stored).into_iter().chain(read).collect();
        self.keeping.publish();
        Ok(())
    }

    /// At the end of the log: has the views served. Preparing that takes so long that the log has
    /// grown meanwhile, and what it gained is stored first: readers are not set back.
    fn end(&mut self) -> Result<Step, Error> {
        if !self.keeping.filler.is_served() && !self.is_prepared {
            self.keeping.filler.prepare()?;
            self.is_prepared = true;
            return Ok(Step::Forward);
        }
        self.keeping.serve()?;
        Ok(Step::AtEnd)
    }
}

/// Fills new views from the whole log, beside those that are served until the end is reached; what
/// they then reflect. Whoever fills the old ones meanwhile finds itself stale.
///
/// # Errors
/// [`Error::Unavailable`]: rebuild again. [`Error::Stop`]: the log is damaged, or contradicts
/// itself; the old views are still served.
pub fn rebuild(log: &dyn Reading, views: &dyn Views) -> Result<Option<Position>, Error> {
    Projector::filling(log, views.filler_beside()?)?.catch_up()
}
