//! The port to the openings: the erasable texts behind commitments, and the backends.
//!
//! What is confidential by nature is never in the log. A command carries a commitment; its
//! author submits the opening, a salt and the text, beside it. An opening can be erased without
//! touching the history: the proof stays and the text is gone.
//!
//! Every promise is a test in `tests/conformance`, run against every backend:
//!
//! 1. **Before the record.** An opening is durable no later than the record that needs it: there
//!    is no moment at which a crash leaves the record without it.
//! 2. **True.** What [`Reading::get`] gives back opens the commitment that was asked for; a
//!    changed byte is reported as damage, by the one who asks and by the one who enumerates.
//! 3. **Erased for ever.** An erased opening is gone from every file, or where a server keeps the
//!    files, from every row, and can never be stored again; nothing else changes. What the server
//!    keeps of it for a while is told in the backend's page.
//! 4. **Swept by the owner.** Openings that no record needs are swept only by the owner of the
//!    log, once in its term; whoever was deposed sweeps nothing. A swept opening may be stored
//!    again.
//! 5. **Missed.** What records need and was never stored here is named when it is asked for, as
//!    after a restored copy that is too old.
//!
//! Backends: [`embedded`], a SQLite file; with the feature `servers` also `postgres`, a database
//! that outlives any one machine.
//!
//! The port knows nothing of the log. How the embedded backend makes an opening durable in the
//! very transaction of its frame is told in `docs/decisions/0002-openings-beside-the-frame.md`.

use std::fmt;

use tlog::hash::Hash;

mod access;
mod error;
mod opening;

pub mod embedded;
#[cfg(feature = "servers")]
pub mod postgres;

pub use access::Access;
pub use error::Error;
pub use opening::{CONTEXT, Opening, SALT_BYTES, Salt, TEXT_BYTES_MAX, TooLong};

/// The openings of one ledger, to be read. See the crate's page for the promises.
pub trait Reading: Send + Sync {
    /// What is known behind `commitment`; only what is durable counts.
    ///
    /// # Errors
    /// [`Error::Damaged`]: what is stored does not open it.
    fn get(&self, commitment: &Hash) -> Result<Kept, Error>;

    /// Gives out every stored opening as it is stored, in the order of storing, unchecked: for
    /// exports, and for verifiers, who check each with [`Stored::opened`].
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`]: not all were given out.
    fn each(&self, visit: &mut dyn FnMut(Stored)) -> Result<(), Error>;
}

/// The openings of one ledger, to be read, stored and erased.
pub trait Openings: Reading {
    /// Keeps these openings: durable no later than any record that is appended afterwards.
    ///
    /// Storing what is stored already changes nothing. Store what accepted commands bring, not
    /// what refused ones do: that would wait for a record, and then be an orphan.
    ///
    /// # Errors
    /// [`Error::Erased`]: one of them was erased, and none was stored; refuse the command.
    /// [`Error::Unavailable`]: store them again.
    fn store(&self, openings: &[Opening]) -> Result<(), Error>;

    /// Removes the texts behind `commitments` from all that is kept, and refuses them for ever, also
    /// those that were never stored. Erasing twice changes nothing, so that whoever replays the
    /// log erases again what an older copy of the openings may have brought back.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: the texts may still be there; erase again.
    fn erase(&self, commitments: &[Hash]) -> Result<(), Error>;

    /// Removes the openings that no record needs, which failed appends have left; how many.
    ///
    /// For the owner of the log, in its `term`, between its replay and its first decision.
    /// `needed` says whether some record has this commitment. It is asked only about openings
    /// stored since the last sweep: a record that needed one then is still in the log.
    ///
    /// # Errors
    /// [`Error::Deposed`]: somebody has swept in this term or in a later one; nothing was removed.
    fn sweep(&self, term: u64, needed: &mut dyn FnMut(&Hash) -> bool) -> Result<u64, Error>;

    /// Those of the commitments that records need behind which nothing was ever kept here, nor
    /// erased, in the order in which they were asked: lost texts, after a sweep. It asks memory and
    /// no file, so it may miss one whose first eight bytes are another's.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: ask again.
    fn lost(&self, needed: &mut dyn Iterator<Item = Hash>) -> Result<Vec<Hash>, Error>;
}

/// What is known behind a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    Opening(Opening),
    /// It was erased, and is refused for ever.
    Erased,
    /// It was never stored, or was swept.
    Absent,
}

/// A stored opening, as its bytes are. Wherever it is printed it shows its commitment only.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored {
    pub commitment: Hash,
    pub salt: Vec<u8>,
    pub text: Vec<u8>,
}

impl Stored {
    /// The opening, if these bytes are one and open the commitment.
    #[must_use]
    pub fn opened(self) -> Option<Opening> {
        let salt = Salt::try_from(self.salt).ok()?;
        let opening = Opening::new(salt, String::from_utf8(self.text).ok()?).ok()?;
        (opening.commitment() == self.commitment).then_some(opening)
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "what is stored behind {}", self.commitment)
    }
}
