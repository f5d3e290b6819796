//! Opens a ledger's stores wherever they are: the one place that knows every backend of every port.
//!
//! A crate of its own, because the command `rights` and the binaries of the services open the same
//! stores, and the ports know neither each other nor any URL. What speaks to Kafka or Postgres is
//! compiled under the feature `servers`; without it their URLs are [`Error::NotBuilt`].

use std::{path::Path, sync::Arc};

use rights_config::{
    settings::Settings,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};
use rights_log::{Log, pulse::Pulse};
use rights_openings::Openings;
use rights_views::Views;
use tlog::hash::Hash;

mod embedded;
#[cfg(feature = "servers")]
mod servers;
#[cfg(not(feature = "servers"))]
#[path = "not_built.rs"]
mod servers;

/// What a sequencer writes to.
pub struct Written {
    pub log: Arc<dyn Log>,
    pub openings: Arc<dyn Openings>,
}

/// Why a store is not opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Log(#[from] rights_log::Error),
    #[error(transparent)]
    Openings(#[from] rights_openings::Error),
    #[error(transparent)]
    Views(#[from] rights_views::Error),
    /// This build has no client for that server: build with the feature `servers`.
    #[error("this build has no client for {key} = {url}")]
    NotBuilt { key: &'static str, url: String },
    /// The client does not take an option of the URL of `key`.
    #[error("{key}: {why}")]
    Url { key: &'static str, why: String },
    /// Something is embedded, and nothing says where.
    #[error("there is no data directory")]
    NoDataDirectory,
}

/// New stores for the ledger that is about to be founded; `ledger` is SHA-256 of its origin.
///
/// # Errors
/// [`rights_log::Stop::AlreadyFounded`], and whatever keeps the stores from being created.
pub fn create(settings: &Settings, ledger: Hash) -> Result<Written, Error> {
    match &settings.log {
        LogUrl::Embedded => {
            let log = rights_log::embedded::Embedded::create(data_dir(settings)?, ledger)?;
            embedded(settings, log)
        }
        LogUrl::Kafka(url) => {
            // The topic first: that it is founded says more than whose the openings are.
            let log = servers::create_log(url, ledger)?;
            Ok(Written { log, openings: apart(settings, ledger)? })
        }
    }
}

/// The stores of a ledger that was founded, to be written by this process.
///
/// # Errors
/// Why they cannot be opened, or by whom they are held.
pub fn open(settings: &Settings) -> Result<Written, Error> {
    match &settings.log {
        LogUrl::Embedded => {
            embedded(settings, rights_log::embedded::Embedded::open(data_dir(settings)?)?)
        }
        LogUrl::Kafka(url) => {
            let log = servers::log(url)?;
            let openings = apart(settings, log.ledger())?;
            Ok(Written { log, openings })
        }
    }
}

/// The log, to be read beside whoever appends to it.
///
/// # Errors
/// As [`open`].
pub fn log(settings: &Settings) -> Result<Arc<dyn rights_log::Reading>, Error> {
    match &settings.log {
        LogUrl::Embedded => embedded::log(data_dir(settings)?),
        LogUrl::Kafka(url) => {
            let log: Arc<dyn rights_log::Reading> = servers::log(url)?;
            Ok(log)
        }
    }
}

/// How sequencers of the ledger in several processes hear of each other; none where the log is
/// embedded, since then one process holds it, and another cannot.
///
/// # Errors
/// [`Error::NotBuilt`], [`Error::Url`]; [`Error::Log`] if no client can be made. No server is asked.
pub fn pulse(settings: &Settings) -> Result<Option<Arc<dyn Pulse>>, Error> {
    match &settings.log {
        LogUrl::Embedded => Ok(None),
        LogUrl::Kafka(url) => servers::pulse(url).map(Some),
    }
}

/// The openings of `ledger`, to be read beside whoever stores them.
///
/// # Errors
/// As [`open`].
pub fn openings(
    settings: &Settings,
    ledger: Hash,
) -> Result<Arc<dyn rights_openings::Reading>, Error> {
    match (&settings.openings, &settings.log) {
        (OpeningsUrl::Postgres(url), _) => servers::openings_to_read(url, ledger),
        (OpeningsUrl::Embedded, LogUrl::Embedded) => embedded::beside(data_dir(settings)?),
        (OpeningsUrl::Embedded, LogUrl::Kafka(_)) => Ok(embedded::alone(data_dir(settings)?)?),
    }
}

/// The views, to be read, or filled by this process.
///
/// # Errors
/// As [`open`].
pub fn views(settings: &Settings) -> Result<Arc<dyn Views>, Error> {
    match &settings.views {
        ViewsUrl::Embedded => embedded::views(data_dir(settings)?),
        ViewsUrl::Postgres(url) => servers::views(url),
    }
}

/// An embedded log with its openings: in its own file, unless they are elsewhere.
fn embedded(settings: &Settings, log: rights_log::embedded::Embedded) -> Result<Written, Error> {
    let openings = match &settings.openings {
        OpeningsUrl::Embedded => embedded::written_beside(&log)?,
        OpeningsUrl::Postgres(url) => servers::openings(url, rights_log::Reading::ledger(&log))?,
    };
    Ok(Written { log: Arc::new(log), openings })
}

/// The openings of a log that is on a server.
fn apart(settings: &Settings, ledger: Hash) -> Result<Arc<dyn Openings>, Error> {
    match &settings.openings {
        OpeningsUrl::Embedded => Ok(embedded::alone(data_dir(settings)?)?),
        OpeningsUrl::Postgres(url) => servers::openings(url, ledger),
    }
}

fn data_dir(settings: &Settings) -> Result<&Path, Error> {
    settings.data_dir.as_deref().ok_or(Error::NoDataDirectory)
}
