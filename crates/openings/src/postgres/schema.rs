//! The schema `openings`: made by ordered files, each applied once and never changed.

use postgres::types::Type;
use postgres::{Client, IsolationLevel, Transaction};
use tlog::hash::Hash;

use super::connection::fault;
use super::statements::{Value, bytes, hash};
use crate::Error;

/// In the order of applying. Add to them; a file that was released never changes.
const FILES: [(&str, &str); 1] = [("0001_openings.sql", include_str!("0001_openings.sql"))];

/// "openings" in ASCII: two processes that start at once apply the files one after the other.
const LOCK: i64 = i64::from_be_bytes(*b"openings");

const APPLIED: &str = "
    CREATE SCHEMA openings;
    COMMENT ON SCHEMA openings IS
        'Rights Ledger: the erasable texts behind the commitments in its log.';
    CREATE TABLE openings.schema_file (
        name text PRIMARY KEY,
        sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
        applied_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE openings.schema_file IS 'The files that made this schema, in the order of names.';
    COMMENT ON COLUMN openings.schema_file.name IS 'The name of the file.';
    COMMENT ON COLUMN openings.schema_file.sha256 IS 'SHA-256 of the file, which never changes.';
    COMMENT ON COLUMN openings.schema_file.applied_at IS 'When it was applied.';
";

/// Why a database is not to be used, and what to do instead.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error(
        "the database's schema has the file {0}, which this release does not know: use the release \
         that made it, or a later one"
    )]
    Newer(String),
    #[error(
        "the file {0} that made the database's schema is not this release's: use the release that \
         made it, or restore a backup"
    )]
    Changed(String),
    #[error("the database holds no openings yet: the owner of the log creates them when it starts")]
    None,
}

/// Makes the schema what this release knows, for `ledger`, in one transaction. Where nothing is
/// missing it changes nothing, and needs no right to.
pub(super) fn create(client: &mut Client, ledger: Hash) -> Result<(), Error> {
    let read_committed = IsolationLevel::ReadCommitted;
    let begun = client.build_transaction().isolation_level(read_committed).start();
    let mut transaction = begun.map_err(fault)?;
    let lock = "SELECT pg_advisory_xact_lock($1)";
    transaction.query_typed(lock, &[(&LOCK, Type::INT8)]).map_err(fault)?;
    if !exists(&mut transaction).map_err(fault)? {
        transaction.batch_execute(APPLIED).map_err(fault)?;
    }
    let missing = missing(applied(&mut transaction).map_err(fault)?)?;
    for (name, sql) in missing {
        apply(&mut transaction, name, sql).map_err(fault)?;
    }
    own(&mut transaction, ledger)?;
    transaction.commit().map_err(fault)
}

/// Whether the database is `ledger`'s: it may be another's, or nobody's while nothing was created.
pub(super) fn check(client: &mut Client, ledger: Hash) -> Result<(), Error> {
    let mut transaction = client.transaction().map_err(fault)?;
    if !exists(&mut transaction).map_err(fault)? {
        return Err(Error::Unavailable(Unfit::None.into()));
    }
    is_of(identity(&mut transaction)?, ledger)
}

/// Whether nobody but `ledger` has the database.
pub(super) fn vacant(client: &mut Client, ledger: Hash) -> Result<(), Error> {
    let mut transaction = client.transaction().map_err(fault)?;
    if !exists(&mut transaction).map_err(fault)? {
        return Ok(());
    }
    match identity(&mut transaction)? {
        None => Ok(()),
        found => is_of(found, ledger),
    }
}

fn is_of(identity: Option<Hash>, ledger: Hash) -> Result<(), Error> {
    match identity {
        Some(found) if found == ledger => Ok(()),
        Some(found) => Err(Error::OtherLedger { found, asked: ledger }),
        None => Err(Error::Unavailable(Unfit::None.into())),
    }
}

fn exists(transaction: &mut Transaction<'_>) -> Result<bool, postgres::Error> {
    let select = "SELECT to_regclass('openings.schema_file') IS NOT NULL";
    transaction.query_typed_one(select, &[])?.try_get(0)
}

fn applied(transaction: &mut Transaction<'_>) -> Result<Vec<(String, Vec<u8>)>, postgres::Error> {
    let select = "SELECT name, sha256 FROM openings.schema_file ORDER BY name COLLATE \"C\"";
    let rows = transaction.query_typed(select, &[])?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The files that follow those that were applied, which must be the first of ours, unchanged.
fn missing(
    applied: Vec<(String, Vec<u8>)>,
) -> Result<impl Iterator<Item = (&'static str, &'static str)>, Error> {
    let count = applied.len();
    for (place, (name, sha256)) in applied.into_iter().enumerate() {
        let Some((_, sql)) = FILES.get(place).filter(|(ours, _)| *ours == name) else {
            return Err(Error::Unreadable(Unfit::Newer(name).into()));
        };
        if Hash::of(&[sql.as_bytes()]).bytes()[..] != sha256 {
            return Err(Error::Unreadable(Unfit::Changed(name).into()));
        }
    }
    Ok(FILES.into_iter().skip(count))
}

fn apply(transaction: &mut Transaction<'_>, name: &str, sql: &str) -> Result<(), postgres::Error> {
    transaction.batch_execute(sql)?;
    let sha256 = Hash::of(&[sql.as_bytes()]);
    let insert = "INSERT INTO openings.schema_file (name, sha256) VALUES ($1, $2)";
    let values: [Value<'_>; 2] = [(&name, Type::TEXT), (&bytes(&sha256), Type::BYTEA)];
    transaction.execute_typed(insert, &values).map(drop)
}

/// The database is the ledger's that comes first.
fn own(transaction: &mut Transaction<'_>, ledger: Hash) -> Result<(), Error> {
    if identity(transaction)?.is_none() {
        let insert = "INSERT INTO openings.ledger (identity) VALUES ($1)";
        let values: [Value<'_>; 1] = [(&bytes(&ledger), Type::BYTEA)];
        transaction.execute_typed(insert, &values).map_err(fault)?;
    }
    is_of(identity(transaction)?, ledger)
}

fn identity(transaction: &mut Transaction<'_>) -> Result<Option<Hash>, Error> {
    let row = transaction.query_typed_opt("SELECT identity FROM openings.ledger", &[]);
    row.and_then(|row| row.map(|row| hash(&row, 0)).transpose()).map_err(fault)
}
