//! Looks at the openings' database without creating or changing anything.

use rights_postgres::Address;

use super::connection::fault;
use crate::{Access, Error};

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

/// What this role may do with the openings at `address`; none if nobody has created them.
///
/// # Errors
/// As [`super::Onlooker::open`].
pub fn access(address: &Address) -> Result<Option<Access>, Error> {
    let connected = address.clone().asked_by("rights doctor").connect();
    let mut client = connected.map_err(|error| Error::Unavailable(error.into()))?;
    let row = client.query_one(ACCESS, &[]).map_err(fault)?;
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
