//! What a log can fail with: retry, or stop.

use std::path::PathBuf;

use tlog::hash::Hash;
use tlog::head::Seen;
use tlog::judge::{Impossible, Stale};

/// Every failure of a log belongs to one of two families.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Retry: what was asked may or may not have happened; a new claim finds out.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// Stop: asking again gives the same answer until a person has looked.
    #[error(transparent)]
    Stop(#[from] Stop),
}

/// The storage did not do its part: a full disk, a failed write, a lock held too long.
#[derive(Debug, thiserror::Error)]
#[error("the log is unavailable")]
pub struct Unavailable {
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// Why a writer that met an error does not try again.
#[derive(Debug, thiserror::Error)]
#[error("this writer met an error before and is spent; claim again")]
struct Spent;

impl Unavailable {
    pub(crate) fn because(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }

    pub(crate) fn spent() -> Self {
        Self::because(Spent)
    }
}

/// Why a process must not go on with this log.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The log is not what was written.
    #[error("LOG_DAMAGED: the frame at position {position} cannot be there: {why}")]
    Damaged { position: u64, why: Damage },
    /// The log has lost what its operator's stores remember: an old copy, or another log.
    #[error(
        "ROLLBACK_DETECTED: {} records with root {} were seen, but the log {}; restore a newer copy",
        remembered.size, remembered.root, held(*holds)
    )]
    RolledBack {
        remembered: Seen,
        /// What the log has in its place: its root at that size, or its smaller size.
        holds: Holds,
    },
    /// Another claim was accepted after this writer's.
    #[error("deposed by the claim of term {term}")]
    Deposed { term: u64 },
    #[error("the log holds no record yet: found the ledger first")]
    NotFounded,
    #[error("the ledger is founded already: its log holds {size} records")]
    AlreadyFounded { size: u64 },
    #[error("there is no log at {}: found a ledger there first", .0.display())]
    NoLog(PathBuf),
    #[error("{} is not a log, or of a version that this program does not know", .0.display())]
    NotALog(PathBuf),
    #[error("{} keeps the log of ledger {found}, not of {asked}", path.display())]
    OtherLedger { path: PathBuf, found: Hash, asked: Hash },
    /// A data directory is used by one process at a time.
    #[error(
        "{} is in use by process {holder}: stop it, or choose another data directory",
        path.display()
    )]
    InUse { path: PathBuf, holder: String },
    /// The Kafka topic is not one that can keep a ledger's log.
    #[error("topic {name}: {fault}")]
    Topic { name: String, fault: TopicFault },
}

/// What is wrong with a topic that is to keep a log, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum TopicFault {
    #[error("there is none of this name: found a ledger there first")]
    Missing,
    #[error("it exists and holds no ledger; if a founding broke off there, delete it first")]
    Exists,
    /// At least one; every one of them is to be changed before the log is used.
    #[error("it would not keep a ledger's log: {}", listed(.0))]
    Settings(Vec<Setting>),
    #[error("{} says nothing about this log; remove it only if you know why", .0.display())]
    Floor(PathBuf),
}

/// A setting of a topic that would lose or refuse records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {found} and must be {wanted}")]
pub struct Setting {
    /// Kafka's own name for it, or `partitions` or `replication.factor`.
    pub name: &'static str,
    pub found: String,
    pub wanted: &'static str,
}

/// What a log has instead of a remembered head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Only { size: u64 },
    Root(Hash),
}

/// How a log shows that it is not what was written.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// A backend that appends conditionally has no stale frames.
    #[error("{0}, and this log does not take such frames")]
    Stale(#[from] Stale),
    #[error("the one before it is missing")]
    Gap,
    #[error("its bytes do not have the digest stored with them")]
    Digest,
    #[error("another one was read here before")]
    Changed,
    #[error("one was read here before, and there is none")]
    Vanished,
    #[error("the storage cannot be read: {0}")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Damage {
    pub(crate) fn at(self, position: u64) -> Error {
        Stop::Damaged { position, why: self }.into()
    }
}

fn held(holds: Holds) -> String {
    match holds {
        Holds::Only { size } => format!("holds only {size}"),
        Holds::Root(root) => format!("has root {root} at that size"),
    }
}

fn listed(settings: &[Setting]) -> String {
    settings.iter().map(Setting::to_string).collect::<Vec<_>>().join("; ")
}
