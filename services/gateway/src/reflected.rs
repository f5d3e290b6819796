//! How far the views reflect the log, where another process fills them; and that they are of this
//! log.
//!
//! ```text
//!   views ──position──► a thread looks ──is it in the log?──► standing, sizes
//!                            ▲                                     │
//!   Query ──snapshot──► checked views ◄──────explained so far──────┘
//! ```
//!
//! Views that the log does not explain are never answered from: the log is the ledger, and views
//! that reflect more than it holds, or something else, say that one of the two was exchanged.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, Thread},
    time::Duration,
};

use rights_log::{Error as LogError, Reader as LogReader, Reading};
use rights_views::{Error, Filler, Place, Reader, Views};
use tlog::head::{Head, Seen};
use tokio::sync::watch;

use crate::{audit::Tail, serve::Stopping};

/// How often the views are asked for their position: what is recorded is seen that much later.
const LOOK: Duration = Duration::from_millis(40);
/// How long a reader of newer rows waits until they were looked for in the log.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is known about the views.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The log had this head, and the views reflect the records before it.
    Explained(Seen),
    /// Nothing can be said now: why, for a person.
    Waiting(String),
    /// The log does not explain them: in what way, for a person.
    Unexplained(String),
}

/// Views that are looked at. Clones are handles to the same.
#[derive(Clone)]
pub struct Reflected {
    views: Arc<dyn Views>,
    known: Arc<Known>,
    sizes: watch::Receiver<u64>,
    looking: Thread,
}

/// What the thread has found out.
struct Known {
    found: Mutex<Found>,
    changed: Condvar,
}

struct Found {
    standing: Standing,
    /// How many looks have ended.
    looks: u64,
}

impl Known {
    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reflected {
    /// Looks at `views` again and again, on a thread of its own until `stopping`, and for what they
    /// reflect in `log`, whose end `tail` follows.
    ///
    /// # Errors
    /// The operating system's, when it has no thread to give.
    pub fn follow(
        views: Arc<dyn Views>,
        log: Arc<dyn Reading>,
        tail: Tail,
        stopping: Stopping,
    ) -> io::Result<Reflected> {
        let standing = Standing::Waiting("nobody has looked yet".into());
        let found = Mutex::new(Found { standing, looks: 0 });
        let known = Arc::new(Known { found, changed: Condvar::new() });
        let (sender, sizes) = watch::channel(0);
        let (noted, looked_at) = (Arc::clone(&known), Arc::clone(&views));
        let run = move || {
            let mut look = Look { views: looked_at, log, tail, place: None };
            while !stopping.is_said() {
                note(&noted, &sender, look.once());
                thread::park_timeout(LOOK);
            }
        };
        let thread = thread::Builder::new().name("views-look".into()).spawn(run)?;
        Ok(Reflected { views, known, sizes, looking: thread.thread().clone() })
    }

    /// What is known about the views, now.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.known.found().standing.clone()
    }

    /// How many records of the log the views reflect, as it changes: 0 while there is nothing to
    /// answer from, or nothing that the log explains.
    #[must_use]
    pub fn sizes(&self) -> watch::Receiver<u64> {
        self.sizes.clone()
    }

    /// The views, of which no snapshot is given that the log does not explain.
    #[must_use]
    pub fn checked(&self) -> Arc<dyn Views> {
        Arc::new(Checked(self.clone()))
    }

    /// Waits until the log was found to explain views that reflect `size` records.
    fn explains(&self, size: u64) -> Result<(), Error> {
        let mut found = self.known.found();
        // The look that is under way may have begun before the rows were there.
        let enough = found.looks + 2;
        loop {
            if matches!(&found.standing, Standing::Explained(seen) if seen.size >= size) {
                return Ok(());
            }
            if found.looks >= enough {
                return Err(not_explained(&found.standing));
            }
            self.looking.unpark();
            let waited = self.known.changed.wait_timeout(found, PATIENCE);
            let (again, timed_out) = waited.unwrap_or_else(PoisonError::into_inner);
            if timed_out.timed_out() {
                return Err(not_explained(&again.standing));
            }
            found = again;
        }
    }
}

