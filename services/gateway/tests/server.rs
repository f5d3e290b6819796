//! One port for everything: reflection, health, errors, pages, and how it stops.

mod world;

use axum::{Router, routing};
use rights_api::v1::{
    GetPartyRequest, Reason, WatchRequest, audit_client::AuditClient, query_client::QueryClient,
    query_server,
};
use rights_gateway::{
    health::{follow, follow_log},
    serve::{Ended, serve},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_stream::StreamExt as _;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};
use world::{PATIENT, World, reason, refused};

struct Served {
    world: World,
    address: std::net::SocketAddr,
    ended: JoinHandle<std::io::Result<Ended>>,
    readiness: rights_gateway::health::Readiness,
}

async fn served() -> Served {
    let world = World::founded();
    let web = Router::new().route("/hello", routing::get(async || "a page"));
    let (routes, readiness) = world.routes(PATIENT, web).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let (stopping, ready) = (world.stopping.clone(), readiness.clone());
    let ended = tokio::spawn(async move { serve(listener, routes, &ready, stopping).await });
    Served { world, address, ended, readiness }
}

impl Served {
    async fn connect(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address));
        endpoint.expect("it is an address").connect().await.expect("it listens")
    }

    async fn health(&self, service: &str) -> ServingStatus {
        let request = HealthCheckRequest { service: service.into() };
        let health = HealthClient::new(self.connect().await).check(request).await;
        health.expect("the service is known").into_inner().status()
    }

    /// The whole answer to an HTTP/1.1 request.
    async fn http1(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("it listens");
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[tokio::test]
async fn reflection_lists_every_service() {
    let served = served().await;
    let request = ServerReflectionRequest {
        message_request: Some(MessageRequest::ListServices(String::new())),
        ..ServerReflectionRequest::default()
    };
    let mut client = ServerReflectionClient::new(served.connect().await);
    let answers = client.server_reflection_info(tokio_stream::once(request)).await;
    let answer = answers.expect("it answers").into_inner().next().await.expect("one answer");
    let answer = answer.expect("it is no error").message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("{answer:?}") };
    let names: Vec<_> = list.service.iter().map(|service| service.name.as_str()).collect();
    for name in ["rights.api.v1.Query", "rights.api.v1.Audit", "grpc.health.v1.Health"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

#[tokio::test]
async fn health_follows_readiness_service_by_service() {
    let served = served().await;
    let (query, audit) = ("rights.api.v1.Query", "rights.api.v1.Audit");
    assert_eq!(served.health("").await, ServingStatus::NotServing);
    served.readiness.set(query, true).await;
    assert_eq!(served.health(query).await, ServingStatus::Serving);
    assert_eq!(served.health(audit).await, ServingStatus::NotServing);
    assert_eq!(served.health("").await, ServingStatus::NotServing);
    served.readiness.set(audit, true).await;
    assert_eq!(served.health("").await, ServingStatus::Serving);
}

#[tokio::test]
async fn a_gateway_is_ready_when_there_is_something_to_answer_from() {
    let served = served().await;
    let tail = served.world.audit(PATIENT).tail();
    let log = tokio::spawn(follow_log(served.readiness.clone(), tail));
    let (readiness, reflected) = (served.readiness.clone(), served.world.reflected());
    let views = tokio::spawn(follow(readiness, query_server::SERVICE_NAME, reflected, |n| *n > 0));
    let mut health = HealthClient::new(served.connect().await);
    let request = HealthCheckRequest { service: String::new() };
    let mut watch = health.watch(request).await.expect("it is known").into_inner();
    let mut said = async || watch.next().await.expect("it goes on").expect("it is known").status();
    while said().await != ServingStatus::Serving {}
    served.world.stop.say();
    while said().await != ServingStatus::NotServing {}
    let ended = watch.next().await;
    assert!(ended.is_none(), "whoever watches does not keep the process: {ended:?}");
    log.await.expect("it does not panic");
    drop(served.world);
    views.await.expect("it does not panic");
}

#[tokio::test]
async fn a_service_that_health_does_not_know_is_not_found() {
    let served = served().await;
    let request = HealthCheckRequest { service: "rights.api.v1.Nothing".into() };
    let status = HealthClient::new(served.connect().await).check(request).await;
    let status = status.expect_err("nobody serves it");
    assert_eq!((status.code(), reason(&status)), (tonic::Code::NotFound, Reason::NotFound));
}

#[tokio::test]
async fn an_error_says_its_reason_over_the_wire() {
    let served = served().await;
    let mut client = QueryClient::new(served.connect().await);
    let request = GetPartyRequest { moment: None, party: "nobody".into() };
    let status = client.get_party(request).await.expect_err("there is no such party");
    assert_eq!(reason(&status), Reason::NotFound);
    assert_eq!(refused(&status).facts, [("table".into(), "parties".into())]);
}

#[tokio::test]
async fn what_the_machinery_refuses_says_its_reason_too() {
    let served = served().await;
    let mut client = QueryClient::new(served.connect().await);
    let party = "x".repeat(5 << 20);
    let status = client.get_party(GetPartyRequest { moment: None, party }).await;
    assert_eq!(reason(&status.expect_err("5 MiB are too much")), Reason::RequestTooLarge);
    // Registry is described, and not hosted here.
    let mut client = rights_api::v1::registry_client::RegistryClient::new(served.connect().await);
    let status = client.submit(rights_api::v1::SubmitRequest::default()).await;
    assert_eq!(reason(&status.expect_err("nobody serves it")), Reason::MethodUnknown);
}

#[tokio::test]
async fn an_answer_that_takes_longer_than_its_deadline_says_so() {
    let served = served().await;
    let mut request = tonic::Request::new(GetPartyRequest {
        moment: Some(rights_api::v1::Moment { min_sequence: 9, as_of: None }),
        party: "argo".into(),
    });
    // In-process, so that no timer of the client or of the transport is faster.
    request.metadata_mut().insert("grpc-timeout", "1m".parse().expect("a value"));
    let status = served.world.querying().await.get_party(request).await;
    assert_eq!(reason(&status.expect_err("record 9 never comes")), Reason::DeadlineExceeded);
}

#[tokio::test]
async fn pages_and_browsers_share_the_port() {
    let served = served().await;
    let page = served.http1("GET /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("a page"), "{page}");
    let none = served.http1("GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(none.starts_with("HTTP/1.1 404"), "{none}");
    // GetParty of `nobody`: one field of six bytes in one frame of gRPC-Web.
    let body = "\0\0\0\0\x08\x12\x06nobody";
    let request = format!(
        "POST /rights.api.v1.Query/GetParty HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/grpc-web+proto\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let web = served.http1(&request).await;
    assert!(web.starts_with("HTTP/1.1 200") && web.contains("NOT_FOUND"), "{web}");
}

#[tokio::test]
async fn a_stopping_service_ends_its_watches_and_drains() {
    let served = served().await;
    let mut client = AuditClient::new(served.connect().await);
    let watch = client.watch(WatchRequest { from_sequence: 0 }).await.expect("the log is there");
    served.readiness.set("rights.api.v1.Query", true).await;
    served.world.stop.say();
    let told: Vec<_> = watch.into_inner().collect().await;
    let last = told.last().expect("a watch does not end without a word");
    assert_eq!(last.as_ref().map_err(reason).err(), Some(Reason::ShuttingDown));
    drop(client);
    let ended = served.ended.await.expect("it does not panic").expect("it does not fail");
    assert_eq!(ended, Ended::Drained);
}
