//! The SQLite file of a log: how it is created, recognised and opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};
use tlog::hash::Hash;

use super::fault;
use crate::error::{Error, Stop};

/// "RLF1" in SQLite's header: this file holds frames of this format.
const APPLICATION_ID: i32 = 0x524c_4631;
/// Raised when the tables change.
const VERSION: i32 = 1;
/// Longer than any transaction of ours; whoever waits longer reports that it is unavailable.
const LOCK_WAIT: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE ledger (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        hash BLOB NOT NULL
    );
    CREATE TABLE frames (
        position INTEGER PRIMARY KEY,
        digest BLOB NOT NULL,
        frame BLOB NOT NULL
    );
";

/// Creates the file unless it is complete already; the ledger that it belongs to.
pub(super) fn create(path: &Path, ledger: &Hash) -> Result<Hash, Error> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_CREATE)?;
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let created = begun.and_then(|begun| {
        let (application, version, tables) = identity(&begun)?;
        // All or nothing: if we stop before the commit, the file is still empty next time.
        if (application, version, tables) == (0, 0, 0) {
            begun.execute_batch(TABLES)?;
            begun.execute("INSERT INTO ledger VALUES (1, ?1)", [ledger.bytes()])?;
            begun.pragma_update(None, "application_id", APPLICATION_ID)?;
            begun.pragma_update(None, "user_version", VERSION)?;
        }
        begun.commit()
    });
    created.map_err(|error| unreadable(error, path))?;
    self::ledger(&connection, path)
}

/// The ledger that the log at `path` belongs to.
pub(super) fn ledger(connection: &Connection, path: &Path) -> Result<Hash, Error> {
    let (application, version, _) =
        identity(connection).map_err(|error| unreadable(error, path))?;
    if (application, version) != (APPLICATION_ID, VERSION) {
        return Err(Stop::NotALog(path.to_owned()).into());
    }
    let stored = connection.query_row("SELECT hash FROM ledger", [], |row| row.get(0)).optional();
    let stored = stored.map_err(|error| fault::sql(error, 0))?;
    stored.map(Hash::new).ok_or_else(|| Stop::NotALog(path.to_owned()).into())
}

/// Whether nothing was ever written to the file.
pub(super) fn is_empty(path: &Path) -> Result<bool, Error> {
    let identity = identity(&reading(path)?).map_err(|error| unreadable(error, path))?;
    Ok(identity == (0, 0, 0))
}

/// A connection that may append.
pub(super) fn writing(path: &Path) -> Result<Connection, Error> {
    open(path, OpenFlags::empty())
}

/// A connection that changes nothing.
pub(super) fn reading(path: &Path) -> Result<Connection, Error> {
    let connection = open(path, OpenFlags::empty())?;
    let set = connection.pragma_update(None, "query_only", true);
    set.map_err(|error| unreadable(error, path))?;
    Ok(connection)
}

fn open(path: &Path, more: OpenFlags) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(LOCK_WAIT)?;
        // Before anything is written: it says how a new file is laid out.
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // NORMAL would lose acknowledged frames on power loss.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cell_size_check", true)?;
        Ok(connection)
    });
    opened.map_err(|error| unreadable(error, path))
}

fn identity(connection: &Connection) -> rusqlite::Result<(i32, i32, u32)> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get(0));
    let count = "SELECT count(*) FROM sqlite_schema";
    let tables = connection.query_row(count, [], |row| row.get(0))?;
    Ok((number("application_id")?, number("user_version")?, tables))
}

/// A file that SQLite does not take for a database is not a log, rather than a damaged one: most
/// often the path is wrong.
fn unreadable(error: rusqlite::Error, path: &Path) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Stop::NotALog(path.to_owned()).into(),
        Some(_) | None => fault::sql(error, 0),
    }
}
