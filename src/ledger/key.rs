//! Keys: who may sign for whom, from when to when (bodies.md section 6).

mod enrol_key;

use alloc::{collections::BTreeMap, vec::Vec};

pub use self::enrol_key::{EnrolKey, KeyEnrolled};
pub(super) use self::enrol_key::{enrolled, offered};
use super::{
    Cause, Change, Context, Events, Ledger, Refusal, events::Event as Happened, processes::Running,
};
use crate::{
    id::{HolderId, KeyId},
    role::Role,
    row::RowKey,
    time::{Date, Instant},
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    EnrolKey(EnrolKey),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    KeyEnrolled(KeyEnrolled),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Key(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Key(event)
    }
}

/// One key, for ever: a key that ended never becomes active again (KEY-9).
#[derive(Clone, PartialEq, Debug)]
pub struct Key {
    pub public_key: [u8; 32],
    pub role: Role,
    pub holder: HolderId,
    /// The first day of validity.
    pub from: Date,
    /// The last day of validity.
    pub until: Date,
    pub state: KeyState,
    /// When it ended before its dates did.
    pub ended: Option<Instant>,
    /// From when on somebody else may have signed with it.
    pub compromised_since: Option<Instant>,
    /// The key that took its place.
    pub successor: Option<KeyId>,
    /// The record that last changed it.
    pub since: u64,
    pub revision: u64,
}

/// Whether a key ended before its dates did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyState {
    Enrolled,
    Rotated,
    Revoked,
    Compromised,
}

/// All keys ever enrolled, and how many distinct holders each role needs.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub(super) keys: BTreeMap<KeyId, Key>,
    pub(super) thresholds: BTreeMap<Role, u32>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::EnrolKey(asked) => enrol_key::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::KeyEnrolled(happened) => enrol_key::evolve(ledger, cause, happened),
    }
}

impl Keys {
    /// The key, whatever its state.
    #[must_use]
    pub fn get(&self, key: &KeyId) -> Option<&Key> {
        self.keys.get(key)
    }

    /// All keys ever enrolled, ascending by id.
    pub fn iter(&self) -> impl Iterator<Item = (&KeyId, &Key)> {
        self.keys.iter()
    }

    /// How many were ever enrolled: while it stays the same, nobody's key is new.
    #[must_use]
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// The key, if it may sign on `day` (KEY-1).
    #[must_use]
    pub fn active(&self, key: &KeyId, day: Date) -> Option<&Key> {
        self.keys.get(key).filter(|key| key.is_active(day))
    }

    /// How many distinct holders must sign in `role` (KEY-2); at least 1.
    #[must_use]
    pub fn threshold(&self, role: Role) -> usize {
        let threshold = self.thresholds.get(&role).copied().unwrap_or(1);
        usize::try_from(threshold).unwrap_or(usize::MAX)
    }
}

impl Key {
    /// Whether the key may sign on `day`.
    #[must_use]
    pub fn is_active(&self, day: Date) -> bool {
        self.state == KeyState::Enrolled && self.from <= day && day <= self.until
    }
}

impl KeyState {
    /// The name in rows and refusals, for example `REVOKED`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            KeyState::Enrolled => "ENROLLED",
            KeyState::Rotated => "ROTATED",
            KeyState::Revoked => "REVOKED",
            KeyState::Compromised => "COMPROMISED",
        }
    }
}

impl Ledger {
    /// The keys ever enrolled.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The key ends by a record that happened; it never becomes active again (KEY-9).
    fn key_ended(&mut self, cause: &Cause, id: KeyId, state: KeyState) -> &mut Key {
        self.touch(RowKey::Key(id));
        let key = self.keys.keys.get_mut(&id).expect("decide admits keys that were enrolled");
        key.state = state;
        key.ended = key.ended.or(Some(cause.recorded_at));
        key.since = cause.sequence;
        key.revision += 1;
        key
    }

    /// Whoever signs in `role` is no more: its keys end.
    pub(super) fn end_keys_of(&mut self, cause: &Cause, role: Role) {
        let ends = |(_, key): &(&KeyId, &Key)| key.role == role && key.state == KeyState::Enrolled;
        let ending: Vec<KeyId> = self.keys.iter().filter(ends).map(|(id, _)| *id).collect();
        for id in ending {
            self.key_ended(cause, id, KeyState::Revoked);
        }
    }
}

/// What happens when nobody contested the record `sequence` in time (KEY-5).
pub(super) fn confirmed(_ledger: &Ledger, _at: Instant, sequence: u64) -> Happened {
    unreachable!("the record {sequence} is not contestable")
}

/// The notice of a compromise reached `addressee` on `day`: its window runs from there (KEY-5).
pub(super) fn notice_delivered(_: &mut Ledger, _declaration: u64, _addressee: Role, _day: Date) {}

/// The contest window of what `declaration` marked, as a process, while it runs.
pub(super) fn running(_ledger: &Ledger, _declaration: u64) -> Option<Running> {
    None
}

/// The contest window of what `declaration` marked keeps `policy` from now on.
pub(super) fn migrate(_ledger: &mut Ledger, _declaration: u64, _policy: u32) {}
