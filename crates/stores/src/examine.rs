//! Looks at a ledger's stores for whoever looks after them: nothing is created, claimed or changed.

use std::sync::Arc;

use rights_config::{
    settings::Settings,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};
use rights_log::{Condition, Tail, embedded as log};
use rights_openings::embedded as openings;
use rights_views::{Examined, embedded as views};
use tlog::{hash::Hash, head::Seen};

use crate::{Error, data_dir, embedded, servers};

/// A database server, as one connection of ours finds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// As `server_version_num` counts: `150_004` is 15.4.
    pub version: u32,
    /// Who we are there.
    pub role: String,
    pub database: String,
    /// Whether what is committed is on the disk, and pages are whole after a crash.
    pub fsync: bool,
    pub full_page_writes: bool,
    /// What transactions get that do not ask for another; ours ask.
    pub synchronous_commit: String,
    /// Whether the server writes the parameters of statements, erasable texts among them, into its
    /// own log.
    pub logs_parameters: bool,
    /// How far its clock is ahead of ours, in microseconds; negative if behind.
    pub clock_ahead_us: i64,
}

/// The end of the log.
///
/// # Errors
/// Why it cannot be read.
pub fn tail(settings: &Settings) -> Result<Tail, Error> {
    match &settings.log {
        LogUrl::Embedded => Ok(log::Onlooker::open(data_dir(settings)?)?.tail()?),
        LogUrl::Kafka(url) => servers::tail(url),
    }
}

/// How the topic of the log is kept; none where the log is embedded.
///
/// # Errors
/// Why its brokers do not say.
pub fn condition(settings: &Settings) -> Result<Option<Condition>, Error> {
    match &settings.log {
        LogUrl::Embedded => Ok(None),
        LogUrl::Kafka(url) => servers::condition(url).map(Some),
    }
}

/// What is wrong with the pages of an embedded log's file; nothing where the log is on a server.
///
/// # Errors
/// Why the file cannot be read.
pub fn broken_pages(settings: &Settings) -> Result<Vec<String>, Error> {
    match &settings.log {
        LogUrl::Embedded => Ok(log::Onlooker::open(data_dir(settings)?)?.broken_pages()?),
        LogUrl::Kafka(_) => Ok(Vec::new()),
    }
}

/// The views; none if nobody has created them yet.
///
/// # Errors
/// Why they cannot be looked at.
pub fn views(settings: &Settings) -> Result<Option<Examined>, Error> {
    match &settings.views {
        ViewsUrl::Embedded => Ok(views::examine(data_dir(settings)?)?),
        ViewsUrl::Postgres(url) => servers::examine_views(url),
    }
}

/// What this process may do with openings in a database; none if nobody has created them there.
/// Whoever can open a file may do everything.
///
/// # Errors
/// Why they cannot be looked at.
pub fn openings_access(settings: &Settings) -> Result<Option<rights_openings::Access>, Error> {
    match &settings.openings {
        OpeningsUrl::Embedded => Ok(Some(rights_openings::Access::Store)),
        OpeningsUrl::Postgres(url) => servers::openings_access(url),
    }
}

/// What each database is on, the openings' before the views': by the key that places it.
#[must_use]
pub fn databases(settings: &Settings) -> Vec<(&'static str, Result<Server, Error>)> {
    let mut databases = Vec::new();
    let openings = match &settings.openings {
        OpeningsUrl::Embedded => None,
        OpeningsUrl::Postgres(url) => Some(url),
    };
    databases.extend(openings.map(|url| ("openings", servers::openings_server(url))));
    if let ViewsUrl::Postgres(url) = &settings.views
        && openings != Some(url)
    {
        databases.push(("views", servers::views_server(url)));
    }
    databases
}

/// The openings of `ledger`, to be read; none if nobody has created them yet.
///
/// # Errors
/// Why they cannot be looked at.
pub fn openings(
    settings: &Settings,
    ledger: Hash,
) -> Result<Option<Arc<dyn rights_openings::Reading>>, Error> {
    if let (OpeningsUrl::Embedded, LogUrl::Kafka(_)) = (&settings.openings, &settings.log) {
        let path = data_dir(settings)?.join(embedded::OPENINGS);
        if !path.is_file() {
            return Ok(None);
        }
        return Ok(Some(Arc::new(openings::Onlooker::open(&path)?)));
    }
    crate::openings(settings, ledger).map(Some)
}

/// What the owner of a log on a server remembers of the log of `ledger`; none where nothing is
/// remembered, and where the log is embedded.
///
/// # Errors
/// Why the file that remembers cannot be read, or is not this log's.
pub fn floor(settings: &Settings, ledger: Hash) -> Result<Option<Seen>, Error> {
    match &settings.log {
        LogUrl::Embedded => Ok(None),
        LogUrl::Kafka(url) => servers::floor(url, ledger),
    }
}
