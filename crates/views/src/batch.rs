//! What a projector stores at once: whole frames, as records and the rows that they changed.

use rights::{
    id::{CommandId, KeyId},
    row::{Row, RowKey},
    table::{Cell, Table},
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
    pub became: Became,
}

/// What a row is after a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Became {
    Row(Row),
    /// There is no row with this key, one cell for each key column.
    Gone(&'static Table, Vec<Cell>),
}

impl Change {
    /// What the record `sequence` did to the row with `key`, which is `row` after it.
    #[must_use]
    pub fn of(sequence: u64, key: RowKey, row: Option<Row>) -> Self {
        let gone = || Became::Gone(key.table(), key.cells());
        Self { sequence, became: row.map_or_else(gone, Became::Row) }
    }

    /// The table of the row.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        match &self.became {
            Became::Row(row) => row.table(),
            Became::Gone(table, _) => table,
        }
    }
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
