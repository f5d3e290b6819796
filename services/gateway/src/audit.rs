//! Gives out the log as it is kept.

mod cursor;
mod follow;
mod tail;
mod watcher;

use std::{sync::Arc, time::Duration};

use prometheus_client::metrics::gauge::Gauge;
use rights_api::{
    READ_REQUEST_BYTES_MAX,
    status::{self, Failure},
    v1::{
        self, ReadRecordsRequest, ReadRecordsResponse, Reason, WatchRequest, WatchResponse,
        audit_server::AuditServer,
    },
};
use rights_log::Reading;
use tokio::sync::Semaphore;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

pub(crate) use cursor::failure;
pub use tail::Tail;

use crate::serve::Stopping;
use cursor::Source;

/// How long a reader may leave its stream unread before it is cut off.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How many streams are given out at once; each may hold a few records in memory.
const STREAMS_MAX: usize = 256;

/// How many messages wait for a reader.
const WAITING_MAX: usize = 64;

/// The service.
pub struct Audit {
    source: Source,
    tail: Tail,
    stopping: Stopping,
    patience: Duration,
    streams: Arc<Semaphore>,
    watchers: Gauge,
}

/// Counts a watcher as long as it lives.
struct Watching(Gauge);

impl Watching {
    fn counted(watchers: &Gauge) -> Watching {
        watchers.inc();
        Watching(watchers.clone())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Audit {
    /// Gives out `log`, whose end `tail` follows, until `stopping`; cuts off whoever leaves a stream
    /// unread for longer than `patience`.
    #[must_use]
    pub fn new(log: Arc<dyn Reading>, tail: Tail, stopping: Stopping, patience: Duration) -> Audit {
        let source = Source::new(log, tail.marks());
        let streams = Arc::new(Semaphore::new(STREAMS_MAX));
        Audit { source, tail, stopping, patience, streams, watchers: Gauge::default() }
    }

    /// The end of the log, as this service follows it.
    #[must_use]
    pub fn tail(&self) -> Tail {
        self.tail.clone()
    }

    /// How many watch the log, now.
    #[must_use]
    pub fn watchers(&self) -> Gauge {
        self.watchers.clone()
    }

    /// The service, to be served.
    #[must_use]
    pub fn server(self) -> AuditServer<Audit> {
        AuditServer::new(self).max_decoding_message_size(READ_REQUEST_BYTES_MAX)
    }

    fn begin<T>(&self, from_sequence: u64) -> Result<(follow::Follow<T>, Stream<T>), Status> {
        let overloaded = |_| status::failure(&Failure::new(Reason::Overloaded));
        let turn = Arc::clone(&self.streams).try_acquire_owned().map_err(overloaded)?;
        let cursor = self.source.cursor(from_sequence);
        let (follow, receiver) = follow::Follow::new(cursor, WAITING_MAX, self.patience, turn);
        Ok((follow, ReceiverStream::new(receiver)))
    }
}

type Stream<T> = ReceiverStream<Result<T, Status>>;

#[tonic::async_trait]
impl v1::audit_server::Audit for Audit {
    type ReadRecordsStream = Stream<ReadRecordsResponse>;
    type WatchStream = Stream<WatchResponse>;

    async fn read_records(
        &self,
        request: Request<ReadRecordsRequest>,
    ) -> Result<Response<Self::ReadRecordsStream>, Status> {
        let ReadRecordsRequest { from_sequence, count_max } = request.into_inner();
        let (follow, stream) = self.begin(from_sequence)?;
        let count_max = if count_max == 0 { u64::MAX } else { count_max };
        tokio::spawn(watcher::read(follow, count_max, self.stopping.clone()));
        Ok(Response::new(stream))
    }

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let (follow, stream) = self.begin(request.into_inner().from_sequence)?;
        let watching = Watching::counted(&self.watchers);
        let watch = watcher::watch(follow, self.tail.clone(), self.stopping.clone());
        tokio::spawn(async move {
            watch.await;
            drop(watching);
        });
        Ok(Response::new(stream))
    }
}
