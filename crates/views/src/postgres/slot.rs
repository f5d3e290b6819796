//! Which tables there are in the database: those that are served, and those being filled beside.
//!
//! Tables never change their names, so that a reader finds those of its snapshot for as long as it
//! lives. What changes names is the schemas of plain views in front of them, in one transaction
//! that waits for nobody: `ledger` and `api` always show what is served.

use ::postgres::Row;
use tlog::{hash::Hash, head::Head};

use super::{
    connection::Connection,
    fault::{self, at_database},
    schema,
};
use crate::{Error, Place, Position, error::Source};

/// What must be known before any other table can be read.
pub(super) const SLOTS: &str = "
CREATE TABLE rights.slots (
  generation bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  served boolean NOT NULL UNIQUE,
  schema bytea NOT NULL,
  size bigint,
  root bytea,
  term bigint,
  writer bytea,
  frame bigint
);
COMMENT ON TABLE rights.slots IS 'Sets of tables: the one that answers, and one being filled.';
COMMENT ON COLUMN rights.slots.generation IS
  'Ascending; never used twice, so that whoever fills a slot notices that it is gone. The tables are in the schema rows_<generation>.';
COMMENT ON COLUMN rights.slots.served IS
  'Whether these tables answer, in the schemas ledger and api; if not, they are being filled.';
COMMENT ON COLUMN rights.slots.schema IS 'SHA-256 over the descriptions of the tables.';
COMMENT ON COLUMN rights.slots.size IS
  'What the rows reflect: so many records of the log; null if none.';
COMMENT ON COLUMN rights.slots.root IS 'The RFC 6962 root of these records.';
COMMENT ON COLUMN rights.slots.term IS 'The term of the log''s writer.';
COMMENT ON COLUMN rights.slots.writer IS 'The nonce of the log''s writer.';
COMMENT ON COLUMN rights.slots.frame IS 'Where the log keeps the frame after which this is so.';
CREATE TABLE rights.retired (generation bigint PRIMARY KEY);
COMMENT ON TABLE rights.retired IS
  'Sets of tables that answer no more, to be dropped once nobody reads them.';
COMMENT ON COLUMN rights.retired.generation IS 'As in slots.';
";

const SELECT: &str =
    "SELECT generation, served, schema, size, root, term, writer, frame FROM rights.slots";

/// One set of tables.
pub(super) struct Slot {
    pub(super) generation: i64,
    pub(super) served: bool,
    pub(super) schema: Hash,
    pub(super) position: Option<Position>,
}

impl Slot {
    /// Whether these are tables of this program's schema.
    pub(super) fn is_ours(&self) -> bool {
        self.schema == schema::hash()
    }
}

/// Begins a transaction in which sets of tables come and go: one at a time, and none is filled in
/// the meantime.
pub(super) const BEGIN: &str = "BEGIN; SET LOCAL lock_timeout = '10s';
    LOCK TABLE rights.slots IN SHARE ROW EXCLUSIVE MODE";

/// A new, empty slot beside what is served; there must be none.
pub(super) fn begin(connection: &mut Connection) -> Result<Slot, Error> {
    insert(connection, false)
}

/// The first slot, served because there is nothing else that could be.
pub(super) fn begin_served(connection: &mut Connection) -> Result<(), Error> {
    let Slot { generation, .. } = insert(connection, true)?;
    let finish = schema::index(generation) + &schema::show(generation);
    connection.run(&finish).map_err(at_database)
}

/// Whether the tables of `generation` have all their indexes.
pub(super) fn is_indexed(connection: &mut Connection, generation: i64) -> Result<bool, Error> {
    let found = connection.query(&schema::is_indexed(generation), &[]).map_err(at_database)?;
    get(&found[0], 0)
}

/// Gives the tables of `generation`, which were filled beside, all their indexes.
pub(super) fn index(connection: &mut Connection, generation: i64) -> Result<(), Error> {
    connection.run(&schema::index(generation)).map_err(at_database)
}

fn insert(connection: &mut Connection, served: bool) -> Result<Slot, Error> {
    let insert = "INSERT INTO rights.slots (served, schema) VALUES ($1, $2) RETURNING generation";
    let ours = schema::hash();
    let row =
        connection.query(insert, &[&served, &ours.bytes().as_slice()]).map_err(at_database)?;
    let generation = get(&row[0], 0)?;
    let create = format!("{}SELECT rights.grant_tables({generation})", schema::create(generation));
    connection.run(&create).map_err(at_database)?;
    Ok(Slot { generation, served, schema: ours, position: None })
}

/// Removes what is being filled beside, if anything is.
pub(super) fn clear_beside(connection: &mut Connection) -> Result<(), Error> {
    let retire = "INSERT INTO rights.retired SELECT generation FROM rights.slots WHERE NOT served;
        DELETE FROM rights.slots WHERE NOT served";
    connection.run(retire).map_err(at_database)
}

/// Puts the tables of `generation`, which were filled beside, in the place of those served.
pub(super) fn serve(connection: &mut Connection, generation: i64) -> Result<(), Error> {
    let before = served(connection)?.generation;
    let switch = format!(
        "{}; {};
        INSERT INTO rights.retired VALUES ({before});
        DELETE FROM rights.slots WHERE generation = {before};
        UPDATE rights.slots SET served = true WHERE generation = {generation}",
        schema::hide(before),
        schema::show(generation),
    );
    connection.run(&switch).map_err(at_database)
}

