//! What clients were told, as they were told it, and since when they have been told nothing.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tlog::hash::Hash;
use tlog::head::Seen;

use super::world::Name;

/// An outcome that a client was told.
#[derive(Clone, Debug)]
pub struct Told {
    pub name: Name,
    pub outcome: Outcome,
}

#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is recorded there.
    Recorded(Promised),
    /// It is not, for this reason.
    Refused(String),
}

/// What a receipt says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promised {
    pub sequence: u64,
    pub leaf: Hash,
    pub head: Seen,
}

/// The memory of all clients.
pub struct Journal {
    kept: Mutex<Kept>,
    told: Condvar,
}

struct Kept {
    sent: HashSet<Name>,
    told: Vec<Told>,
    violations: Vec<String>,
    /// When the last command of each client began that was acknowledged.
    begun: Vec<Option<Instant>>,
    counts: Counts,
    last: Instant,
    silence: Duration,
}

/// How many outcomes there were.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    pub acknowledged: u64,
    pub refused: u64,
}

impl Journal {
    /// For so many clients, none of whom has asked anything.
    #[must_use]
    pub fn of(clients: usize) -> Self {
        let kept = Kept {
            sent: HashSet::new(),
            told: Vec::new(),
            violations: Vec::new(),
            begun: vec![None; clients],
            counts: Counts::default(),
            last: Instant::now(),
            silence: Duration::ZERO,
        };
        Self { kept: Mutex::new(kept), told: Condvar::new() }
    }

    /// A client is about to ask this for the first time.
    pub fn sends(&self, name: Name) {
        self.kept().sent.insert(name);
    }

    /// Whether some client has asked this.
    #[must_use]
    pub fn was_sent(&self, name: &Name) -> bool {
        self.kept().sent.contains(name)
    }

    /// The client, which first asked at `begun`, was told an outcome.
    pub fn tells(&self, client: usize, begun: Instant, told: Told) {
        let mut kept = self.kept();
        match told.outcome {
            Outcome::Recorded(_) => {
                let now = Instant::now();
                kept.silence = kept.silence.max(now - kept.last);
                (kept.last, kept.begun[client]) = (now, Some(begun));
                kept.counts.acknowledged += 1;
            }
            Outcome::Refused(_) => kept.counts.refused += 1,
        }
        kept.told.push(told);
        drop(kept);
        self.told.notify_all();
    }

    /// Something was answered that must not be.
    pub fn violated(&self, what: String) {
        self.kept().violations.push(what);
        self.told.notify_all();
    }

    /// The first thing that was answered and must not be.
    ///
    /// # Errors
    /// That.
    pub fn sound(&self) -> Result<(), String> {
        self.kept().violations.first().map_or(Ok(()), |what| Err(what.clone()))
    }

    /// The outcomes from the one number `from` on.
    #[must_use]
    pub fn since(&self, from: usize) -> Vec<Told> {
        self.kept().told.get(from..).unwrap_or_default().to_vec()
    }

    /// How many outcomes there were.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.kept().counts
    }

    /// From now on [`Journal::silence`] counts anew.
    pub fn listen(&self) {
        let mut kept = self.kept();
        (kept.silence, kept.last) = (Duration::ZERO, Instant::now());
    }

    /// The longest time in which no client had anything acknowledged.
    #[must_use]
    pub fn silence(&self) -> Duration {
        let kept = self.kept();
        kept.silence.max(kept.last.elapsed())
    }

    /// Waits until every client had a command acknowledged that it began after `moment`.
    ///
    /// # Errors
    /// Which client had none within `patience`, or what was answered that must not be.
    pub fn resumed(&self, moment: Instant, patience: Duration) -> Result<(), String> {
        let until = Instant::now() + patience;
        let mut kept = self.kept();
        loop {
            if let Some(what) = kept.violations.first() {
                return Err(what.clone());
            }
            let waits = |begun: &Option<Instant>| begun.is_none_or(|begun| begun < moment);
            let Some(client) = kept.begun.iter().position(waits) else { return Ok(()) };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(format!("client {client} had nothing acknowledged for {patience:?}"));
            }
            let waited = self.told.wait_timeout(kept, left);
            (kept, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    /// Where it was told to be recorded.
    #[must_use]
    pub fn sequence(&self) -> Option<u64> {
        match &self.outcome {
            Outcome::Recorded(promised) => Some(promised.sequence),
            Outcome::Refused(_) => None,
        }
    }
}
