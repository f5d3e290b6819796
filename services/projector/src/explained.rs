//! The rows that the log explains, and whether the views have these and no others.
//!
//! Whoever can write to the views can change what everybody reads. So a start compares every row of
//! theirs with what the log implies, before anybody may count on one: the projector reads the whole
//! log anyway. Rows that hold now are compared; versions that no longer hold are not.

use std::collections::{BTreeMap, HashMap};

use rights::row::{Row, RowKey};
use rights_views::{Filler, Line, Position, Reader, Views, all_rows};
use tlog::hash::Hash;

use crate::{Error, Stop, machine::Machine};

/// Another projector may store between two looks. More often than that it is alive, and has
/// compared the rows at its own start.
const ATTEMPTS: usize = 8;

/// Views whose rows are not compared yet.
pub(crate) struct Unproven {
    /// What they reflect, and so where in the log to compare.
    pub(crate) position: Position,
    /// Their rows; none while nobody is given them.
    rows: Option<Box<dyn Reader>>,
    /// What names each row, its values and its last change: about 100 bytes for each row, until the
    /// comparison.
    explained: BTreeMap<RowKey, Implied>,
}

struct Implied {
    values: Hash,
    since: u64,
}

impl Unproven {
    /// The views that `filler` fills, if there is anything in them, with the rows that are served.
    pub(crate) fn of(
        views: &dyn Views,
        mut filler: Box<dyn Filler>,
    ) -> Result<(Box<dyn Filler>, Option<Unproven>), Error> {
        for _ in 0..ATTEMPTS {
            let Some(position) = filler.position() else { return Ok((filler, None)) };
            let rows = if filler.is_served() { Some(views.snapshot()?) } else { None };
            if rows.as_ref().is_none_or(|rows| rows.position() == Some(position)) {
                return Ok((filler, Some(Unproven { position, rows, explained: BTreeMap::new() })));
            }
            filler = views.filler()?;
        }
        tracing::warn!("rows are not compared with the log: another projector is storing");
        let found = filler.position().map(Unproven::at);
        Ok((filler, found))
    }

    /// Views whose place in the log is to be found, and no more.
    pub(crate) fn at(position: Position) -> Unproven {
        Unproven { position, rows: None, explained: BTreeMap::new() }
    }

    /// Takes the rows that the record `sequence` changed.
    pub(crate) fn take(&mut self, sequence: u64, machine: &Machine) {
        if self.rows.is_none() {
            return;
        }
        for (key, row) in machine.rows() {
            let Some(row) = row else {
                self.explained.remove(&key);
                continue;
            };
            let values = digest(&row);
            // A row's sequence changes if its values do, and only then.
            if self.explained.get(&key).is_none_or(|implied| implied.values != values) {
                self.explained.insert(key, Implied { values, since: sequence });
            }
        }
    }

    /// Compares every row that the views have with what was taken.
    pub(crate) fn compare(&self) -> Result<(), Stop> {
        let Some(rows) = &self.rows else { return Ok(()) };
        // The table is in the digest and the key in the values, so that no two rows have the same.
        let implied = |(key, implied): (&RowKey, &Implied)| (implied.values, (*key, implied.since));
        let mut left: HashMap<Hash, (RowKey, u64)> = self.explained.iter().map(implied).collect();
        for line in all_rows(&**rows) {
            // Also where the server went away: the rows are read in one transaction, which is gone.
            let Line { row, sequence } = line.map_err(Stop::Views)?;
            let implied = left.remove(&digest(&row));
            if implied.is_none_or(|(_, since)| since != sequence) {
                let (table, mut key) = (row.table(), row.cells());
                key.truncate(table.key);
                return Err(Stop::Unexplained { table: table.name, key });
            }
        }
        match left.into_values().map(|(key, _)| key).min() {
            None => Ok(()),
            Some(key) => Err(Stop::Lacking { table: key.table().name, key: key.cells() }),
        }
    }
}

fn digest(row: &Row) -> Hash {
    Hash::of(&[row.table().name.as_bytes(), &[0], &row.bytes()])
}
