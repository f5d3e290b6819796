//! Reads the embedded log without taking part, also while another process appends.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tlog::hash::Hash;

use super::reader::{self, Rows};
use super::{FILE_NAME, fault, file};
use crate::error::{Damage, Error, Stop};
use crate::{Bookmark, Reader, Reading, Tail};

/// A data directory's log as it is stored, looked at from outside: no lock, no claim, no frame.
///
/// It changes nothing, but SQLite may tidy up after a crash. Nobody wakes its readers.
pub struct Onlooker {
    path: PathBuf,
    ledger: Hash,
}

impl Onlooker {
    /// Looks at the log that `directory` holds.
    ///
    /// # Errors
    /// [`Stop::NoLog`], [`Stop::NotALog`]; [`Error::Unavailable`]: look again.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(FILE_NAME);
        if !path.is_file() {
            return Err(Stop::NoLog(path).into());
        }
        let ledger = file::ledger(&file::reading(&path)?, &path)?;
        Ok(Self { path, ledger })
    }

    /// How many records the log holds now, as its last frame of records says.
    ///
    /// # Errors
    /// As [`Onlooker::tail`].
    pub fn size(&self) -> Result<u64, Error> {
        Ok(self.tail()?.size)
    }

    /// The log's last frame of records; the claims behind it are read, and nothing before it.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; [`Stop::Damaged`] if what is stored last is no frame.
    pub fn tail(&self) -> Result<Tail, Error> {
        let connection = file::reading(&self.path)?;
        let last = |error| fault::sql(error, 0);
        let mut statement = connection.prepare(NEWEST_FIRST).map_err(last)?;
        let mut rows = statement.query([]).map_err(last)?;
        while let Some(row) = rows.next().map_err(last)? {
            let position = row.get(0).map_err(last)?;
            let bytes: Vec<u8> = row.get(1).map_err(last)?;
            let tail = Tail::of(&bytes).map_err(|why| Damage::Storage(why.into()).at(position));
            if let Some(tail) = tail? {
                return Ok(tail);
            }
        }
        Ok(Tail::default())
    }

    /// What SQLite finds wrong with the pages of the file, which it reads all; empty if nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; [`Stop::Damaged`] if it cannot even look.
    pub fn broken_pages(&self) -> Result<Vec<String>, Error> {
        let connection = file::reading(&self.path)?;
        let damaged = |error| fault::sql(error, 0);
        let mut check = connection.prepare("PRAGMA integrity_check").map_err(damaged)?;
        let found = check.query_map([], |row| row.get(0)).map_err(damaged)?;
        let mut found: Vec<String> = found.collect::<Result<_, _>>().map_err(damaged)?;
        found.retain(|line| line != "ok");
        Ok(found)
    }
}

const NEWEST_FIRST: &str = "SELECT position, frame FROM frames ORDER BY position DESC";

impl Reading for Onlooker {
    fn ledger(&self) -> Hash {
        self.ledger
    }

    fn read(&self, after: Option<&Bookmark>) -> Result<Box<dyn Reader>, Error> {
        let rows = Rows::resume(file::reading(&self.path)?, self.ledger, after)?;
        Ok(Box::new(reader::Embedded::new(rows, Arc::default())))
    }
}