fn note(known: &Known, sizes: &watch::Sender<u64>, standing: Standing) {
    let mut found = known.found();
    if found.standing != standing {
        match &standing {
            Standing::Explained(_) => {}
            Standing::Waiting(why) => tracing::warn!(%why, "the views cannot be answered from now"),
            Standing::Unexplained(why) => {
                tracing::error!(%why, "the log does not explain the views");
            }
        }
    }
    let size = match &standing {
        Standing::Explained(seen) => seen.size,
        Standing::Waiting(_) | Standing::Unexplained(_) => 0,
    };
    *found = Found { standing, looks: found.looks + 1 };
    drop(found);
    known.changed.notify_all();
    sizes.send_if_modified(|known| std::mem::replace(known, size) != size);
}

fn not_explained(standing: &Standing) -> Error {
    match standing {
        Standing::Explained(_) => Error::Unavailable("their newest rows are being checked".into()),
        Standing::Waiting(why) => Error::Unavailable(why.clone().into()),
        Standing::Unexplained(why) => {
            Error::Damaged { place: Place::Position, source: Some(why.clone().into()) }
        }
    }
}

/// Whoever looks.
struct Look {
    views: Arc<dyn Views>,
    log: Arc<dyn Reading>,
    tail: Tail,
    place: Option<At>,
}

/// A place in the log, and what it holds before it.
struct At {
    reader: Box<dyn LogReader>,
    seen: Seen,
}

impl Look {
    fn once(&mut self) -> Standing {
        let stored = match self.views.snapshot() {
            Ok(snapshot) => snapshot.position().map(|position| position.head.seen()),
            Err(error) => return Standing::Waiting(chain(&error)),
        };
        match stored {
            Some(stored) if stored.size > 0 => self.find(stored).unwrap_or_else(|error| {
                // From a mark again: this reader may be spent.
                self.place = None;
                match error {
                    LogError::Unavailable(_) => Standing::Waiting(chain(&error)),
                    LogError::Stop(_) => Standing::Unexplained(chain(&error)),
                }
            }),
            Some(_) | None => Standing::Waiting("the views reflect no record yet".into()),
        }
    }

    /// Whether the log holds what the views reflect. What was found before is not asked for again,
    /// so that views which do not change are answered from while the log is away.
    fn find(&mut self, stored: Seen) -> Result<Standing, LogError> {
        let here = self.place.take().filter(|place| place.seen.size <= stored.size);
        let mut at = match here {
            Some(at) => at,
            None if self.tail.seen().is_none() => {
                return Ok(Standing::Waiting("the log is being read".into()));
            }
            None => self.begin(stored.size)?,
        };
        while at.seen.size < stored.size
            && let Some(frame) = at.reader.read_next()?
        {
            at.seen = frame.after.seen();
        }
        let found = at.seen;
        self.place = Some(at);
        Ok(compared(stored, found))
    }

    fn begin(&self, size: u64) -> Result<At, LogError> {
        let mark = self.tail.mark_before(size);
        let seen = mark.as_ref().map_or(Head::START, rights_log::Bookmark::head).seen();
        Ok(At { reader: self.log.read(mark.as_ref())?, seen })
    }
}

/// Views end where a frame does, so that the log has their head or is not their log.
fn compared(stored: Seen, found: Seen) -> Standing {
    let Seen { size, root } = stored;
    if found == stored {
        Standing::Explained(stored)
    } else if found.size < size {
        let holds = found.size;
        Standing::Unexplained(format!(
            "ROLLBACK_DETECTED: the views reflect {size} records, but the log holds only {holds}"
        ))
    } else {
        let (holds, other) = (found.size, found.root);
        Standing::Unexplained(format!(
            "VIEWS_DAMAGED: the views reflect {size} records with root {root}, but the log has \
             root {other} at {holds}"
        ))
    }
}

/// An error and everything behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Views that are answered from only as far as the log explains them.
struct Checked(Reflected);

impl Views for Checked {
    fn snapshot(&self) -> Result<Box<dyn Reader>, Error> {
        let reader = self.0.views.snapshot()?;
        let size = reader.position().map_or(0, |position| position.head.size);
        if size > 0 {
            self.0.explains(size)?;
        }
        Ok(reader)
    }

    fn filler(&self) -> Result<Box<dyn Filler>, Error> {
        self.0.views.filler()
    }

    fn filler_beside(&self) -> Result<Box<dyn Filler>, Error> {
        self.0.views.filler_beside()
    }

    fn remembered(&self) -> Result<Vec<Seen>, Error> {
        self.0.views.remembered()
    }
}
