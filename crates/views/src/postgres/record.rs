//! What is known about each record, as Postgres keeps it.

use ::postgres::{
    Row,
    types::{FromSql, Type},
};
use rights::{
    id::{CommandId, KeyId},
    time::Instant,
};
use tlog::hash::Hash;

use super::{
    cell::{Micros, Uuid},
    connection::{Connection, Parameters},
    copy::Copy,
    fault, schema,
};
use crate::{Error, Place, Record, error::Source};

const COLUMNS: &str =
    "sequence, recorded_at, command, author, author_role, command_id, signers, leaf";

pub(super) fn insert(
    connection: &mut Connection,
    generation: i64,
    records: &[Record],
) -> Result<(), Error> {
    let insert = format!(
        "INSERT INTO {}.records ({COLUMNS}) SELECT * FROM UNNEST($1::bigint[], $2::timestamptz[],
            $3::text[], $4::bytea[], $5::text[], $6::uuid[], $7::bytea[], $8::bytea[])",
        schema::rows(generation)
    );
    let sequences: Vec<i64> = each(records, |record| whole(record.sequence))?;
    let times = each(records, |record| whole(record.recorded_at.micros()).map(Micros))?;
    let signers = |record: &Record| record.signers.iter().flat_map(|key| key.0).collect();
    let commands: Vec<&str> = records.iter().map(|record| record.command.as_str()).collect();
    let authors: Vec<&[u8]> = records.iter().map(|record| record.author.0.as_slice()).collect();
    let roles: Vec<&str> = records.iter().map(|record| record.author_role.as_str()).collect();
    let ids: Vec<Uuid> = records.iter().map(|record| Uuid(record.id.bytes())).collect();
    let signers: Vec<Vec<u8>> = records.iter().map(signers).collect();
    let leaves: Vec<&[u8]> = records.iter().map(|record| record.leaf.bytes().as_slice()).collect();
    let values: Parameters<'_> =
        &[&sequences, &times, &commands, &authors, &roles, &ids, &signers, &leaves];
    connection.execute(&insert, values).map(drop).map_err(at_records)
}

/// As [`insert`], by a copy.
pub(super) fn copy(
    connection: &mut Connection,
    generation: i64,
    records: &[Record],
) -> Result<(), Error> {
    let mut copy = Copy::of(COLUMNS.split(',').count());
    for record in records {
        put(&mut copy, record).map_err(|source| Error::Unstorable { table: "records", source })?;
    }
    let rows = schema::rows(generation);
    let into = format!("COPY {rows}.records ({COLUMNS}) FROM STDIN (FORMAT binary)");
    connection.copy(&into, &copy.end(), Place::Records)
}

fn put(copy: &mut Copy, record: &Record) -> Result<(), Source> {
    let signers: Vec<u8> = record.signers.iter().flat_map(|key| key.0).collect();
    copy.row();
    copy.whole(record.sequence)?;
    copy.value(&Type::TIMESTAMPTZ, &Micros(whole(record.recorded_at.micros())?))?;
    copy.value(&Type::TEXT, &record.command)?;
    copy.value(&Type::BYTEA, &record.author.0.as_slice())?;
    copy.value(&Type::TEXT, &record.author_role)?;
    copy.value(&Type::UUID, &Uuid(record.id.bytes()))?;
    copy.value(&Type::BYTEA, &signers)?;
    copy.value(&Type::BYTEA, &record.leaf.bytes().as_slice())
}

pub(super) fn at(
    connection: &mut Connection,
    generation: i64,
    sequence: u64,
) -> Result<Option<Record>, Error> {
    // A sequence that no log reaches is not a number to Postgres.
    let Ok(sequence) = i64::try_from(sequence) else { return Ok(None) };
    one(connection, generation, "WHERE sequence = $1", &[&sequence])
}

pub(super) fn by_command(
    connection: &mut Connection,
    generation: i64,
    author: &KeyId,
    id: &CommandId,
) -> Result<Option<Record>, Error> {
    // An id that expired may have been used once more: the last record is the one to answer with.
    let last = "WHERE author = $1 AND command_id = $2 ORDER BY sequence DESC LIMIT 1";
    one(connection, generation, last, &[&author.0.as_slice(), &Uuid(id.bytes())])
}

pub(super) fn sequence_at(
    connection: &mut Connection,
    generation: i64,
    at: Instant,
) -> Result<Option<u64>, Error> {
    let select = format!(
        "SELECT sequence FROM {}.records WHERE recorded_at <= $1
        ORDER BY recorded_at DESC, sequence DESC LIMIT 1",
        schema::rows(generation)
    );
    let at = Micros(i64::try_from(at.micros()).unwrap_or(i64::MAX));
    let found = connection.query(&select, &[&at]).map_err(at_records)?;
    found.first().map(|row| counted(row, 0)).transpose()
}

fn one(
    connection: &mut Connection,
    generation: i64,
    which: &str,
    values: Parameters<'_>,
) -> Result<Option<Record>, Error> {
    let select = format!("SELECT {COLUMNS} FROM {}.records {which}", schema::rows(generation));
    let found = connection.query(&select, values).map_err(at_records)?;
    found.first().map(read).transpose()
}

fn read(row: &Row) -> Result<Record, Error> {
    let (signers, []) = get::<&[u8]>(row, 6)?.as_chunks() else {
        return Err(Error::damaged(Place::Records));
    };
    let Uuid(id) = get(row, 5)?;
    let Micros(at) = get(row, 1)?;
    Ok(Record {
        sequence: counted(row, 0)?,
        recorded_at: Instant::from_micros(u64::try_from(at).map_err(damaged)?),
        command: get(row, 2)?,
        author: KeyId(bytes(row, 3)?),
        author_role: get(row, 4)?,
        id: CommandId::from_bytes(id).ok_or_else(|| Error::damaged(Place::Records))?,
        signers: signers.iter().copied().map(KeyId).collect(),
        leaf: Hash::new(bytes(row, 7)?),
    })
}

fn each<T>(
    records: &[Record],
    value: impl Fn(&Record) -> Result<T, Source>,
) -> Result<Vec<T>, Error> {
    let values: Result<Vec<T>, Source> = records.iter().map(value).collect();
    values.map_err(|source| Error::Unstorable { table: "records", source })
}

fn whole(number: u64) -> Result<i64, Source> {
    Ok(i64::try_from(number)?)
}

fn counted(row: &Row, place: usize) -> Result<u64, Error> {
    u64::try_from(get::<i64>(row, place)?).map_err(damaged)
}

fn bytes<const N: usize>(row: &Row, place: usize) -> Result<[u8; N], Error> {
    get::<&[u8]>(row, place)?.try_into().map_err(damaged)
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, place: usize) -> Result<T, Error> {
    row.try_get(place).map_err(damaged)
}

fn damaged(source: impl Into<Source>) -> Error {
    Error::Damaged { place: Place::Records, source: Some(source.into()) }
}

fn at_records(error: ::postgres::Error) -> Error {
    fault::sql(error, Place::Records)
}
