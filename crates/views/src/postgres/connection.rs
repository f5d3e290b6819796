//! One connection: its statements are prepared once, and nothing outlives a transaction.

use std::collections::HashMap;
use std::io::Write as _;
use std::thread;

use ::postgres::{Client, Row, Statement, types::ToSql};
use rights_postgres::Address;

use super::fault::{self, at_database, connecting};
use crate::{Error, Place};

/// More than one generation of tables asks for; tables come and go, and their statements with them.
const STATEMENTS: usize = 1_000;

pub(super) type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection to the database.
pub(super) struct Connection {
    /// None only while it is dropped.
    client: Option<Client>,
    /// By their text.
    statements: HashMap<String, Statement>,
}

impl Connection {
    pub(super) fn open(address: &Address) -> Result<Self, Error> {
        let client = address.connect().map_err(connecting)?;
        Ok(Self { client: Some(client), statements: HashMap::new() })
    }

    /// Whether it is of no more use.
    pub(super) fn is_lost(&self) -> bool {
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// What `select` finds.
    pub(super) fn query(
        &mut self,
        select: &str,
        values: Parameters<'_>,
    ) -> Result<Vec<Row>, ::postgres::Error> {
        let select = self.prepared(select)?;
        self.client().query(&select, values)
    }

    /// How many rows the statement touched.
    pub(super) fn execute(
        &mut self,
        statement: &str,
        values: Parameters<'_>,
    ) -> Result<u64, ::postgres::Error> {
        let statement = self.prepared(statement)?;
        self.client().execute(&statement, values)
    }

    /// Sends `rows` to the `COPY … FROM STDIN` in `statement`.
    pub(super) fn copy(&mut self, statement: &str, rows: &[u8], place: Place) -> Result<(), Error> {
        let statement = self.prepared(statement).map_err(|error| fault::sql(error, place))?;
        let into = self.client().copy_in(&statement);
        let mut into = into.map_err(|error| fault::sql(error, place))?;
        // What the server objects to it says at the end: until then only the way to it can fail.
        into.write_all(rows).map_err(|error| Error::Unavailable(error.into()))?;
        into.finish().map(drop).map_err(|error| fault::sql(error, place))
    }

    /// Runs statements that have neither parameters nor results.
    pub(super) fn run(&mut self, statements: &str) -> Result<(), ::postgres::Error> {
        self.client().batch_execute(statements)
    }

    /// Does `work` between `begin` and a commit; nothing of it is done if it fails.
    pub(super) fn transaction<T>(
        &mut self,
        begin: &str,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let started = self.run(begin).map_err(at_database);
        let done = started.and_then(|()| work(self)).and_then(|done| {
            // If we stop before this returns, all of it is in, or all of it is out.
            self.run("COMMIT").map_err(at_database).map(|()| done)
        });
        // What cannot end its transaction is closed instead of being used again.
        if done.is_err() && self.run("ROLLBACK").is_err() {
            self.close();
        }
        done
    }

    /// Gives up the connection. Closing waits for the server, which a thread of an asynchronous
    /// runtime must not: whoever owns views may drop them there.
    pub(super) fn close(&mut self) {
        let Some(client) = self.client.take() else { return };
        // Without a thread the closure is dropped here, and the client with it.
        drop(thread::Builder::new().name("postgres-close".into()).spawn(move || drop(client)));
    }

    fn prepared(&mut self, text: &str) -> Result<Statement, ::postgres::Error> {
        if let Some(known) = self.statements.get(text) {
            return Ok(known.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let statement = self.client().prepare(text)?;
        self.statements.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("a connection that was given up is not used: it is lost")
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.statements.clear();
        self.close();
    }
}
