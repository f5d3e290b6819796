//! How a database of the ledger is reached: one URL, the TLS it asks for, and how long to wait.
//!
//! A crate of its own, because openings and views connect in the same way and do not know each
//! other.
//!
//! **TLS.** Either a connection is plain, or it is TLS with the server's certificate and name
//! verified: nothing between ([`Address::parse`]). What a certificate or a server that is not as
//! the URL says leads to is told with what to set ([`Mistrust`]).

mod error;
mod options;
mod trust;

use std::time::Duration;

use postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

pub use error::{Error, Mistrust, NotAnAddress};
use options::{Options, Way};

/// Whoever waits longer for the server reports that it is unavailable.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database, and how to reach it. Never shown: it may hold a password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    /// None where the connection is plain.
    tls: Option<MakeRustlsConnect>,
}

impl Address {
    /// Reads `postgres://user[:password]@host[:port]/database[?option=value&…]`, and the files that
    /// it names; nothing is connected to.
    ///
    /// | `sslmode` | connects |
    /// |---|---|
    /// | `disable` | plainly |
    /// | `verify-full`, `require` | by TLS, the certificate and the host's name verified |
    /// | none | to this machine plainly, to others as with `verify-full` |
    /// | `allow`, `prefer`, `verify-ca` | never: whoever is on the way could choose |
    ///
    /// `sslrootcert` is a file (PEM) of the authorities that may have issued the certificate, or
    /// `system`, which it is if nobody says otherwise. `sslcert` and `sslkey` are files (PEM) of
    /// what the server may ask from us. Each of them asks for TLS. Files are read here, once.
    ///
    /// # Errors
    /// [`NotAnAddress`] says which part of it is wrong, and never repeats the password.
    pub fn parse(url: &str) -> Result<Self, NotAnAddress> {
        let (known, options) = Options::split(url)?;
        let mut config: Config = known.parse().map_err(NotAnAddress::client)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(NotAnAddress::Host);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(PATIENCE);
        }
        // A server that vanished without a word, while we wait for its answer.
        config.keepalives_idle(PATIENCE).keepalives_interval(PATIENCE).keepalives_retries(3);
        let tls = match options.way(&config)? {
            Way::Plain => None,
            Way::Tls { roots, identity } => Some(trust::connector(&roots, identity)?),
        };
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        Ok(Self { config, tls })
    }

    /// With the name under which the server lists its connections, unless the URL has another.
    #[must_use]
    pub fn asked_by(mut self, application: &str) -> Self {
        if self.config.get_application_name().is_none() {
            self.config.application_name(application);
        }
        self
    }

    /// The name of the database, if the URL has one.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.config.get_dbname()
    }

    /// Connects. Blocks, on a runtime of its own: not for asynchronous tasks.
    ///
    /// # Errors
    /// [`Error::Tls`]: the way there is not the one that was asked for; it says what to set.
    /// [`Error::Sql`]: the server is not reached, or does not let us in.
    pub fn connect(&self) -> Result<Client, Error> {
        match &self.tls {
            Some(tls) => self.config.connect(tls.clone()).map_err(error::over_tls),
            None => self.config.connect(NoTls).map_err(error::plainly),
        }
    }
}
