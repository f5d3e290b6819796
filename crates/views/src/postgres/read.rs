//! Rows of the views out of rows of Postgres.

use ::postgres::Row;
use rights::{
    row,
    table::{Cell, Column, Table},
};

use super::cell;
use crate::{Error, Line, Place};

/// The cells in the first columns.
pub(super) fn cells(table: &'static Table, row: &Row) -> Result<Vec<Cell>, Error> {
    let cell = |(place, column): (usize, &Column)| {
        let damaged = || Error::damaged(Place::Table(table.name, Some(column.name)));
        cell::read(column, row, place).ok_or_else(damaged)
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// The row in the first columns, and the sequence behind them.
pub(super) fn line(table: &'static Table, row: &Row) -> Result<Line, Error> {
    let damaged = || Error::damaged(Place::Table(table.name, None));
    let sequence = sequence(table, row, table.columns.len())?.ok_or_else(damaged)?;
    let row = row::Row::from_cells(table, cells(table, row)?).map_err(|_| damaged())?;
    Ok(Line { row, sequence })
}

/// A sequence behind the cells; none where it is null.
pub(super) fn sequence(
    table: &'static Table,
    row: &Row,
    place: usize,
) -> Result<Option<u64>, Error> {
    let damaged = || Error::damaged(Place::Table(table.name, None));
    let stored: Option<i64> = row.try_get(place).map_err(|_| damaged())?;
    stored.map(|stored| u64::try_from(stored).map_err(|_| damaged())).transpose()
}
