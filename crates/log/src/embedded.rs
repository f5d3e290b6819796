//! The embedded log: one SQLite file, one row for each frame, one process at a time.
//!
//! Claims are rows too, so an export can give back every accepted frame. SQLite's transactions
//! are the conditional append: a frame is inserted only behind the frame the writer knows as the
//! last one. A row that is not next is therefore damage, never a late write.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Transaction;
use tlog::hash::Hash;
use tlog::head::Seen;

use crate::{Accepted, Bookmark, Error, Log, Reader, Reading, Stop, Writer};

mod fault;
mod file;
mod lock;
mod onlooker;
mod reader;
mod writer;

use lock::Lock;
use reader::Rows;

pub use onlooker::Onlooker;

/// The file that holds the log, in the data directory.
pub const FILE_NAME: &str = "log.db";

/// What else becomes durable with a frame: it is called in the transaction of each frame of
/// records, and what it writes is kept if and only if the frame is.
///
/// The embedded openings use it (`docs/decisions/0002-openings-beside-the-frame.md`). It must
/// leave the tables of the log alone; when it fails, the append fails.
pub type Beside = Box<dyn FnMut(&Transaction<'_>) -> rusqlite::Result<()> + Send>;

/// A data directory's log, held by this process alone until the last handle is dropped.
///
/// Clones are handles to the same log.
#[derive(Clone)]
pub struct Embedded {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    ledger: Hash,
    beside: Mutex<Beside>,
    grown: Arc<Grown>,
    _lock: Lock,
}

/// Wakes readers of the same process.
#[derive(Default)]
struct Grown {
    frames: Mutex<u64>,
    changed: Condvar,
}

impl Embedded {
    /// The log in `directory`, created if there is none: the first step of founding `ledger`.
    ///
    /// # Errors
    /// [`Stop::InUse`], [`Stop::OtherLedger`], [`Stop::NotALog`]: choose another directory.
    pub fn create(directory: &Path, ledger: Hash) -> Result<Self, Error> {
        std::fs::create_dir_all(directory).map_err(fault::io)?;
        let lock = Lock::take(directory)?;
        let path = directory.join(FILE_NAME);
        let found = file::create(&path, &ledger)?;
        if found != ledger {
            return Err(Stop::OtherLedger { path, found, asked: ledger }.into());
        }
        Ok(Self::of(path, ledger, lock))
    }

    /// The log that `directory` holds.
    ///
    /// # Errors
    /// [`Stop::NoLog`] before anything is created; [`Stop::InUse`], [`Stop::NotALog`].
    pub fn open(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(FILE_NAME);
        if !path.is_file() {
            return Err(Stop::NoLog(path).into());
        }
        let lock = Lock::take(directory)?;
        let ledger = file::ledger(&file::reading(&path)?, &path)?;
        Ok(Self::of(path, ledger, lock))
    }

    /// The SQLite file, for what is kept beside the frames.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// From the next append on, `beside` writes into the transaction of each frame.
    pub fn write_beside(&self, beside: Beside) {
        *held(&self.shared.beside) = beside;
    }

    fn of(path: PathBuf, ledger: Hash, lock: Lock) -> Self {
        let beside = Mutex::new(Box::new(|_: &Transaction<'_>| Ok(())) as Beside);
        let grown = Arc::default();
        Self { shared: Arc::new(Shared { path, ledger, beside, grown, _lock: lock }) }
    }
}

/// Makes room in `directory` for founding: removes the log of a founding that stopped before
/// record 0, which nothing can depend on. Nothing happens where there is no log.
///
/// # Errors
/// [`Stop::AlreadyFounded`] if there is a record; [`Stop::InUse`]; [`Stop::NotALog`] if the file is
/// another program's. Nothing was removed then.
pub fn make_room(directory: &Path) -> Result<(), Error> {
    let path = directory.join(FILE_NAME);
    if !path.is_file() {
        return Ok(());
    }
    // First without the lock: a ledger that is being served is founded, rather than in use.
    refuse_records(directory)?;
    let _lock = Lock::take(directory)?;
    refuse_records(directory)?;
    // The file itself last: a write-ahead log must never meet a file that it is not of.
    for name in ["log.db-wal", "log.db-shm", FILE_NAME] {
        match std::fs::remove_file(directory.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault::io(error)),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whatever is not there yet has no records either: a creation may have stopped half-way.
fn refuse_records(directory: &Path) -> Result<(), Error> {
    let path = directory.join(FILE_NAME);
    if file::is_empty(&path)? {
        return Ok(());
    }
    match Onlooker::open(directory)?.size()? {
        0 => Ok(()),
        size => Err(Stop::AlreadyFounded { size }.into()),
    }
}

impl Reading for Embedded {
    fn ledger(&self) -> Hash {
        self.shared.ledger
    }

    fn read(&self, after: Option<&Bookmark>) -> Result<Box<dyn Reader>, Error> {
        let connection = file::reading(&self.shared.path)?;
        let rows = Rows::resume(connection, self.shared.ledger, after)?;
        Ok(Box::new(reader::Embedded::new(rows, Arc::clone(&self.shared.grown))))
    }
}

impl Log for Embedded {
    fn found(&self, remembered: &[Seen]) -> Result<Box<dyn Writer>, Error> {
        let founding = |size| match size {
            0 => Ok(()),
            size => Err(Stop::AlreadyFounded { size }),
        };
        writer::claim(&self.shared, None, remembered, &mut |_| {}, founding)
    }

    fn claim(
        &self,
        after: Option<&Bookmark>,
        remembered: &[Seen],
        replay: &mut dyn FnMut(&Accepted),
    ) -> Result<Box<dyn Writer>, Error> {
        let claiming = |size| match size {
            0 => Err(Stop::NotFounded),
            _ => Ok(()),
        };
        writer::claim(&self.shared, after, remembered, replay, claiming)
    }
}

impl Grown {
    fn by_a_frame(&self) {
        *held(&self.frames) += 1;
        self.changed.notify_all();
    }

    fn frames(&self) -> u64 {
        *held(&self.frames)
    }

    /// Until there are more than `known` frames, or `at_most` has passed.
    fn beyond(&self, known: u64, at_most: Duration) {
        let frames = held(&self.frames);
        let wait = self.changed.wait_timeout_while(frames, at_most, |frames| *frames <= known);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }
}

/// The lock on something that no panic leaves half-changed.
fn held<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
