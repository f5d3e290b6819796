//! The embedded openings: rows that are only ever added, in a SQLite file.
//!
//! A row says by what it still has what became of it, and rows are never deleted, so that an id
//! never means two things:
//!
//! | commitment | salt, text | the opening |
//! |---|---|---|
//! | yes | yes | is kept |
//! | yes | none | was erased, and is refused for ever |
//! | none | none | was swept, and may be stored again |
//!
//! Commitments are random, and an index over them in the file would double the time of an append.
//! The index is in memory instead and is read from the file when it is opened: for a million
//! openings of 100 bytes that took a third of a second and 66 MB.

use std::collections::HashSet;
use std::mem;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tlog::hash::Hash;

use crate::{Error, Kept, Opening, Openings, Reading, Stored};

mod file;
mod index;
mod rows;

use index::Index;
use rows::Row;

/// The openings of one file.
pub struct Embedded {
    file: Mutex<File>,
    way: Way,
}

/// The openings of one file, looked at from outside, also while another process stores: it changes
/// nothing.
pub struct Onlooker {
    file: Mutex<File>,
}

/// How an opening becomes durable.
enum Way {
    /// At once, in a transaction of its own.
    Alone,
    /// With the next frame, in the frame's transaction.
    BesideFrames(Arc<Mutex<Stage>>),
}

/// What waits for the next frame, each opening once.
#[derive(Default)]
struct Stage {
    openings: Vec<Opening>,
    commitments: HashSet<Hash>,
}

struct File {
    connection: Connection,
    index: Index,
}

/// What is to be written with the next frame. It is worthless until the log's owner calls
/// [`Staged::write`] in the transaction of every frame.
#[must_use = "openings are lost unless they are written with each frame"]
pub struct Staged {
    stage: Arc<Mutex<Stage>>,
}

impl Staged {
    /// Writes what was stored since the last frame; once the transaction commits it is durable.
    ///
    /// If the transaction fails it is gone, like the records that needed it: their authors are
    /// told that the outcome is unknown, and submit them again with their openings.
    ///
    /// # Errors
    /// SQLite's, to be treated like those of the frame itself.
    pub fn write(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let stage = mem::take(&mut *held(&self.stage));
        rows::insert(transaction, &stage.openings)
    }
}

impl Embedded {
    /// The openings in a file of their own; created if there is none.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Unreadable`].
    pub fn alone(path: &Path) -> Result<Self, Error> {
        Ok(Self { file: Mutex::new(File::open(path)?), way: Way::Alone })
    }

    /// The openings in the log's own file, written with each frame by whoever owns the log.
    ///
    /// # Errors
    /// As [`Embedded::alone`].
    pub fn beside_frames(log: &Path) -> Result<(Self, Staged), Error> {
        let stage = Arc::default();
        let way = Way::BesideFrames(Arc::clone(&stage));
        Ok((Self { file: Mutex::new(File::open(log)?), way }, Staged { stage }))
    }
}

impl Onlooker {
    /// Looks at the openings in `path`, which is the log's own file or one of theirs.
    ///
    /// # Errors
    /// As [`Embedded::alone`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = File { connection: file::reading(path)?, index: Index::default() };
        Ok(Self { file: Mutex::new(file) })
    }
}

/// The file, with all that was committed so far in its index.
fn caught_up(file: &Mutex<File>) -> Result<MutexGuard<'_, File>, Error> {
    let mut file = held(file);
    let File { connection, index } = &mut *file;
    index.catch_up(connection).map_err(file::fault)?;
    Ok(file)
}

fn each(file: &Mutex<File>, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
    rows::each(&held(file).connection, visit).map_err(file::fault)
}

impl Reading for Embedded {
    fn get(&self, commitment: &Hash) -> Result<Kept, Error> {
        let file = caught_up(&self.file)?;
        get(&file.connection, &file.index, commitment)
    }

    fn each(&self, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
        each(&self.file, visit)
    }
}

impl Reading for Onlooker {
    fn get(&self, commitment: &Hash) -> Result<Kept, Error> {
        let file = caught_up(&self.file)?;
        get(&file.connection, &file.index, commitment)
    }

    fn each(&self, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
        each(&self.file, visit)
    }
}

