//! The Registry reached through a gateway: commands arrive at the sequencer that is ready, and what
//! it answers comes back as it is.

use std::net::SocketAddr;

use axum::Router;
use rights_api::{
    status,
    v1::{
        self, Reason, SubmitRequest, registry_client::RegistryClient, registry_server,
        registry_server::RegistryServer,
    },
};
use rights_gateway::{
    forward::Forward,
    health::Readiness,
    metrics::Metrics,
    routes::routes,
    serve::{Stop, serve, stop},
};
use rights_sequencer::{RegistryService, Submission};
use tests::{
    cast::{Ask, appoint_secretary, sealed},
    system::System,
};
use tokio::{net::TcpListener, task::block_in_place};
use tonic::{
    Code,
    service::{Routes, RoutesBuilder},
    transport::Endpoint,
};

const REGISTRY: &str = registry_server::SERVICE_NAME;

/// A system, whose start blocks.
fn founded() -> System {
    block_in_place(System::founded)
}

/// One sequencer's port, whose readiness a test sets.
struct Port {
    address: SocketAddr,
    readiness: Readiness,
    _stop: Stop,
}

async fn port(system: &System) -> Port {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let (readiness, health) = Readiness::of(&[REGISTRY]).await;
    let mut services = RoutesBuilder::default();
    services
        .add_service(RegistryServer::new(RegistryService::new(system.handle().clone())))
        .add_service(health);
    let routes =
        routes(services, Router::new(), &Metrics::default()).expect("the services are described");
    let (stop, stopping) = stop();
    let ready = readiness.clone();
    tokio::spawn(async move { serve(listener, routes, &ready, stopping).await });
    Port { address, readiness, _stop: stop }
}

fn forward(ports: &[&Port]) -> Forward {
    let endpoint = |port: &&Port| Endpoint::from_shared(format!("http://{}", port.address));
    Forward::to(ports.iter().map(endpoint).collect::<Result<_, _>>().expect("they are addresses"))
}

/// Waits until the gateway has heard that exactly these are ready.
async fn heard(forward: &Forward, expected: &[bool]) {
    let mut readiness = forward.readiness();
    readiness.wait_for(|ready| ready == expected).await.expect("the gateway listens");
}

fn client(forward: &Forward) -> RegistryClient<Routes> {
    RegistryClient::new(Routes::new(forward.clone()))
}

fn asked(submission: &Submission) -> SubmitRequest {
    let opening = |opening: &rights_openings::Opening| v1::Opening {
        salt: opening.salt().to_vec(),
        value: opening.text().to_owned(),
    };
    let openings = submission.openings.iter().map(opening).collect();
    SubmitRequest { envelope: submission.envelope.clone(), openings, at_us: 0 }
}

fn secretary(system: &System) -> Ask {
    let (name, opening) = sealed("the secretary's name");
    appoint_secretary("RU", Some(name), system.now()).opening(opening)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_goes_to_the_sequencer_that_is_ready_and_its_answer_comes_back() {
    let (mut first, second) = (founded(), founded());
    let (idle, active) = (port(&first).await, port(&second).await);
    let forward = forward(&[&idle, &active]);
    active.readiness.set(REGISTRY, true).await;
    heard(&forward, &[false, true]).await;
    let request = asked(&first.signed(secretary(&first)));
    let receipt = client(&forward).submit(request.clone()).await.expect("it is permitted");
    let (size, records) = (second.records().len() as u64, first.records().len() as u64);
    assert_eq!(receipt.into_inner().receipt.expect("a receipt comes").sequence, size - 1);
    assert_eq!(records, size - 1, "the one that is not ready has nothing");

    active.readiness.set(REGISTRY, false).await;
    idle.readiness.set(REGISTRY, true).await;
    heard(&forward, &[true, false]).await;
    client(&forward).submit(request).await.expect("the other is asked now");
    assert_eq!(first.records().len() as u64, size);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_keeps_its_reason_on_the_way() {
    let mut system = founded();
    let port = port(&system).await;
    let forward = forward(&[&port]);
    port.readiness.set(REGISTRY, true).await;
    heard(&forward, &[true]).await;
    let mut request = asked(&system.signed(secretary(&system)));
    request.openings.clear();
    let refused = client(&forward).submit(request).await.expect_err("its opening is missing");
    let refused = status::read(&refused).expect("it says its reason");
    assert_eq!(refused.reason, Reason::OpeningMissing);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_ready_sequencer_callers_are_told_to_ask_again() {
    let mut system = founded();
    let port = port(&system).await;
    let forward = forward(&[&port]);
    let request = asked(&system.signed(secretary(&system)));
    let refused = client(&forward).submit(request).await.expect_err("nobody is ready");
    assert_eq!(refused.code(), Code::Unavailable);
    assert_eq!(status::read(&refused).expect("it says its reason").reason, Reason::Unavailable);
}
