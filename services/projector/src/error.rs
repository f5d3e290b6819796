//! What a projector can fail with: retry, or stop.

use std::fmt;

use rights::{table::Cell, wire::Malformed};
use tlog::head::Seen;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Every failure of a projector belongs to one of two families.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Retry: the log or the views could not be reached; what was read is kept.
    #[error("projecting waits")]
    Unavailable(#[source] Source),
    /// Stop: starting again gives the same answer until a person has looked.
    #[error(transparent)]
    Stop(#[from] Stop),
}

/// Why a projector must not go on.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error(transparent)]
    Log(rights_log::Stop),
    #[error(transparent)]
    Views(rights_views::Error),
    /// The log cannot have been written by an honest sequencer.
    #[error("LOG_DAMAGED: the record {sequence} contradicts the log before it: {why}")]
    Contradiction { sequence: u64, why: Contradiction },
    /// The log is an old copy, or lost its end.
    #[error(
        "ROLLBACK_DETECTED: the views reflect {} records with root {}, but the log ends before, \
        with {size}; restore a newer copy of the log", stored.size, stored.root
    )]
    RolledBack { stored: Seen, size: u64 },
    /// The views are of another log, or the log was exchanged.
    #[error(
        "the views reflect {} records with root {}, but frame {frame} of the log leads to {} with \
        root {}; rebuild the views if this is their log",
        stored.size, stored.root, found.size, found.root
    )]
    Changed { stored: Seen, found: Seen, frame: u64 },
    /// Somebody else wrote to the views.
    #[error("the row {} of {table} does not follow from the log", Cells(key))]
    Unexplained { table: &'static str, key: Vec<Cell> },
    /// Somebody else wrote to the views.
    #[error("the row {} of {table} follows from the log, and the views do not have it", Cells(key))]
    Lacking { table: &'static str, key: Vec<Cell> },
    #[error("this projector met a record that cannot be, and is spent; start anew")]
    Spent,
}

/// A key as people write it.
struct Cells<'a>(&'a [Cell]);

impl fmt::Display for Cells<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, cell) in self.0.iter().enumerate() {
            let between = if place == 0 { "" } else { "/" };
            match cell {
                Cell::Text(text) => write!(f, "{between}{text}")?,
                Cell::Whole(number) | Cell::Time(number) => write!(f, "{between}{number}")?,
                Cell::Bytes(_) | Cell::Day(_) | Cell::List(_) => write!(f, "{between}{cell:?}")?,
            }
        }
        Ok(())
    }
}

/// How a record contradicts what precedes it.
#[derive(Debug, thiserror::Error)]
pub enum Contradiction {
    #[error("its bytes are no record: {0}")]
    Record(#[source] Malformed),
    #[error("its envelope holds no command: {0}")]
    Envelope(#[source] Malformed),
    #[error("it says that it is the record {0}")]
    Sequence(u64),
    #[error("it was recorded before the record that precedes it")]
    Time,
    #[error("its command is for another ledger, {0}")]
    OtherLedger(String),
    #[error("nobody enrolled its author's key {0}")]
    UnknownAuthor(rights::id::KeyId),
    #[error("its events cannot happen: {0}")]
    Events(String),
}

impl From<rights_log::Error> for Error {
    fn from(error: rights_log::Error) -> Self {
        match error {
            rights_log::Error::Unavailable(error) => Error::Unavailable(error.into()),
            rights_log::Error::Stop(stop) => Stop::Log(stop).into(),
        }
    }
}

impl From<rights_views::Error> for Error {
    fn from(error: rights_views::Error) -> Self {
        use rights_views::Error as Views;
        match error {
            Views::Unavailable(source) => Error::Unavailable(source),
            error @ (Views::NoSuchColumn { .. }
            | Views::WrongCell { .. }
            | Views::WrongKey { .. }
            | Views::Ahead { .. }
            | Views::NotServed
            | Views::Unstorable { .. }
            | Views::Stale(_)
            | Views::Damaged { .. }
            | Views::NotViews(_)
            | Views::Unfit { .. }) => Stop::Views(error).into(),
        }
    }
}
