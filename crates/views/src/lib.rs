//! The port to the views: what holds now, and what held after any record, computed from the log.
//!
//! ```text
//!              filler / filler_beside                 snapshot
//!   projector ────────────────────────► Views ◄──────────────────── gateway, verifier, export
//!       │                                 │                              │
//!       │ store(batch): rows + position   │ one transaction each         │ get · list · history
//!       ▼                                 ▼                              ▼
//!    Filler ── serve: switch to what was filled beside ──►            Reader, at one position
//! ```
//!
//! Every promise below is a test in `tests/conformance`, run against every backend:
//!
//! 1. **Together.** Rows and position are stored together or not at all.
//! 2. **Once.** Storing a position twice changes nothing.
//! 3. **In order.** A stale projector, one that another has overtaken, changes nothing.
//! 4. **At one position.** A reader sees all rows as of one position, whatever is stored meanwhile.
//! 5. **Never migrated.** Tables of another schema are left alone: new ones are filled beside them
//!    from the log, and switched to in one transaction.
//! 6. **Whole past.** Every row can be read as it was after any record up to the position.
//! 7. **Exact.** A row comes back with exactly its bytes; what does not is reported as damage.
//!
//! Rows are what the log implies, so views are never backed up: whoever loses them fills new ones.
//! The port is synchronous for the reason that the log's is: whoever blocks has a thread of its own.

use rights::{
    id::{CommandId, KeyId},
    row::Row,
    table::{Cell, Table},
    time::Instant,
};
use tlog::head::Seen;

mod batch;
mod column;
mod comments;
mod description;
mod error;
mod examined;
mod history;
mod rows;

pub mod embedded;
#[cfg(feature = "servers")]
pub mod postgres;

pub use batch::{Batch, Became, Change, Position, Record, Stored};
pub use error::{Error, Place, Stale};
pub use examined::{Access, Beside, Examined};
pub use rows::{AllRows, all_rows};

/// One ledger's views. See the crate's page for their promises.
pub trait Views: Send + Sync {
    /// All rows as of one position.
    ///
    /// # Errors
    /// [`Error::NotServed`]: tables of this program's schema are still being filled; ask again.
    fn snapshot(&self) -> Result<Box<dyn Reader>, Error>;

    /// Goes on with the tables that are served, or beside them if those have another schema.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: ask again. [`Error::Damaged`]: fill new ones.
    fn filler(&self) -> Result<Box<dyn Filler>, Error>;

    /// Begins empty tables beside those that are served, which stay until [`Filler::serve`].
    ///
    /// # Errors
    /// As [`Views::filler`].
    fn filler_beside(&self) -> Result<Box<dyn Filler>, Error>;

    /// Every (size, root) that these views reflect: what a log must contain to be their log. In
    /// any order; empty before the first frame is stored.
    ///
    /// # Errors
    /// As [`Views::filler`].
    fn remembered(&self) -> Result<Vec<Seen>, Error>;
}

/// The right to store. It is worth nothing once another has stored or has switched.
pub trait Filler: Send {
    /// The position that these tables reflected when last looked at; none while they are empty.
    fn position(&self) -> Option<Position>;

    /// Whether snapshots show these tables.
    fn is_served(&self) -> bool;

    /// How many records a batch had best hold while more are waiting: enough that a transaction
    /// costs little for each, few enough for memory, and for whoever waits for the rows.
    fn records_at_once(&self) -> usize;

    /// Stores the batch and its position together. What does not differ from what is stored is no
    /// change, and keeps its sequence.
    ///
    /// # Errors
    /// [`Error::Stale`]: the tables are not where the batch begins; nothing was stored.
    /// [`Error::Unavailable`]: it may have been stored; store it again.
    fn store(&mut self, batch: &Batch) -> Result<Stored, Error>;

    /// Goes on with the tables that [`Views::filler`] would give now, wherever they are: after
    /// [`Error::Stale`], for whoever can go on from there.
    ///
    /// # Errors
    /// As [`Views::filler`].
    fn renew(&mut self) -> Result<(), Error>;

    /// Makes what [`Filler::serve`] does quick, once nearly all is stored: what was filled beside
    /// gets its indexes. Nothing if that is done. It may take long, and holds up nobody but the
    /// caller; what the log gained meanwhile can be stored before these tables are served.
    ///
    /// # Errors
    /// As [`Filler::serve`].
    fn prepare(&mut self) -> Result<(), Error>;

    /// Makes these tables the ones that are served, in one transaction; nothing if they are.
    /// Prepares them first if nobody has.
    ///
    /// # Errors
    /// [`Error::Stale`]: others were begun since. [`Error::Unavailable`]: ask again.
    fn serve(&mut self) -> Result<(), Error>;
}

/// All rows as of one position, for as long as it lives.
///
/// `as_of` is the sequence of a record: the answer is what held after it. None is the position.
pub trait Reader: Send {
    /// What the rows reflect; none before the first frame was stored.
    fn position(&self) -> Option<Position>;

    /// The row of `table` with the key `key`, one cell for each key column.
    ///
    /// # Errors
    /// [`Error::Ahead`], [`Error::WrongCell`]: ask otherwise. [`Error::Unavailable`],
    /// [`Error::Damaged`].
    fn get(
        &self,
        table: &'static Table,
        key: &[Cell],
        as_of: Option<u64>,
    ) -> Result<Option<Line>, Error>;

    /// The rows that `asked` selects, ascending by key.
    ///
    /// # Errors
    /// As [`Reader::get`], and [`Error::NoSuchColumn`].
    fn list(&self, table: &'static Table, asked: &Selection<'_>) -> Result<Vec<Line>, Error>;

    /// All versions of one row, ascending by the sequence of the record that made each; empty if
    /// there never was such a row.
    ///
    /// # Errors
    /// As [`Reader::get`].
    fn history(&self, table: &'static Table, key: &[Cell]) -> Result<Vec<Version>, Error>;

    /// What is known about the record `sequence`; none at or beyond the position.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    fn record(&self, sequence: u64) -> Result<Option<Record>, Error>;

    /// The last record of the command with this author's key and this id.
    ///
    /// # Errors
    /// As [`Reader::record`].
    fn record_by_command(&self, author: &KeyId, id: &CommandId) -> Result<Option<Record>, Error>;

    /// The sequence of the last record that was recorded at `at` or before; none if there is none.
    ///
    /// # Errors
    /// As [`Reader::record`].
    fn sequence_at(&self, at: Instant) -> Result<Option<u64>, Error>;
}

/// A row, and the record that last changed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub row: Row,
    pub sequence: u64,
}

/// A row as one record left it; no row if that record removed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub sequence: u64,
    pub row: Option<Row>,
}

/// Which rows of a table to list.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// Columns and what each must hold; all rows if there are none.
    pub filter: &'a [(&'a str, Cell)],
    /// What held after this record.
    pub as_of: Option<u64>,
    /// Only rows with a greater key: one cell for each key column.
    pub after: Option<&'a [Cell]>,
    /// At most this many rows.
    pub limit: u32,
}

impl Selection<'_> {
    /// Every row there is now.
    pub const ALL: Self = Self { filter: &[], as_of: None, after: None, limit: u32::MAX };
}
