//! What operators and their machines ask beside the services: `/metrics`, `/livez` and `/readyz`.

use std::sync::Arc;

use axum::{
    Router,
    extract::{RawQuery, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::get,
};
use prometheus_client::{encoding::text, registry::Registry};

use crate::health::Readiness;

/// The media type of `OpenMetrics` 1.0.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What one service needs to be ready, as a line for a person.
pub struct Check {
    /// What is checked: `sequencer`, `projector`, `log`.
    pub name: &'static str,
    /// The service that is ready while this holds, as the health service names it.
    pub service: &'static str,
    /// What keeps it from being ready; asked only while it is not.
    pub why_not: Box<dyn Fn() -> String + Send + Sync>,
}

struct Asked {
    registry: Registry,
    readiness: Readiness,
    checks: Vec<Check>,
}

/// The pages: the numbers of `registry`; whether the process answers; whether everything is ready,
/// as `readiness` also tells the health service, with one line for each of `checks` where a caller
/// asks for `?verbose`.
pub fn pages(registry: Registry, readiness: Readiness, checks: Vec<Check>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/livez", get(async || "alive\n"))
        .route("/readyz", get(readyz))
        .with_state(Arc::new(Asked { registry, readiness, checks }))
}

async fn metrics(State(asked): State<Arc<Asked>>) -> Response {
    let mut page = String::new();
    match text::encode(&mut page, &asked.registry) {
        Ok(()) => ([(CONTENT_TYPE, OPEN_METRICS)], page).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn readyz(State(asked): State<Arc<Asked>>, RawQuery(query): RawQuery) -> Response {
    let verbose = query.is_some_and(|query| query.split('&').any(is_verbose));
    let ready = asked.readiness.all_ready().await;
    let mut page = String::new();
    if verbose {
        for check in &asked.checks {
            page += &line(check, asked.readiness.is_ready(check.service).await);
        }
    }
    page += if ready { "ready\n" } else { "not ready\n" };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, page).into_response()
}

fn is_verbose(parameter: &str) -> bool {
    parameter.split('=').next() == Some("verbose")
}

fn line(check: &Check, ready: bool) -> String {
    if ready {
        format!("[+] {} ok\n", check.name)
    } else {
        format!("[-] {}: {}\n", check.name, (check.why_not)())
    }
}

/// A number as people read it: `1,204`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1_204, "1,204"), (1_000_000, "1,000,000")] {
            assert_eq!(thousands(number), text);
        }
    }
}
