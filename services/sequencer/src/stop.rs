//! Why a sequencer does not go on: try again from the log, or stop for good.

use std::time::Duration;

use rights::{id::KeyId, ledger::Refusal, time::Instant};
use tlog::head::Seen;

/// Why a process must not go on with this ledger until a person has looked.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error(transparent)]
    Log(#[from] rights_log::Stop),
    #[error(transparent)]
    Openings(rights_openings::Error),
    /// One forward jump would expire every command irrevocably, so nothing is recorded.
    #[error(
        "CLOCK_JUMPED: wall time departed by {} ms from the time that passed; set the clock right, \
         then start again", by.as_millis()
    )]
    ClockStepped { by: Duration },
    #[error(
        "CLOCK_JUMPED: the last record is of {last}, and it is {now}; if the clock is right, \
         confirm it by starting with a permitted silence of {} hours", hours_between(*last, *now)
    )]
    Silence { last: Instant, now: Instant },
    #[error("the log contradicts itself: record {sequence} {why}")]
    Contradiction { sequence: u64, why: String },
    /// The log accepted another tree than the one that was decided.
    #[error("the log is at {} records with root {}, and should be at {} with {}", found.size,
        found.root, decided.size, decided.root)]
    OtherTree { found: Seen, decided: Seen },
    #[error("key {0} is no active key of CLERK/DUE: nothing that falls due could be recorded")]
    ClerkKey(KeyId),
    #[error("what is due at {at} cannot be recorded: {refusal}")]
    DueRefused { at: Instant, refusal: Box<Refusal> },
    #[error("no thread to work with: {0}")]
    NoThread(String),
    #[error("the sequencer's thread ended by a panic; its message precedes this one")]
    Panicked,
}

impl Stop {
    /// Whether it says that another sequencer holds the log now.
    #[must_use]
    pub fn is_deposition(&self) -> bool {
        matches!(
            self,
            Stop::Log(rights_log::Stop::Deposed { .. })
                | Stop::Openings(rights_openings::Error::Deposed { .. })
        )
    }
}

fn hours_between(one: Instant, other: Instant) -> u64 {
    let micros = one.micros().abs_diff(other.micros());
    micros.div_ceil(3_600_000_000)
}

impl Lost {
    /// Whether another sequencer holds the log now.
    pub(crate) fn is_deposition(&self) -> bool {
        matches!(self, Lost::Stop(stop) if stop.is_deposition())
    }
}

/// Why everything since the last claim is thrown away.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// Claim and replay again, after a while.
    #[error("what this sequencer stores with is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Stop(#[from] Stop),
}

impl From<rights_log::Error> for Lost {
    fn from(error: rights_log::Error) -> Lost {
        match error {
            rights_log::Error::Unavailable(cause) => Lost::Unavailable(cause.into()),
            rights_log::Error::Stop(stop) => Lost::Stop(stop.into()),
        }
    }
}

impl From<rights_openings::Error> for Lost {
    fn from(error: rights_openings::Error) -> Lost {
        match error {
            // Erased between the decision and the append: decided again, it is refused.
            rights_openings::Error::Erased(_) | rights_openings::Error::Unavailable(_) => {
                Lost::Unavailable(error.into())
            }
            rights_openings::Error::Damaged(_)
            | rights_openings::Error::Unreadable(_)
            | rights_openings::Error::OtherLedger { .. }
            | rights_openings::Error::Deposed { .. } => Lost::Stop(Stop::Openings(error)),
        }
    }
}