impl Openings for Embedded {
    fn store(&self, openings: &[Opening]) -> Result<(), Error> {
        let mut file = caught_up(&self.file)?;
        let File { connection, index } = &mut *file;
        match &self.way {
            Way::Alone => {
                let transaction = begin(connection)?;
                // Whoever erased before this transaction began is seen by it.
                index.catch_up(&transaction).map_err(file::fault)?;
                let new = new_among(&transaction, index, openings)?;
                rows::insert(&transaction, &new).map_err(file::fault)?;
                transaction.commit().map_err(file::fault)
            }
            Way::BesideFrames(stage) => {
                held(stage).add(new_among(connection, index, openings)?);
                Ok(())
            }
        }
    }

    fn erase(&self, commitments: &[Hash]) -> Result<(), Error> {
        let mut file = caught_up(&self.file)?;
        let File { connection, index } = &mut *file;
        if let Way::BesideFrames(stage) = &self.way {
            held(stage).remove(commitments);
        }
        let transaction = begin(connection)?;
        // A frame that was being committed until now may have brought one of them.
        index.catch_up(&transaction).map_err(file::fault)?;
        for commitment in commitments {
            let candidates = index.candidates(commitment);
            rows::erase(&transaction, commitment, candidates).map_err(file::fault)?;
        }
        transaction.commit().map_err(file::fault)?;
        // The deleted text is still in the write-ahead log, and in the file until that is copied.
        file::settle(connection)
    }

    fn sweep(&self, term: u64, needed: &mut dyn FnMut(&Hash) -> bool) -> Result<u64, Error> {
        let mut file = caught_up(&self.file)?;
        let transaction = begin(&mut file.connection)?;
        let owner = rows::owner(&transaction).map_err(file::fault)?;
        if owner.term >= term {
            return Err(Error::Deposed { term, swept: owner.term });
        }
        if let Way::BesideFrames(stage) = &self.way {
            // What a deposed writer of this process left; the owner has stored nothing yet.
            *held(stage) = Stage::default();
        }
        let mut swept = 0;
        for (id, commitment) in rows::kept_after(&transaction, &owner).map_err(file::fault)? {
            if !needed(&commitment) {
                rows::sweep(&transaction, id).map_err(file::fault)?;
                swept += 1;
            }
        }
        rows::own(&transaction, term).map_err(file::fault)?;
        transaction.commit().map_err(file::fault)?;
        Ok(swept)
    }

    fn lost(&self, needed: &mut dyn Iterator<Item = Hash>) -> Result<Vec<Hash>, Error> {
        let file = caught_up(&self.file)?;
        let unknown = |commitment: &Hash| file.index.candidates(commitment).next().is_none();
        Ok(needed.filter(unknown).collect())
    }
}

impl File {
    fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self { connection: file::open(path)?, index: Index::default() })
    }
}

impl Stage {
    fn add(&mut self, openings: Vec<Opening>) {
        for opening in openings {
            if self.commitments.insert(opening.commitment()) {
                self.openings.push(opening);
            }
        }
    }

    fn remove(&mut self, commitments: &[Hash]) {
        let removed: HashSet<&Hash> = commitments.iter().collect();
        self.commitments.retain(|commitment| !removed.contains(commitment));
        self.openings.retain(|opening| !removed.contains(&opening.commitment()));
    }
}

/// Those of `openings` that are not stored, each once; none if one of them was erased.
fn new_among(
    connection: &Connection,
    index: &Index,
    openings: &[Opening],
) -> Result<Vec<Opening>, Error> {
    let mut new = Stage::default();
    for opening in openings {
        let commitment = opening.commitment();
        match get(connection, index, &commitment)? {
            Kept::Erased => return Err(Error::Erased(commitment)),
            Kept::Absent => new.add(vec![opening.clone()]),
            Kept::Opening(_) => {}
        }
    }
    Ok(new.openings)
}

fn get(connection: &Connection, index: &Index, commitment: &Hash) -> Result<Kept, Error> {
    let mut kept = Kept::Absent;
    for id in index.candidates(commitment) {
        match rows::get(connection, id).map_err(file::fault)? {
            Row::Kept(stored) if stored.commitment == *commitment => {
                kept = Kept::Opening(stored.opened().ok_or(Error::Damaged(*commitment))?);
            }
            Row::Erased(erased) if erased == *commitment => return Ok(Kept::Erased),
            Row::Kept(_) | Row::Erased(_) | Row::Swept => {}
        }
    }
    Ok(kept)
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>, Error> {
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    begun.map_err(file::fault)
}

/// The lock on something that no panic leaves half-changed.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
