//! What operators and their machines ask: alive, ready, numbers; and the id of each request.

mod world;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, Version},
};
use prometheus_client::{encoding::text, registry::Registry};
use rights_api::v1::{GetPartyRequest, WatchRequest};
use rights_gateway::{
    health::{Readiness, SERVICES},
    metrics::register_process,
    pages::{Check, pages},
};
use tower::ServiceExt as _;
use world::{PATIENT, World};

const QUERY: &str = "rights.api.v1.Query";
const AUDIT: &str = "rights.api.v1.Audit";

async fn asked(pages: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).expect("it is a path");
    let answer = pages.clone().oneshot(request).await.expect("pages always answer");
    let (status, body) = (answer.status(), answer.into_body());
    let body = to_bytes(body, usize::MAX).await.expect("a page is whole");
    (status, String::from_utf8(body.into()).expect("pages are text"))
}

async fn unready() -> (Router, Readiness) {
    let check = |name, service, why: &'static str| Check {
        name,
        service,
        why_not: Box::new(move || why.to_owned()),
    };
    let (readiness, _) = Readiness::of(&SERVICES).await;
    let checks = vec![
        check("projector", QUERY, "1,204 records behind"),
        check("log", AUDIT, "cannot be read"),
    ];
    (pages(Registry::default(), readiness.clone(), checks), readiness)
}

#[tokio::test]
async fn nothing_is_ready_before_every_service_is() {
    let (pages, readiness) = unready().await;
    let answer = asked(&pages, "/readyz").await;
    assert_eq!(answer, (StatusCode::SERVICE_UNAVAILABLE, "not ready\n".into()));
    readiness.set(AUDIT, true).await;
    let page = "[-] projector: 1,204 records behind\n[+] log ok\nnot ready\n";
    let answer = asked(&pages, "/readyz?verbose").await;
    assert_eq!(answer, (StatusCode::SERVICE_UNAVAILABLE, page.into()));
    readiness.set(QUERY, true).await;
    let page = "[+] projector ok\n[+] log ok\nready\n";
    assert_eq!(asked(&pages, "/readyz?verbose").await, (StatusCode::OK, page.into()));
    readiness.end().await;
    assert_eq!(asked(&pages, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_process_that_is_not_ready_is_alive() {
    let (pages, _) = unready().await;
    assert_eq!(asked(&pages, "/livez").await, (StatusCode::OK, "alive\n".into()));
}

fn numbers(registry: &Registry) -> String {
    let mut page = String::new();
    text::encode(&mut page, registry).expect("a text takes all");
    page
}

#[tokio::test]
async fn requests_are_counted_by_method_and_code_and_watches_while_they_last() {
    let world = World::founded();
    let mut registry = Registry::default();
    register_process(&mut registry, &[("version", "1")]);
    let audit = world.audit(PATIENT);
    world.metrics.register(&mut registry);
    audit.register(&mut registry);
    let request = GetPartyRequest { moment: None, party: "nobody".into() };
    world.querying().await.get_party(request).await.expect_err("there is no such party");
    let page = numbers(&registry);
    let counted = "rights_gateway_requests_total\
                   {service=\"rights.api.v1.Query\",method=\"GetParty\",code=\"NOT_FOUND\"} 1\n";
    assert!(page.contains(counted), "{page}");
    assert!(page.contains("rights_build_info{version=\"1\"} 1\n"), "{page}");
    assert!(page.contains("rights_gateway_watchers 0\n"), "{page}");
    let request = tonic::Request::new(WatchRequest { from_sequence: 0 });
    let watch = rights_api::v1::audit_server::Audit::watch(&audit, request).await;
    let page = numbers(&registry);
    assert!(page.contains("rights_gateway_watchers 1\n"), "{page}");
    drop(watch.expect("the log is there"));
}

#[tokio::test]
async fn a_path_that_a_caller_made_up_is_no_series_of_its_own() {
    let world = World::founded();
    let mut registry = Registry::default();
    world.metrics.register(&mut registry);
    for made_up in ["One", "Two"] {
        answered(&world, made_up, None).await;
    }
    let page = numbers(&registry);
    let counted = "{service=\"unknown\",method=\"unknown\",code=\"UNIMPLEMENTED\"} 2\n";
    assert!(page.contains(counted) && !page.contains("One"), "{page}");
}

/// The id with which a request to a method of Query is answered.
async fn answered(world: &World, method: &str, id: Option<&str>) -> String {
    let (routes, _) = world.routes(PATIENT, Router::new()).await;
    let mut request = Request::post(format!("/{QUERY}/{method}"))
        .version(Version::HTTP_2)
        .header("content-type", "application/grpc")
        .body(Body::empty())
        .expect("it is a request");
    if let Some(id) = id {
        request.headers_mut().insert("x-request-id", id.parse().expect("it is a value"));
    }
    let answer = routes.oneshot(request).await.expect("routes always answer");
    let id = answer.headers().get("x-request-id").expect("every answer has one");
    id.to_str().expect("it is visible").to_owned()
}

#[tokio::test]
async fn an_answer_has_the_id_of_its_request_and_a_new_one_where_that_is_none() {
    let world = World::founded();
    assert_eq!(answered(&world, "GetParty", Some("trace-7")).await, "trace-7");
    let made = answered(&world, "GetParty", None).await;
    assert_eq!(made.len(), 36, "{made}");
    assert_ne!(answered(&world, "GetParty", None).await, made);
    let long = "x".repeat(129);
    for unfit in ["two words", long.as_str(), ""] {
        assert_eq!(answered(&world, "GetParty", Some(unfit)).await.len(), 36, "{unfit}");
    }
}