/// Drops retired tables that nobody reads any more; those that somebody reads, another time.
pub(super) fn sweep(connection: &mut Connection) -> Result<(), Error> {
    let retired = connection
        .query("SELECT generation FROM rights.retired ORDER BY generation", &[])
        .map_err(at_database)?;
    for row in retired {
        let generation = get(&row, 0)?;
        // Behind a lock that must wait, every later reader of the same table waits as well.
        let begin = "BEGIN; SET LOCAL lock_timeout = '100ms'";
        let swept = connection.transaction(begin, |connection| {
            connection.run(&schema::drop(generation)).map_err(at_database)?;
            let forget = "DELETE FROM rights.retired WHERE generation = $1";
            connection.execute(forget, &[&generation]).map(drop).map_err(at_database)
        });
        match swept {
            // In use, or dropped by another at this moment.
            Ok(()) | Err(Error::Unavailable(_) | Error::Damaged { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Moves the position of `generation` on; false, and nothing is moved, if it is not at `from`.
pub(super) fn advance(
    connection: &mut Connection,
    generation: i64,
    from: Option<Position>,
    to: Position,
) -> Result<bool, Error> {
    let update = "UPDATE rights.slots
        SET size = $2, root = $3, term = $4, writer = $5, frame = $6
        WHERE generation = $1 AND (size, root, term, writer, frame) IS NOT DISTINCT FROM
            ($7::bigint, $8::bytea, $9::bigint, $10::bytea, $11::bigint)";
    let (to, from) = (Stored::of(Some(&to))?, Stored::of(from.as_ref())?);
    let updated = connection.execute(
        update,
        &[
            &generation,
            &to.size,
            &to.root,
            &to.term,
            &to.writer,
            &to.frame, //
            &from.size,
            &from.root,
            &from.term,
            &from.writer,
            &from.frame,
        ],
    );
    Ok(updated.map_err(at_position)? == 1)
}

/// A position as its columns hold it.
#[derive(Default)]
struct Stored<'a> {
    size: Option<i64>,
    root: Option<&'a [u8]>,
    term: Option<i64>,
    writer: Option<&'a [u8]>,
    frame: Option<i64>,
}

impl<'a> Stored<'a> {
    fn of(position: Option<&'a Position>) -> Result<Self, Error> {
        let Some(Position { head: Head { size, root, term, writer }, frame }) = position else {
            return Ok(Self::default());
        };
        let whole = |number: u64| {
            let unstorable =
                |error| Error::Unstorable { table: "slots", source: Source::from(error) };
            i64::try_from(number).map(Some).map_err(unstorable)
        };
        let (root, writer) = (Some(root.bytes().as_slice()), Some(writer.as_slice()));
        Ok(Self { size: whole(*size)?, root, term: whole(*term)?, writer, frame: whole(*frame)? })
    }
}

/// The slot that is served; always there in a database that is ours.
pub(super) fn served(connection: &mut Connection) -> Result<Slot, Error> {
    let served = one(connection, "served")?;
    served.ok_or_else(|| Error::damaged(Place::Position))
}

pub(super) fn beside(connection: &mut Connection) -> Result<Option<Slot>, Error> {
    one(connection, "NOT served")
}

pub(super) fn of_generation(
    connection: &mut Connection,
    generation: i64,
) -> Result<Option<Slot>, Error> {
    let slots = all(connection)?;
    Ok(slots.into_iter().find(|slot| slot.generation == generation))
}

pub(super) fn all(connection: &mut Connection) -> Result<Vec<Slot>, Error> {
    connection.query(SELECT, &[]).map_err(at_position)?.iter().map(slot).collect()
}

fn one(connection: &mut Connection, which: &str) -> Result<Option<Slot>, Error> {
    let found = connection.query(&format!("{SELECT} WHERE {which}"), &[]).map_err(at_position)?;
    found.first().map(slot).transpose()
}

fn slot(row: &Row) -> Result<Slot, Error> {
    let schema = Hash::new(bytes(row, 2)?);
    let size: Option<i64> = get(row, 3)?;
    let position = size.map(|size| position(row, size)).transpose()?;
    Ok(Slot { generation: get(row, 0)?, served: get(row, 1)?, schema, position })
}

fn position(row: &Row, size: i64) -> Result<Position, Error> {
    let whole = |number: i64| u64::try_from(number).map_err(|_| Error::damaged(Place::Position));
    let (size, root, writer) = (whole(size)?, Hash::new(bytes(row, 4)?), bytes(row, 6)?);
    let head = Head { size, root, term: whole(get(row, 5)?)?, writer };
    Ok(Position { head, frame: whole(get(row, 7)?)? })
}

fn bytes<const N: usize>(row: &Row, place: usize) -> Result<[u8; N], Error> {
    get::<&[u8]>(row, place)?.try_into().map_err(|_| Error::damaged(Place::Position))
}

fn get<'a, T: ::postgres::types::FromSql<'a>>(row: &'a Row, place: usize) -> Result<T, Error> {
    let damaged = |error: ::postgres::Error| Error::Damaged {
        place: Place::Position,
        source: Some(error.into()),
    };
    row.try_get(place).map_err(damaged)
}

fn at_position(error: ::postgres::Error) -> Error {
    fault::sql(error, Place::Position)
}
