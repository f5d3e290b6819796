//! How callers reach the sequencer. A caller who hangs up leaves nothing half done: the command
//! goes its way, and the same command asked again gets the same answer.

use std::sync::{Arc, atomic::Ordering::Relaxed, mpsc};

use rights::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tracing::{Span, field::Empty};

use crate::{
    Counters, NotRecorded, Rehearsal, Submission,
    answer::{ClockSet, Recorded, Rehearsed, Reply},
    intake::Call,
};

/// A way to the sequencer; clones lead to the same one.
#[derive(Clone, Debug)]
pub struct Handle {
    calls: mpsc::Sender<Call>,
    /// One for each command between its submission and its answer: the bound of the inbox.
    places: Arc<Semaphore>,
    counters: Arc<Counters>,
    places_max: usize,
}

/// An answer that is on its way. Dropping it hangs up.
#[derive(Debug)]
pub struct Pending<T> {
    answer: oneshot::Receiver<T>,
    counters: Arc<Counters>,
}

impl Handle {
    pub(crate) fn new(
        calls: mpsc::Sender<Call>,
        places_max: usize,
        counters: Arc<Counters>,
    ) -> Handle {
        Handle { calls, places: Arc::new(Semaphore::new(places_max)), counters, places_max }
    }

    /// What the sequencer has done so far.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        self.counters.waiting.store(self.waiting(), Relaxed);
        &self.counters
    }

    /// Whether commands are decided now; it changes when a claim is lost, and when the log is claimed
    /// again.
    #[must_use]
    pub fn deciding(&self) -> watch::Receiver<bool> {
        self.counters.deciding.subscribe()
    }

    fn waiting(&self) -> u64 {
        (self.places_max.saturating_sub(self.places.available_permits())) as u64
    }

    /// Submits a command: its receipt once it is durable.
    ///
    /// # Errors
    /// [`NotRecorded`].
    pub async fn submit(&self, submission: Submission) -> Recorded {
        self.enqueue(submission).await?.answer().await
    }

    /// Submits a command behind those submitted before, once the inbox has a place for it. The
    /// commands of one caller are decided in the order in which this returned.
    ///
    /// # Errors
    /// [`NotRecorded::ShuttingDown`]; [`NotRecorded::Unavailable`] or [`NotRecorded::Deposed`] if the
    /// sequencer has ended.
    pub async fn enqueue(&self, submission: Submission) -> Result<Pending<Recorded>, NotRecorded> {
        let (reply, answer) = Reply::holding(self.place().await?, command());
        self.call(Call::Submit(submission, reply))?;
        Ok(Pending { answer, counters: Arc::clone(&self.counters) })
    }

    /// What recording the command now would cause. Nothing is recorded but deadlines already due.
    ///
    /// # Errors
    /// [`NotRecorded`], as [`Handle::submit`] would give.
    pub async fn rehearse(&self, rehearsal: Rehearsal) -> Rehearsed {
        let (reply, answer) = Reply::holding(self.place().await?, command());
        self.call(Call::Rehearse(rehearsal, reply))?;
        answer.await.unwrap_or_else(|_| Err(self.counters.unanswered()))
    }

    /// Stops the clock of a DEVELOPMENT ledger at `at`, or lets it run with wall time again: the
    /// recording time from then on, once what was due by then is durable. None if the sequencer
    /// ends.
    pub async fn set_clock(&self, at: Option<Instant>) -> Option<ClockSet> {
        let (reply, answer) = Reply::holding(self.place().await.ok()?, Span::none());
        self.call(Call::SetClock(at, reply)).ok()?;
        answer.await.ok()
    }

    /// Accepts nothing more; what was submitted before is still answered, then the sequencer ends.
    pub fn close(&self) {
        self.places.close();
        // Closed already if this fails.
        self.calls.send(Call::Close).ok();
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, NotRecorded> {
        let places = Arc::clone(&self.places);
        places.acquire_owned().await.map_err(|_| NotRecorded::ShuttingDown)
    }

    fn call(&self, call: Call) -> Result<(), NotRecorded> {
        self.calls.send(call).map_err(|_| self.counters.unanswered())
    }
}

/// Where a command is logged, within the request that brings it: its id and its sequence, once they
/// are known.
fn command() -> Span {
    tracing::debug_span!("command", command = Empty, sequence = Empty)
}

impl Pending<Recorded> {
    /// The answer, once it is there.
    ///
    /// # Errors
    /// [`NotRecorded`].
    pub async fn answer(self) -> Recorded {
        let Pending { answer, counters } = self;
        answer.await.unwrap_or_else(|_| Err(counters.unanswered()))
    }
}
