//! Clients that make one command at a time and ask again, with the same bytes, until they have an
//! outcome.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use rights_api::v1::Receipt;
use rights_client::sealed::Opening;
use rights_client::submit::{NotRecorded, Parcel, Submitter};
use tlog::hash::Hash;
use tlog::head::Seen;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::transport::{Channel, Endpoint};

use super::journal::{Journal, Outcome, Promised, Told};
use super::world::{Author, Due, Intent};

/// How soon after one command a client begins another, if it has the outcome.
const PACE: Duration = Duration::from_millis(40);
/// How long one submission asks before it begins again with the same bytes.
const PATIENCE: Duration = Duration::from_secs(2);

/// Clients that submit until they are told to stop.
pub struct Load {
    journal: Arc<Journal>,
    calls: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    runtime: Runtime,
    clients: JoinSet<()>,
}

impl Load {
    /// So many clients of the gateway that listens on `port`.
    #[must_use]
    pub fn start(clients: usize, port: u16) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a thread can run futures");
        let mut load = Self {
            journal: Arc::new(Journal::of(clients)),
            calls: Arc::default(),
            stop: Arc::default(),
            runtime,
            clients: JoinSet::new(),
        };
        for client in 0..clients {
            let (journal, stop) = (Arc::clone(&load.journal), Arc::clone(&load.stop));
            let calls = Arc::clone(&load.calls);
            let submits = submits(client, port, journal, calls, stop);
            load.clients.spawn_on(submits, load.runtime.handle());
        }
        load
    }

    /// What the clients were told.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How often they asked beyond once for each outcome.
    #[must_use]
    pub fn retries(&self) -> u64 {
        let counts = self.journal.counts();
        let outcomes = counts.acknowledged + counts.refused;
        self.calls.load(Ordering::Relaxed).saturating_sub(outcomes)
    }

    /// Begins nothing more; returns when everything that was begun has an outcome.
    ///
    /// # Errors
    /// If that is not so within `patience`.
    pub fn finish(&mut self, patience: Duration) -> Result<(), String> {
        self.stop.store(true, Ordering::SeqCst);
        let clients = &mut self.clients;
        let ended = async { while clients.join_next().await.is_some() {} };
        let in_time = self.runtime.block_on(async { tokio::time::timeout(patience, ended).await });
        in_time.map_err(|_| format!("a command had no outcome within {patience:?}"))
    }
}

async fn submits(
    client: usize,
    port: u16,
    journal: Arc<Journal>,
    calls: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) {
    let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}"));
    let endpoint = endpoint.expect("an address and a port are a URL");
    let channel = endpoint
        .connect_timeout(PATIENCE)
        .http2_keep_alive_interval(PATIENCE)
        .keep_alive_timeout(PATIENCE)
        .connect_lazy();
    let mut submitter = Submitter::new(Counted { channel, calls }, PATIENCE);
    let mut pace = tokio::time::interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut author = Author::numbered(client);
    while !stop.load(Ordering::SeqCst) {
        let (intent, begun) = (author.intends(), Instant::now());
        journal.sends(intent.name);
        let outcome = outcome_of(&intent, &mut submitter, &journal).await;
        journal.tells(client, begun, Told { name: intent.name, outcome });
        pace.tick().await;
    }
}

/// Asks until there is one; what must not be answered goes into the journal.
async fn outcome_of(
    intent: &Intent,
    submitter: &mut Submitter<Counted>,
    journal: &Journal,
) -> Outcome {
    let parcel = parcel(intent);
    loop {
        match submitter.submit(&parcel).await {
            Ok(receipt) => {
                if intent.due == Due::Refused {
                    journal.violated(format!("{:?} was acknowledged: {receipt:?}", intent.name));
                }
                match promised(&receipt) {
                    Some(promised) => return Outcome::Recorded(promised),
                    None => journal.violated(format!("not a receipt: {receipt:?}")),
                }
            }
            Err(NotRecorded::Refused(refused)) => {
                if intent.due == Due::Recorded {
                    journal.violated(format!("{:?} was refused: {refused}", intent.name));
                }
                return Outcome::Refused(refused.to_string());
            }
            Err(NotRecorded::Unanswered { .. }) => {}
            Err(NotRecorded::Failed(status)) => {
                journal.violated(format!("a client was told to give up: {status:?}"));
                // Nothing that comes of it counts any more.
                return Outcome::Refused(status.to_string());
            }
        }
    }
}

fn parcel(intent: &Intent) -> Parcel {
    let opening = |opening: &rights_openings::Opening| {
        let (salt, text) = (*opening.salt(), opening.text().to_owned());
        Opening { salt, text }
    };
    Parcel {
        envelope: intent.submission.envelope.clone(),
        openings: intent.submission.openings.iter().map(opening).collect(),
        at: None,
    }
}

fn promised(receipt: &Receipt) -> Option<Promised> {
    let hash = |bytes: &[u8]| Some(Hash::new(bytes.try_into().ok()?));
    let head = receipt.head.as_ref()?;
    Some(Promised {
        sequence: receipt.sequence,
        leaf: hash(&receipt.record_hash)?,
        head: Seen { size: head.size, root: hash(&head.root)? },
    })
}

/// A connection that counts what is asked over it.
#[derive(Clone)]
struct Counted {
    channel: Channel,
    calls: Arc<AtomicU64>,
}

impl Service<http::Request<Body>> for Counted {
    type Response = http::Response<Body>;
    type Error = tonic::transport::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Box::pin(self.channel.call(request))
    }
}
