//! The openings in Postgres: one row each, in the schema `openings` of a database of the ledger's.
//!
//! A row says by what it still has what became of it:
//!
//! | row | salt, text | the opening |
//! |---|---|---|
//! | yes | yes | is kept |
//! | yes | none | was erased, and is refused for ever |
//! | none | | was swept or never stored, and may be stored |
//!
//! One process stores: the owner of the log. Whoever decides commands asks for every commitment in
//! them, nearly always for one that was never stored. That must not cost a round trip, so the
//! commitments are in memory too, by the first eight bytes of each: read when the database is
//! opened and again by a sweep, with which every owner begins, and then added by its own stores.
//!
//! **Where it may be called.** The calls block, on a runtime of their own: call them from a thread
//! or from `spawn_blocking`. Inside an asynchronous task the client panics.
//!
//! **What Postgres keeps.** An erased text is gone from every row at once, but its bytes leave the
//! table's file only as vacuum and later rows take their place, and the write-ahead log, replicas
//! and backups when those are rotated. Postgres also writes the parameters of slow or failed
//! statements into its own log where it is told to: leave `log_statement` at `none` and set
//! `log_parameter_max_length` to 0 wherever texts are confidential.

use std::sync::{Mutex, MutexGuard, PoisonError};

use postgres::Client;
use rights_postgres::Address;
use tlog::hash::Hash;

use crate::{Error, Kept, Opening, Openings, Reading, Stored};

mod connection;
mod examine;
mod index;
mod schema;
mod statements;

use connection::{Connection, fault};
use index::Index;
use statements::Found;

pub use examine::access;

/// The openings of one ledger, for the owner of its log.
pub struct Postgres {
    /// Apart from the readers, so that answering queries never delays a frame.
    writing: Mutex<Connection>,
    reading: Mutex<Connection>,
    index: Mutex<Index>,
}

/// The openings of one ledger, looked at from another process: it changes nothing, and sees at
/// once what was stored. Every question is a round trip.
pub struct Onlooker {
    reading: Mutex<Connection>,
}

impl Postgres {
    /// The openings of `ledger` (SHA-256 of its origin) in the database at `url`, such as
    /// `postgres://user:password@host:5432/database`; created in a database that has none.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: the server cannot be reached, or does not let us in.
    /// [`Error::OtherLedger`]: the database is another ledger's. [`Error::Unreadable`]: the URL is
    /// none, or the database is another release's, or is damaged; the source says which, and what
    /// to do.
    pub fn open(url: &str, ledger: Hash) -> Result<Self, Error> {
        Self::at(&address(url)?, ledger)
    }

    /// As [`Postgres::open`], where the URL was read already.
    ///
    /// # Errors
    /// As [`Postgres::open`].
    pub fn at(address: &Address, ledger: Hash) -> Result<Self, Error> {
        let mut writing = Connection::new(address, ledger);
        writing.create()?;
        let mut index = Index::default();
        writing.run(|client| index.catch_up(client))?;
        Ok(Self {
            reading: Mutex::new(writing.another()),
            writing: Mutex::new(writing),
            index: Mutex::new(index),
        })
    }
}

/// Nothing, if the database at `address` can hold the openings of `ledger`; nothing is changed.
///
/// # Errors
/// As [`Postgres::open`].
pub fn vacant(address: &Address, ledger: Hash) -> Result<(), Error> {
    Connection::new(address, ledger).vacant()
}

impl Onlooker {
    /// Looks at the openings of `ledger` in the database at `url`.
    ///
    /// # Errors
    /// As [`Postgres::open`]; [`Error::Unavailable`] too while nobody has created them yet.
    pub fn open(url: &str, ledger: Hash) -> Result<Self, Error> {
        Self::at(&address(url)?, ledger)
    }

    /// As [`Onlooker::open`], where the URL was read already.
    ///
    /// # Errors
    /// As [`Onlooker::open`].
    pub fn at(address: &Address, ledger: Hash) -> Result<Self, Error> {
        let mut reading = Connection::new(address, ledger);
        reading.run(|_| Ok(()))?;
        Ok(Self { reading: Mutex::new(reading) })
    }
}

