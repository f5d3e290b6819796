//! Every request to a service: its id, the span in which it is logged, and its count.

use std::time::Instant;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tonic::{Code, Status};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::metrics::Metrics;

/// Where a request says its id, and an answer repeats it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Most bytes of an id that a caller chose: it is repeated in every line of the log.
const ID_BYTES_MAX: usize = 128;

/// Gives the request an id if it has none, logs what happens with it under that id, and counts it.
pub(crate) async fn follow(
    State(metrics): State<Metrics>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = id(&request);
    let text = id.to_str().unwrap_or_default();
    // Whoever may pass the request on passes its id on, too.
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let method = metrics.method(request.uri().path());
    // As important as the worst that may happen within, or the id would be missing there.
    let span = tracing::error_span!("request", id = text, method = method.name());
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let made = Status::from_header_map(response.headers());
    let code = made.map_or(Code::Ok, |status| status.code());
    metrics.count(&method, code, began.elapsed());
    span.in_scope(|| tracing::debug!(?code, "answered"));
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The caller's id, if it is short and visible ASCII; a new one otherwise.
fn id(request: &Request) -> HeaderValue {
    let visible = |id: &&HeaderValue| {
        let bytes = id.as_bytes();
        (1..=ID_BYTES_MAX).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
    };
    let asked = request.headers().get(REQUEST_ID).filter(visible).cloned();
    asked.unwrap_or_else(|| {
        let made = Uuid::now_v7().to_string();
        HeaderValue::try_from(made).expect("a UUID is visible ASCII")
    })
}
