//! What reads and writes of one log share: its address, and a connection for questions.

use std::time::Instant;

use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;
use rdkafka::config::FromClientConfig as _;

use super::address::Address;
use super::{PARTITION, fault};
use crate::error::Error;

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
}

impl Client {
    pub(super) fn new(address: Address) -> Result<Self, Error> {
        let admin = AdminClient::from_config(&address.client()).map_err(fault::passing)?;
        Ok(Self { address, admin })
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
        let client = self.admin.inner();
        let marks = client.fetch_watermarks(self.topic(), PARTITION, self.address.patience);
        let (low, high) = marks.map_err(fault::passing)?;
        Ok(Marks { low: fault::offset(low)?, high: fault::offset(high)? })
    }
}
