//! Looks at a ledger's stores for whoever looks after them: nothing is created, claimed or changed.

use std::sync::Arc;

use rights_config::{
    settings::Settings,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};
use rights_log::{Tail, embedded as log};
use rights_openings::embedded as openings;
use rights_views::{Examined, embedded as views};
use tlog::{hash::Hash, head::Seen};

use crate::{Error, data_dir, embedded, servers};

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
