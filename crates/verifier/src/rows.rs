//! The rows that follow from the log, and whether they are those that were stored.

use std::collections::BTreeMap;

use rights::{
    ledger::{Ledger, rows},
    row::{Row, RowKey},
    table::Cell,
    verify::Layer,
};
use sha2::{Digest as _, Sha256};

use crate::{Check, Report, Unreadable, Verdict};

/// A row as the views store it.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredRow {
    /// The sequence of the record that last changed it.
    pub sequence: u64,
    pub row: Row,
}

/// The digest of every row's bytes and the sequence of its last change, after so many records.
pub(crate) struct Expected {
    /// How many records the stored rows reflect; none if there are no rows to compare.
    up_to: Option<u64>,
    rows: BTreeMap<RowKey, ([u8; 32], u64)>,
}

impl Expected {
    pub(crate) fn up_to(up_to: Option<u64>) -> Expected {
        Expected { up_to, rows: BTreeMap::new() }
    }

    /// Takes the rows that the record `sequence` changed. A row's sequence changes iff its bytes do.
    pub(crate) fn take(&mut self, ledger: &Ledger, sequence: u64) {
        if self.up_to.is_none_or(|size| sequence >= size) {
            return;
        }
        for (key, row) in rows(ledger) {
            let Some(row) = row else {
                self.rows.remove(&key);
                continue;
            };
            let digest = Sha256::digest(row.bytes()).into();
            if self.rows.get(&key).is_none_or(|(stored, _)| *stored != digest) {
                self.rows.insert(key, (digest, sequence));
            }
        }
    }

    pub(crate) fn compare(
        self,
        up_to: u64,
        log_size: u64,
        stored: &mut dyn Iterator<Item = Result<StoredRow, Unreadable>>,
        report: &mut Report,
    ) -> Result<(), Verdict> {
        if up_to > log_size {
            return wrong(format!("the views reflect {up_to} records, the log has {log_size}"));
        }
        // Stored rows come in any order, and only their cells say which rows they are.
        let keyed = |(key, value): (RowKey, _)| ((key.table().name, key.cells()), value);
        let mut left: BTreeMap<(&str, Vec<Cell>), _> = self.rows.into_iter().map(keyed).collect();
        let mut count = 0;
        for stored in stored {
            let StoredRow { sequence, row } = stored?;
            let (table, mut key) = (row.table(), row.cells());
            key.truncate(table.key);
            let digest: [u8; 32] = Sha256::digest(row.bytes()).into();
            match left.remove(&(table.name, key.clone())) {
                Some((expected, since)) if expected == digest && since == sequence => count += 1,
                Some(_) => {
                    return wrong(format!("{} {key:?} is not as the log has it", table.name));
                }
                None => {
                    return wrong(format!("{} {key:?} does not follow from the log", table.name));
                }
            }
        }
        if let Some(((table, key), _)) = left.pop_first() {
            return wrong(format!("{table} {key:?} follows from the log and is not stored"));
        }
        report.made(Check::Rows, count);
        Ok(())
    }
}

fn wrong(what: String) -> Result<(), Verdict> {
    Err(Verdict { layer: Layer::Rows, what })
}
