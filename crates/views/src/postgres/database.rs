//! The database of views: how it is created, recognised and refused.

use super::{connection::Connection, fault::at_database, slot};
use crate::{Error, Place};

/// The comment of the schema `rights` where it is ours and laid out as this program knows it.
/// Raised when the table of slots changes; what the slots hold has a schema of its own.
const MARK: &str = "Rights Ledger views, layout 1";
/// Who may do what.
const ROLES: &str = include_str!("roles.sql");
/// The schemas whose names must be free or ours.
const NAMES: &str = "('rights', 'ledger', 'api')";
/// What whoever creates holds: "RLV1", so that two who open a new database create it once.
const CREATING: i64 = 0x524c_5631;

/// Creates the schemas unless they are there already.
pub(super) fn create(connection: &mut Connection, name: Option<&str>) -> Result<(), Error> {
    let name = name.unwrap_or("that is the user's");
    // Whoever only reads needs no more than this, and may be one who must not write.
    if is_ours(connection, name)? {
        return Ok(());
    }
    let begin = format!("BEGIN; SELECT pg_advisory_xact_lock({CREATING})");
    connection.transaction(&begin, |connection| {
        if is_ours(connection, name)? {
            return Ok(());
        }
        // All or nothing: if we stop before the commit, the database is still free next time.
        let mark = format!("CREATE SCHEMA rights; COMMENT ON SCHEMA rights IS '{MARK}';");
        let create = [&mark, slot::SLOTS, ROLES].concat();
        connection.run(&create).map_err(at_database)?;
        slot::begin_served(connection)
    })
}

/// Whether the schemas are there and ours; they are not there otherwise.
pub(super) fn is_ours(connection: &mut Connection, name: &str) -> Result<bool, Error> {
    let unfit = |why: String| Err(Error::Unfit { database: name.into(), why });
    let found = format!(
        "SELECT current_setting('server_encoding'), nspname::text,
            COALESCE(obj_description(oid, 'pg_namespace'), '')
        FROM (VALUES (true)) AS always(row) LEFT JOIN pg_namespace ON nspname IN {NAMES}
        ORDER BY nspname DESC"
    );
    let found = connection.query(&found, &[]).map_err(at_database)?;
    let first = found.first().ok_or_else(|| Error::damaged(Place::Database))?;
    let (encoding, schema): (&str, Option<&str>) = (first.get(0), first.get(1));
    if encoding != "UTF8" {
        return unfit(format!("its encoding is {encoding}: name one created with ENCODING 'UTF8'"));
    }
    match (schema, first.get(2)) {
        (None, _) => Ok(false),
        (Some("rights"), MARK) => Ok(true),
        (Some("rights"), mark) if mark.starts_with("Rights Ledger views") => {
            unfit(format!("it says \"{mark}\", and this program knows \"{MARK}\": name another"))
        }
        (Some(schema), _) => {
            unfit(format!("its schema {schema} is another program's: name an empty database"))
        }
    }
}
