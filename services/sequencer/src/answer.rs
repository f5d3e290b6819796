//! Who waits for what: answers are held back until the frame they depend on is durable.

use rights::{
    id::CommandId,
    ledger::{Events, Refusal},
    time::Instant,
};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tracing::Span;

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
    /// As [`NotRecorded::Unavailable`], and it will stay so here: another sequencer holds the log.
    #[error("another sequencer has taken over; submit the same command again, to that one")]
    Deposed,
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
    /// What is logged of the command is logged in here, with the request that brought it.
    span: Span,
    taken: std::time::Instant,
}

impl<T> Reply<T> {
    /// A reply, and where it arrives.
    #[must_use]
    pub fn new() -> (Reply<T>, oneshot::Receiver<T>) {
        Reply::to(None, Span::none())
    }

    /// A reply that holds a place in the inbox until it is given or dropped.
    pub(crate) fn holding(
        permit: OwnedSemaphorePermit,
        span: Span,
    ) -> (Reply<T>, oneshot::Receiver<T>) {
        Reply::to(Some(permit), span)
    }

    fn to(permit: Option<OwnedSemaphorePermit>, span: Span) -> (Reply<T>, oneshot::Receiver<T>) {
        let (to, answer) = oneshot::channel();
        (Reply { to, _permit: permit, span, taken: std::time::Instant::now() }, answer)
    }

    /// When the command was taken.
    pub(crate) fn taken(&self) -> std::time::Instant {
        self.taken
    }

    /// The id of the command, which is known once its form is checked.
    pub(crate) fn concerns(&self, id: &CommandId) {
        // Not even formatted where nobody reads it.
        if !self.span.is_disabled() {
            self.span.record("command", tracing::field::display(id));
        }
    }

    pub(crate) fn give(self, answer: T) {
        // A caller who hung up learns the outcome by asking again.
        self.to.send(answer).ok();
    }
}

impl Reply<Recorded> {
    /// Answers a submission.
    pub(crate) fn answer(self, answer: Recorded) {
        match &answer {
            Ok(receipt) => {
                self.span.record("sequence", receipt.sequence);
                self.span.in_scope(|| tracing::debug!("recorded"));
            }
            Err(why) => self.span.in_scope(|| why.tell()),
        }
        self.give(answer);
    }
}

impl Reply<Rehearsed> {
    /// Answers a rehearsal.
    pub(crate) fn answer(self, answer: Rehearsed) {
        match &answer {
            Ok(_) => self.span.in_scope(|| tracing::debug!("rehearsed")),
            Err(why) => self.span.in_scope(|| why.tell()),
        }
        self.give(answer);
    }
}

impl NotRecorded {
    /// For developers: a refusal is an answer like others, never an error. Its facts stay out, since
    /// they may be what only its author may read.
    pub(crate) fn tell(&self) {
        match self {
            NotRecorded::Refused(Refusal { reason, rule, policy, .. }) => {
                tracing::debug!(reason = reason.as_str(), rule, policy, "refused");
            }
            NotRecorded::Unavailable
            | NotRecorded::Deposed
            | NotRecorded::ShuttingDown
            | NotRecorded::Clock(_) => {
                tracing::debug!(why = %self, "not recorded");
            }
        }
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

impl Answer {
    /// When the command that it answers was taken.
    pub(crate) fn taken(&self) -> std::time::Instant {
        match self {
            Answer::Recorded(to, ..) | Answer::NotRecorded(to, _) => to.taken(),
            Answer::Rehearsed(to, _) => to.taken(),
            Answer::ClockSet(to, _) => to.taken(),
        }
    }
}
