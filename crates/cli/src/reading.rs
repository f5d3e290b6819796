//! A ledger as it is stored, read in this process, also beside whoever serves it: views, log and
//! openings, without a sequencer and without a lock. Nothing is changed by reading.

use std::{path::Path, sync::Arc};

use axum::Router;
use rights_config::{
    settings::Settings as Serving,
    url::{LogUrl, ViewsUrl},
};
use rights_gateway::{
    audit::{Audit, PATIENCE, Tail},
    metrics::Metrics,
    query::Query,
    routes::routes,
    serve::{Stop, stop},
};
use rights_log::{Error as LogError, Reading as _, Stop as LogStop, embedded as log};
use rights_projector::Projector;
use rights_views::Views;
use tokio::{sync::watch, task::spawn_blocking};
use tonic::service::RoutesBuilder;

use crate::{
    channel::{self, Channel},
    exit::Exit,
    failure::{Failure, own},
    settings::Settings,
    trouble,
};

/// The services that read one ledger.
pub struct Reading {
    routes: Router,
    stop: Stop,
}

/// What is read.
struct Stores {
    log: Arc<dyn rights_log::Reading>,
    openings: Arc<dyn rights_openings::Reading>,
    views: Arc<dyn Views>,
    /// How many records the log holds.
    size: u64,
    /// How many of them the views reflect.
    reflected: u64,
}

impl Reading {
    /// The ledger that `serving` places. Views that lack the newest records are filled, unless another
    /// process is about to: then answers are older than the log, and the reader is told.
    ///
    /// # Errors
    /// Why it cannot be read, and what to do: see [`trouble`].
    pub async fn open(serving: Serving, settings: &Settings) -> Result<Reading, Failure> {
        let looked = spawn_blocking(move || look(&serving)).await;
        let stores = looked.map_err(trouble::panicked)??;
        if stores.reflected < stores.size {
            let (size, reflected) = (stores.size.to_string(), stores.reflected.to_string());
            settings.say("reading-behind", &[("size", &size), ("reflected", &reflected)]);
        }
        compose(stores)
    }

    /// The services without a socket.
    #[must_use]
    pub fn channel(&self) -> Channel {
        channel::within(self.routes.clone())
    }

    /// Ends the streams that are still being given out.
    pub fn close(self) {
        self.stop.say();
    }
}

fn compose(stores: Stores) -> Result<Reading, Failure> {
    let Stores { log, openings, views, size, reflected } = stores;
    let (stop, stopping) = stop();
    // Nobody waits here for what is not reflected yet: the sender is gone.
    let (_, reflected) = watch::channel(reflected);
    let query = Query::new(views, reflected, Arc::clone(&log), Some(openings));
    let audit = Audit::new(log, Tail::still(size), stopping, PATIENCE);
    let mut services = RoutesBuilder::default();
    services.add_service(query.server()).add_service(audit.server());
    let routes =
        routes(services, Router::new(), &Metrics::default()).map_err(trouble::undescribed)?;
    Ok(Reading { routes, stop })
}

fn look(serving: &Serving) -> Result<Stores, Failure> {
    match (&serving.log, &serving.data_dir) {
        (LogUrl::Embedded, Some(directory)) => here(serving, directory),
        (LogUrl::Embedded, None) | (LogUrl::Kafka(_), _) => elsewhere(serving),
    }
}

fn here(serving: &Serving, directory: &Path) -> Result<Stores, Failure> {
    let log = Arc::new(log::Onlooker::open(directory)?);
    // The log before the views: what is appended meanwhile does not make them look late.
    let size = log.size()?;
    if size == 0 {
        let unfounded = own("LEDGER_NOT_FOUNDED", Exit::Configuration);
        return Err(unfounded.fact("path", directory.display()));
    }
    let openings = rights_stores::openings(serving, log.ledger())?;
    let views = rights_stores::views(serving)?;
    if reflected(&*views)? < size && serving.views == ViewsUrl::Embedded {
        fill(directory, &*views)?;
    }
    let reflected = reflected(&*views)?;
    if reflected == 0 {
        return Err(rights_views::Error::NotServed.into());
    }
    if reflected > size {
        not_before(reflected, log.size()?)?;
    }
    Ok(Stores { log, openings, views, size, reflected })
}

/// A log on a server is not read to its end to learn its size: its projector is near it.
fn elsewhere(serving: &Serving) -> Result<Stores, Failure> {
    let log = rights_stores::log(serving)?;
    let openings = rights_stores::openings(serving, log.ledger())?;
    let views = rights_stores::views(serving)?;
    match reflected(&*views)? {
        0 => Err(rights_views::Error::NotServed.into()),
        size => Ok(Stores { log, openings, views, size, reflected: size }),
    }
}

/// Views are made from the log, so that a log which holds less now has lost records.
fn not_before(reflected: u64, size: u64) -> Result<(), Failure> {
    if size < reflected {
        let why = format!("the views reflect {reflected} records, but the log holds only {size}");
        return Err(own("ROLLBACK_DETECTED", Exit::Order).fact("why", why));
    }
    Ok(())
}

/// How many records `views` reflect; none while their tables are filled for the first time.
fn reflected(views: &dyn Views) -> Result<u64, Failure> {
    match views.snapshot() {
        Ok(snapshot) => Ok(snapshot.position().map_or(0, |position| position.head.size)),
        Err(rights_views::Error::NotServed) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// Stores in `views` what they lack, unless another process has the log: it does so itself.
fn fill(directory: &Path, views: &dyn Views) -> Result<(), Failure> {
    let log = match log::Embedded::open(directory) {
        Err(LogError::Stop(LogStop::InUse { .. })) => return Ok(()),
        opened => opened?,
    };
    Projector::start(&log, views)?.catch_up()?;
    Ok(())
}
