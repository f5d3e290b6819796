//! The SQLite file of openings: how it is opened, and what its failures mean.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::Error;

/// Longer than any transaction of ours; whoever waits longer reports that it is unavailable.
const LOCK_WAIT: Duration = Duration::from_secs(5);

const TABLES: &str = "
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS openings (
        id INTEGER PRIMARY KEY,
        commitment BLOB,
        salt BLOB,
        text BLOB
    );
    CREATE TABLE IF NOT EXISTS openings_owner (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        term INTEGER NOT NULL,
        swept_to INTEGER NOT NULL
    );
    INSERT OR IGNORE INTO openings_owner VALUES (1, 0, 0);
    COMMIT;
";

pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let opened = Connection::open(path).and_then(|connection| {
        connection.busy_timeout(LOCK_WAIT)?;
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cell_size_check", true)?;
        // What is erased is overwritten, not only forgotten.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.execute_batch(TABLES)?;
        Ok(connection)
    });
    opened.map_err(fault)
}

/// A connection that changes nothing. Where openings were never kept, there are none.
pub(super) fn reading(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(LOCK_WAIT)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        if !connection.table_exists(None, "openings")? {
            let none = Connection::open_in_memory()?;
            none.execute_batch(TABLES)?;
            return Ok(none);
        }
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    });
    opened.map_err(fault)
}

/// Copies the write-ahead log into the file and empties it, so that no old page outlives this.
pub(super) fn settle(connection: &Connection) -> Result<(), Error> {
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    let busy = connection.query_row(checkpoint, [], |row| row.get::<_, bool>(0));
    if busy.map_err(fault)? {
        let held = "the text is erased, but a reader still holds the pages it was on";
        return Err(Error::Unavailable(held.into()));
    }
    Ok(())
}

/// Damage is what reading again cannot mend; the rest may be better the next time.
pub(super) fn fault(error: rusqlite::Error) -> Error {
    let lasting = [
        ErrorCode::DatabaseCorrupt,
        ErrorCode::NotADatabase,
        ErrorCode::SchemaChanged,
        ErrorCode::TypeMismatch,
        ErrorCode::Unknown,
    ];
    match error.sqlite_error_code() {
        Some(code) if !lasting.contains(&code) => Error::Unavailable(error.into()),
        Some(_) | None => Error::Unreadable(error.into()),
    }
}
