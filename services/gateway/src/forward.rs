//! The Registry for whoever reaches the gateway alone: calls go on to the sequencer that decides.
//!
//! A ledger may have several sequencers, of which one is active. Each is asked for its health, and
//! says itself when that changes; calls go to the first that is ready. None is repeated here:
//! whether a command was recorded is known by asking again with its id.

use std::{convert::Infallible, future::Future, pin::Pin, task, time::Duration};

use axum::http::{Request, Response};
use rights_api::{
    status,
    v1::{Reason, registry_server},
};
use tokio::{sync::watch, time::sleep};
use tonic::{
    body::Body,
    server::NamedService,
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tower::{Service, ServiceExt as _};

/// How long until a sequencer that cannot be reached is asked again.
const PAUSE: Duration = Duration::from_millis(250);
/// How long a sequencer may take to answer a connection, and a ping on it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes calls of the Registry. Clones are handles to the same sequencers.
#[derive(Clone, Debug)]
pub struct Forward {
    sequencers: Vec<Channel>,
    ready: watch::Receiver<Vec<bool>>,
}

impl Forward {
    /// Forwards to `sequencers`, the first of which to be ready is preferred; begins to ask them.
    /// Call it on a runtime: they are asked for as long as a handle lives.
    #[must_use]
    pub fn to(sequencers: Vec<Endpoint>) -> Forward {
        let patient = |endpoint: Endpoint| {
            let alive = endpoint.connect_timeout(PATIENCE).keep_alive_timeout(PATIENCE);
            alive.http2_keep_alive_interval(PATIENCE).keep_alive_while_idle(true).connect_lazy()
        };
        let sequencers: Vec<Channel> = sequencers.into_iter().map(patient).collect();
        let (heard, ready) = watch::channel(vec![false; sequencers.len()]);
        for (nth, sequencer) in sequencers.iter().enumerate() {
            tokio::spawn(listen(nth, sequencer.clone(), heard.clone()));
        }
        Forward { sequencers, ready }
    }

    /// Whether some sequencer is ready, now and each time that this changes.
    #[must_use]
    pub fn readiness(&self) -> watch::Receiver<Vec<bool>> {
        self.ready.clone()
    }

    fn active(&self) -> Option<Channel> {
        let ready = self.ready.borrow();
        let mut pairs = self.sequencers.iter().zip(ready.iter());
        pairs.find(|(_, ready)| **ready).map(|(sequencer, _)| sequencer.clone())
    }
}

/// Notes whether the sequencer is ready, for as long as somebody wants to know.
async fn listen(nth: usize, sequencer: Channel, heard: watch::Sender<Vec<bool>>) {
    let note = |ready: bool| {
        heard.send_if_modified(|all| {
            let Some(known) = all.get_mut(nth) else { return false };
            std::mem::replace(known, ready) != ready
        });
    };
    loop {
        let asked = HealthCheckRequest { service: registry_server::SERVICE_NAME.into() };
        if let Ok(answers) = HealthClient::new(sequencer.clone()).watch(asked).await {
            let mut answers = answers.into_inner();
            while let Ok(Some(answer)) = answers.message().await {
                note(answer.status() == ServingStatus::Serving);
            }
        }
        note(false);
        tokio::select! {
            () = heard.closed() => return,
            () = sleep(PAUSE) => {}
        }
    }
}

impl NamedService for Forward {
    const NAME: &'static str = registry_server::SERVICE_NAME;
}

impl Service<Request<Body>> for Forward {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> task::Poll<Result<(), Infallible>> {
        task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let active = self.active();
        Box::pin(async move {
            let Some(sequencer) = active else {
                return Ok(unavailable("no sequencer is ready"));
            };
            let answer = sequencer.oneshot(request).await;
            Ok(answer.unwrap_or_else(|why| unavailable(&format!("the sequencer: {why}"))))
        })
    }
}

fn unavailable(why: &str) -> Response<Body> {
    status::failure(&status::Failure::new(Reason::Unavailable).fact("why", why)).into_http()
}
