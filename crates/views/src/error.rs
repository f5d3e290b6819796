//! What views can fail with: asked wrongly, retry, or stop.

use std::fmt;

use crate::Position;

pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Every failure of views says what to do: ask otherwise, ask again, or fill new ones.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Ask otherwise.
    #[error("table {table} has no column {column}: did you mean {nearest}?")]
    NoSuchColumn { table: &'static str, column: String, nearest: &'static str },
    /// Ask otherwise: a key has one cell for each key column, each of its column's kind.
    #[error("that is no value of the column {column} of table {table}")]
    WrongCell { table: &'static str, column: &'static str },
    /// Ask otherwise: a key has one cell for each key column.
    #[error("a key of table {table} has {columns} cells, not {cells}")]
    WrongKey { table: &'static str, columns: usize, cells: usize },
    /// Wait, or ask for an earlier record.
    #[error("the record {asked} is not in the views yet: they reflect {size} records")]
    Ahead { asked: u64, size: u64 },
    /// Retry: tables of this program's schema are still being filled from the log.
    #[error("the views are being filled from the log")]
    NotServed,
    /// Retry: a full disk, a failed write, a lock held too long.
    #[error("the views are unavailable")]
    Unavailable(#[source] Source),
    /// Stop: the ledger made a row that its description does not allow.
    #[error("a row of table {table} holds what none of its columns can")]
    Unstorable { table: &'static str, source: Source },
    /// Stop: another projector has stored or switched in the meantime.
    #[error(transparent)]
    Stale(Box<Stale>),
    /// Stop: what is stored cannot have been written. Fill new views from the log.
    #[error("the views are damaged at {place}; fill new ones from the log")]
    Damaged { place: Place, source: Option<Source> },
    /// Stop: the file is of another program, or of a layout that this one does not know.
    #[error("{} holds no views that this program knows", .0.display())]
    NotViews(std::path::PathBuf),
    /// Stop: the database cannot hold views, or holds what is not ours.
    #[error("the database {database} cannot hold the views: {why}")]
    Unfit { database: String, why: String },
}

/// The views are not where the projector left them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the views are {}, not {}: another projector has them", at(*stored), at(*expected))]
pub struct Stale {
    pub stored: Option<Position>,
    pub expected: Option<Position>,
}

/// Where damage was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a table, at a column if it is known which.
    Table(&'static str, Option<&'static str>),
    /// In what is known about the records.
    Records,
    /// In the position.
    Position,
    /// Anywhere in the file.
    File,
    /// Anywhere in the database.
    Database,
}

impl Error {
    pub(crate) fn stale(stored: Option<Position>, expected: Option<Position>) -> Self {
        Self::Stale(Box::new(Stale { stored, expected }))
    }

    pub(crate) fn damaged(place: Place) -> Self {
        Self::Damaged { place, source: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Table(table, Some(column)) => write!(f, "the column {column} of table {table}"),
            Place::Table(table, None) => write!(f, "table {table}"),
            Place::Records => f.write_str("the records"),
            Place::Position => f.write_str("the position"),
            Place::File => f.write_str("the file"),
            Place::Database => f.write_str("the database"),
        }
    }
}

fn at(position: Option<Position>) -> String {
    match position {
        Some(Position { head, frame }) => {
            format!("at frame {frame} with {} records and root {}", head.size, head.root)
        }
        None => "before the first frame".into(),
    }
}
