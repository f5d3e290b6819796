//! Answers from the views: rows as of any record, pages that all show one moment, history, receipts.

mod failure;
mod history;
mod identity;
mod moment;
mod page;
mod read;
mod tables;
mod texts;

use std::sync::Arc;

use rights_api::{
    READ_REQUEST_BYTES_MAX,
    status::{self, Failure},
    v1::{Reason, query_server::QueryServer},
};
use rights_views::{Reader, Views};
use tokio::sync::watch;
use tonic::Status;

use identity::Identity;
use texts::Texts;

/// The service.
#[derive(Clone)]
pub struct Query {
    views: Arc<dyn Views>,
    reflected: watch::Receiver<u64>,
    identity: Identity,
    texts: Texts,
}

impl Query {
    /// Answers from `views`, which reflect as many records as `reflected` says.
    ///
    /// `log` is asked once, for what record 0 says of the ledger. `openings` give the texts behind
    /// commitments to whoever reads the rows; with none, commitments are all that anybody reads.
    #[must_use]
    pub fn new(
        views: Arc<dyn Views>,
        reflected: watch::Receiver<u64>,
        log: Arc<dyn rights_log::Reading>,
        openings: Option<Arc<dyn rights_openings::Reading>>,
    ) -> Query {
        Query { views, reflected, identity: Identity::new(log), texts: Texts::of(openings) }
    }

    /// The service, to be served.
    #[must_use]
    pub fn server(self) -> QueryServer<Query> {
        QueryServer::new(self).max_decoding_message_size(READ_REQUEST_BYTES_MAX)
    }

    /// Waits until there is something to answer from: the views reflect a record.
    ///
    /// # Errors
    /// The projector has ended.
    pub async fn ready(&self) -> Result<(), Failure> {
        self.reflect(0).await
    }

    /// Waits until the record `sequence` is reflected.
    async fn reflect(&self, sequence: u64) -> Result<(), Failure> {
        let mut reflected = self.reflected.clone();
        let waited = reflected.wait_for(|size| *size > sequence).await;
        waited.map(|_| ()).map_err(|_| Failure::new(Reason::ShuttingDown))
    }

    /// What `ask` finds in one snapshot that reflects the record `min_sequence`. It is asked on a
    /// thread that may block.
    async fn read<T: Send + 'static>(
        &self,
        min_sequence: u64,
        ask: impl FnOnce(&Query, &dyn Reader) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Status> {
        if min_sequence > 0 {
            self.reflect(min_sequence).await.map_err(|failure| status::failure(&failure))?;
        }
        let query = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let reader = query.views.snapshot().map_err(failure::of)?;
            ask(&query, &*reader)
        });
        let found = read.await.unwrap_or_else(|ended| {
            tracing::error!(%ended, "reading the views did not end");
            Err(Failure::new(Reason::Internal))
        });
        found.map_err(|failure| status::failure(&failure))
    }
}
