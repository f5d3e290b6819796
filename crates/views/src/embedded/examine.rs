//! Looks at the embedded views, and creates none.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::slot::{self, Stage};
use super::{FILE_NAME, fault, file, schema};
use crate::examined::{Access, Beside, Examined};
use crate::{Error, Place};

/// The views in `directory`; none if there are none.
///
/// # Errors
/// [`Error::NotViews`], [`Error::Damaged`]: remove the file, and it is filled from the log again.
/// [`Error::Unavailable`]: look again.
pub fn examine(directory: &Path) -> Result<Option<Examined>, Error> {
    let path = directory.join(FILE_NAME);
    if !path.is_file() {
        return Ok(None);
    }
    let connection = looking(&path).map_err(|error| fault::sql(error, Place::File))?;
    file::recognise(&connection, &path)?;
    let slots = slot::all(&connection)?;
    let served = slots.iter().find(|slot| slot.stage == Stage::Served);
    let served = served.ok_or_else(|| Error::damaged(Place::Position))?;
    let beside = slots.iter().find(|slot| slot.stage == Stage::Beside);
    Ok(Some(Examined {
        served_is_known: served.schema == schema::hash(),
        served: served.position,
        beside: beside.map(|slot| Beside { position: slot.position }),
        access: Access::Everything,
    }))
}

fn looking(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(file::LOCK_WAIT)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}
