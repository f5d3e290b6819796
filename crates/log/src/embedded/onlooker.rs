//! Reads the embedded log without taking part, also while another process appends.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tlog::frame::{Frame, Malformed};
use tlog::hash::Hash;

use super::reader::{self, Rows};
use super::{FILE_NAME, fault, file};
use crate::error::{Damage, Error, Stop};
use crate::{Bookmark, Reader, Reading};

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
    /// It reads that frame and the claims behind it, not the log: whoever must know that all of
    /// them are there reads to the end.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; [`Stop::Damaged`] if what is stored last is no frame.
    pub fn size(&self) -> Result<u64, Error> {
        let connection = file::reading(&self.path)?;
        let last = |error| fault::sql(error, 0);
        let mut statement = connection.prepare(NEWEST_FIRST).map_err(last)?;
        let mut rows = statement.query([]).map_err(last)?;
        while let Some(row) = rows.next().map_err(last)? {
            let position = row.get(0).map_err(last)?;
            let bytes: Vec<u8> = row.get(1).map_err(last)?;
            let size = size_after(&bytes).map_err(|why| Damage::Storage(why.into()).at(position));
            if let Some(size) = size? {
                return Ok(size);
            }
        }
        Ok(0)
    }
}

const NEWEST_FIRST: &str = "SELECT position, frame FROM frames ORDER BY position DESC";

/// How many records the log holds with this frame; a claim does not say.
fn size_after(frame: &[u8]) -> Result<Option<u64>, Malformed> {
    let frame = Frame::parse(frame)?;
    let records = frame.records().count() as u64;
    Ok((records > 0).then_some(frame.extends.size + records))
}

impl Reading for Onlooker {
    fn ledger(&self) -> Hash {
        self.ledger
    }

    fn read(&self, after: Option<&Bookmark>) -> Result<Box<dyn Reader>, Error> {
        let rows = Rows::resume(file::reading(&self.path)?, self.ledger, after)?;
        Ok(Box::new(reader::Embedded::new(rows, Arc::default())))
    }
}
