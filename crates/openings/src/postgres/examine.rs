//! Looks at the openings' database without creating or changing anything.

use std::time::Duration;

use postgres::{Client, Config, NoTls};

use super::connection::fault;
use crate::{Access, Error};

/// Whoever waits longer for the server reports that it is unavailable.
const PATIENCE: Duration = Duration::from_secs(10);

/// From the catalogue, which every role may read: whether the tables are there, whether this role
/// may read them, and whether it may do all that the log's owner does.
const ACCESS: &str = "
    SELECT count(*) = 3,
        bool_and(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')),
        bool_and(
            CASE c.relname
                WHEN 'opening' THEN has_table_privilege(c.oid, 'INSERT')
                    AND has_table_privilege(c.oid, 'UPDATE')
                    AND has_table_privilege(c.oid, 'DELETE')
                WHEN 'ledger' THEN has_table_privilege(c.oid, 'UPDATE')
                ELSE true
            END)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'openings' AND c.relname IN ('opening', 'ledger', 'schema_file')";

/// A connection to the database at `url`, made as those of the openings are. Drop it where blocking
/// is allowed.
///
/// # Errors
/// As [`super::Onlooker::open`].
pub fn connect(url: &str) -> Result<Client, Error> {
    let mut config: Config = url.parse().map_err(fault)?;
    config.application_name("rights doctor").connect_timeout(PATIENCE);
    config.connect(NoTls).map_err(|error| Error::Unavailable(error.into()))
}

/// What this role may do with the openings at `url`; none if nobody has created them.
///
/// # Errors
/// As [`super::Onlooker::open`].
pub fn access(url: &str) -> Result<Option<Access>, Error> {
    let row = connect(url)?.query_one(ACCESS, &[]).map_err(fault)?;
    if !row.try_get::<_, bool>(0).map_err(fault)? {
        return Ok(None);
    }
    let (read, store) = (row.try_get(1).map_err(fault)?, row.try_get(2).map_err(fault)?);
    Ok(Some(match (read, store) {
        (true, true) => Access::Store,
        (true, false) => Access::Read,
        (false, _) => Access::Nothing,
    }))
}
