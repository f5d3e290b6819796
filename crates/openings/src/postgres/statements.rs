//! The statements on the rows of openings.
//!
//! Each is one round trip and leaves nothing behind in the session, so that a pooler may give every
//! transaction another one. What changes anything asks for a durable commit itself, whatever the
//! database's default is, and locks the ledger's one row: a store shares it, so that a sweep, which
//! does not, sees whole batches only.

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{FromSql, ToSql, Type};
use postgres::{Client, Error, IsolationLevel, Row, Transaction};
use tlog::hash::Hash;

use crate::{Opening, Stored};

/// A parameter with its type: said beforehand, it need not be asked for.
pub(super) type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// Stores those of `openings` that are not there. Or none, and the first that is there otherwise:
/// its commitment, and whether it was erased.
const STORE: &str = "
    WITH asked AS (
        SELECT DISTINCT ON (commitment) commitment, salt, text, place
        FROM unnest($1, $2, $3) WITH ORDINALITY AS a (commitment, salt, text, place)
        ORDER BY commitment, place
    ), obstacle AS (
        SELECT o.commitment, o.text IS NULL AS erased, asked.place
        FROM asked JOIN openings.opening AS o USING (commitment)
        WHERE (o.salt, o.text) IS DISTINCT FROM (asked.salt, asked.text)
    ), durable AS MATERIALIZED (
        SELECT set_config('synchronous_commit', 'on', true) = 'on' AS it_is
    ), turn AS MATERIALIZED (
        SELECT one FROM openings.ledger FOR SHARE
    ), stored AS (
        INSERT INTO openings.opening (commitment, salt, text)
        SELECT commitment, salt, text FROM asked, durable, turn
        WHERE it_is AND NOT EXISTS (SELECT FROM obstacle)
        ORDER BY place
        ON CONFLICT (commitment) DO NOTHING
    )
    SELECT commitment, erased FROM obstacle ORDER BY place LIMIT 1";

/// Takes the text from the rows of these commitments, or leaves a row that refuses each.
const ERASE: &str = "
    WITH durable AS MATERIALIZED (
        SELECT set_config('synchronous_commit', 'on', true) = 'on' AS it_is
    ), turn AS MATERIALIZED (
        SELECT one FROM openings.ledger FOR SHARE
    )
    INSERT INTO openings.opening (commitment)
    SELECT DISTINCT commitment FROM unnest($1) AS a (commitment), durable, turn WHERE it_is
    ON CONFLICT (commitment) DO UPDATE SET salt = NULL, text = NULL
    WHERE opening.salt IS NOT NULL OR opening.text IS NOT NULL";

/// A sweeper that vanished must not hold up the next one.
const SWEEPING: &str = "
    SET LOCAL synchronous_commit = on;
    SET LOCAL lock_timeout = '10s';
    SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// What there is with a commitment.
pub(super) enum Found {
    Kept(Stored),
    Erased,
    Nothing,
}

/// Who swept last, and how far.
pub(super) struct Owner {
    pub(super) term: i64,
    swept_to: i64,
}

pub(super) fn store(
    client: &mut Client,
    openings: &[Opening],
    commitments: &[Hash],
) -> Result<Option<(Hash, bool)>, Error> {
    let commitments: Vec<&[u8]> = commitments.iter().map(bytes).collect();
    let salts: Vec<&[u8]> = openings.iter().map(|opening| &opening.salt()[..]).collect();
    let texts: Vec<&[u8]> = openings.iter().map(|opening| opening.text().as_bytes()).collect();
    let values: [Value<'_>; 3] = [
        (&commitments, Type::BYTEA_ARRAY),
        (&salts, Type::BYTEA_ARRAY),
        (&texts, Type::BYTEA_ARRAY),
    ];
    let obstacle = client.query_typed_opt(STORE, &values)?;
    obstacle.map(|row| Ok((hash(&row, 0)?, row.try_get(1)?))).transpose()
}

pub(super) fn erase(client: &mut Client, commitments: &[Hash]) -> Result<(), Error> {
    let commitments: Vec<&[u8]> = commitments.iter().map(bytes).collect();
    let values: [Value<'_>; 1] = [(&commitments, Type::BYTEA_ARRAY)];
    client.execute_typed(ERASE, &values).map(drop)
}

/// Begins a sweep.
pub(super) fn begin(client: &mut Client) -> Result<Transaction<'_>, Error> {
    let builder = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    let mut transaction = builder.start()?;
    transaction.batch_execute(SWEEPING)?;
    Ok(transaction)
}

