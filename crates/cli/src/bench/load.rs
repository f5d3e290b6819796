//! Callers: commands signed before are submitted over a socket, as fast as they are answered, at a
//! pace, or one at a time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use rights_api::{
    status::Refused,
    v1::{
        Opening, Refusal, SubmitAllRequest, SubmitRequest, registry_client::RegistryClient,
        submit_all_response::Outcome,
    },
};
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::{Channel, Endpoint};

use crate::{
    exit::Exit,
    failure::{Failure, own},
};

use super::world::Signed;

/// A command that is ready to be sent.
pub type Ready = SubmitAllRequest;

/// When commands are sent.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// As soon as fewer than so many of one stream are unanswered.
    Window(usize),
    /// So many a second over all streams, whatever is unanswered, as callers who know nothing of each other do.
    PerSecond(f64),
}

/// What callers saw.
pub struct Seen {
    /// From the first sent to the last answered.
    pub took: Duration,
    /// Of each command, from when it was to be sent until it was answered; ascending.
    pub waited: Vec<Duration>,
}

/// Beyond this many unanswered commands a paced caller waits too; the time counts as waited.
const UNANSWERED_MAX: usize = 65_536;
/// Commands between a caller and its connection.
const SENT_AHEAD: usize = 64;

/// `signed`, as it is sent; `tag` comes back with the answer.
#[must_use]
pub fn ready(tag: u64, signed: Signed, at_us: u64) -> Ready {
    let opening = |(salt, value): ([u8; 16], String)| Opening { salt: salt.to_vec(), value };
    SubmitAllRequest {
        tag,
        envelope: Bytes::from(signed.envelope),
        openings: signed.openings.into_iter().map(opening).collect(),
        at_us,
    }
}

/// Submits every list of `streams` over a connection and a stream of its own.
///
/// # Errors
/// Why a command was not recorded: every one of them is permitted.
pub async fn submit_all(
    address: &str,
    streams: Vec<Vec<Ready>>,
    pace: Pace,
) -> Result<Seen, Failure> {
    let count = streams.len().max(1);
    let pace = match pace {
        Pace::Window(window) => Pace::Window(window.max(1)),
        Pace::PerSecond(rate) => Pace::PerSecond(rate / as_f64(count)),
    };
    let mut connected = Vec::with_capacity(count);
    for requests in streams {
        connected.push((connect(address).await?, requests));
    }
    let (begun, mut running) = (Instant::now(), JoinSet::new());
    for (channel, requests) in connected {
        running.spawn(stream(channel, requests, pace, begun));
    }
    let mut waited = Vec::new();
    while let Some(ended) = running.join_next().await {
        waited.extend(ended.map_err(crate::trouble::panicked)??);
    }
    let took = begun.elapsed();
    waited.sort_unstable();
    Ok(Seen { took, waited })
}

async fn connect(address: &str) -> Result<Channel, Failure> {
    let unreachable = |why| own("UNREACHABLE", Exit::Unavailable).fact("why", why);
    let endpoint = Endpoint::from_shared(address.to_owned()).map_err(unreachable)?;
    endpoint.connect().await.map_err(unreachable)
}

/// How many there are, for arithmetic.
#[expect(clippy::cast_precision_loss, reason = "what is counted here stays far below 2^52")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

async fn stream(
    channel: Channel,
    requests: Vec<Ready>,
    pace: Pace,
    begun: Instant,
) -> Result<Vec<Duration>, Failure> {
    let (count, first) = (requests.len(), requests.first().map_or(0, |request| request.tag));
    let sent: Arc<Vec<AtomicU64>> = Arc::new((0..count).map(|_| AtomicU64::new(0)).collect());
    let window = match pace {
        Pace::Window(window) => window,
        Pace::PerSecond(_) => UNANSWERED_MAX,
    };
    let free = Arc::new(Semaphore::new(window));
    let (to_send, sending) = mpsc::channel(SENT_AHEAD);
    let sender = send(requests, pace, begun, Arc::clone(&sent), Arc::clone(&free), to_send);
    let sender = tokio::spawn(sender);
    let mut registry = RegistryClient::new(channel);
    let mut answers = registry.submit_all(ReceiverStream::new(sending)).await?.into_inner();
    let mut waited = Vec::with_capacity(count);
    while waited.len() < count {
        let answer = answers.message().await?.ok_or_else(cut_short)?;
        match answer.outcome {
            Some(Outcome::Receipt(_)) => {}
            Some(Outcome::Refusal(refusal)) => return Err(refused(refusal)),
            None => return Err(cut_short()),
        }
        let nth = usize::try_from(answer.tag.saturating_sub(first)).unwrap_or(usize::MAX);
        let since = sent.get(nth).ok_or_else(cut_short)?.load(Relaxed);
        waited.push(begun.elapsed().saturating_sub(Duration::from_nanos(since)));
        free.add_permits(1);
    }
    sender.await.map_err(crate::trouble::panicked)?;
    Ok(waited)
}

/// Sends in order; notes of each when it was to be sent, so that waiting for the service to take it
/// counts as waiting.
async fn send(
    requests: Vec<Ready>,
    pace: Pace,
    begun: Instant,
    sent: Arc<Vec<AtomicU64>>,
    free: Arc<Semaphore>,
    to_send: mpsc::Sender<Ready>,
) {
    for (at, request) in requests.into_iter().enumerate() {
        let due = match pace {
            Pace::Window(_) => None,
            Pace::PerSecond(rate) => Some(Duration::from_secs_f64(as_f64(at) / rate)),
        };
        if let Some(due) = due
            && due > begun.elapsed()
        {
            tokio::time::sleep_until((begun + due).into()).await;
        }
        let Ok(permit) = free.acquire().await else { return };
        // Whoever takes the answer gives it back.
        permit.forget();
        let since = due.unwrap_or_else(|| begun.elapsed());
        let nanos = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        if let Some(sent) = sent.get(at) {
            sent.store(nanos, Relaxed);
        }
        if to_send.send(request).await.is_err() {
            return;
        }
    }
}

/// Submits one command after the other, each once the one before it is answered.
///
/// # Errors
/// As [`submit_all`].
pub async fn one_at_a_time(address: &str, requests: Vec<Ready>) -> Result<Seen, Failure> {
    let mut registry = RegistryClient::new(connect(address).await?);
    let (begun, mut waited) = (Instant::now(), Vec::with_capacity(requests.len()));
    for Ready { envelope, openings, at_us, .. } in requests {
        let sent = Instant::now();
        registry.submit(SubmitRequest { envelope, openings, at_us }).await?;
        waited.push(sent.elapsed());
    }
    let took = begun.elapsed();
    waited.sort_unstable();
    Ok(Seen { took, waited })
}

fn refused(refusal: Refusal) -> Failure {
    Refused::from(refusal).into()
}

fn cut_short() -> Failure {
    own("FOREIGN_ANSWER", Exit::Refused).fact("code", "Ok").fact("why", "the stream ended early")
}

impl Seen {
    /// How many commands were answered a second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        super::per_second(self.waited.len(), self.took)
    }
}
