//! Submitting a signed command until its fate is known: the same bytes under the same id, again and
//! again, until they are recorded, refused, or patience ends.

use std::time::Duration;

use bytes::Bytes;
use rights::time::Instant;
use rights_api::{
    status::{self, Failure, Family, Refused, family, read},
    v1::{
        Opening as Sent, Reason, Receipt, RehearseRequest, RehearseResponse, SubmitRequest,
        registry_client::RegistryClient,
    },
};
use tonic::{
    Status,
    body::Body,
    client::GrpcService,
    codegen::{Body as HttpBody, StdError},
};

use crate::sealed::Opening;

/// How long to go on asking if nobody says otherwise.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The longest wait before the second attempt; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest wait before any attempt.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// What is submitted: the envelope as it was signed, and what opens its commitments.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub envelope: Bytes,
    pub openings: Vec<Opening>,
    /// The instant to record at; none for the ledger's own clock. Only a DEVELOPMENT ledger takes
    /// one.
    pub at: Option<Instant>,
}

/// Why there is no receipt.
#[derive(Debug, thiserror::Error)]
pub enum NotRecorded {
    /// It is not recorded, and will not be until the ledger changes.
    #[error("{0}")]
    Refused(Refused),
    /// Whether it is recorded is unknown: submit the same bytes again before they expire.
    #[error("no answer after {attempts} attempts: {}", last.message())]
    Unanswered { attempts: u32, last: Box<Status> },
    /// The service must be looked at, or is none of a ledger.
    #[error("{}", .0.message())]
    Failed(Box<Status>),
}

/// Submits to one ledger over any channel: a connection, or a service in the same process.
#[derive(Clone, Debug)]
pub struct Submitter<T> {
    registry: RegistryClient<T>,
    patience: Duration,
}

impl<T> Submitter<T>
where
    T: GrpcService<Body>,
    T::Error: Into<StdError>,
    T::ResponseBody: HttpBody<Data = Bytes> + Send + 'static,
    <T::ResponseBody as HttpBody>::Error: Into<StdError> + Send,
{
    /// Asks again for `patience` at most while answers are missing.
    pub fn new(channel: T, patience: Duration) -> Submitter<T> {
        Submitter { registry: RegistryClient::new(channel), patience }
    }

    /// The receipt of `parcel`. A repeat of what is recorded gives the first receipt (GEN-2).
    ///
    /// # Errors
    /// [`NotRecorded`]. After [`NotRecorded::Unanswered`] the same parcel may be submitted again.
    pub async fn submit(&mut self, parcel: &Parcel) -> Result<Receipt, NotRecorded> {
        let until = tokio::time::Instant::now() + self.patience;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = self.registry.submit(request(parcel));
            let status = match tokio::time::timeout_at(until, answer).await {
                Ok(Ok(answer)) => return receipt(answer.into_inner().receipt),
                Ok(Err(status)) => status,
                Err(_) => failed(Reason::DeadlineExceeded),
            };
            if family(&status) != Family::Retry {
                return Err(settled(status));
            }
            let again = tokio::time::Instant::now() + wait(attempts);
            if again >= until {
                return Err(NotRecorded::Unanswered { attempts, last: Box::new(status) });
            }
            tokio::time::sleep_until(again).await;
        }
    }

    /// What recording `parcel` now would change; nothing is recorded but deadlines already due.
    ///
    /// # Errors
    /// [`NotRecorded::Refused`] if it would be refused, otherwise as the service answers.
    pub async fn rehearse(&mut self, parcel: &Parcel) -> Result<RehearseResponse, NotRecorded> {
        let SubmitRequest { envelope, openings, at_us } = request(parcel);
        let request = RehearseRequest { envelope, openings, at_us };
        let answer = self.registry.rehearse(request).await.map_err(settled)?;
        Ok(answer.into_inner())
    }
}

fn request(parcel: &Parcel) -> SubmitRequest {
    let sent =
        |opening: &Opening| Sent { salt: opening.salt.to_vec(), value: opening.text.clone() };
    SubmitRequest {
        envelope: parcel.envelope.clone(),
        openings: parcel.openings.iter().map(sent).collect(),
        at_us: parcel.at.map_or(0, Instant::micros),
    }
}

fn receipt(receipt: Option<Receipt>) -> Result<Receipt, NotRecorded> {
    let missing = || Box::new(failed(Reason::Internal));
    receipt.ok_or_else(|| NotRecorded::Failed(missing()))
}

fn failed(reason: Reason) -> Status {
    status::failure(&Failure::new(reason))
}

fn settled(status: Status) -> NotRecorded {
    match (family(&status), read(&status)) {
        (Family::Refused, Some(refused)) => NotRecorded::Refused(refused),
        (Family::Refused | Family::Retry | Family::Stop, _) => {
            NotRecorded::Failed(Box::new(status))
        }
    }
}

/// Exponential with full jitter: clients that failed together do not come back together.
fn wait(attempts: u32) -> Duration {
    let longest = FIRST_WAIT.saturating_mul(1 << attempts.min(16)).min(WAIT_MAX);
    // Without randomness everybody waits longest, which is as good for the service.
    let drawn = getrandom::u32().unwrap_or(u32::MAX);
    longest.mul_f64(f64::from(drawn) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_longer_than_the_longest() {
        assert!((0..100).all(|attempts| wait(attempts) <= WAIT_MAX));
        assert!(wait(1) <= 2 * FIRST_WAIT);
    }

    #[test]
    fn what_a_ledger_refused_is_told_from_what_failed() {
        let refusal = rights::ledger::Refusal::not_authorised();
        let refused = settled(rights_api::status::refusal(&refusal));
        assert!(matches!(refused, NotRecorded::Refused(_)));
        assert!(matches!(settled(Status::not_found("a proxy")), NotRecorded::Failed(_)));
    }
}
