//! What every gRPC answer has, whichever service gave it: it comes in time, and says its reason.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, header::CONTENT_TYPE},
    middleware::Next,
    response::Response,
};
use rights_api::{status, v1::Reason};
use tonic::{Code, Status};

/// How long an answer may take where the caller sets no shorter deadline. A stream has to begin in
/// that time.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Answers within the deadline, and gives a reason to what gRPC's machinery refused without one.
pub(crate) async fn complete(request: Request, next: Next) -> Response {
    let deadline = deadline(request.headers());
    let Ok(response) = tokio::time::timeout(deadline, next.run(request)).await else {
        let late = status::Failure::new(Reason::DeadlineExceeded);
        return of(&status::failure(&late.fact("deadline_ms", deadline.as_millis())));
    };
    match Status::from_header_map(response.headers()) {
        Some(made) if made.code() != Code::Ok => of(&status::adopted(made)),
        Some(_) | None => response,
    }
}

/// The answer to a path that nothing is served at, in the protocol of whoever asked.
pub(crate) async fn unknown(request: Request) -> Response {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/grpc")) {
        let path = request.uri().path();
        return of(&status::failure(
            &status::Failure::new(Reason::MethodUnknown).fact("method", path),
        ));
    }
    let mut response = Response::new(Body::from("nothing is served at this path\n"));
    *response.status_mut() = axum::http::StatusCode::NOT_FOUND;
    response
}

fn of(status: &Status) -> Response {
    status.clone().into_http()
}

/// The caller's `grpc-timeout`, if it is shorter than ours.
fn deadline(headers: &HeaderMap) -> Duration {
    let asked = headers.get("grpc-timeout").and_then(|value| value.to_str().ok());
    asked.and_then(timeout).map_or(DEADLINE, |asked| asked.min(DEADLINE))
}

/// At most eight digits and a unit ("PROTOCOL-HTTP2" of gRPC, "Timeout").
fn timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let form = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let count: u64 = form.then(|| digits.parse().ok())??;
    Some(match unit {
        "H" => Duration::from_secs(count * 3600),
        "M" => Duration::from_secs(count * 60),
        "S" => Duration::from_secs(count),
        "m" => Duration::from_millis(count),
        "u" => Duration::from_micros(count),
        "n" => Duration::from_nanos(count),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_eight_digits_and_a_unit() {
        assert_eq!(timeout("250m"), Some(Duration::from_millis(250)));
        assert_eq!(timeout("99999999H"), Some(Duration::from_hours(99_999_999)));
        for wrong in ["", "S", "1", "1s", "+1S", "123456789n", "1é"] {
            assert_eq!(timeout(wrong), None, "{wrong}");
        }
    }
}
