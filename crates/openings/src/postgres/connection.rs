//! One connection to the database, made anew after it was lost, and what its failures mean.

use std::io;
use std::thread;

use postgres::Client;
use rights_postgres::Address;
use tlog::hash::Hash;

use super::schema;
use crate::Error;

/// A connection to the database of one ledger, at any time perhaps not made yet.
pub(super) struct Connection {
    address: Address,
    ledger: Hash,
    client: Option<Client>,
}

impl Connection {
    /// Nothing is connected before the first call needs it.
    pub(super) fn new(address: &Address, ledger: Hash) -> Self {
        let address = address.clone().asked_by("rights-openings");
        Self { address, ledger, client: None }
    }

    /// Connects for `ledger` to a database that may be nobody's yet: creates what is missing.
    pub(super) fn create(&self) -> Result<(), Error> {
        self.once(schema::create)
    }

    /// Nothing, if the database is `ledger`'s or nobody's; nothing is changed.
    pub(super) fn vacant(&self) -> Result<(), Error> {
        self.once(schema::vacant)
    }

    fn once(&self, work: impl Fn(&mut Client, Hash) -> Result<(), Error>) -> Result<(), Error> {
        let mut client =
            self.address.connect().map_err(|error| Error::Unavailable(error.into()))?;
        let done = work(&mut client, self.ledger);
        close(Some(client));
        done
    }

    /// A second connection to the same database.
    pub(super) fn another(&self) -> Self {
        Self::new(&self.address, self.ledger)
    }

    /// What `work` gives on the connection. After [`Error::Unavailable`] the next call connects
    /// anew: the outcome is unknown, and so is what state the old one is in.
    pub(super) fn run<T>(
        &mut self,
        work: impl FnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut client = match self.client.take() {
            Some(client) if !client.is_closed() => client,
            lost => {
                close(lost);
                self.connect()?
            }
        };
        let done = work(&mut client);
        match &done {
            Err(Error::Unavailable(_)) => close(Some(client)),
            Ok(_)
            | Err(
                Error::Erased(_)
                | Error::Damaged(_)
                | Error::Unreadable(_)
                | Error::OtherLedger { .. }
                | Error::Deposed { .. },
            ) => self.client = Some(client),
        }
        done
    }

    /// It may lead elsewhere than the last time: whose database it is, is asked each time.
    fn connect(&self) -> Result<Client, Error> {
        let mut client =
            self.address.connect().map_err(|error| Error::Unavailable(error.into()))?;
        match schema::check(&mut client, self.ledger) {
            Ok(()) => Ok(client),
            Err(error) => {
                close(Some(client));
                Err(error)
            }
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        close(self.client.take());
    }
}

/// On a thread of its own: closing blocks, and the last handle may be dropped in an asynchronous
/// task, where the client would panic.
fn close(client: Option<Client>) {
    let Some(client) = client else { return };
    // A panic would be the client's own; the connection is gone with it.
    drop(thread::spawn(move || drop(client)).join());
}

fn unavailable(error: postgres::Error) -> Error {
    Error::Unavailable(error.into())
}

/// Damage and a schema that is not ours are what asking again cannot mend; the rest may be better
/// the next time. Classes: appendix A of the Postgres manual.
pub(super) fn fault(error: postgres::Error) -> Error {
    const LASTING: [&str; 4] = ["22", "23", "42", "XX"];
    const NOT_ALLOWED: &str = "42501";
    let Some(code) = error.code().map(postgres::error::SqlState::code) else {
        return without_code(error);
    };
    let lasting = LASTING.iter().any(|class| code.starts_with(class)) && code != NOT_ALLOWED;
    if lasting { Error::Unreadable(error.into()) } else { unavailable(error) }
}

/// The server did not say so: either the connection is lost, or an answer is not what we asked for.
fn without_code(error: postgres::Error) -> Error {
    let cause = std::error::Error::source(&error);
    let lost = error.is_closed() || cause.is_some_and(<dyn std::error::Error>::is::<io::Error>);
    if lost { unavailable(error) } else { Error::Unreadable(error.into()) }
}
