//! Which services are ready: what the health service tells load balancers, by name.

use std::{collections::BTreeMap, sync::Arc};

use rights_api::v1::{audit_server, query_server};
use tokio::sync::{Mutex, watch};
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
    server::{HealthReporter, health_reporter},
};

use crate::audit::Tail;

/// The names of the services that are always hosted here, as in their proto files.
pub const SERVICES: [&str; 2] = [query_server::SERVICE_NAME, audit_server::SERVICE_NAME];

/// The name that stands for all services together.
const OVERALL: &str = "";

/// The readiness of each service. Clones are handles to the same.
#[derive(Clone)]
pub struct Readiness {
    reporter: HealthReporter,
    states: Arc<Mutex<States>>,
}

struct States {
    services: BTreeMap<&'static str, bool>,
    /// The process is about to stop: nothing becomes ready any more.
    ended: bool,
}

impl States {
    fn all_ready(&self) -> bool {
        self.services.values().all(|ready| *ready)
    }
}

impl Readiness {
    /// None of `services`, named as in their proto files, is ready yet; and the health service that
    /// says so.
    pub async fn of(services: &[&'static str]) -> (Readiness, HealthServer<impl Health>) {
        let (reporter, server) = health_reporter();
        let services = services.iter().map(|name| (*name, false)).collect();
        let states = Arc::new(Mutex::new(States { services, ended: false }));
        let readiness = Readiness { reporter, states };
        readiness.report(&*readiness.states.lock().await).await;
        (readiness, server)
    }

    /// `service` is ready, or no longer. All services together are ready while each is.
    pub async fn set(&self, service: &'static str, ready: bool) {
        // Held while reporting, so that what is reported last is what holds.
        let mut states = self.states.lock().await;
        let ready = ready && !states.ended;
        states.services.insert(service, ready);
        self.report(&states).await;
    }

    /// Nothing is ready any more: the process is about to stop.
    pub async fn end(&self) {
        let mut states = self.states.lock().await;
        states.ended = true;
        states.services.values_mut().for_each(|ready| *ready = false);
        self.report(&states).await;
        // Whoever watches has heard that now, and would otherwise keep the process from ending.
        for name in states.services.keys().copied().chain([OVERALL]) {
            self.reporter.clone().clear_service_status(name).await;
        }
    }

    /// Whether `service` is ready; one that is not known never is.
    pub async fn is_ready(&self, service: &str) -> bool {
        self.states.lock().await.services.get(service).copied().unwrap_or(false)
    }

    /// Whether all services together are ready.
    pub async fn all_ready(&self) -> bool {
        self.states.lock().await.all_ready()
    }

    async fn report(&self, states: &States) {
        let overall = states.all_ready();
        let services = states.services.iter().map(|(name, ready)| (*name, *ready));
        for (name, ready) in services.chain([(OVERALL, overall)]) {
            let serving = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
            self.reporter.set_service_status(name, serving).await;
        }
    }
}

/// Reports `service` ready whenever what `heard` says last is enough; returns when nobody says
/// anything any more, and it is not ready then.
pub async fn follow<T>(
    readiness: Readiness,
    service: &'static str,
    mut heard: watch::Receiver<T>,
    is_enough: impl Fn(&T) -> bool,
) {
    loop {
        let ready = is_enough(&heard.borrow_and_update());
        readiness.set(service, ready).await;
        if heard.changed().await.is_err() {
            break;
        }
    }
    readiness.set(service, false).await;
}

/// Reports Audit ready while the log can be read; returns when that will not change any more.
pub async fn follow_log(readiness: Readiness, mut tail: Tail) {
    if tail.ready().await.is_ok() {
        readiness.set(audit_server::SERVICE_NAME, true).await;
    }
    tail.broken().await;
    readiness.set(audit_server::SERVICE_NAME, false).await;
}
