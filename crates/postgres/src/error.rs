//! Why a URL is none, and why a connection is not made.

use std::{error::Error as _, io, path::PathBuf};

use postgres::error::SqlState;
use rustls::CertificateError;

/// What the client says of a server that answers a request for TLS with no.
const NO_TLS: &str = "server does not support TLS";

/// Text that is no address of a database, or names files that are of no use.
#[derive(Debug, thiserror::Error)]
pub enum NotAnAddress {
    #[error("an address is postgres://user[:password]@host:port/database[?option=value&…]")]
    Form,
    #[error("the URL of the database names no host")]
    Host,
    /// The client does not take it.
    #[error("{0}")]
    Client(String),
    #[error(
        "sslmode is disable, require or verify-full, not {0}: TLS here always verifies the \
         certificate and the host's name"
    )]
    Mode(String),
    #[error("{0} says nothing under sslmode=disable: leave one of them out")]
    Idle(&'static str),
    #[error("sslcert and sslkey go together")]
    Half,
    #[error("{option}: {} is of no use: {why}", path.display())]
    File { option: &'static str, path: PathBuf, why: String },
    #[error(
        "this machine trusts no authority: name a file of those to trust with sslrootcert=FILE"
    )]
    NoAuthorities,
}

/// Why a connection is not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The way to the server is not as the URL says.
    #[error(transparent)]
    Tls(#[from] Mistrust),
    /// The server is not reached, or does not let us in.
    #[error(transparent)]
    Sql(#[from] postgres::Error),
}

/// Why a server is not talked to, and what to set.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistrust {
    #[error(
        "the certificate of the database's server is from no authority that is trusted here: name \
         the authority's file with sslrootcert=FILE in the URL"
    )]
    Issuer,
    #[error(
        "the certificate of the database's server is not for {asked} but for {}: name the server \
         in the URL as its certificate does", .presented.join(", ")
    )]
    Name { asked: String, presented: Vec<String> },
    /// Expired, revoked, for another purpose and the like.
    #[error("the certificate of the database's server is not taken: {0}")]
    Certificate(String),
    #[error(
        "the database's server does not speak TLS: turn it on there, or say sslmode=disable in the \
         URL if nobody else can be on the way to it"
    )]
    NoTls,
    /// It may have been for want of TLS: the server says which connections it takes, not why.
    #[error("{0}; this connection is plain: sslmode=verify-full in the URL asks for TLS")]
    Plain(String),
}

impl NotAnAddress {
    /// The client names an option, never its value.
    pub(crate) fn client(error: postgres::Error) -> Self {
        let why = error.source().map(|why| format!(": {why}"));
        Self::Client(format!("{error}{}", why.unwrap_or_default()))
    }
}

/// Why a server was not connected to by TLS.
pub(crate) fn over_tls(error: postgres::Error) -> Error {
    let Some(cause) = error.source() else { return error.into() };
    if cause.to_string() == NO_TLS {
        return Mistrust::NoTls.into();
    }
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => mistrust(why).into(),
        Some(_) | None => error.into(),
    }
}

fn mistrust(why: &CertificateError) -> Mistrust {
    if let CertificateError::NotValidForNameContext { expected, presented } = why {
        return Mistrust::Name { asked: expected.to_str().into(), presented: presented.clone() };
    }
    // An authority of the same name with another key signs badly.
    if [CertificateError::UnknownIssuer, CertificateError::BadSignature].contains(why) {
        return Mistrust::Issuer;
    }
    Mistrust::Certificate(why.to_string())
}

/// Why a server was not connected to plainly.
pub(crate) fn plainly(error: postgres::Error) -> Error {
    match error.as_db_error() {
        Some(said) if *said.code() == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            Mistrust::Plain(said.message().to_owned()).into()
        }
        Some(_) | None => error.into(),
    }
}
