//! Who waits for what: answers are held back until the frame they depend on is durable.

use rights::{
    ledger::{Events, Refusal},
    time::Instant,
};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::{ClockRefused, Receipt, receipt::Entry};

/// Why a command was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRecorded {
    /// The ledger's rules refuse it. A refused command may succeed later, until it expires.
    #[error("{0}")]
    Refused(Refusal),
    /// Whether it is recorded is unknown: submit the same command again.
    #[error("the ledger is unavailable; submit the same command again")]
    Unavailable,
    /// Nothing is recorded, and nothing more will be: submit it elsewhere, or after the next start.
    #[error("the sequencer is about to stop")]
    ShuttingDown,
    /// The time that the caller set was not taken, so nothing was recorded.
    #[error(transparent)]
    Clock(#[from] ClockRefused),
}

impl From<Refusal> for NotRecorded {
    fn from(refusal: Refusal) -> NotRecorded {
        NotRecorded::Refused(refusal)
    }
}

/// One caller's place to be answered. Dropped without an answer, it tells the caller that the
/// outcome is unknown: asking again with the same command finds out.
#[derive(Debug)]
pub struct Reply<T> {
    to: oneshot::Sender<T>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl<T> Reply<T> {
    /// A reply, and where it arrives.
    #[must_use]
    pub fn new() -> (Reply<T>, oneshot::Receiver<T>) {
        let (to, answer) = oneshot::channel();
        (Reply { to, _permit: None }, answer)
    }

    /// A reply that holds a place in the inbox until it is given or dropped.
    pub(crate) fn holding(permit: OwnedSemaphorePermit) -> (Reply<T>, oneshot::Receiver<T>) {
        let (to, answer) = oneshot::channel();
        (Reply { to, _permit: Some(permit) }, answer)
    }

    pub(crate) fn give(self, answer: T) {
        // A caller who hung up learns the outcome by asking again.
        self.to.send(answer).ok();
    }
}

/// What a submission is answered with.
pub type Recorded = Result<Receipt, NotRecorded>;
/// What a rehearsal is answered with: the events that recording would cause.
pub type Rehearsed = Result<Events, NotRecorded>;
/// What the setting of a clock is answered with: the recording time from now on.
pub type ClockSet = Result<Instant, ClockRefused>;

/// An answer that waits for its frame: even a refusal, since it was decided on records that are not
/// durable yet.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Recorded by an earlier frame; or, without a receipt, by the frame that is being filled.
    Recorded(Reply<Recorded>, Entry, Option<Receipt>),
    NotRecorded(Reply<Recorded>, NotRecorded),
    Rehearsed(Reply<Rehearsed>, Rehearsed),
    ClockSet(Reply<ClockSet>, ClockSet),
}