/// Nobody stores, erases or sweeps from here to the end of the transaction.
pub(super) fn owner(transaction: &mut Transaction<'_>) -> Result<Owner, Error> {
    let select = "SELECT term, swept_to FROM openings.ledger FOR UPDATE";
    let row = transaction.query_typed_one(select, &[])?;
    Ok(Owner { term: row.try_get(0)?, swept_to: row.try_get(1)? })
}

/// The openings that are kept and were stored after the owner's sweep, in the order of storing.
pub(super) fn kept_after(
    transaction: &mut Transaction<'_>,
    owner: &Owner,
) -> Result<Vec<(i64, Hash)>, Error> {
    let select = "SELECT id, commitment FROM openings.opening
        WHERE id > $1 AND text IS NOT NULL ORDER BY id";
    let rows = transaction.query_typed(select, &[(&owner.swept_to, Type::INT8)])?;
    rows.iter().map(|row| Ok((row.try_get(0)?, hash(row, 1)?))).collect()
}

/// Removes the rows with these ids; from here on nobody of this or an earlier term sweeps, and what
/// is kept now stays.
pub(super) fn sweep(
    transaction: &mut Transaction<'_>,
    ids: &[i64],
    term: i64,
) -> Result<u64, Error> {
    let delete = "DELETE FROM openings.opening WHERE id = ANY ($1)";
    let swept = transaction.execute_typed(delete, &[(&ids, Type::INT8_ARRAY)])?;
    let update = "UPDATE openings.ledger SET term = $1,
        swept_to = greatest(swept_to, (SELECT max(id) FROM openings.opening))";
    transaction.execute_typed(update, &[(&term, Type::INT8)])?;
    Ok(swept)
}

pub(super) fn commitments_after(
    client: &mut Client,
    id: i64,
    visit: &mut dyn FnMut(i64, Hash),
) -> Result<(), Error> {
    let select = "SELECT id, commitment FROM openings.opening WHERE id > $1 ORDER BY id";
    let mut rows = client.query_typed_raw(select, [(id, Type::INT8)])?;
    while let Some(row) = rows.next()? {
        visit(row.try_get(0)?, hash(&row, 1)?);
    }
    Ok(())
}

pub(super) fn get(client: &mut Client, commitment: &Hash) -> Result<Found, Error> {
    let select = "SELECT salt, text FROM openings.opening WHERE commitment = $1";
    let values: [Value<'_>; 1] = [(&bytes(commitment), Type::BYTEA)];
    let Some(row) = client.query_typed_opt(select, &values)? else { return Ok(Found::Nothing) };
    let (salt, text) = (row.try_get::<_, Option<_>>(0)?, row.try_get::<_, Option<_>>(1)?);
    if salt.is_none() && text.is_none() {
        return Ok(Found::Erased);
    }
    let (salt, text) = (salt.unwrap_or_default(), text.unwrap_or_default());
    Ok(Found::Kept(Stored { commitment: *commitment, salt, text }))
}

pub(super) fn each(client: &mut Client, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
    let select = "SELECT commitment, salt, text FROM openings.opening
        WHERE text IS NOT NULL ORDER BY id";
    let mut rows = client.query_typed_raw(select, std::iter::empty::<(i64, Type)>())?;
    while let Some(row) = rows.next()? {
        let (salt, text) = (row.try_get::<_, Option<_>>(1)?, row.try_get(2)?);
        visit(Stored { commitment: hash(&row, 0)?, salt: salt.unwrap_or_default(), text });
    }
    Ok(())
}

pub(super) fn bytes(hash: &Hash) -> &[u8] {
    hash.bytes()
}

pub(super) fn hash(row: &Row, column: usize) -> Result<Hash, Error> {
    row.try_get::<_, HashCell>(column).map(|cell| cell.0)
}

/// A hash in a column of bytes, which has exactly its length.
struct HashCell(Hash);

impl<'a> FromSql<'a> for HashCell {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Hash::new(raw.try_into()?)))
    }

    fn accepts(column: &Type) -> bool {
        *column == Type::BYTEA
    }
}
