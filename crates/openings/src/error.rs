//! What openings can fail with: refused, retry, or stop.

use tlog::hash::Hash;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Every failure of openings says what to do: refuse, ask again, or stop.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused: the command that brings this opening must not be recorded.
    #[error("the text behind {0} was erased and cannot be stored again")]
    Erased(Hash),
    /// Retry: a full disk, a failed write, a lock held too long.
    #[error("the openings are unavailable")]
    Unavailable(#[source] Source),
    /// Stop serving this text: it is not what was stored. Restore the openings from a backup.
    #[error("what is stored behind {0} does not open it")]
    Damaged(Hash),
    /// Stop: the storage cannot be read. Restore the openings from a backup.
    #[error("the storage of the openings cannot be read")]
    Unreadable(#[source] Source),
    /// Stop: the database keeps the openings of another ledger. Nothing was changed.
    #[error(
        "the database holds the openings of the ledger {found}, and this is the ledger {asked}: \
         give the URL of this ledger's database, or of an empty one"
    )]
    OtherLedger { found: Hash, asked: Hash },
    /// Stop: another process owns the log.
    #[error("term {term} does not sweep after term {swept}")]
    Deposed { term: u64, swept: u64 },
}
