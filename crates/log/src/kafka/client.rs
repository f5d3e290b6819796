//! What reads and writes of one log share: its address, and a connection for questions.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;
use rdkafka::config::FromClientConfig as _;
use rdkafka::consumer::BaseConsumer;
use tlog::head::WriterId;

use super::address::Address;
use super::{PARTITION, fault};
use crate::error::{Error, Unavailable};

/// How long the one who led the partition is asked without asking who leads it now.
const LEADER_REMEMBERED_MS: &str = "1000";

/// The offsets between which the topic has messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// The first message that is still there.
    pub(super) low: u64,
    /// Behind the last one that every replica in sync has.
    pub(super) high: u64,
}

/// A client that only asks. A broker answers one request of a connection at a time, so a question
/// on a reader's connection would wait behind the reader's long poll.
pub(super) struct Client {
    pub(super) address: Address,
    pub(super) admin: AdminClient<DefaultClientContext>,
    /// Claims that were sent and not met again: they may still come.
    adrift: Mutex<Vec<WriterId>>,
    /// A consumer that the brokers know and nobody uses.
    spare: Mutex<Option<Arc<BaseConsumer>>>,
}

impl Client {
    pub(super) fn new(address: Address) -> Result<Self, Unavailable> {
        let mut config = address.client();
        // A client that only asks remembers for a quarter of an hour who led the partition, and would
        // go on to ask a broker that is gone. Readers and writers find out by themselves.
        config.set("metadata.max.age.ms", LEADER_REMEMBERED_MS);
        let admin = AdminClient::from_config(&config).map_err(Unavailable::because)?;
        Ok(Self { address, admin, adrift: Mutex::default(), spare: Mutex::default() })
    }

    /// Remembers a claim of unknown outcome.
    pub(super) fn lost_sight_of(&self, claim: WriterId) {
        self.adrift().push(claim);
    }

    /// Whether the claim is one that was lost sight of here; only the first to ask is told so,
    /// and has it.
    pub(super) fn found_again(&self, claim: &WriterId) -> bool {
        let mut adrift = self.adrift();
        let found = adrift.iter().position(|one| one == claim);
        found.map(|found| adrift.swap_remove(found)).is_some()
    }

    fn adrift(&self) -> MutexGuard<'_, Vec<WriterId>> {
        self.adrift.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a consumer that is assigned nothing, for whoever reads next: a new one takes a third of
    /// a second to make itself known, just when a standby claims.
    pub(super) fn keep(&self, consumer: Arc<BaseConsumer>) {
        *self.spare() = Some(consumer);
    }

    /// The consumer that was kept.
    pub(super) fn kept(&self) -> Option<Arc<BaseConsumer>> {
        self.spare().take()
    }

    fn spare(&self) -> MutexGuard<'_, Option<Arc<BaseConsumer>>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn topic(&self) -> &str {
        &self.address.topic
    }

    /// When a question that is asked now is given up.
    pub(super) fn patience_ends(&self) -> Instant {
        Instant::now() + self.address.patience
    }

    /// Where the log begins and ends now, as the leader of the partition says.
    pub(super) fn marks(&self) -> Result<Marks, Error> {
        Ok(self.marks_within(self.address.patience)?)
    }

    /// As [`Client::marks`], for whoever does not wait that long.
    pub(super) fn marks_within(&self, at_most: Duration) -> Result<Marks, Unavailable> {
        let client = self.admin.inner();
        let marks = client.fetch_watermarks(self.topic(), PARTITION, at_most);
        let (low, high) = marks.map_err(Unavailable::because)?;
        Ok(Marks { low: fault::offset(low)?, high: fault::offset(high)? })
    }
}
