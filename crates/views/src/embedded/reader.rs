//! Reads the embedded views as of one position.

use std::sync::Arc;

use rights::{
    id::{CommandId, KeyId},
    row,
    table::{Cell, Table},
    time::Instant,
};
use rusqlite::{Connection, Row, params_from_iter};

use super::{
    Shared,
    cell::{self, Bound},
    fault, record, schema, slot, statements,
};
use crate::{Error, Line, Place, Position, Reader, Record, Selection, Version, column, history};

/// A connection inside a read transaction: SQLite shows it the file as it was when it began.
pub(super) struct Embedded {
    shared: Arc<Shared>,
    /// None only while it is dropped.
    connection: Option<Connection>,
    position: Option<Position>,
}

impl Embedded {
    pub(super) fn begin(shared: Arc<Shared>) -> Result<Self, Error> {
        let connection = shared.connection()?;
        connection.execute_batch("BEGIN").map_err(|error| fault::sql(error, Place::File))?;
        let mut reader = Self { shared, connection: Some(connection), position: None };
        // The first read is what fixes the snapshot.
        let served = slot::served(reader.connection())?;
        if served.schema != schema::hash() {
            return Err(Error::NotServed);
        }
        reader.position = served.position;
        Ok(reader)
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a reader that is dropped is not asked")
    }

    /// What `select` finds, each row made into something by `make`.
    fn query<'v, T>(
        &self,
        table: &'static Table,
        select: &str,
        values: impl IntoIterator<Item = Bound<'v>>,
        make: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let damaged = |error| fault::sql(error, Place::Table(table.name, None));
        let mut select = self.connection().prepare_cached(select).map_err(damaged)?;
        let mut rows = select.query(params_from_iter(values)).map_err(damaged)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(damaged)? {
            found.push(make(row)?);
        }
        Ok(found)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // A connection that cannot end its transaction is closed instead of being used again.
        if connection.execute_batch("ROLLBACK").is_ok() {
            self.shared.give_back(connection);
        }
    }
}

impl Reader for Embedded {
    fn position(&self) -> Option<Position> {
        self.position
    }

    fn get(
        &self,
        table: &'static Table,
        key: &[Cell],
        as_of: Option<u64>,
    ) -> Result<Option<Line>, Error> {
        column::check_key(table, key)?;
        column::check_as_of(self.position, as_of)?;
        let values = bound(key, as_of);
        let lines =
            self.query(table, &statements::get(table, as_of), values, |row| line(table, row))?;
        history::only(table, lines)
    }

    fn list(&self, table: &'static Table, asked: &Selection<'_>) -> Result<Vec<Line>, Error> {
        let filter = column::check_selection(table, asked)?;
        column::check_as_of(self.position, asked.as_of)?;
        let cells = asked.filter.iter().map(|(_, cell)| cell);
        let values = bound(cells.chain(asked.after.into_iter().flatten()), asked.as_of);
        self.query(table, &statements::list(table, &filter, asked), values, |row| line(table, row))
    }

    fn history(&self, table: &'static Table, key: &[Cell]) -> Result<Vec<Version>, Error> {
        column::check_key(table, key)?;
        let select = statements::history(table);
        let until = table.columns.len() + 1;
        let lines = self.query(table, &select, bound(key, None), |row| {
            let until: Option<u64> = row
                .get(until)
                .map_err(|error| fault::sql(error, Place::Table(table.name, None)))?;
            Ok((line(table, row)?, until))
        })?;
        Ok(history::versions(lines))
    }

    fn record(&self, sequence: u64) -> Result<Option<Record>, Error> {
        record::at(self.connection(), sequence)
    }

    fn record_by_command(&self, author: &KeyId, id: &CommandId) -> Result<Option<Record>, Error> {
        record::by_command(self.connection(), author, id)
    }

    fn sequence_at(&self, at: Instant) -> Result<Option<u64>, Error> {
        record::sequence_at(self.connection(), at)
    }
}

/// The values of a statement in the order of its parameters.
fn bound<'v>(
    cells: impl IntoIterator<Item = &'v Cell>,
    as_of: Option<u64>,
) -> impl Iterator<Item = Bound<'v>> {
    cells.into_iter().map(Bound::Cell).chain(as_of.map(Bound::Sequence))
}

/// The row in the first columns, and the sequence behind them.
fn line(table: &'static Table, row: &Row<'_>) -> Result<Line, Error> {
    let mut cells = Vec::with_capacity(table.columns.len());
    for (place, column) in table.columns.iter().enumerate() {
        let damaged = || Error::damaged(Place::Table(table.name, Some(column.name)));
        let value = row.get_ref(place).map_err(|_| damaged())?;
        cells.push(cell::read(column, value).ok_or_else(damaged)?);
    }
    let damaged = |error| fault::sql(error, Place::Table(table.name, None));
    let sequence = row.get(table.columns.len()).map_err(damaged)?;
    let row = row::Row::from_cells(table, cells)
        .map_err(|_| Error::damaged(Place::Table(table.name, None)))?;
    Ok(Line { row, sequence })
}