fn address(url: &str) -> Result<Address, Error> {
    Address::parse(url).map_err(|error| Error::Unreadable(error.into()))
}

impl Reading for Postgres {
    fn get(&self, commitment: &Hash) -> Result<Kept, Error> {
        if !held(&self.index).may_have(commitment) {
            return Ok(Kept::Absent);
        }
        get(&self.reading, commitment)
    }

    fn each(&self, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
        each(&self.reading, visit)
    }
}

impl Reading for Onlooker {
    fn get(&self, commitment: &Hash) -> Result<Kept, Error> {
        get(&self.reading, commitment)
    }

    fn each(&self, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
        each(&self.reading, visit)
    }
}

impl Openings for Postgres {
    fn store(&self, openings: &[Opening]) -> Result<(), Error> {
        let commitments: Vec<Hash> = openings.iter().map(Opening::commitment).collect();
        // Before the outcome is known: if the answer is lost they may be stored all the same.
        held(&self.index).add(&commitments);
        held(&self.writing).run(|client| {
            let obstacle = statements::store(client, openings, &commitments).map_err(fault)?;
            match obstacle {
                None => Ok(()),
                Some((commitment, true)) => Err(Error::Erased(commitment)),
                Some((commitment, false)) => Err(Error::Damaged(commitment)),
            }
        })
    }

    fn erase(&self, commitments: &[Hash]) -> Result<(), Error> {
        held(&self.index).add(commitments);
        let mut writing = held(&self.writing);
        writing.run(|client| statements::erase(client, commitments).map_err(fault))
    }

    fn sweep(&self, term: u64, needed: &mut dyn FnMut(&Hash) -> bool) -> Result<u64, Error> {
        let mut writing = held(&self.writing);
        let swept = writing.run(|client| sweep(client, term, needed))?;
        // What earlier owners stored since this was opened.
        writing.run(|client| held(&self.index).catch_up(client))?;
        Ok(swept)
    }

    fn lost(&self, needed: &mut dyn Iterator<Item = Hash>) -> Result<Vec<Hash>, Error> {
        let index = held(&self.index);
        Ok(needed.filter(|commitment| !index.may_have(commitment)).collect())
    }
}

fn sweep(
    client: &mut Client,
    term: u64,
    needed: &mut dyn FnMut(&Hash) -> bool,
) -> Result<u64, Error> {
    let new = i64::try_from(term).map_err(|error| Error::Unreadable(error.into()))?;
    let mut transaction = statements::begin(client).map_err(fault)?;
    let owner = statements::owner(&mut transaction).map_err(fault)?;
    if owner.term >= new {
        let swept = u64::try_from(owner.term).map_err(|error| Error::Unreadable(error.into()))?;
        return Err(Error::Deposed { term, swept });
    }
    let mut orphans = Vec::new();
    for (id, commitment) in statements::kept_after(&mut transaction, &owner).map_err(fault)? {
        if !needed(&commitment) {
            orphans.push(id);
        }
    }
    let swept = statements::sweep(&mut transaction, &orphans, new).map_err(fault)?;
    transaction.commit().map_err(fault)?;
    Ok(swept)
}

fn get(reading: &Mutex<Connection>, commitment: &Hash) -> Result<Kept, Error> {
    let found = held(reading).run(|client| statements::get(client, commitment).map_err(fault))?;
    match found {
        Found::Nothing => Ok(Kept::Absent),
        Found::Erased => Ok(Kept::Erased),
        Found::Kept(stored) => {
            stored.opened().map(Kept::Opening).ok_or(Error::Damaged(*commitment))
        }
    }
}

/// On a connection of its own, so that an export holds nobody up.
fn each(reading: &Mutex<Connection>, visit: &mut dyn FnMut(Stored)) -> Result<(), Error> {
    let mut own = held(reading).another();
    own.run(|client| statements::each(client, visit).map_err(fault))
}

/// The lock on something that no panic leaves half-changed.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
