//! Stores batches in the views in Postgres, and switches to what was filled beside.

use std::collections::BTreeMap;
use std::sync::Arc;

use rights::{row::TABLES, table::Table};

use super::{
    Shared,
    connection::Connection,
    plan, record,
    slot::{self, Slot},
    statements::Statements,
    store::{Store, Way},
};
use crate::{Batch, Error, Filler, Position, Stored};

/// Whatever a batch looks up, it looks up by key. A table that grew since the server last counted it
/// looks small enough to be read whole, and would be, for every batch.
const BEGIN: &str = "BEGIN; SET LOCAL enable_seqscan = off;
    SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";
/// The same for what nobody reads yet. If the server crashes, rows and position of the last
/// batches are lost together, and filling goes on before them.
const BEGIN_COPY: &str = "BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off; SET LOCAL synchronous_commit = off";
/// Indexes are built by sorting, in memory as far as they fit.
const BEGIN_INDEX: &str = "BEGIN; SET LOCAL maintenance_work_mem = '128MB'";

const RECORDS_AT_ONCE: usize = 1_024;
/// Most versions of a row begin and end within so many records, and are copied in only once.
const RECORDS_AT_ONCE_COPIED: usize = 16_384;

/// One slot, for as long as its generation exists.
pub(super) struct Postgres {
    shared: Arc<Shared>,
    connection: Connection,
    generation: i64,
    is_served: bool,
    /// By copies until the tables have their indexes.
    way: Way,
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
        Self::of(shared, connection, slot)
    }

    /// At the beginning, beside what is served.
    pub(super) fn beside(shared: Arc<Shared>) -> Result<Self, Error> {
        let mut connection = shared.open()?;
        let slot = connection.transaction(slot::BEGIN, |connection| {
            slot::clear_beside(connection)?;
            slot::begin(connection)
        })?;
        slot::sweep(&mut connection)?;
        Self::of(shared, connection, slot)
    }

    fn of(shared: Arc<Shared>, mut connection: Connection, slot: Slot) -> Result<Self, Error> {
        let Slot { generation, served: is_served, position, schema: _ } = slot;
        let is_indexed = is_served || slot::is_indexed(&mut connection, generation)?;
        let way = if is_indexed { Way::Arrays } else { Way::Copy };
        let statements = |table: &Table| (table.name, Statements::of(table, generation));
        let statements = TABLES.iter().map(statements).collect();
        Ok(Self { shared, connection, generation, is_served, way, position, statements })
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

    fn records_at_once(&self) -> usize {
        match self.way {
            Way::Arrays => RECORDS_AT_ONCE,
            Way::Copy => RECORDS_AT_ONCE_COPIED,
        }
    }

    fn store(&mut self, batch: &Batch) -> Result<Stored, Error> {
        self.connect()?;
        let Self { connection, generation, statements, way, .. } = self;
        let (begin, insert): (_, fn(&mut _, _, &_) -> _) = match way {
            Way::Arrays => (BEGIN, record::insert),
            Way::Copy => (BEGIN_COPY, record::copy),
        };
        let stored = connection.transaction(begin, |connection| {
            // First of all: whoever else would store waits behind this row, and then finds it moved.
            if !slot::advance(connection, *generation, batch.extends, batch.to)? {
                return not_moved(connection, *generation, batch);
            }
            insert(connection, *generation, &batch.records)?;
            let touched = plan::touched(&batch.changes);
            for table in TABLES {
                if let Some(touched) = touched.get(table.name) {
                    let statements = &statements[table.name];
                    Store { connection, table, statements, way: *way }.make(touched)?;
                }
            }
            Ok(Stored::Now)
        })?;
        self.position = Some(batch.to);
        Ok(stored)
    }

    fn renew(&mut self) -> Result<(), Error> {
        *self = Self::resume(Arc::clone(&self.shared))?;
        Ok(())
    }

    fn prepare(&mut self) -> Result<(), Error> {
        if self.way == Way::Arrays {
            return Ok(());
        }
        self.connect()?;
        let (generation, position) = (self.generation, self.position);
        // All indexes or none: if we stop before the commit, filling goes on by copies.
        self.connection.transaction(BEGIN_INDEX, |connection| {
            let Some(slot) = slot::of_generation(connection, generation)? else {
                return Err(Error::stale(slot::served(connection)?.position, position));
            };
            // An earlier attempt may have done it, and its answer been lost; or another served it.
            let is_indexed = slot.served || slot::is_indexed(connection, generation)?;
            if is_indexed { Ok(()) } else { slot::index(connection, generation) }
        })?;
        self.way = Way::Arrays;
        Ok(())
    }

    fn serve(&mut self) -> Result<(), Error> {
        if self.is_served {
            return Ok(());
        }
        self.prepare()?;
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
