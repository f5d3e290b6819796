//! The statements on the rows of openings.

use rusqlite::{Connection, Transaction};
use tlog::hash::Hash;

use super::index::Id;
use crate::{Opening, Stored};

/// What a row still says.
pub(super) enum Row {
    Kept(Stored),
    Erased(Hash),
    Swept,
}

/// Who swept last, and how far.
pub(super) struct Owner {
    pub(super) term: u64,
    pub(super) swept_to: Id,
}

pub(super) fn insert(transaction: &Transaction<'_>, openings: &[Opening]) -> rusqlite::Result<()> {
    let insert = "INSERT INTO openings (commitment, salt, text) VALUES (?1, ?2, ?3)";
    let mut statement = transaction.prepare_cached(insert)?;
    for opening in openings {
        let (commitment, text) = (opening.commitment(), opening.text().as_bytes());
        statement.execute((commitment.bytes(), opening.salt(), text))?;
    }
    Ok(())
}

/// Takes the text from every row that has this commitment, or leaves one row that refuses it.
pub(super) fn erase(
    transaction: &Transaction<'_>,
    commitment: &Hash,
    candidates: impl Iterator<Item = Id>,
) -> rusqlite::Result<()> {
    let update = "UPDATE openings SET salt = NULL, text = NULL WHERE id = ?1 AND commitment = ?2";
    let mut erased = 0;
    for id in candidates {
        erased += transaction.prepare_cached(update)?.execute((id, commitment.bytes()))?;
    }
    if erased == 0 {
        let insert = "INSERT INTO openings (commitment) VALUES (?1)";
        transaction.prepare_cached(insert)?.execute([commitment.bytes()])?;
    }
    Ok(())
}

pub(super) fn sweep(transaction: &Transaction<'_>, id: Id) -> rusqlite::Result<()> {
    let update = "UPDATE openings SET commitment = NULL, salt = NULL, text = NULL WHERE id = ?1";
    transaction.prepare_cached(update)?.execute([id]).map(drop)
}

pub(super) fn owner(transaction: &Transaction<'_>) -> rusqlite::Result<Owner> {
    let select = "SELECT term, swept_to FROM openings_owner";
    transaction.query_row(select, [], |row| Ok(Owner { term: row.get(0)?, swept_to: row.get(1)? }))
}

/// From here on nobody of this or an earlier term sweeps, and what is kept now stays.
pub(super) fn own(transaction: &Transaction<'_>, term: u64) -> rusqlite::Result<()> {
    let update = "UPDATE openings_owner
        SET term = ?1, swept_to = (SELECT coalesce(max(id), 0) FROM openings)";
    transaction.execute(update, [term]).map(drop)
}

/// The openings that are kept and were stored after the owner's sweep.
pub(super) fn kept_after(
    transaction: &Transaction<'_>,
    owner: &Owner,
) -> rusqlite::Result<Vec<(Id, Hash)>> {
    let select = "SELECT id, commitment FROM openings
        WHERE id > ?1 AND text IS NOT NULL ORDER BY id";
    let mut statement = transaction.prepare_cached(select)?;
    let rows =
        statement.query_map([owner.swept_to], |row| Ok((row.get(0)?, Hash::new(row.get(1)?))))?;
    rows.collect()
}

pub(super) fn commitments_after(
    connection: &Connection,
    id: Id,
    visit: &mut dyn FnMut(Id, Option<Hash>),
) -> rusqlite::Result<()> {
    let select = "SELECT id, commitment FROM openings WHERE id > ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        visit(row.get(0)?, row.get::<_, Option<_>>(1)?.map(Hash::new));
    }
    Ok(())
}

pub(super) fn get(connection: &Connection, id: Id) -> rusqlite::Result<Row> {
    let select = "SELECT commitment, salt, text FROM openings WHERE id = ?1";
    connection.prepare_cached(select)?.query_row([id], |row| {
        let Some(commitment) = row.get::<_, Option<_>>(0)?.map(Hash::new) else {
            return Ok(Row::Swept);
        };
        match (row.get(1)?, row.get(2)?) {
            (None::<Vec<u8>>, None::<Vec<u8>>) => Ok(Row::Erased(commitment)),
            (salt, text) => {
                let (salt, text) = (salt.unwrap_or_default(), text.unwrap_or_default());
                Ok(Row::Kept(Stored { commitment, salt, text }))
            }
        }
    })
}

pub(super) fn each(connection: &Connection, visit: &mut dyn FnMut(Stored)) -> rusqlite::Result<()> {
    let select = "SELECT commitment, salt, text FROM openings WHERE text IS NOT NULL ORDER BY id";
    let mut statement = connection.prepare(select)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let commitment = Hash::new(row.get(0)?);
        visit(Stored { commitment, salt: row.get(1)?, text: row.get(2)? });
    }
    Ok(())
}
