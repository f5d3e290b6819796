//! Stores batches in the embedded views, and switches to what was filled beside.

use std::collections::BTreeMap;

use rights::{
    row::TABLES,
    table::{Cell, Table},
};
use rusqlite::{Connection, Transaction, TransactionBehavior, params_from_iter};

use super::{
    cell::Bound,
    fault, record, schema,
    slot::{self, Slot, Stage},
    statements::Statements,
};
use crate::{Batch, Became, Change, Error, Filler, Place, Position, Stored};

const RECORDS_AT_ONCE: usize = 1_024;

/// One slot, for as long as its generation exists.
pub(super) struct Embedded {
    connection: Connection,
    generation: i64,
    stage: Stage,
    position: Option<Position>,
    /// By the name of the table.
    statements: BTreeMap<&'static str, Statements>,
}

impl Embedded {
    /// Behind what is stored under this program's schema, served or not.
    pub(super) fn resume(mut connection: Connection) -> Result<Self, Error> {
        let slot = Self::find(&mut connection)?;
        Ok(Self::of(connection, slot))
    }

    fn find(connection: &mut Connection) -> Result<Slot, Error> {
        let transaction = begin(connection)?;
        let ours = |slot: &Slot| slot.schema == schema::hash();
        let served = slot::served(&transaction)?;
        let slot = match slot::beside(&transaction)?.filter(ours) {
            _ if ours(&served) => served,
            Some(beside) => beside,
            None => {
                slot::clear_beside(&transaction)?;
                slot::begin(&transaction, Stage::Beside)?
            }
        };
        commit(transaction)?;
        Ok(slot)
    }

    /// At the beginning, beside what is served.
    pub(super) fn beside(mut connection: Connection) -> Result<Self, Error> {
        let transaction = begin(&mut connection)?;
        slot::clear_beside(&transaction)?;
        let slot = slot::begin(&transaction, Stage::Beside)?;
        commit(transaction)?;
        Ok(Self::of(connection, slot))
    }

    fn of(connection: Connection, slot: Slot) -> Self {
        let Slot { generation, stage, position, schema: _ } = slot;
        let statements = statements(stage);
        Self { connection, generation, stage, position, statements }
    }
}

impl Filler for Embedded {
    fn position(&self) -> Option<Position> {
        self.position
    }

    fn is_served(&self) -> bool {
        self.stage == Stage::Served
    }

    fn records_at_once(&self) -> usize {
        RECORDS_AT_ONCE
    }

    fn store(&mut self, batch: &Batch) -> Result<Stored, Error> {
        let transaction = begin(&mut self.connection)?;
        let stored = stored(&transaction, self.generation, batch.extends)?;
        if stored == Some(batch.to) {
            self.position = stored;
            return Ok(Stored::Already);
        }
        if stored != batch.extends {
            return Err(Error::stale(stored, batch.extends));
        }
        for record in &batch.records {
            record::insert(&transaction, self.stage, record)?;
        }
        for change in &batch.changes {
            let table = change.table();
            make(&transaction, &self.statements[table.name], change)
                .map_err(|error| not_made(error, table))?;
        }
        slot::set_position(&transaction, self.generation, &batch.to)?;
        // If we stop before this returns, rows and position are both in or both out.
        commit(transaction)?;
        self.position = Some(batch.to);
        Ok(Stored::Now)
    }

    fn renew(&mut self) -> Result<(), Error> {
        let Slot { generation, stage, position, schema: _ } = Self::find(&mut self.connection)?;
        (self.generation, self.stage, self.position) = (generation, stage, position);
        self.statements = statements(stage);
        Ok(())
    }

    /// Nothing is left to be done: row by row, an index costs the same whenever it is written.
    fn prepare(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn serve(&mut self) -> Result<(), Error> {
        if self.stage == Stage::Served {
            return Ok(());
        }
        let transaction = begin(&mut self.connection)?;
        let stored = stored(&transaction, self.generation, self.position)?;
        if stored != self.position {
            return Err(Error::stale(stored, self.position));
        }
        slot::serve(&transaction, self.generation)?;
        commit(transaction)?;
        self.stage = Stage::Served;
        self.statements = statements(self.stage);
        Ok(())
    }
}

/// The position of our slot, which may be gone: another was begun, or took its place.
fn stored(
    transaction: &Transaction<'_>,
    generation: i64,
    expected: Option<Position>,
) -> Result<Option<Position>, Error> {
    match slot::of_generation(transaction, generation)? {
        Some(slot) => Ok(slot.position),
        None => Err(Error::stale(slot::served(transaction)?.position, expected)),
    }
}

fn make(
    transaction: &Transaction<'_>,
    statements: &Statements,
    change: &Change,
) -> rusqlite::Result<()> {
    let execute = |statement: &str, cells: &[Cell], and: Option<Bound<'_>>| {
        let values = cells.iter().map(Bound::Cell).chain(and);
        transaction.prepare_cached(statement)?.execute(params_from_iter(values))
    };
    let sequence = || Some(Bound::Sequence(change.sequence));
    let cells = match &change.became {
        Became::Row(row) => row.cells(),
        Became::Gone(_, key) => {
            execute(&statements.forget, key, sequence())?;
            return execute(&statements.remove, key, None).map(drop);
        }
    };
    // A new row, most often; else one that differs; else one that was touched and is the same.
    if execute(&statements.insert, &cells, sequence())? == 0
        && execute(&statements.supersede, &cells, sequence())? == 1
    {
        execute(&statements.replace, &cells, sequence())?;
    }
    Ok(())
}

fn not_made(error: rusqlite::Error, table: &'static Table) -> Error {
    if let rusqlite::Error::ToSqlConversionFailure(source) = error {
        return Error::Unstorable { table: table.name, source };
    }
    fault::sql(error, Place::Table(table.name, None))
}

fn statements(stage: Stage) -> BTreeMap<&'static str, Statements> {
    let statements = |table: &Table| (table.name, Statements::of(table, stage.prefix()));
    TABLES.iter().map(statements).collect()
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>, Error> {
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    begun.map_err(|error| fault::sql(error, Place::File))
}

fn commit(transaction: Transaction<'_>) -> Result<(), Error> {
    transaction.commit().map_err(|error| fault::sql(error, Place::File))
}
