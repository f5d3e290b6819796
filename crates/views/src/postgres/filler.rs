//! Stores batches in the views in Postgres, and switches to what was filled beside.

use std::collections::BTreeMap;
use std::sync::Arc;

use rights::{
    row::TABLES,
    table::{Cell, Column, Table},
};

use super::{
    Shared,
    cell::{self, Value},
    connection::Connection,
    fault,
    plan::{self, Plan, Rows, Touched},
    read, record,
    slot::{self, Slot},
    statements::Statements,
};
use crate::{Batch, Error, Filler, Place, Position, Stored, error::Source};

/// Whatever a batch looks up, it looks up by key. A table that grew since the server last counted it
/// looks small enough to be read whole, and would be, for every batch.
const BEGIN: &str = "BEGIN; SET LOCAL enable_seqscan = off;
    SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

/// One slot, for as long as its generation exists.
pub(super) struct Postgres {
    shared: Arc<Shared>,
    connection: Connection,
    generation: i64,
    is_served: bool,
    position: Option<Position>,
    /// By the name of the table.
    statements: BTreeMap<&'static str, Statements>,
}

impl Postgres {
    /// Behind what is stored under this program's schema, served or not.
    pub(super) fn resume(shared: Arc<Shared>) -> Result<Self, Error> {
        let mut connection = shared.open()?;
        let served = slot::served(&mut connection)?;
        let slot = if served.is_ours() {
            served
        } else {
            connection.transaction(slot::BEGIN, |connection| {
                match slot::beside(connection)?.filter(Slot::is_ours) {
                    Some(beside) => Ok(beside),
                    None => slot::clear_beside(connection).and_then(|()| slot::begin(connection)),
                }
            })?
        };
        Ok(Self::of(shared, connection, slot))
    }

    /// At the beginning, beside what is served.
    pub(super) fn beside(shared: Arc<Shared>) -> Result<Self, Error> {
        let mut connection = shared.open()?;
        let slot = connection.transaction(slot::BEGIN, |connection| {
            slot::clear_beside(connection)?;
            slot::begin(connection)
        })?;
        slot::sweep(&mut connection)?;
        Ok(Self::of(shared, connection, slot))
    }

    fn of(shared: Arc<Shared>, connection: Connection, slot: Slot) -> Self {
        let Slot { generation, served: is_served, position, schema: _ } = slot;
        let statements = |table: &Table| (table.name, Statements::of(table, generation));
        let statements = TABLES.iter().map(statements).collect();
        Self { shared, connection, generation, is_served, position, statements }
    }

    /// The connection, another one if it was lost.
    fn connect(&mut self) -> Result<(), Error> {
        if self.connection.is_lost() {
            self.connection = self.shared.open()?;
        }
        Ok(())
    }
}

impl Filler for Postgres {
    fn position(&self) -> Option<Position> {
        self.position
    }

    fn is_served(&self) -> bool {
        self.is_served
    }

    fn store(&mut self, batch: &Batch) -> Result<Stored, Error> {
        self.connect()?;
        let Self { connection, generation, statements, .. } = self;
        let stored = connection.transaction(BEGIN, |connection| {
            // First of all: whoever else would store waits behind this row, and then finds it moved.
            if !slot::advance(connection, *generation, batch.extends, batch.to)? {
                return not_moved(connection, *generation, batch);
            }
            record::insert(connection, *generation, &batch.records)?;
            let touched = plan::touched(&batch.changes);
            for table in TABLES {
                if let Some(touched) = touched.get(table.name) {
                    make(connection, table, &statements[table.name], touched)?;
                }
            }
            Ok(Stored::Now)
        })?;
        self.position = Some(batch.to);
        Ok(stored)
    }

    fn serve(&mut self) -> Result<(), Error> {
        if self.is_served {
            return Ok(());
        }
        self.connect()?;
        let (generation, position) = (self.generation, self.position);
        self.connection.transaction(slot::BEGIN, |connection| {
            let slot = slot::of_generation(connection, generation)?;
            let Some(slot) = slot.filter(|slot| slot.position == position) else {
                return Err(Error::stale(slot::served(connection)?.position, position));
            };
            // An earlier attempt may have switched, and its answer been lost.
            if slot.served { Ok(()) } else { slot::serve(connection, generation) }
        })?;
        self.is_served = true;
        // It is served, whatever becomes of what was served before.
        slot::sweep(&mut self.connection)
    }
}

/// What a batch is that does not begin where the tables are.
fn not_moved(connection: &mut Connection, generation: i64, batch: &Batch) -> Result<Stored, Error> {
    let stored = match slot::of_generation(connection, generation)? {
        Some(slot) if slot.position == Some(batch.to) => return Ok(Stored::Already),
        Some(slot) => slot.position,
        None => slot::served(connection)?.position,
    };
    Err(Error::stale(stored, batch.extends))
}

fn make(
    connection: &mut Connection,
    table: &'static Table,
    statements: &Statements,
    touched: &Touched,
) -> Result<(), Error> {
    let keys: Vec<&[Cell]> = touched.keys().map(Vec::as_slice).collect();
    let arrays = arrays(table, table.key_columns(), &keys)?;
    let at_table = |error| fault::sql(error, Place::Table(table.name, None));
    let found = connection.query(&statements.stored, &parameters(&arrays)).map_err(at_table)?;
    let mut stored = Rows::new();
    for row in &found {
        let cells = read::cells(table, row)?;
        stored.insert(cells[..table.key].to_vec(), cells);
    }
    let plan = Plan::of(touched, &stored);
    let mut store = |statement: &str, columns, rows: Vec<&[Cell]>, sequences: &[Vec<u64>]| {
        if rows.is_empty() {
            return Ok(());
        }
        let mut arrays = self::arrays(table, columns, &rows)?;
        for sequences in sequences {
            arrays.push(sequence_array(table, sequences)?);
        }
        connection.execute(statement, &parameters(&arrays)).map(drop).map_err(at_table)
    };
    let (key, all) = (table.key_columns(), table.columns);
    let Plan { superseded, archived, became, removed } = plan;
    let (rows, until): (Vec<_>, Vec<_>) = superseded.into_iter().unzip();
    store(&statements.supersede, key, rows, &[until])?;
    let since = archived.iter().map(|(_, since, _)| *since).collect();
    let until = archived.iter().map(|(_, _, until)| *until).collect();
    let rows = archived.iter().map(|(row, _, _)| *row).collect();
    store(&statements.archive, all, rows, &[since, until])?;
    let (rows, since): (Vec<_>, Vec<_>) = became.into_iter().unzip();
    store(&statements.write, all, rows, &[since])?;
    store(&statements.remove, key, removed, &[])
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
