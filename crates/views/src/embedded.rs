//! The embedded views: one SQLite file beside the log's, rebuildable from it at any time.
//!
//! What is served stands in tables named as their descriptions are, so that whoever has the file
//! can ask it in plain SQL. What is filled beside stands in tables whose names begin with `next_`,
//! until they take the place of the others in one transaction.
//!
//! A row that changes moves to its table's history with the sequence until which it held; the
//! table itself keeps the version that holds now. A new row, the most frequent change, thus costs
//! one insertion, and what held after record s is the versions with `sequence <= s < until`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tlog::head::Seen;

use crate::{Error, Filler, Reader, Views};

mod cell;
mod examine;
mod fault;
mod file;
mod filler;
mod reader;
mod record;
mod schema;
mod slot;
mod statements;

pub use examine::examine;

/// The file that holds the views, in the data directory.
pub const FILE_NAME: &str = "views.db";

/// A data directory's views. Clones are handles to the same ones.
#[derive(Clone)]
pub struct Embedded {
    shared: Arc<Shared>,
}

/// Connections that no reader uses at the moment: opening one costs more than most answers.
struct Shared {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Embedded {
    /// The views in `directory`, empty ones if there are none.
    ///
    /// # Errors
    /// [`Error::NotViews`]: the file is another program's. [`Error::Damaged`]: remove the file,
    /// and it is filled from the log again. [`Error::Unavailable`]: open again.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory).map_err(fault::io)?;
        let path = directory.join(FILE_NAME);
        file::create(&path)?;
        Ok(Self { shared: Arc::new(Shared { path, idle: Mutex::default() }) })
    }

    /// The SQLite file, for whoever asks it in SQL.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }
}

impl Views for Embedded {
    fn snapshot(&self) -> Result<Box<dyn Reader>, Error> {
        Ok(Box::new(reader::Embedded::begin(Arc::clone(&self.shared))?))
    }

    fn filler(&self) -> Result<Box<dyn Filler>, Error> {
        Ok(Box::new(filler::Embedded::resume(file::storing(&self.shared.path)?)?))
    }

    fn filler_beside(&self) -> Result<Box<dyn Filler>, Error> {
        Ok(Box::new(filler::Embedded::beside(file::storing(&self.shared.path)?)?))
    }

    fn remembered(&self) -> Result<Vec<Seen>, Error> {
        let connection = self.shared.connection()?;
        let slots = slot::all(&connection);
        self.shared.give_back(connection);
        let positions = slots?.into_iter().filter_map(|slot| slot.position);
        Ok(positions.map(|position| position.head.seen()).collect())
    }
}

impl Shared {
    fn connection(&self) -> Result<Connection, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| file::open(&self.path), Ok)
    }

    fn give_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}
