//! Checks what readers ask against the table's description, before any backend sees it.

use rights::table::{Cell, Column, Kind, Table};

use crate::{Error, Position, Selection};

/// The column of `table` that is called `name`.
pub(crate) fn named(table: &'static Table, name: &str) -> Result<&'static Column, Error> {
    let found = table.columns.iter().find(|column| column.name == name);
    found.ok_or_else(|| {
        let near = table.columns.iter().min_by_key(|column| distance(column.name, name));
        let nearest = near.expect("a table has at least its key column").name;
        Error::NoSuchColumn { table: table.name, column: name.into(), nearest }
    })
}

/// Whether `key` has one cell of the right kind for each key column.
pub(crate) fn check_key(table: &'static Table, key: &[Cell]) -> Result<(), Error> {
    let columns = table.key_columns();
    if key.len() != columns.len() {
        let (columns, cells) = (columns.len(), key.len());
        return Err(Error::WrongKey { table: table.name, columns, cells });
    }
    columns.iter().zip(key).try_for_each(|(column, cell)| check(table, column, cell))
}

/// The columns of the filter, in its order, if everything about the selection fits the table.
pub(crate) fn check_selection(
    table: &'static Table,
    asked: &Selection<'_>,
) -> Result<Vec<&'static Column>, Error> {
    asked.after.map_or(Ok(()), |after| check_key(table, after))?;
    let column = |(name, cell): &(&str, Cell)| {
        let column = named(table, name)?;
        check(table, column, cell).map(|()| column)
    };
    asked.filter.iter().map(column).collect()
}

/// Whether the views at `position` know what held after the record `as_of`.
pub(crate) fn check_as_of(position: Option<Position>, as_of: Option<u64>) -> Result<(), Error> {
    let size = position.map_or(0, |position| position.head.size);
    match as_of {
        Some(asked) if asked >= size => Err(Error::Ahead { asked, size }),
        Some(_) | None => Ok(()),
    }
}

fn check(table: &'static Table, column: &'static Column, cell: &Cell) -> Result<(), Error> {
    let in_range = match cell {
        Cell::Whole(number) | Cell::Time(number) => i64::try_from(*number).is_ok(),
        Cell::Text(_) | Cell::Bytes(_) | Cell::Day(_) | Cell::List(_) => true,
    };
    if in_range && kind(cell) == column.kind {
        return Ok(());
    }
    Err(Error::WrongCell { table: table.name, column: column.name })
}

fn kind(cell: &Cell) -> Kind {
    match cell {
        Cell::Text(_) => Kind::Text,
        Cell::Whole(_) => Kind::Whole,
        Cell::Time(_) => Kind::Time,
        Cell::Bytes(_) => Kind::Bytes,
        Cell::Day(_) => Kind::Day,
        Cell::List(_) => Kind::List,
    }
}

/// How many characters must be put in, taken out or replaced to turn one text into the other
/// (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.chars().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_counts_single_changes() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("state", "state"), 0);
        assert_eq!(distance("state", "stte"), 1);
        assert_eq!(distance("seat", "state"), 2);
    }
}
