//! Looks at the views' database without creating or changing anything.

use rights_postgres::Address;

use super::{
    connection::Connection,
    database,
    fault::at_database,
    slot::{self, Slot},
};
use crate::{
    Error, Place,
    examined::{Access, Beside, Examined},
};

/// From the catalogue, which every role may read. Of the table of slots and of every table with
/// rows: whether this role may read it, and whether it may store into it; then whether it may make
/// tables.
const ACCESS: &str = "
    SELECT COALESCE(bool_and(
            has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')), false),
        COALESCE(bool_and(has_table_privilege(c.oid, 'UPDATE') AND (n.nspname = 'rights'
            OR has_table_privilege(c.oid, 'INSERT')
                AND has_table_privilege(c.oid, 'DELETE'))), false),
        has_database_privilege(current_database(), 'CREATE')
            AND (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'rights')
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
        AND (n.nspname = 'rights' AND c.relname = 'slots' OR n.nspname ~ '^rows_[0-9]+$')";

/// The views in the database at `address`; none if nobody has created them.
///
/// # Errors
/// As [`super::Postgres::open`].
pub fn examine(address: &Address) -> Result<Option<Examined>, Error> {
    let mut connection = Connection::open(&address.clone().asked_by("rights doctor"))?;
    if !database::is_ours(&mut connection, address.database().unwrap_or_default())? {
        return Ok(None);
    }
    let access = access(&mut connection)?;
    if access == Access::Nothing {
        let (served, beside) = (None, None);
        return Ok(Some(Examined { served_is_known: false, served, beside, access }));
    }
    let slots = slot::all(&mut connection)?;
    let served = slots.iter().find(|slot| slot.served);
    let served = served.ok_or_else(|| Error::damaged(Place::Position))?;
    let beside = slots.iter().find(|slot| !slot.served);
    let of = |slot: &Slot| Beside { position: slot.position };
    Ok(Some(Examined {
        served_is_known: served.is_ours(),
        served: served.position,
        beside: beside.map(of),
        access,
    }))
}

fn access(connection: &mut Connection) -> Result<Access, Error> {
    let rows = connection.query(ACCESS, &[]).map_err(at_database)?;
    let row = rows.first().ok_or_else(|| Error::damaged(Place::Database))?;
    let (read, store, make): (bool, bool, Option<bool>) = (row.get(0), row.get(1), row.get(2));
    Ok(match (read, store, make) {
        (false, _, _) => Access::Nothing,
        (true, false, _) => Access::Read,
        (true, true, Some(true)) => Access::Everything,
        (true, true, Some(false) | None) => Access::Store,
    })
}
