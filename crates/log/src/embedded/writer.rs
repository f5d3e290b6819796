//! Claims the embedded log, and appends to it.

use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tlog::frame::{self, Batch};
use tlog::hash::Hash;
use tlog::head::{Head, Seen, WriterId};

use super::reader::Rows;
use super::{Beside, Shared, fault, file, held};
use crate::error::{Damage, Error, Stop, Unavailable};
use crate::remembered::Remembered;
use crate::{Accepted, Bookmark, Writer};

/// The right to append, on two connections: what one has written, the other reads back.
struct Embedded {
    shared: Arc<Shared>,
    connection: Connection,
    read_back: Rows,
    id: WriterId,
    spent: bool,
}

/// Replays the log from `after` to its end, then appends a claim if `admits` takes the number of
/// records.
pub(super) fn claim(
    shared: &Arc<Shared>,
    after: Option<&Bookmark>,
    remembered: &[Seen],
    replay: &mut dyn FnMut(&Accepted),
    admits: impl FnOnce(u64) -> Result<(), Stop>,
) -> Result<Box<dyn Writer>, Error> {
    let mut rows = Rows::resume(file::reading(&shared.path)?, shared.ledger, after)?;
    let mut remembered = Remembered::new(remembered).from(rows.follower().tree())?;
    let mut read_on = |rows: &mut Rows| -> Result<(), Error> {
        let mut tree = rows.follower().tree().clone();
        while let Some(accepted) = rows.read_next()? {
            remembered.pass(tree, &accepted)?;
            replay(&accepted);
            tree = rows.follower().tree().clone();
        }
        Ok(())
    };
    // The long part first, with no lock held: an earlier writer may go on until our turn.
    read_on(&mut rows)?;
    let mut connection = file::writing(&shared.path)?;
    let transaction = begin(&mut connection, rows.position())?;
    // Nobody appends any more: what is read now is the end.
    read_on(&mut rows)?;
    remembered.finish(rows.head())?;
    admits(rows.head().size)?;
    let mut id = [0; 16];
    getrandom::fill(&mut id)
        .map_err(|error| fault::io(std::io::Error::other(error.to_string())))?;
    let bytes = frame::claim(&shared.ledger, rows.head().term + 1, &id);
    commit(transaction, rows.position() + 1, &bytes, None)?;
    let mut writer =
        Embedded { shared: Arc::clone(shared), connection, read_back: rows, id, spent: false };
    writer.read_back(&bytes)?;
    Ok(Box::new(writer))
}

impl Writer for Embedded {
    fn head(&self) -> Head {
        *self.read_back.head()
    }

    fn append(&mut self, batch: &Batch) -> Result<Head, Error> {
        if self.spent {
            return Err(Unavailable::spent().into());
        }
        let Some(bytes) = batch.frame(&self.shared.ledger, self.read_back.head()) else {
            return Ok(self.head());
        };
        // Until the frame is read back, every way out of here leaves a writer that is spent.
        self.spent = true;
        self.insert(&bytes)?;
        self.read_back(&bytes)?;
        self.spent = false;
        Ok(self.head())
    }

    fn confirm(&mut self) -> Result<Head, Error> {
        if self.spent {
            return Err(Unavailable::spent().into());
        }
        let known = self.read_back.position();
        let last = last_position(&self.connection).map_err(|error| fault::sql(error, known))?;
        if last != known {
            self.spent = true;
            return Err(overtaken(&mut self.read_back, &self.id, last));
        }
        Ok(self.head())
    }
}

impl Embedded {
    fn insert(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let known = self.read_back.position();
        let transaction = begin(&mut self.connection, known)?;
        let last = last_position(&transaction).map_err(|error| fault::sql(error, known))?;
        if last != known {
            return Err(overtaken(&mut self.read_back, &self.id, last));
        }
        commit(transaction, known + 1, bytes, Some(&mut *held(&self.shared.beside)))
    }

    /// Reads on over the frame that was just committed, as every other reader will.
    fn read_back(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let position = self.read_back.position() + 1;
        match self.read_back.read_next()? {
            None => Err(Damage::Vanished.at(position)),
            Some(accepted) if accepted.bytes() != bytes => Err(Damage::Changed.at(position)),
            Some(_) => {
                self.shared.grown.by_a_frame();
                Ok(())
            }
        }
    }
}

/// Why the log does not end where the writer left it.
fn overtaken(rows: &mut Rows, id: &WriterId, last: u64) -> Error {
    let position = rows.position();
    if last < position {
        return Damage::Vanished.at(position);
    }
    loop {
        match rows.read_next() {
            Err(error) => return error,
            Ok(Some(accepted)) if accepted.after.writer == *id => {}
            Ok(Some(accepted)) => return Stop::Deposed { term: accepted.after.term }.into(),
            // Only this writer could have written these, and it did not.
            Ok(None) => return Damage::Changed.at(position + 1),
        }
    }
}

fn begin(connection: &mut Connection, position: u64) -> Result<Transaction<'_>, Error> {
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    begun.map_err(|error| fault::sql(error, position))
}

fn commit(
    transaction: Transaction<'_>,
    position: u64,
    bytes: &[u8],
    beside: Option<&mut Beside>,
) -> Result<(), Error> {
    let inserted = insert(&transaction, position, bytes);
    let written = inserted.and_then(|()| beside.map_or(Ok(()), |beside| beside(&transaction)));
    // If we stop before this returns, the frame and what is beside it are both in or both out.
    written.and_then(|()| transaction.commit()).map_err(|error| fault::sql(error, position))
}

fn insert(transaction: &Transaction<'_>, position: u64, bytes: &[u8]) -> rusqlite::Result<()> {
    let insert = "INSERT INTO frames (position, digest, frame) VALUES (?1, ?2, ?3)";
    let digest = Hash::of(&[bytes]);
    let mut statement = transaction.prepare_cached(insert)?;
    statement.execute((position, digest.bytes(), bytes)).map(drop)
}

fn last_position(connection: &Connection) -> rusqlite::Result<u64> {
    let select = "SELECT coalesce(max(position), 0) FROM frames";
    connection.prepare_cached(select)?.query_row([], |row| row.get(0))
}
