//! What a projector stores at once: whole frames, as records and the rows that they changed.

use rights::{
    id::{CommandId, KeyId},
    row::{Row, RowKey},
    time::Instant,
};
use tlog::{hash::Hash, head::Head};

/// Which frame of which log the rows reflect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The head after the frame: with the root, all records before it are named.
    pub head: Head,
    /// Where the log keeps the frame.
    pub frame: u64,
}

/// Frames that follow each other, and what they did to the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The position before the first of the frames; none if it is the first of the log.
    pub extends: Option<Position>,
    /// The position after the last of them.
    pub to: Position,
    /// One for each record of the frames, in order.
    pub records: Vec<Record>,
    /// Ascending by sequence; at most one for each row and record.
    pub changes: Vec<Change>,
}

/// What one record did to one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub sequence: u64,
    pub key: RowKey,
    /// The row after the record; none if the record removed it.
    pub row: Option<Row>,
}

/// What is known about a record without opening it: who asked for what, and when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub sequence: u64,
    pub recorded_at: Instant,
    /// The command's name in the rulebook, for example `RegisterResult`.
    pub command: String,
    /// The author's key.
    pub author: KeyId,
    /// The text form of the role that the author's key serves, for example `PARTY/NA`.
    pub author_role: String,
    /// The author's choice of the command's id.
    pub id: CommandId,
    /// The keys that signed, ascending; the author's is among them.
    pub signers: Vec<KeyId>,
    /// The leaf hash of the record; that of record 0 is the ledger's identity.
    pub leaf: Hash,
}

/// What storing a batch did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is stored.
    Now,
    /// It had been stored before, and nothing changed.
    Already,
}
