//! What a batch does to one table, given what stands there: only what differs is a change.

use std::collections::BTreeMap;

use rights::table::Cell;

use crate::{Became, Change};

/// Rows by their keys; each the cells of all columns.
pub(super) type Rows = BTreeMap<Vec<Cell>, Vec<Cell>>;

/// What became of each row of one table, by its key: after which record, and nothing if it went.
pub(super) type Touched = BTreeMap<Vec<Cell>, Vec<(u64, Option<Vec<Cell>>)>>;

/// What is to be stored. Whatever has a key or cells has them in the order of the keys.
#[derive(Default)]
pub(super) struct Plan<'a> {
    /// Keys of stored rows that held until a record.
    pub(super) superseded: Vec<(&'a [Cell], u64)>,
    /// Versions that came and went within the batch: from which record until which.
    pub(super) archived: Vec<(&'a [Cell], u64, u64)>,
    /// Rows as they are after the batch, and since which record.
    pub(super) became: Vec<(&'a [Cell], u64)>,
    /// Keys of stored rows that are none after the batch.
    pub(super) removed: Vec<&'a [Cell]>,
}

/// The changes by table and key.
pub(super) fn touched(changes: &[Change]) -> BTreeMap<&'static str, Touched> {
    let mut by_table: BTreeMap<&'static str, Touched> = BTreeMap::new();
    for change in changes {
        let table = change.table();
        let (key, cells) = match &change.became {
            Became::Row(row) => {
                let cells = row.cells();
                (cells[..table.key].to_vec(), Some(cells))
            }
            Became::Gone(_, key) => (key.clone(), None),
        };
        let rows = by_table.entry(table.name).or_default();
        rows.entry(key).or_default().push((change.sequence, cells));
    }
    by_table
}

impl<'a> Plan<'a> {
    pub(super) fn of(touched: &'a Touched, stored: &'a Rows) -> Self {
        let mut plan = Self::default();
        for (key, versions) in touched {
            plan.add(key, versions, stored.get(key).map(Vec::as_slice));
        }
        plan
    }

    fn add(
        &mut self,
        key: &'a [Cell],
        versions: &'a [(u64, Option<Vec<Cell>>)],
        stored: Option<&'a [Cell]>,
    ) {
        // What holds, and since which record of the batch; none of them if it is as stored.
        let (mut row, mut since) = (stored, None);
        for (sequence, became) in versions {
            let became = became.as_deref();
            if row == became {
                continue;
            }
            match (row, since) {
                (Some(_), None) => self.superseded.push((key, *sequence)),
                (Some(row), Some(since)) => self.archived.push((row, since, *sequence)),
                (None, _) => {}
            }
            (row, since) = (became, Some(*sequence));
        }
        match (row, since) {
            (Some(row), Some(since)) => self.became.push((row, since)),
            (None, Some(_)) if stored.is_some() => self.removed.push(key),
            (None, Some(_)) | (_, None) => {}
        }
    }
}
