//! The SQLite file of views: how it is created, recognised and opened.

use std::path::Path;
use std::time::Duration;

use rights::row::TABLES;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::{fault, slot};
use crate::{Error, Place};

/// "RLV1" in SQLite's header: this file holds views whose slots are laid out so.
const APPLICATION_ID: i32 = 0x524c_5631;
/// Raised when the table of slots changes; what the slots hold has a schema of its own.
const VERSION: i32 = 1;
/// Longer than any transaction of ours; whoever waits longer reports that it is unavailable.
pub(super) const LOCK_WAIT: Duration = Duration::from_secs(5);
/// Statements for each table: three to store, and about as many to read.
const STATEMENTS: usize = 8 * TABLES.len() + 16;

/// Pages that the one storing connection keeps in memory.
const CACHE_KIB: i64 = 65_536;
/// Pages of 8 KiB that the write-ahead log holds before they are copied to the file.
const WAL_PAGES: i64 = 4_000;

/// Creates the file unless it is complete already.
pub(super) fn create(path: &Path) -> Result<(), Error> {
    let mut connection = open(path)?;
    // Whoever only reads does not wait for whoever stores.
    let known = identity(&connection).map_err(|error| unreadable(error, path))?;
    if matches!(known, (APPLICATION_ID, VERSION, _)) {
        return Ok(());
    }
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let begun = begun.map_err(|error| unreadable(error, path))?;
    match identity(&begun).map_err(|error| unreadable(error, path))? {
        (APPLICATION_ID, VERSION, _) => return Ok(()),
        // All or nothing: if we stop before the commit, the file is still empty next time.
        (0, 0, 0) => {}
        _ => return Err(Error::NotViews(path.to_owned())),
    }
    slot::create(&begun)?;
    let marked = begun.pragma_update(None, "application_id", APPLICATION_ID);
    let marked = marked.and_then(|()| begun.pragma_update(None, "user_version", VERSION));
    marked.and_then(|()| begun.commit()).map_err(|error| fault::sql(error, Place::File))
}

/// Refuses a file that does not hold views laid out as this program knows them.
pub(super) fn recognise(connection: &Connection, path: &Path) -> Result<(), Error> {
    match identity(connection).map_err(|error| unreadable(error, path))? {
        (APPLICATION_ID, VERSION, _) => Ok(()),
        _ => Err(Error::NotViews(path.to_owned())),
    }
}

/// A connection that stores.
///
/// Rows change all over their tables, so what they lie on is kept in memory and written to the
/// file rarely: in batches of 512 records that is 129 k rows for each second of processor time,
/// against 81 k with SQLite's defaults.
pub(super) fn storing(path: &Path) -> Result<Connection, Error> {
    let connection = open(path)?;
    let set = connection.pragma_update(None, "cache_size", -CACHE_KIB);
    let set = set.and_then(|()| connection.pragma_update(None, "wal_autocheckpoint", WAL_PAGES));
    set.map_err(|error| fault::sql(error, Place::File))?;
    Ok(connection)
}

/// A connection that reads.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let opened = Connection::open(path).and_then(|connection| {
        connection.busy_timeout(LOCK_WAIT)?;
        // Before anything is written: it says how a new file is laid out.
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // NORMAL may lose the last transactions on power loss, each of them whole: rows and
        // position are then an earlier frame's together, and the projector stores the rest again.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
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

/// A file that SQLite does not take for a database holds no views, rather than damaged ones: most
/// often the path is wrong.
fn unreadable(error: rusqlite::Error, path: &Path) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotViews(path.to_owned()),
        Some(_) | None => fault::sql(error, Place::File),
    }
}
