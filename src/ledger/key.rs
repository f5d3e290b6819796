//! Keys: who may sign for whom, from when to when (bodies.md section 6).

mod confirm_event;
mod contestable;
mod declare_compromise;
mod enrol_key;
mod revoke_key;
mod rotate_key;
mod set_threshold;

use alloc::{collections::BTreeMap, vec::Vec};

pub use self::{
    confirm_event::{ConfirmEvent, ContestEvent, EventConfirmed, EventContested},
    contestable::{Contest, Contestable, Contestables, Declaration},
    declare_compromise::DeclareCompromise,
    enrol_key::{EnrolKey, KeyEnrolled},
    revoke_key::RevokeKey,
    rotate_key::{KeyRotated, RotateKey},
    set_threshold::{Group, InvalidGroup, SetThreshold},
};
pub(super) use self::{
    contestable::{confirmed, migrate, notice_delivered, running},
    enrol_key::{enrolled, offered},
};
use super::{Cause, Change, Context, Events, Ledger, Refusal, context::Signer};
use crate::{
    id::{HolderId, KeyId},
    role::Role,
    row::RowKey,
    time::{Date, Instant},
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    EnrolKey(EnrolKey),
    RotateKey(RotateKey),
    RevokeKey(RevokeKey),
    DeclareCompromise(DeclareCompromise),
    ConfirmEvent(ConfirmEvent),
    ContestEvent(ContestEvent),
    SetThreshold(SetThreshold),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    KeyEnrolled(KeyEnrolled),
    KeyRotated(KeyRotated),
    KeyRevoked(RevokeKey),
    KeyCompromiseDeclared(DeclareCompromise),
    EventsMarkedContestable(DeclareCompromise),
    EventConfirmed(EventConfirmed),
    EventContested(EventContested),
    SigningThresholdSet(SetThreshold),
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
    by_id: BTreeMap<KeyId, Key>,
    /// Each with the record that set it.
    pub(super) thresholds: BTreeMap<Role, (u32, u64)>,
    /// The record that set ROOT's threshold anew; 0 is the founding, which set it first.
    pub(crate) root_threshold_since: u64,
    pub(super) contestables: Contestables,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::EnrolKey(asked) => enrol_key::decide(ledger, context, asked),
        Command::RotateKey(asked) => rotate_key::decide(ledger, context, asked),
        Command::RevokeKey(asked) => revoke_key::decide(ledger, context, asked),
        Command::DeclareCompromise(asked) => declare_compromise::decide(ledger, context, asked),
        Command::ConfirmEvent(asked) => confirm_event::decide(ledger, context, *asked),
        Command::ContestEvent(asked) => confirm_event::contest(ledger, context, asked),
        Command::SetThreshold(asked) => set_threshold::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::KeyEnrolled(happened) => enrol_key::evolve(ledger, cause, happened),
        Event::KeyRotated(happened) => rotate_key::evolve(ledger, cause, happened),
        Event::KeyRevoked(happened) => revoke_key::evolve(ledger, cause, happened),
        Event::KeyCompromiseDeclared(happened) => {
            declare_compromise::declared(ledger, cause, happened);
        }
        Event::EventsMarkedContestable(happened) => {
            declare_compromise::marked(ledger, cause, happened);
        }
        Event::EventConfirmed(happened) => confirm_event::confirmed(ledger, cause, *happened),
        Event::EventContested(happened) => confirm_event::contested(ledger, cause, happened),
        Event::SigningThresholdSet(happened) => set_threshold::evolve(ledger, cause, happened),
    }
}

impl Keys {
    /// The key, whatever its state.
    #[must_use]
    pub fn get(&self, key: &KeyId) -> Option<&Key> {
        self.by_id.get(key)
    }

    /// All keys ever enrolled, ascending by id.
    pub fn iter(&self) -> impl Iterator<Item = (&KeyId, &Key)> {
        self.by_id.iter()
    }

    /// How many were ever enrolled: while it stays the same, nobody's key is new.
    #[must_use]
    pub fn count(&self) -> usize {
        self.by_id.len()
    }

    /// The key, if it may sign on `day` (KEY-1).
    #[must_use]
    pub fn active(&self, key: &KeyId, day: Date) -> Option<&Key> {
        self.by_id.get(key).filter(|key| key.is_active(day))
    }

    /// How many distinct holders must sign in `role` (KEY-2); at least 1.
    #[must_use]
    pub fn threshold(&self, role: Role) -> usize {
        let threshold = self.thresholds.get(&role).map_or(1, |(threshold, _)| *threshold);
        usize::try_from(threshold).unwrap_or(usize::MAX)
    }

    /// The threshold that was set for `role` and the record that set it; none where it is 1 because
    /// nobody set another.
    #[must_use]
    pub fn threshold_set(&self, role: Role) -> Option<(u32, u64)> {
        self.thresholds.get(&role).copied()
    }

    /// What declarations of compromise made contestable.
    #[must_use]
    pub fn contestables(&self) -> &Contestables {
        &self.contestables
    }
}

impl Key {
    /// Whether the key may sign on `day`.
    #[must_use]
    pub fn is_active(&self, day: Date) -> bool {
        self.state == KeyState::Enrolled && self.from <= day && day <= self.until
    }

    /// Whether its holder signed the command in its role, with whichever active key.
    fn holder_signed(&self, context: &Context) -> bool {
        let is_holder = |signer: &Signer| signer.role == self.role && signer.holder == self.holder;
        context.signers.iter().any(is_holder)
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
        let key = self.keys.by_id.get_mut(&id).expect("decide admits keys that were enrolled");
        key.state = state;
        key.ended = key.ended.or(Some(cause.recorded_at));
        key.since = cause.sequence;
        key.revision += 1;
        key
    }

    /// Demands the holder of `id`, by this or another of its active keys for the role, or whoever
    /// enrols keys for the role.
    ///
    /// # Errors
    /// `NOT_AUTHORISED`, also where there is no such key (GEN-11).
    fn require_holder_or_enroller(&self, context: &Context, id: &KeyId) -> Result<&Key, Refusal> {
        let key = self.keys.get(id).ok_or_else(Refusal::not_authorised)?;
        if !key.holder_signed(context) {
            enrol_key::require_enroller(self, context, key.role)?;
        }
        context.check_revision(key.revision)?;
        Ok(key)
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
