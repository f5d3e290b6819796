//! The port to the log: what a ledger asks of whatever keeps its records, and the backends.
//!
//! ```text
//!                 found / claim                 append
//!   Log ─────────────────────────► Writer ─────────────────► head, durable and read back
//!    │ is a Reading                  │
//!    │ read(bookmark)                │ spent after any error: claim again
//!    ▼                               ▼
//!   Reader ◄──── frames in order ────┴──── position 1, 2, 3 … (Kafka: offsets, with gaps)
//!    read_next · wait · bookmark
//! ```
//!
//! A log holds frames; a frame holds records, or is a claim (`tlog::frame`). Every promise
//! below is a test in `tests/conformance`, run against every backend:
//!
//! 1. **Durable.** Records are durable once [`Writer::append`] returns, and have been read back.
//! 2. **Whole.** A frame is whole or absent, whatever stops in the middle of an append.
//! 3. **One order.** Every reader sees the same records in the same order, dense from 0.
//! 4. **One writer.** [`Log::claim`] returns the only [`Writer`]: claiming again makes every
//!    earlier writer's appends fail and change nothing.
//! 5. **Spent.** After any error a writer is spent. The next claim reads the log to its end
//!    before it returns, so that an append of unknown outcome is found, or can never appear.
//! 6. **Never skipped.** A log that cannot be what was written stops its readers and claimers
//!    with [`Damage`] at a position; nothing behind it is given out.
//! 7. **Never forgotten.** A log that does not contain every (size, root) its operator's stores
//!    remember is not claimed; an empty log is claimed only by founding.
//! 8. **Resumable.** A reader goes on behind its [`Bookmark`] if the frame there is unchanged, and
//!    so does a claimer who has read that far.
//! 9. **Current.** [`Writer::confirm`] fails once another claim was accepted.
//!
//! Whoever only reads asks for a [`Reading`] and can claim nothing: it changes nothing, and whoever
//! holds the log goes on beside it.
//!
//! The port is synchronous. An append takes as long as its disk or its brokers do, and only one
//! is under way at a time, so the sequencer gives it a thread of its own; readers block in
//! [`Reader::wait`] on theirs. An `async` port would put a runtime into every backend and change
//! nothing about when an append may be answered.

use std::time::Duration;

use tlog::frame::Batch;
use tlog::hash::Hash;
use tlog::head::{Head, Seen};

mod accepted;
mod bookmark;
mod condition;
mod error;
mod remembered;
mod tail;

pub mod embedded;
#[cfg(feature = "servers")]
pub mod kafka;
pub mod pulse;

pub use accepted::Accepted;
pub use bookmark::{Bookmark, NotABookmark};
pub use condition::Condition;
pub use error::{Damage, Error, Holds, Setting, Stop, TopicFault, Unavailable};
pub use tail::Tail;

/// One ledger's log, to be read. See the crate's page for its promises.
pub trait Reading: Send + Sync {
    /// SHA-256 of the ledger's origin: what every frame of this log begins with.
    fn ledger(&self) -> Hash;

    /// A reader from the first frame, or from behind the frame that `after` remembers.
    ///
    /// # Errors
    /// [`Stop::Damaged`] with [`Damage::Changed`] or [`Damage::Vanished`] if the frame at the
    /// bookmark is not the one that was there.
    fn read(&self, after: Option<&Bookmark>) -> Result<Box<dyn Reader>, Error>;
}

/// One ledger's log, to be read and claimed.
pub trait Log: Reading {
    /// The right to append to a log that holds no record yet: record 0 is to follow.
    ///
    /// A founding that stopped before record 0 is taken up by founding again.
    ///
    /// # Errors
    /// [`Stop::AlreadyFounded`] if there is a record; [`Stop::RolledBack`] if `remembered` says
    /// that there was one; otherwise as [`Log::claim`].
    fn found(&self, remembered: &[Seen]) -> Result<Box<dyn Writer>, Error>;

    /// The only right to append, once all that precedes the claim and follows `after` has been
    /// given to `replay`: everything that precedes it, unless the claimer has read up to `after`
    /// already and kept what it made of it.
    ///
    /// `remembered` is what the operator's stores know of this log: the claimer's own floor, the
    /// views' position, the last signed checkpoint; in any order. Those smaller than `after` are
    /// for the claimer to have compared with what it read, and are passed over here; the log's own
    /// [`Log::floor`] is not, unless it is among them.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: the outcome is unknown, claim again. [`Error::Stop`]: damage, a
    /// rollback, another's claim that came first, or a log that was never founded, or no longer has
    /// the frame of `after` where it was ([`Damage::Changed`], [`Damage::Vanished`]); what `replay`
    /// was given is then worthless.
    fn claim(
        &self,
        after: Option<&Bookmark>,
        remembered: &[Seen],
        replay: &mut dyn FnMut(&Accepted),
    ) -> Result<Box<dyn Writer>, Error>;

    /// What the log's owner remembers of it apart from it, on this machine; none where that would
    /// be lost with the log. A claim that begins behind it is quicker if the claimer has compared
    /// it, and names it among what is `remembered`.
    ///
    /// # Errors
    /// [`Error::Stop`]: it is another log's, or cannot be read.
    fn floor(&self) -> Result<Option<Seen>, Error> {
        Ok(None)
    }

    /// For whoever may claim soon: does ahead what takes time and changes nothing.
    fn prepare(&self) {}
}

/// The right to append. At any time at most one writer's appends succeed.
pub trait Writer: Send {
    /// The head after the last append, or after the claim.
    fn head(&self) -> Head;

    /// Appends the records as one frame; the head after it, once it is durable and was read back
    /// as accepted. An empty batch writes nothing.
    ///
    /// # Errors
    /// The writer is then spent, and every further append fails.
    /// [`Error::Unavailable`]: whether the records are in the log is unknown; claim again.
    /// [`Stop::Deposed`]: another claim was accepted, and the records are not in the log.
    fn append(&mut self, batch: &Batch) -> Result<Head, Error>;

    /// Reads to the end of the log: the head, if this writer's claim is still the last.
    ///
    /// # Errors
    /// [`Stop::Deposed`], and the writer is spent. [`Error::Unavailable`]: ask again, or claim.
    fn confirm(&mut self) -> Result<Head, Error>;
}

/// A place in the log that moves forward over accepted frames; stale ones are skipped, counted.
pub trait Reader: Send {
    /// The next accepted frame, or none at the end that the log has now.
    ///
    /// # Errors
    /// After [`Error::Unavailable`] the reader may be asked again. After [`Stop::Damaged`] it
    /// stays where it is and says so each time.
    fn read_next(&mut self) -> Result<Option<Accepted>, Error>;

    /// Returns when there may be another frame, or when `at_most` has passed.
    ///
    /// # Errors
    /// As [`Reader::read_next`].
    fn wait(&mut self, at_most: Duration) -> Result<(), Error>;

    /// How many stale frames were skipped on the way here: late writes of deposed writers.
    fn skipped(&self) -> u64;

    /// This place, to resume at later; none before the first frame.
    fn bookmark(&self) -> Option<Bookmark>;
}
