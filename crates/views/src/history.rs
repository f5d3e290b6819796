//! The versions of one row, out of the lines that a backend stores.

use rights::table::Table;

use crate::{Error, Line, Place, Version};

/// The one version that holds at some time; none if there was no such row then.
///
/// # Errors
/// [`Error::Damaged`]: two versions hold at the same time.
pub(crate) fn only(table: &'static Table, lines: Vec<Line>) -> Result<Option<Line>, Error> {
    let mut lines = lines.into_iter();
    match (lines.next(), lines.next()) {
        (line, None) => Ok(line),
        (_, Some(_)) => Err(Error::damaged(Place::Table(table.name, None))),
    }
}

/// The versions, and the removals between and behind them.
///
/// Each line stands with the record that ended it, none if it holds; ascending by sequence.
pub(crate) fn versions(lines: Vec<(Line, Option<u64>)>) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::with_capacity(lines.len() + 1);
    let mut lines = lines.into_iter().peekable();
    while let Some((Line { row, sequence }, until)) = lines.next() {
        versions.push(Version { sequence, row: Some(row) });
        // Where a version ends and none begins, the row was removed.
        let next = lines.peek().map(|(line, _)| line.sequence);
        if let Some(sequence) = until.filter(|until| next != Some(*until)) {
            versions.push(Version { sequence, row: None });
        }
    }
    versions
}
