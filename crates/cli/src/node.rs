//! A whole ledger in one process: log, openings and views in one data directory, the sequencer, the
//! projector and the gateway over them. The same libraries as everywhere, and no socket.

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
    time::Duration,
};

use axum::Router;
use rights_api::v1::registry_server::RegistryServer;
use rights_gateway::{
    audit::{Audit, PATIENCE, Tail},
    health::Readiness,
    query::Query,
    routes::routes,
    serve::{Stop, Stopping, stop},
};
use rights_log::{Log, embedded as log};
use rights_openings::{Openings, embedded as openings};
use rights_projector::{Running, reflects};
use rights_sequencer::{
    Config, HEARTBEAT, Handle, INBOX_MAX, RegistryService, SILENCE_MAX, Sequencer, SystemClock,
};
use rights_views::{Views, embedded as views};
use tokio::{sync::watch, task::spawn_blocking};
use tonic::service::RoutesBuilder;

use crate::{
    channel::{self, Channel},
    failure::Failure,
    service_keys, trouble,
};

/// The services of a node, as the health service names them.
const SERVICES: [&str; 3] =
    ["rights.api.v1.Registry", "rights.api.v1.Query", "rights.api.v1.Audit"];

/// The services of one ledger, running.
pub struct Node {
    routes: Router,
    handle: Handle,
    readiness: Readiness,
    sequencer: Sequencer,
    projector: Running,
    tail: Tail,
    stop: Stop,
    stopping: Stopping,
}

/// What stands in the data directory.
struct Stores {
    log: Arc<dyn Log>,
    openings: Arc<dyn Openings>,
    views: Arc<dyn Views>,
}

impl Node {
    /// The ledger in `data_dir`, once it decides and its views reflect the whole log.
    ///
    /// # Errors
    /// Why it cannot be served, and what to do: see [`trouble`].
    pub async fn open(data_dir: &Path) -> Result<Node, Failure> {
        Node::open_after(data_dir, SILENCE_MAX).await
    }

    /// As [`Node::open`], where a person confirms that the ledger may have been silent for as long.
    ///
    /// # Errors
    /// As [`Node::open`].
    pub async fn open_after(data_dir: &Path, silence_max: Duration) -> Result<Node, Failure> {
        let directory = data_dir.to_owned();
        let started = spawn_blocking(move || start(&directory, silence_max)).await;
        let (stores, size, handle, sequencer, projector) = started.map_err(trouble::panicked)??;
        let mut positions = projector.positions();
        if let Some(last) = size.checked_sub(1)
            && reflects(&mut positions, last).await.is_err()
        {
            return Err(projector.stop().err().map_or_else(trouble::silent, Failure::from));
        }
        Node::compose(&stores, handle, sequencer, projector).await
    }

    async fn compose(
        stores: &Stores,
        handle: Handle,
        sequencer: Sequencer,
        projector: Running,
    ) -> Result<Node, Failure> {
        let (stop, stopping) = stop();
        let (views, log) = (Arc::clone(&stores.views), Arc::clone(&stores.log));
        let openings: Arc<dyn rights_openings::Reading> =
            Arc::<dyn Openings>::clone(&stores.openings);
        let query =
            Query::new(views, sizes(&projector), Arc::<dyn Log>::clone(&log), Some(openings));
        let tail = Tail::of(Arc::<dyn Log>::clone(&log), stopping.clone())?;
        let audit = Audit::new(log, tail.clone(), stopping.clone(), PATIENCE);
        let (readiness, health) = Readiness::of(&SERVICES).await;
        let mut services = RoutesBuilder::default();
        services
            .add_service(RegistryServer::new(RegistryService::new(handle.clone())))
            .add_service(query.server())
            .add_service(audit.server())
            .add_service(health);
        let routes = routes(services, Router::new()).map_err(trouble::undescribed)?;
        for service in SERVICES {
            readiness.set(service, true).await;
        }
        Ok(Node { routes, handle, readiness, sequencer, projector, tail, stop, stopping })
    }

