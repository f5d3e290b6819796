//! What is known about each record, as SQLite keeps it.

use rights::{
    id::{CommandId, KeyId},
    time::Instant,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, params};
use tlog::hash::Hash;

use super::{fault, slot::Stage};
use crate::{Error, Place, Record};

const COLUMNS: &str =
    "sequence, recorded_at_us, command, author, author_role, command_id, signers, leaf";

pub(super) fn insert(
    transaction: &Transaction<'_>,
    stage: Stage,
    record: &Record,
) -> Result<(), Error> {
    let prefix = stage.prefix();
    let insert =
        format!("INSERT INTO {prefix}records ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    let Record { sequence, recorded_at, command, author, author_role, id, signers, leaf } = record;
    let signers: Vec<u8> = signers.iter().flat_map(|key| key.0).collect();
    let recorded_at = recorded_at.micros();
    let (author, id, leaf) = (author.0, id.bytes(), leaf.bytes());
    let values = params![sequence, recorded_at, command, author, author_role, id, signers, leaf];
    let inserted =
        transaction.prepare_cached(&insert).and_then(|mut insert| insert.execute(values));
    inserted.map(drop).map_err(at_records)
}

pub(super) fn at(connection: &Connection, sequence: u64) -> Result<Option<Record>, Error> {
    // A sequence that no log reaches is not a number to SQLite.
    let Ok(sequence) = i64::try_from(sequence) else { return Ok(None) };
    one(connection, "WHERE sequence = ?1", [sequence])
}

pub(super) fn by_command(
    connection: &Connection,
    author: &KeyId,
    id: &CommandId,
) -> Result<Option<Record>, Error> {
    // An id that expired may have been used once more: the last record is the one to answer with.
    let last = "WHERE author = ?1 AND command_id = ?2 ORDER BY sequence DESC LIMIT 1";
    one(connection, last, params![author.0, id.bytes()])
}

pub(super) fn sequence_at(connection: &Connection, at: Instant) -> Result<Option<u64>, Error> {
    let select = "SELECT sequence FROM records WHERE recorded_at_us <= ?1
        ORDER BY recorded_at_us DESC, sequence DESC LIMIT 1";
    let at = i64::try_from(at.micros()).unwrap_or(i64::MAX);
    let found = connection
        .prepare_cached(select)
        .and_then(|mut select| select.query_row([at], |row| row.get(0)).optional());
    found.map_err(at_records)
}

fn one(connection: &Connection, which: &str, values: impl Params) -> Result<Option<Record>, Error> {
    let select = format!("SELECT {COLUMNS} FROM records {which}");
    let found = connection
        .prepare_cached(&select)
        .and_then(|mut select| select.query_row(values, |row| Ok(read(row))).optional());
    found.map_err(at_records)?.transpose()
}

fn read(row: &Row<'_>) -> Result<Record, Error> {
    let signers: Vec<u8> = get(row, 6)?;
    let (signers, []) = signers.as_chunks() else { return Err(Error::damaged(Place::Records)) };
    let id = CommandId::from_bytes(get(row, 5)?);
    Ok(Record {
        sequence: get(row, 0)?,
        recorded_at: Instant::from_micros(get(row, 1)?),
        command: get(row, 2)?,
        author: KeyId(get(row, 3)?),
        author_role: get(row, 4)?,
        id: id.ok_or_else(|| Error::damaged(Place::Records))?,
        signers: signers.iter().copied().map(KeyId).collect(),
        leaf: Hash::new(get(row, 7)?),
    })
}

fn get<T: rusqlite::types::FromSql>(row: &Row<'_>, position: usize) -> Result<T, Error> {
    row.get(position).map_err(at_records)
}

fn at_records(error: rusqlite::Error) -> Error {
    fault::sql(error, Place::Records)
}
