//! What the sequencer has done since it started, in numbers.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rights::ledger::Reason;

/// Counts since the start. Each is exact; together they are no snapshot.
#[derive(Debug)]
pub struct Counters {
    /// Records, deadlines included.
    pub recorded: AtomicU64,
    /// Commands answered with the receipt of an earlier submission.
    pub repeated: AtomicU64,
    /// Frames made durable.
    pub frames: AtomicU64,
    /// Records of the log, durable ones alone: those from before the start, too.
    pub size: AtomicU64,
    /// Times that the log was claimed.
    pub claims: AtomicU64,
    /// Commands between their submission and their answer, now.
    pub waiting: AtomicU64,
    /// Position = position of the reason in [`Reason::ALL`].
    refused: Box<[AtomicU64]>,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters {
            recorded: AtomicU64::default(),
            repeated: AtomicU64::default(),
            frames: AtomicU64::default(),
            size: AtomicU64::default(),
            claims: AtomicU64::default(),
            waiting: AtomicU64::default(),
            refused: Reason::ALL.iter().map(|_| AtomicU64::default()).collect(),
        }
    }
}

impl Counters {
    /// How many commands were refused for `reason`.
    #[must_use]
    pub fn refused(&self, reason: Reason) -> u64 {
        self.refused.get(reason as usize).map_or(0, |count| count.load(Relaxed))
    }

    pub(crate) fn refuse(&self, reason: Reason) {
        if let Some(count) = self.refused.get(reason as usize) {
            count.fetch_add(1, Relaxed);
        }
    }
}

pub(crate) fn count(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Relaxed);
}
