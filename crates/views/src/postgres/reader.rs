//! Reads the views in Postgres as of one position.

use std::cell::{RefCell, RefMut};
use std::sync::Arc;

use ::postgres::{Row, types::ToSql};
use rights::{
    id::{CommandId, KeyId},
    table::{Cell, Table},
    time::Instant,
};

use super::{
    Shared,
    cell::{self, Value},
    connection::Connection,
    fault::{self, at_database},
    read::{self, line},
    record, slot, statements,
};
use crate::{Error, Line, Place, Position, Reader, Record, Selection, Version, column, history};

/// Repeatable: every statement sees the database as the first one saw it.
/// A projector's comparison holds its snapshot for as long as it replays the log.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL idle_in_transaction_session_timeout = 0";
/// Tables that were found and dropped before they were held; more often than that is no accident.
const ATTEMPTS: usize = 8;

/// A connection inside a read transaction.
pub(super) struct Postgres {
    shared: Arc<Shared>,
    /// None only while it is dropped.
    connection: Option<RefCell<Connection>>,
    generation: i64,
    position: Option<Position>,
}

impl Postgres {
    pub(super) fn begin(shared: Arc<Shared>) -> Result<Self, Error> {
        let mut connection = shared.connection()?;
        for _ in 1..ATTEMPTS {
            match Self::try_begin(&shared, connection) {
                // The server closed what was idle, all of it most likely: it was restarted.
                Err(Error::Unavailable(_)) => shared.forget_idle(),
                // The tables were dropped at this moment.
                Err(Error::Damaged { .. }) => {}
                begun => return begun,
            }
            connection = shared.open()?;
        }
        Self::try_begin(&shared, connection)
    }

    fn try_begin(shared: &Arc<Shared>, mut connection: Connection) -> Result<Self, Error> {
        let begun = connection.run(BEGIN).map_err(at_database);
        let served = begun.and_then(|()| slot::served(&mut connection));
        // From here on it is given back, whatever happens.
        let mut reader = Self {
            shared: Arc::clone(shared),
            connection: Some(RefCell::new(connection)),
            generation: 0,
            position: None,
        };
        let served = served?;
        if !served.is_ours() {
            return Err(Error::NotServed);
        }
        (reader.generation, reader.position) = (served.generation, served.position);
        // Holds the tables: whoever would drop them waits for us.
        let hold = format!("LOCK TABLE rows_{}.records IN ACCESS SHARE MODE", served.generation);
        reader.connection().run(&hold).map_err(at_database)?;
        Ok(reader)
    }

    fn connection(&self) -> RefMut<'_, Connection> {
        let connection = self.connection.as_ref();
        connection.expect("a reader that is dropped is not asked").borrow_mut()
    }

    /// What `select` finds, each row made into something by `make`.
    fn query<T>(
        &self,
        table: &'static Table,
        select: &str,
        values: &[Value<'_>],
        make: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| &**value as _).collect();
        let found = self.connection().query(select, &values);
        let found = found.map_err(|error| fault::sql(error, Place::Table(table.name, None)))?;
        found.iter().map(make).collect()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let mut connection = connection.into_inner();
        // A connection that cannot end its transaction is closed instead of being used again.
        if connection.run("ROLLBACK").is_ok() {
            self.shared.give_back(connection);
        }
    }
}

impl Reader for Postgres {
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
        let select = statements::get(table, self.generation, as_of);
        let lines =
            self.query(table, &select, &bound(table, key, as_of)?, |row| line(table, row))?;
        history::only(table, lines)
    }

    fn list(&self, table: &'static Table, asked: &Selection<'_>) -> Result<Vec<Line>, Error> {
        let filter = column::check_selection(table, asked)?;
        column::check_as_of(self.position, asked.as_of)?;
        let cells = asked.filter.iter().map(|(_, cell)| cell).filter(|cell| !cell::is_null(cell));
        let cells = cells.chain(asked.after.into_iter().flatten());
        let mut values = bound(table, cells, asked.as_of)?;
        values.push(Box::new(i64::from(asked.limit)));
        let select = statements::list(table, self.generation, &filter, asked);
        self.query(table, &select, &values, |row| line(table, row))
    }

    fn history(&self, table: &'static Table, key: &[Cell]) -> Result<Vec<Version>, Error> {
        column::check_key(table, key)?;
        let select = statements::history(table, self.generation);
        let until = table.columns.len() + 1;
        let lines = self.query(table, &select, &bound(table, key, None)?, |row| {
            Ok((line(table, row)?, read::sequence(table, row, until)?))
        })?;
        Ok(history::versions(lines))
    }

    fn record(&self, sequence: u64) -> Result<Option<Record>, Error> {
        record::at(&mut self.connection(), self.generation, sequence)
    }

    fn record_by_command(&self, author: &KeyId, id: &CommandId) -> Result<Option<Record>, Error> {
        record::by_command(&mut self.connection(), self.generation, author, id)
    }

    fn sequence_at(&self, at: Instant) -> Result<Option<u64>, Error> {
        record::sequence_at(&mut self.connection(), self.generation, at)
    }
}

/// The values of a statement in the order of its parameters.
fn bound<'v>(
    table: &'static Table,
    cells: impl IntoIterator<Item = &'v Cell>,
    as_of: Option<u64>,
) -> Result<Vec<Value<'v>>, Error> {
    let unstorable = |source| Error::Unstorable { table: table.name, source };
    let cells = cells.into_iter().map(|cell| cell::value(cell).map_err(unstorable));
    let whole = |as_of| i64::try_from(as_of).map(|as_of| Box::new(as_of) as Value<'v>);
    let as_of = as_of.map(|as_of| whole(as_of).map_err(|source| unstorable(source.into())));
    cells.chain(as_of).collect()
}
