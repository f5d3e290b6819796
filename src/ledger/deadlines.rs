//! What time alone demands, exactly once and in order (GEN-17).

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{Command, Event, Ledger, key, programme, result};
use crate::{
    id::ResultId,
    role::{ClerkDuty, Role},
    time::Instant,
};

/// Most deadlines that one record passes.
pub const DEADLINES_MAX: usize = 64;

/// Something that happens at an instant unless it is prevented before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Deadline {
    /// The registration of a result becomes final (REG-3).
    Registration(ResultId),
    /// A contestable record is confirmed (KEY-5); by its sequence.
    Confirmation(u64),
}

/// The open deadlines, earliest first.
#[derive(Clone, Debug, Default)]
pub struct Deadlines {
    open: BTreeSet<(Instant, Deadline)>,
    instants: BTreeMap<Deadline, Instant>,
}

impl Deadlines {
    /// Opens `deadline` at the instant `at`, or moves it there.
    pub(super) fn open(&mut self, at: Instant, deadline: Deadline) {
        self.close(deadline);
        self.open.insert((at, deadline));
        self.instants.insert(deadline, at);
    }

    /// Closes `deadline`; nothing happens if it is not open.
    pub(super) fn close(&mut self, deadline: Deadline) {
        if let Some(at) = self.instants.remove(&deadline) {
            self.open.remove(&(at, deadline));
        }
    }

    /// The next instant at which something is due; none if nothing ever is.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.open.first().map(|(at, _)| *at)
    }

    /// Those at or before `at`, earliest first, at most [`DEADLINES_MAX`].
    #[must_use]
    pub fn until(&self, at: Instant) -> Vec<(Instant, Deadline)> {
        self.open.iter().take_while(|(due, _)| *due <= at).take(DEADLINES_MAX).copied().collect()
    }
}

pub(super) fn due(ledger: &Ledger, at: Instant) -> Option<Command> {
    ledger.deadlines.next().filter(|next| *next <= at)?;
    // Without a clerk's key nobody could record it (KEY-1). What is due waits, and keeps its dates,
    // or whoever enrols the next key would be stopped by what must be recorded before.
    let (clerk, today) = (Role::Clerk(ClerkDuty::Deadlines), ledger.zone(at).date_of(at));
    ledger.keys.iter().find(|(_, key)| key.role == clerk && key.is_active(today))?;
    let passed = programme::PassDeadlines { until: at };
    Some(Command::Programme(programme::Command::PassDeadlines(passed)))
}

impl Ledger {
    /// What happens when `deadline`, open since before, passes at the instant `at`.
    pub(super) fn passed(&self, at: Instant, deadline: Deadline) -> Event {
        match deadline {
            Deadline::Registration(id) => result::finalised(self, at, id),
            Deadline::Confirmation(sequence) => key::confirmed(self, at, sequence),
        }
    }

    /// When time alone will next demand something; none if it never will.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }
}
