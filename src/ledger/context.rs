//! Who signed, in which capacity, and when: all that a decision needs beyond ledger and command.

use alloc::vec::Vec;

use super::{Change, Cited, Event, Events, Ledger, Reason, Refusal, office::Power};
use crate::{
    id::{HolderId, KeyId, Origin, TreatyId},
    role::Role,
    territory::State,
    time::{Date, Instant},
};

/// One verified signature: an active key, its role and its holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signer {
    pub key: KeyId,
    pub role: Role,
    pub holder: HolderId,
}

/// What surrounds a command when it is decided. Made by `admission`, for `decide` alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Context {
    /// The ledger for which the command is.
    pub ledger: Origin,
    /// The sequence that the record will have.
    pub sequence: u64,
    /// The recording time.
    pub at: Instant,
    /// Its day in the policy's time zone.
    pub today: Date,
    /// The version of the policy in force today.
    pub policy_version: u32,
    /// Ascending by key; never empty, except for the founding record, whose keys nobody knew before.
    pub signers: Vec<Signer>,
    /// The keys that signed, ascending; never empty.
    pub keys: Vec<KeyId>,
    /// The author's key.
    pub author: KeyId,
    /// What is asked, by its name in the rulebook.
    pub command: &'static str,
    /// The decision cited, if any.
    pub cited: Option<Cited>,
    /// The revision that the author saw; 0 where none was stated.
    pub expected_revision: u64,
}

impl Context {
    /// `change`, effective today, under the policy in force.
    #[must_use]
    pub fn event(&self, change: impl Into<Change>) -> Event {
        Event { effective_on: self.today, policy: self.policy_version, change: change.into() }
    }

    /// The one event `change`, effective today, under the policy in force.
    #[must_use]
    pub fn events(&self, change: impl Into<Change>) -> Events {
        self.event(change).into()
    }

    /// The role of the author.
    #[must_use]
    pub fn author_role(&self) -> Option<Role> {
        self.signers.iter().find(|signer| signer.key == self.author).map(|signer| signer.role)
    }

    /// # Errors
    /// `NOT_AUTHORISED` unless the command is signed in `role`, or by whom the policy puts in its
    /// place.
    pub fn require(&self, ledger: &Ledger, role: Role) -> Result<(), Refusal> {
        if self.acts_as(ledger, role) { Ok(()) } else { Err(Refusal::not_authorised()) }
    }

    /// # Errors
    /// `NOT_AUTHORISED` unless the command is signed in every one of `roles` (GEN-14): what all must
    /// want, nobody can want in their place.
    pub fn require_all(
        &self,
        ledger: &Ledger,
        roles: impl IntoIterator<Item = Role>,
    ) -> Result<(), Refusal> {
        let all = roles.into_iter().all(|role| self.signed_as(ledger, role));
        if all { Ok(()) } else { Err(Refusal::not_authorised()) }
    }

    /// # Errors
    /// `NOT_AUTHORISED` unless as many heads in office signed as ROOT needs (KEY-3), or whom the
    /// policy puts in their place.
    pub fn require_root(&self, ledger: &Ledger) -> Result<(), Refusal> {
        if self.acts_as_root(ledger) { Ok(()) } else { Err(Refusal::not_authorised()) }
    }

    /// Demands `role` and, because its commands are marked † in the rulebook, an adopted decision of
    /// the body in whose name the author acts with this very operation among its unused orders.
    ///
    /// # Errors
    /// `NOT_AUTHORISED` (GEN-15).
    pub fn require_decision(&self, ledger: &Ledger, role: Role) -> Result<(), Refusal> {
        self.require(ledger, role)?;
        let ordered = |cited| ledger.offices.is_ordered(role, self.command, cited);
        if self.cited.is_some_and(ordered) { Ok(()) } else { Err(Refusal::not_authorised()) }
    }

    /// Demands the body that holds `power` of `state` under `treaty` today (NAT-5).
    ///
    /// # Errors
    /// `NOT_AUTHORISED`.
    pub fn require_power(
        &self,
        ledger: &Ledger,
        state: State,
        treaty: &TreatyId,
        power: Power,
    ) -> Result<(), Refusal> {
        self.require(ledger, ledger.offices.holder_of_power(state, treaty, power, self.today))
    }

    /// For a command that replaces or amends: it must carry the revision that the author saw.
    ///
    /// # Errors
    /// `MALFORMED` if it carries none; `REVISION_CONFLICT` if another event came first (GEN-19).
    pub fn require_revision(&self, actual: u64) -> Result<(), Refusal> {
        if self.expected_revision == 0 {
            return Err(Refusal::new(Reason::Malformed, "GEN-19").fact("expected_revision", 0));
        }
        self.check_revision(actual)
    }

    /// For any other command: the revision counts if it is carried.
    ///
    /// # Errors
    /// `REVISION_CONFLICT` if another event came first (GEN-19).
    pub fn check_revision(&self, actual: u64) -> Result<(), Refusal> {
        if self.expected_revision == 0 || self.expected_revision == actual {
            return Ok(());
        }
        Err(Refusal::new(Reason::RevisionConflict, "GEN-19")
            .fact("expected", self.expected_revision)
            .fact("actual", actual))
    }
}
