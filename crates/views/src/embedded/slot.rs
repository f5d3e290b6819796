//! Which tables there are in the file: those that are served, and those being filled beside them.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use tlog::{hash::Hash, head::Head};

use super::{fault, schema};
use crate::{Error, Place, Position};

/// The table of slots: what must be known before any other table can be read.
const SLOTS: &str = "
    CREATE TABLE slots (
        -- Ascending; never used twice, so that whoever fills a slot notices that it is gone.
        generation INTEGER PRIMARY KEY AUTOINCREMENT,
        -- 1: these tables answer. 0: they are being filled, and their names begin with next_.
        served INTEGER NOT NULL UNIQUE CHECK (served IN (0, 1)),
        -- SHA-256 over the descriptions of the tables.
        schema BLOB NOT NULL,
        -- What the rows reflect: the log's head, and the frame after which it is; null if none.
        size INTEGER,
        root BLOB,
        term INTEGER,
        writer BLOB,
        frame INTEGER
    ) STRICT;
";

const SELECT: &str =
    "SELECT generation, served, schema, size, root, term, writer, frame FROM slots";

/// One set of tables.
pub(super) struct Slot {
    pub(super) generation: i64,
    pub(super) stage: Stage,
    pub(super) schema: Hash,
    pub(super) position: Option<Position>,
}

/// Whether a set of tables answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    Served,
    Beside,
}

impl Stage {
    /// What the names of its tables begin with.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Stage::Served => "",
            Stage::Beside => schema::BESIDE,
        }
    }
}

/// The table of slots, and the first of them: empty, of this program's schema, and served, because
/// there is nothing else that could be.
pub(super) fn create(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction.execute_batch(SLOTS).map_err(at_position)?;
    begin(transaction, Stage::Served).map(drop)
}

/// A new, empty slot; there must be none at that stage.
pub(super) fn begin(transaction: &Transaction<'_>, stage: Stage) -> Result<Slot, Error> {
    let insert = "INSERT INTO slots (served, schema) VALUES (?1, ?2)";
    let served = stage == Stage::Served;
    transaction.execute(insert, params![served, schema::hash().bytes()]).map_err(at_position)?;
    let generation = transaction.last_insert_rowid();
    schema::create(transaction, stage, generation)?;
    Ok(Slot { generation, stage, schema: schema::hash(), position: None })
}

/// Removes what is being filled beside, if anything is.
pub(super) fn clear_beside(transaction: &Transaction<'_>) -> Result<(), Error> {
    schema::drop_all(transaction, Stage::Beside)?;
    transaction.execute("DELETE FROM slots WHERE served = 0", []).map(drop).map_err(at_position)
}

/// Puts the tables of `generation`, which were filled beside, in the place of those served.
pub(super) fn serve(transaction: &Transaction<'_>, generation: i64) -> Result<(), Error> {
    schema::drop_all(transaction, Stage::Served)?;
    schema::rename_beside(transaction)?;
    let switched = transaction.execute("DELETE FROM slots WHERE served = 1", []).and_then(|_| {
        let update = "UPDATE slots SET served = 1 WHERE generation = ?1";
        transaction.execute(update, [generation])
    });
    switched.map(drop).map_err(at_position)
}

pub(super) fn set_position(
    transaction: &Transaction<'_>,
    generation: i64,
    position: &Position,
) -> Result<(), Error> {
    let Position { head: Head { size, root, term, writer }, frame } = position;
    let update = "UPDATE slots SET size = ?2, root = ?3, term = ?4, writer = ?5, frame = ?6
        WHERE generation = ?1";
    let update = transaction.prepare_cached(update).and_then(|mut update| {
        update.execute(params![generation, size, root.bytes(), term, writer, frame])
    });
    update.map(drop).map_err(at_position)
}

/// The slot that is served; always there in a file that is ours.
pub(super) fn served(connection: &Connection) -> Result<Slot, Error> {
    let served = one(connection, "served = ?1", 1)?;
    served.ok_or_else(|| Error::damaged(Place::Position))
}

pub(super) fn beside(connection: &Connection) -> Result<Option<Slot>, Error> {
    one(connection, "served = ?1", 0)
}

pub(super) fn of_generation(
    connection: &Connection,
    generation: i64,
) -> Result<Option<Slot>, Error> {
    one(connection, "generation = ?1", generation)
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Slot>, Error> {
    let mut select = connection.prepare_cached(SELECT).map_err(at_position)?;
    let slots = select.query_map([], slot).map_err(at_position)?;
    slots.collect::<Result<_, _>>().map_err(at_position)
}

fn one(connection: &Connection, which: &str, value: i64) -> Result<Option<Slot>, Error> {
    let select = format!("{SELECT} WHERE {which}");
    let found = connection
        .prepare_cached(&select)
        .and_then(|mut select| select.query_row([value], slot).optional());
    found.map_err(at_position)
}

fn slot(row: &Row<'_>) -> rusqlite::Result<Slot> {
    let stage = if row.get("served")? { Stage::Served } else { Stage::Beside };
    let schema = Hash::new(row.get("schema")?);
    let position = row.get::<_, Option<u64>>("size")?.map(|size| position(row, size));
    Ok(Slot { generation: row.get(0)?, stage, schema, position: position.transpose()? })
}

fn position(row: &Row<'_>, size: u64) -> rusqlite::Result<Position> {
    let (root, term) = (Hash::new(row.get("root")?), row.get("term")?);
    let head = Head { size, root, term, writer: row.get("writer")? };
    Ok(Position { head, frame: row.get("frame")? })
}

fn at_position(error: rusqlite::Error) -> Error {
    fault::sql(error, Place::Position)
}
