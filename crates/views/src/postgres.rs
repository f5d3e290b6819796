//! The views in Postgres: one database, rebuildable from the log at any time, asked in plain SQL.
//!
//! What is served is read in the schemas `ledger` (every table) and `api` (published views). What
//! is filled beside lies in schemas with other names, until they take those names in one
//! transaction that waits for no reader. `postgres/README.md` shows both.
//!
//! Tables that are filled beside have no index but the keys of what holds until
//! [`Filler::prepare`]: nobody reads them, and new rows are copied in faster than into indexes.
//!
//! As in the embedded views, a row that changes moves to its table's history with the sequence
//! until which it held; the table itself keeps the version that holds now.
//!
//! Nothing outlives a transaction but prepared statements, so a pooler that shares connections by
//! transaction may stand between, if it knows those of the protocol (`PgBouncer` since 1.21).
//! The calls wait for the server on a runtime of their own: they panic on a thread that drives an
//! asynchronous one. So does dropping a reader; dropping views and fillers is allowed anywhere.

use std::sync::{Arc, Mutex, PoisonError};

use rights_postgres::Address;
use tlog::head::Seen;

use crate::{Error, Filler, Reader, Views};

mod api;
mod cell;
mod connection;
mod copy;
mod database;
mod examine;
mod fault;
mod filler;
mod plan;
mod read;
mod reader;
mod record;
mod schema;
mod slot;
mod statements;
mod store;

use connection::Connection;

pub use examine::examine;

/// Connections that are kept while nobody uses them.
const IDLE: usize = 8;

/// A database's views. Clones are handles to the same ones.
#[derive(Clone)]
pub struct Postgres {
    shared: Arc<Shared>,
}

/// Connections that no reader uses at the moment: opening one costs more than most answers.
struct Shared {
    address: Address,
    idle: Mutex<Vec<Connection>>,
}

impl Postgres {
    /// The views in the database at `url`, `postgres://user[:password]@host[:port]/database`;
    /// empty ones if there are none.
    ///
    /// # Errors
    /// [`Error::Unfit`]: the URL is none, or the database is not for views: name another.
    /// [`Error::Unavailable`]: open again.
    pub fn open(url: &str) -> Result<Self, Error> {
        let address = Address::parse(url).map_err(|why| Error::Unfit {
            // The URL may hold a password.
            database: "that the URL names".into(),
            why: why.to_string(),
        })?;
        Self::at(&address)
    }

    /// As [`Postgres::open`], where the URL was read already.
    ///
    /// # Errors
    /// As [`Postgres::open`].
    pub fn at(address: &Address) -> Result<Self, Error> {
        let address = address.clone().asked_by("rights views");
        let shared = Shared { address, idle: Mutex::default() };
        let mut connection = shared.open()?;
        database::create(&mut connection, shared.address.database())?;
        shared.give_back(connection);
        Ok(Self { shared: Arc::new(shared) })
    }
}

impl Views for Postgres {
    fn snapshot(&self) -> Result<Box<dyn Reader>, Error> {
        Ok(Box::new(reader::Postgres::begin(Arc::clone(&self.shared))?))
    }

    fn filler(&self) -> Result<Box<dyn Filler>, Error> {
        Ok(Box::new(filler::Postgres::resume(Arc::clone(&self.shared))?))
    }

    fn filler_beside(&self) -> Result<Box<dyn Filler>, Error> {
        Ok(Box::new(filler::Postgres::beside(Arc::clone(&self.shared))?))
    }

    fn remembered(&self) -> Result<Vec<Seen>, Error> {
        let mut connection = self.shared.open()?;
        let positions = slot::all(&mut connection)?.into_iter().filter_map(|slot| slot.position);
        Ok(positions.map(|position| position.head.seen()).collect())
    }
}

impl Shared {
    /// A connection that nobody used.
    fn open(&self) -> Result<Connection, Error> {
        Connection::open(&self.address)
    }

    /// A connection outside any transaction.
    fn connection(&self) -> Result<Connection, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    /// Closes the connections that nobody uses.
    fn forget_idle(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }
}