    /// The services without a socket.
    #[must_use]
    pub fn channel(&self) -> Channel {
        channel::within(self.routes.clone())
    }

    /// The way to the sequencer.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Serves on `listener` until `told` to stop, or until the sequencer or the projector cannot go
    /// on; then everything ends in order.
    ///
    /// # Errors
    /// Why a service could not go on.
    pub async fn serve(
        self,
        listener: tokio::net::TcpListener,
        told: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        let Node { routes, handle, readiness, sequencer, projector, tail: _, stop, stopping } =
            self;
        let serving = rights_gateway::serve::serve(listener, routes, &readiness, stopping);
        let ends = async {
            let ended = tokio::select! {
                () = told => Ok(()),
                ended = sequencer.ended() => ended.map_err(Failure::from),
                ended = projector.ended() => ended.map_err(Failure::from),
            };
            handle.close();
            stop.say();
            ended
        };
        let (served, ended) = tokio::join!(serving, ends);
        served?;
        ended
    }

    /// Ends everything in order: what was submitted is answered, then nothing more is taken. Once it
    /// returns, the data directory may be opened again.
    ///
    /// # Errors
    /// Why a service had stopped before.
    pub async fn close(self) -> Result<(), Failure> {
        let Node { routes, handle, sequencer, projector, mut tail, stop, .. } = self;
        drop(routes);
        handle.close();
        sequencer.ended().await?;
        stop.say();
        spawn_blocking(move || projector.stop()).await.map_err(trouble::panicked)??;
        // The last that holds the log: its end is the end of this wait.
        tail.broken().await;
        Ok(())
    }
}

type Started = (Stores, u64, Handle, Sequencer, Running);

fn start(directory: &Path, silence_max: Duration) -> Result<Started, Failure> {
    let stores = open(directory)?;
    let config = Config {
        clerk: service_keys::due_clerk(directory)?,
        clock: Arc::new(SystemClock::default()),
        silence_max,
        verifiers: thread::available_parallelism().map_or(1, usize::from),
        inbox_max: INBOX_MAX,
        remembered: stores.views.remembered()?,
        pulse: None,
        heartbeat: HEARTBEAT,
        patience: rights_sequencer::PATIENCE,
    };
    let (log, openings) = (Arc::clone(&stores.log), Arc::clone(&stores.openings));
    // Both replay the whole log: side by side, a start takes the longer time and not the sum.
    let projector = rights_projector::spawn(&*stores.log, &*stores.views)?;
    let (handle, sequencer) = match Sequencer::start(log, openings, config) {
        Ok(started) => started,
        Err(stop) => {
            // Why the log cannot be claimed says more than why its views cannot follow it.
            projector.stop().ok();
            return Err(stop.into());
        }
    };
    let size = handle.counters().size.load(Relaxed);
    Ok((stores, size, handle, sequencer, projector))
}

fn open(directory: &Path) -> Result<Stores, Failure> {
    let log = log::Embedded::open(directory)?;
    let (openings, mut staged) = openings::Embedded::beside_frames(log.path())?;
    log.write_beside(Box::new(move |transaction| staged.write(transaction)));
    let views = views::Embedded::open(directory)?;
    Ok(Stores { log: Arc::new(log), openings: Arc::new(openings), views: Arc::new(views) })
}

/// How many records the views reflect, as it grows.
fn sizes(projector: &Running) -> watch::Receiver<u64> {
    let mut positions = projector.positions();
    let size = |position: Option<rights_views::Position>| position.map_or(0, |at| at.head.size);
    let (sender, sizes) = watch::channel(size(*positions.borrow()));
    tokio::spawn(async move {
        while positions.changed().await.is_ok() {
            let reflected = size(*positions.borrow_and_update());
            sender.send_replace(reflected);
        }
    });
    sizes
}
