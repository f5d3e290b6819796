//! A whole ledger in one process: log, openings and views in one data directory, the sequencer, the
//! projector and the gateway over them. The same libraries as everywhere, and no socket.

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use axum::Router;
use prometheus_client::registry::Registry;
use rights_api::v1::{
    audit_server, query_server,
    registry_server::{self, RegistryServer},
};
use rights_config::{
    settings::Settings,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};
use rights_gateway::{
    audit::{Audit, PATIENCE, Tail},
    health::{Readiness, follow, follow_log, follow_views},
    metrics::{Metrics, register_process},
    pages::{Check, pages, thousands},
    query::Query,
    routes::routes,
    serve::{Stop, Stopping, stop},
};
use rights_log::Log;
use rights_openings::Openings;
use rights_projector::{Running, reflects};
use rights_sequencer::{Config, Handle, RegistryService, Sequencer, SystemClock};
use rights_stores::Written;
use rights_views::Views;
use tokio::{sync::watch, task::spawn_blocking};
use tonic::service::RoutesBuilder;

use crate::{
    channel::{self, Channel},
    configuration,
    exit::Exit,
    failure::{Failure, own},
    service_keys, trouble,
};

/// The services of a node, as the health service names them.
const SERVICES: [&str; 3] = [REGISTRY, QUERY, AUDIT];
const REGISTRY: &str = registry_server::SERVICE_NAME;
const QUERY: &str = query_server::SERVICE_NAME;
const AUDIT: &str = audit_server::SERVICE_NAME;

/// How long a process that ends goes on filling views, which another one can do as well.
const LAG_MAX: Duration = Duration::from_secs(10);

/// What this binary is and what it runs on, for `rights_build_info`.
type Build = [(&'static str, &'static str); 4];

fn build(settings: &Settings) -> Build {
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

/// Where the ledger is kept.
struct Stores {
    log: Arc<dyn Log>,
    openings: Arc<dyn Openings>,
    views: Arc<dyn Views>,
    build: Build,
}

impl Node {
    /// The ledger embedded in `data_dir`, once it decides and its views reflect the whole log.
    ///
    /// # Errors
    /// Why it cannot be served, and what to do: see [`trouble`].
    pub async fn open(data_dir: &Path) -> Result<Node, Failure> {
        Node::configured(Settings::embedded(data_dir)).await
    }

    /// The ledger that `settings` place, as they say.
    ///
    /// # Errors
    /// As [`Node::open`]; `CLIENT_NOT_BUILT`.
    pub async fn configured(settings: Settings) -> Result<Node, Failure> {
        let started = spawn_blocking(move || start(&settings)).await;
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
        let metrics = Metrics::default();
        let mut registry = registry(&metrics, &handle, &projector, &audit);
        register_process(&mut registry, &stores.build);
        let pages = pages(registry, readiness.clone(), checks(&handle, &projector, &tail));
        let mut services = RoutesBuilder::default();
        services
            .add_service(RegistryServer::new(RegistryService::new(handle.clone())))
            .add_service(query.server())
            .add_service(audit.server())
            .add_service(health);
        let routes = routes(services, pages, &metrics).map_err(trouble::undescribed)?;
        for service in SERVICES {
            readiness.set(service, true).await;
        }
        // They keep nothing but what they are told by, so that whoever closes the node need not wait
        // for them.
        tokio::spawn(follow(readiness.clone(), REGISTRY, handle.deciding()));
        tokio::spawn(follow_views(readiness.clone(), sizes(&projector)));
        tokio::spawn(follow_log(readiness.clone(), tail.clone()));
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
        let address = listener.local_addr().map(|address| address.to_string());
        tracing::info!(address = address.unwrap_or_default(), "the ledger is served");
        let serving = rights_gateway::serve::serve(listener, routes, &readiness, stopping);
        let ends = async {
            let ended = tokio::select! {
                () = told => Ok(()),
                ended = sequencer.ended() => ended.map_err(Failure::from),
                ended = projector.ended() => ended.map_err(Failure::from),
            };
            tracing::info!("ending: nothing more is taken");
            handle.close();
            stop.say();
            ended
        };
        let (served, ended) = tokio::join!(serving, ends);
        tracing::info!(ended = ?served, "the port is closed");
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
        if let Some(last) = handle.counters().size.load(Relaxed).checked_sub(1) {
            // Where stores are on servers no reader fills views. If they lag, whoever serves will.
            let mut positions = projector.positions();
            tokio::time::timeout(LAG_MAX, reflects(&mut positions, last)).await.ok();
        }
        spawn_blocking(move || projector.stop()).await.map_err(trouble::panicked)??;
        // The last that holds the log: its end is the end of this wait.
        tail.broken().await;
        Ok(())
    }
}

type Started = (Stores, u64, Handle, Sequencer, Running);

/// Settings that this process would not heed are refused, not ignored.
fn heeded(settings: &Settings) -> Result<(), Failure> {
    let unheeded = [
        ("sequencer.standby", settings.sequencer.standby),
        ("metrics.listen", settings.metrics_listen.is_some()),
    ];
    let unheeded = unheeded.into_iter().filter(|(_, is_set)| *is_set);
    let names: Vec<&str> = unheeded.map(|(key, _)| key).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(own("SETTING_UNSERVED", Exit::Configuration).fact("names", names.join(", ")))
}

fn start(settings: &Settings) -> Result<Started, Failure> {
    heeded(settings)?;
    let Written { log, openings } = rights_stores::open(settings)?;
    let (views, build) = (rights_stores::views(settings)?, build(settings));
    let stores = Stores { log, openings, views, build };
    let clerk = settings.clerk_key_file.as_deref().ok_or_else(configuration::no_data_directory)?;
    let config = Config {
        clerk: service_keys::due_clerk(clerk)?,
        clock: Arc::new(SystemClock::default()),
        silence_max: settings.sequencer.silence_max,
        verifiers: settings.sequencer.verifiers.get(),
        inbox_max: settings.sequencer.inbox_max.get(),
        remembered: stores.views.remembered()?,
        pulse: None,
        heartbeat: settings.sequencer.heartbeat,
        patience: settings.sequencer.patience,
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

/// The numbers of every service of a node, and what the node is made of.
fn registry(metrics: &Metrics, handle: &Handle, projector: &Running, audit: &Audit) -> Registry {
    let mut registry = Registry::default();
    rights_sequencer::Metrics::of(handle).register(&mut registry);
    projector.metrics(size(audit.tail())).register(&mut registry);
    metrics.register(&mut registry, audit);
    registry
}

/// What each service needs to be ready.
fn checks(handle: &Handle, projector: &Running, tail: &Tail) -> Vec<Check> {
    let (handle, projected) = (handle.clone(), projector.metrics(size(tail.clone())));
    let sequencer = move || match handle.counters().size.load(Relaxed) {
        0 => "the log is not claimed yet".to_owned(),
        size => format!("claims the log again, which held {} records", thousands(size)),
    };
    let projector = move || match projected.records_behind() {
        0 => "has ended".to_owned(),
        behind => format!("{} records behind", thousands(behind)),
    };
    let log = || "cannot be read".to_owned();
    let check = |name, service, why_not| Check { name, service, why_not };
    vec![
        check("sequencer", REGISTRY, Box::new(sequencer)),
        check("projector", QUERY, Box::new(projector)),
        check("log", AUDIT, Box::new(log)),
    ]
}

/// How many records the log is known to hold, whenever it is asked.
fn size(tail: Tail) -> impl Fn() -> u64 + Send + Sync + 'static {
    move || tail.size().unwrap_or(0)
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
