//! What one command caused, and where it stands in the log.

use alloc::{vec, vec::Vec};

use super::{Change, Header};
use crate::time::{Date, Instant};

/// One change, with the day from which it holds and the policy under which it was decided.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The day from which the change holds (GEN-4).
    pub effective_on: Date,
    /// The version of the policy under which it was decided (GEN-18); counted from 1.
    pub policy: u32,
    pub change: Change,
}

/// At least one event, in order. Recorded together or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Events(Vec<Event>);

impl Events {
    /// None if there is not at least one.
    #[must_use]
    pub fn from_vec(events: Vec<Event>) -> Option<Events> {
        if events.is_empty() { None } else { Some(Events(events)) }
    }

    /// These events, then `next`.
    #[must_use]
    pub fn and(mut self, next: Event) -> Events {
        self.0.push(next);
        self
    }

    /// In the order in which they happened.
    pub fn iter(&self) -> core::slice::Iter<'_, Event> {
        self.0.iter()
    }
}

impl From<Event> for Events {
    fn from(only: Event) -> Events {
        Events(vec![only])
    }
}

/// An accepted command as it stands in the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Recorded {
    /// The leaf index; dense from 0.
    pub sequence: u64,
    pub recorded_at: Instant,
    pub header: Header,
    pub events: Events,
}

impl Recorded {
    pub(super) fn cause(&self, event: &Event) -> Cause {
        Cause {
            sequence: self.sequence,
            recorded_at: self.recorded_at,
            effective_on: event.effective_on,
            policy: event.policy,
        }
    }
}

/// Where an event comes from: what an effect may know beyond the event itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cause {
    pub sequence: u64,
    pub recorded_at: Instant,
    pub effective_on: Date,
    pub policy: u32,
}
