//! The database of views: how it is created, recognised and refused.

use super::{connection::Connection, fault::at_database, slot};
use crate::Error;

/// The comment of the schema `rights` where it is ours and laid out as this program knows it.
/// Raised when the table of slots changes; what the slots hold has a schema of its own.
const MARK: &str = "Rights Ledger views, layout 1";
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
        let create =
            format!("CREATE SCHEMA rights; COMMENT ON SCHEMA rights IS '{MARK}'; {}", slot::SLOTS);
        connection.run(&create).map_err(at_database)?;
        slot::begin_served(connection)
    })
}

/// Whether the schemas are there and ours; they are not there otherwise.
fn is_ours(connection: &mut Connection, name: &str) -> Result<bool, Error> {
    let unfit = |why: String| Err(Error::Unfit { database: name.into(), why });
    let found = format!(
        "SELECT nspname::text, COALESCE(obj_description(oid, 'pg_namespace'), ''),
            current_setting('server_encoding')
        FROM pg_namespace WHERE nspname IN {NAMES} OR nspname = 'pg_catalog'
        ORDER BY nspname DESC"
    );
    let found = connection.query(&found, &[]).map_err(at_database)?;
    let schemas: Vec<(&str, &str)> = found.iter().map(|row| (row.get(0), row.get(1))).collect();
    let encoding = found.first().map_or("", |row| row.get::<_, &str>(2));
    if encoding != "UTF8" {
        return unfit(format!("its encoding is {encoding}: name one created with ENCODING 'UTF8'"));
    }
    match schemas.as_slice() {
        [("rights", MARK), ..] => Ok(true),
        [("rights", mark), ..] if mark.starts_with("Rights Ledger views") => {
            unfit(format!("it says \"{mark}\", and this program knows \"{MARK}\": name another"))
        }
        [("pg_catalog", _)] => Ok(false),
        [(schema, _), ..] => {
            unfit(format!("its schema {schema} is another program's: name an empty database"))
        }
        [] => unfit("it has no catalogue".into()),
    }
}
