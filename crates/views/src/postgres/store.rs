//! What a batch does to one table: by statements over arrays, or by copies where rows are new.

use rights::table::{Cell, Column, Table};

use super::{
    cell::{self, Value},
    connection::Connection,
    copy::Copy,
    fault,
    plan::{Plan, Rows, Touched},
    read,
    statements::Statements,
};
use crate::{Error, Place, error::Source};

/// How new rows and versions come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// In statements: quick for few rows, and into tables with indexes.
    Arrays,
    /// In a copy for each table: quick for many rows, into tables without.
    Copy,
}

/// One table, to be changed.
pub(super) struct Store<'a> {
    pub(super) connection: &'a mut Connection,
    pub(super) table: &'static Table,
    pub(super) statements: &'a Statements,
    pub(super) way: Way,
}

impl Store<'_> {
    /// Stores what became of the rows that were touched.
    pub(super) fn make(&mut self, touched: &Touched) -> Result<(), Error> {
        let stored = self.stored(touched)?;
        let Plan { superseded, archived, became, removed } = Plan::of(touched, &stored);
        let (table, statements) = (self.table, self.statements);
        let (key, all) = (table.key_columns(), table.columns);
        let (rows, until): (Vec<_>, Vec<_>) = superseded.into_iter().unzip();
        self.run(&statements.supersede, key, &rows, &[&until])?;
        match self.way {
            Way::Arrays => {
                let since: Vec<u64> = archived.iter().map(|(_, since, _)| *since).collect();
                let until: Vec<u64> = archived.iter().map(|(_, _, until)| *until).collect();
                let rows: Vec<_> = archived.iter().map(|(row, _, _)| *row).collect();
                self.run(&statements.archive, all, &rows, &[&since, &until])?;
                self.write(&became)?;
            }
            Way::Copy => {
                let archived =
                    archived.into_iter().map(|(row, since, until)| (row, [since, until]));
                self.copy(&statements.copy_history, archived)?;
                let is_stored = |row: &&[Cell]| stored.contains_key(&row[..table.key]);
                let (changed, new): (Vec<_>, Vec<_>) =
                    became.into_iter().partition(|(row, _)| is_stored(row));
                self.copy(&statements.copy, new.into_iter().map(|(row, since)| (row, [since])))?;
                self.write(&changed)?;
            }
        }
        self.run(&statements.remove, key, &removed, &[])
    }

    /// The rows that are there under the keys that were touched.
    fn stored(&mut self, touched: &Touched) -> Result<Rows, Error> {
        let table = self.table;
        let keys: Vec<&[Cell]> = touched.keys().map(Vec::as_slice).collect();
        let arrays = arrays(table, table.key_columns(), &keys)?;
        let found = self.connection.query(&self.statements.stored, &parameters(&arrays));
        let mut stored = Rows::new();
        for row in &found.map_err(|error| fault::sql(error, self.place()))? {
            let cells = read::cells(table, row)?;
            stored.insert(cells[..table.key].to_vec(), cells);
        }
        Ok(stored)
    }

    fn write(&mut self, became: &[(&[Cell], u64)]) -> Result<(), Error> {
        let (rows, since): (Vec<_>, Vec<_>) = became.iter().copied().unzip();
        self.run(&self.statements.write, self.table.columns, &rows, &[&since])
    }

    /// Runs a statement over these columns of these rows, and the sequences beside them.
    fn run(
        &mut self,
        statement: &str,
        columns: &'static [Column],
        rows: &[&[Cell]],
        sequences: &[&[u64]],
    ) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut arrays = arrays(self.table, columns, rows)?;
        for sequences in sequences {
            arrays.push(sequence_array(self.table, sequences)?);
        }
        let done = self.connection.execute(statement, &parameters(&arrays));
        done.map(drop).map_err(|error| fault::sql(error, self.place()))
    }

    /// Copies rows in, each with its sequences behind its cells.
    fn copy<'r, const SEQUENCES: usize>(
        &mut self,
        into: &str,
        rows: impl ExactSizeIterator<Item = (&'r [Cell], [u64; SEQUENCES])>,
    ) -> Result<(), Error> {
        if rows.len() == 0 {
            return Ok(());
        }
        let mut copy = Copy::of(self.table.columns.len() + SEQUENCES);
        let mut put = |(cells, sequences): (&[Cell], [u64; SEQUENCES])| {
            copy.row();
            cells.iter().try_for_each(|cell| copy.cell(cell))?;
            sequences.into_iter().try_for_each(|sequence| copy.whole(sequence))
        };
        for row in rows {
            put(row).map_err(|source| unstorable(self.table, source))?;
        }
        self.connection.copy(into, &copy.end(), self.place())
    }

    fn place(&self) -> Place {
        Place::Table(self.table.name, None)
    }
}

/// The rows' cells, column by column.
fn arrays<'a>(
    table: &'static Table,
    columns: &'static [Column],
    rows: &[&'a [Cell]],
) -> Result<Vec<Value<'a>>, Error> {
    let array = |(place, column): (usize, &Column)| {
        let cells = rows.iter().map(|row| &row[place]);
        cell::array(column.kind, cells).map_err(|source| unstorable(table, source))
    };
    columns.iter().enumerate().map(array).collect()
}

fn sequence_array(table: &'static Table, sequences: &[u64]) -> Result<Value<'static>, Error> {
    let whole = sequences.iter().map(|sequence| i64::try_from(*sequence));
    let whole: Result<Vec<i64>, _> = whole.collect();
    Ok(Box::new(whole.map_err(|source| unstorable(table, source.into()))?))
}

fn unstorable(table: &'static Table, source: Source) -> Error {
    Error::Unstorable { table: table.name, source }
}

fn parameters<'a>(values: &'a [Value<'_>]) -> Vec<&'a (dyn ::postgres::types::ToSql + Sync)> {
    values.iter().map(|value| &**value as _).collect()
}
