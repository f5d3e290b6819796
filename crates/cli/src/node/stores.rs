//! Where the ledger is kept, opened for what each process does with it; and waiting for servers
//! that are not up yet.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rights_config::{
    settings::Settings,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};
use rights_log::Log;
use rights_openings::Openings;
use rights_stores::Written;
use rights_views::Views;
use tokio::task::spawn_blocking;

use crate::{failure::Failure, trouble};

/// How long a process that starts waits for its servers: they may be starting too. Whoever
/// supervises it starts it again after that.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long until they are tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// What a process writes to that decides, and the views that remember how far the log was.
pub struct Stores {
    pub log: Arc<dyn Log>,
    pub openings: Arc<dyn Openings>,
    pub views: Arc<dyn Views>,
}

/// What a process reads that does not decide.
pub struct Read {
    pub log: Arc<dyn rights_log::Reading>,
    pub openings: Arc<dyn rights_openings::Reading>,
    pub views: Arc<dyn Views>,
}

/// What a process reads and fills that projects.
pub struct Filled {
    pub log: Arc<dyn rights_log::Reading>,
    pub views: Arc<dyn Views>,
}

impl Stores {
    /// Those that `settings` name.
    ///
    /// # Errors
    /// Why they cannot be opened: see [`trouble`].
    pub fn open(settings: &Settings) -> Result<Stores, Failure> {
        let Written { log, openings } = rights_stores::open(settings)?;
        let views = rights_stores::views(settings)?;
        Ok(Stores { log, openings, views })
    }

    /// The same, to be read alone.
    #[must_use]
    pub fn to_read(&self) -> Read {
        Read {
            log: Arc::<dyn Log>::clone(&self.log),
            openings: Arc::<dyn Openings>::clone(&self.openings),
            views: Arc::clone(&self.views),
        }
    }
}

impl Read {
    /// Those that `settings` name.
    ///
    /// # Errors
    /// As [`Stores::open`].
    pub fn open(settings: &Settings) -> Result<Read, Failure> {
        let log = rights_stores::log(settings)?;
        let openings = rights_stores::openings(settings, log.ledger())?;
        Ok(Read { log, openings, views: rights_stores::views(settings)? })
    }
}

impl Filled {
    /// Those that `settings` name.
    ///
    /// # Errors
    /// As [`Stores::open`].
    pub fn open(settings: &Settings) -> Result<Filled, Failure> {
        Ok(Filled { log: rights_stores::log(settings)?, views: rights_stores::views(settings)? })
    }
}

/// What `begin` gives, on a thread where it may block. While its servers do not answer it is tried
/// again, for a while.
///
/// # Errors
/// Those of `begin`: of the last attempt, if servers did not answer.
pub async fn patiently<T: Send + 'static>(
    begin: impl Fn() -> Result<T, Failure> + Clone + Send + 'static,
) -> Result<T, Failure> {
    let until = Instant::now() + PATIENCE;
    loop {
        let attempt = spawn_blocking(begin.clone()).await.map_err(trouble::panicked)?;
        match attempt {
            Err(failure) if trouble::is_passing(&failure) && Instant::now() < until => {
                tracing::warn!(why = failure.told(), "waiting for what the ledger is kept in");
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

/// What a process runs on, for `rights_build_info`.
pub type Build = [(&'static str, &'static str); 4];

/// What this binary is, and what it stores with as `settings` say.
#[must_use]
pub fn build(settings: &Settings) -> Build {
    let log = match settings.log {
        LogUrl::Embedded => "sqlite",
        LogUrl::Kafka(_) => "kafka",
    };
    let openings = match settings.openings {
        OpeningsUrl::Embedded => "sqlite",
        OpeningsUrl::Postgres(_) => "postgres",
    };
    let views = match settings.views {
        ViewsUrl::Embedded => "sqlite",
        ViewsUrl::Postgres(_) => "postgres",
    };
    let version = env!("CARGO_PKG_VERSION");
    [("version", version), ("log", log), ("openings", openings), ("views", views)]
}
