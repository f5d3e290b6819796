//! What a process serves: services, health, reflection and pages on one port, or the pages on one
//! of their own; and the order in which it ends.

use axum::Router;
use prometheus_client::registry::Registry;
use rights_config::settings::Settings;
use rights_gateway::{
    health::Readiness,
    metrics::{Metrics, register_process},
    pages::{Check, pages},
    routes::routes,
    serve::{Stop, Stopping, serve, stop},
};
use tokio::net::TcpListener;
use tonic::service::RoutesBuilder;

use super::stores::build;
use crate::{
    exit::Exit,
    failure::{Failure, own},
    trouble,
};

/// What is to be served, while it is put together.
pub struct Port {
    pub services: RoutesBuilder,
    pub readiness: Readiness,
    pub numbers: Registry,
    checks: Vec<Check>,
    stop: Stop,
    stopping: Stopping,
}

/// What is served.
pub struct Served {
    routes: Router,
    /// On a port of their own, or nowhere else.
    pages: Router,
    readiness: Readiness,
    stop: Stop,
    stopping: Stopping,
}

/// Where it is served.
pub struct Listeners {
    everything: TcpListener,
    pages: Option<TcpListener>,
}

impl Listeners {
    /// The ports that `settings` name.
    ///
    /// # Errors
    /// `PORT_IN_USE`.
    pub async fn bind(settings: &Settings) -> Result<Listeners, Failure> {
        let bind = async |address: std::net::SocketAddr| {
            TcpListener::bind(address).await.map_err(|why| {
                own("PORT_IN_USE", Exit::Configuration)
                    .fact("port", address.port())
                    .fact("why", why)
            })
        };
        let everything = bind(settings.listen).await?;
        let pages = match settings.metrics_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        Ok(Listeners { everything, pages })
    }

    /// The address of the services.
    ///
    /// # Errors
    /// The operating system's.
    pub fn address(&self) -> std::io::Result<std::net::SocketAddr> {
        self.everything.local_addr()
    }
}

impl From<TcpListener> for Listeners {
    fn from(everything: TcpListener) -> Listeners {
        Listeners { everything, pages: None }
    }
}

impl Port {
    /// Nothing yet but health: none of `services`, named as in their proto files, is ready.
    pub async fn of(services: &[&'static str]) -> Port {
        let (stop, stopping) = stop();
        let (readiness, health) = Readiness::of(services).await;
        let mut services = RoutesBuilder::default();
        services.add_service(health);
        let (numbers, checks) = (Registry::default(), Vec::new());
        Port { services, readiness, numbers, checks, stop, stopping }
    }

    /// What everybody here hears who has to end with it.
    #[must_use]
    pub fn stopping(&self) -> Stopping {
        self.stopping.clone()
    }

    /// Tells whoever asks what keeps `service` from being ready, as `why_not` says then.
    pub fn check(
        &mut self,
        name: &'static str,
        service: &'static str,
        why_not: impl Fn() -> String + Send + Sync + 'static,
    ) {
        self.checks.push(Check { name, service, why_not: Box::new(why_not) });
    }

    /// All of it, to be served as `settings` say.
    ///
    /// # Errors
    /// That the services cannot describe themselves.
    pub fn composed(self, settings: &Settings) -> Result<Served, Failure> {
        let Port { services, readiness, mut numbers, checks, stop, stopping } = self;
        let metrics = Metrics::default();
        metrics.register(&mut numbers);
        register_process(&mut numbers, &build(settings));
        let pages = pages(numbers, readiness.clone(), checks);
        let (beside, pages) = match settings.metrics_listen {
            None => (pages, Router::new()),
            Some(_) => (Router::new(), pages),
        };
        let routes = routes(services, beside, &metrics).map_err(trouble::undescribed)?;
        Ok(Served { routes, pages, readiness, stop, stopping })
    }
}

impl Served {
    /// The services without a socket.
    pub fn routes(&self) -> Router {
        self.routes.clone()
    }

    /// Everybody who heard [`Port::stopping`] ends.
    pub fn end(self) {
        self.stop.say();
    }

    /// Serves on `listeners` until `ends` is over, which lets nothing new begin; then everything ends
    /// in order.
    ///
    /// # Errors
    /// Those of `ends`, or why a port is lost.
    pub async fn serve(
        self,
        listeners: Listeners,
        ends: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        let Served { routes, pages, readiness, stop, stopping } = self;
        let address = listeners.address().map(|address| address.to_string());
        tracing::info!(address = address.unwrap_or_default(), "serving begins");
        let services = serve(listeners.everything, routes, &readiness, stopping.clone());
        let apart = async {
            match listeners.pages {
                Some(listener) => serve(listener, pages, &readiness, stopping).await.map(drop),
                None => Ok(()),
            }
        };
        let ends = async {
            let ended = ends.await;
            tracing::info!("ending: nothing more is taken");
            stop.say();
            ended
        };
        let (served, apart, ended) = tokio::join!(services, apart, ends);
        tracing::info!(ended = ?served, "the port is closed");
        served?;
        apart?;
        ended
    }
}
