//! Which services are ready: what the health service tells load balancers, by name.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
    server::{HealthReporter, health_reporter},
};

/// The name that stands for all services together.
const OVERALL: &str = "";

/// The readiness of each service. Clones are handles to the same.
#[derive(Clone)]
pub struct Readiness {
    reporter: HealthReporter,
    services: Arc<Mutex<BTreeMap<&'static str, bool>>>,
}

impl Readiness {
    /// None of `services`, named as in their proto files, is ready yet; and the health service that
    /// says so.
    pub async fn of(services: &[&'static str]) -> (Readiness, HealthServer<impl Health>) {
        let (reporter, server) = health_reporter();
        let states = services.iter().map(|name| (*name, false)).collect();
        let readiness = Readiness { reporter, services: Arc::new(Mutex::new(states)) };
        readiness.report(OVERALL, false).await;
        for name in services {
            readiness.report(name, false).await;
        }
        (readiness, server)
    }

    /// `service` is ready, or no longer. All services together are ready while each is.
    pub async fn set(&self, service: &'static str, ready: bool) {
        let overall = {
            let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
            services.insert(service, ready);
            services.values().all(|ready| *ready)
        };
        self.report(service, ready).await;
        self.report(OVERALL, overall).await;
    }

    /// Nothing is ready any more: the process is about to stop.
    pub async fn end(&self) {
        let names: Vec<&'static str> = {
            let services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
            services.keys().copied().collect()
        };
        for name in names {
            self.set(name, false).await;
        }
    }

    async fn report(&self, name: &str, ready: bool) {
        let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
        self.reporter.set_service_status(name, status).await;
    }
}
