//! Enterprises and organisations that act in the programme (bodies.md section 4).

mod accredit_party;
mod propose_party;

pub use self::{
    accredit_party::{AccreditParty, Controller, PartyAccredited},
    propose_party::{PartyKind, ProposeParty},
};
use alloc::vec::Vec;

use super::{Cause, Change, Context, Events, Ledger, Reason, Refusal};
use crate::{id::PartyId, territory::State, text::Text, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    ProposeParty(ProposeParty),
    AccreditParty(AccreditParty),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    PartyProposed(ProposeParty),
    PartyAccredited(PartyAccredited),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Party(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Party(event)
    }
}

/// What the ledger knows of one party.
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    pub seat: State,
    pub kind: PartyKind,
    pub name: Text,
    pub identifiers: Vec<Text>,
    pub standing: Standing,
    /// The first and last day of the foreign-trade right on which accreditation rests (PTY-2).
    pub right: Option<(Date, Date)>,
    /// Who controls it, as declared at accreditation (PTY-4).
    pub controllers: Vec<Controller>,
    pub revision: u64,
}

/// Where a party stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Proposed,
    Accredited,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::ProposeParty(asked) => propose_party::decide(ledger, context, asked),
        Command::AccreditParty(asked) => accredit_party::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::PartyProposed(happened) => propose_party::evolve(ledger, cause, happened),
        Event::PartyAccredited(happened) => accredit_party::evolve(ledger, cause, happened),
    }
}

impl Party {
    /// Whether the party may register, license, acquire and dispose on `day` (PTY-2, PTY-3).
    #[must_use]
    pub fn is_accredited(&self, day: Date) -> bool {
        let in_dates = self.right.is_some_and(|(from, until)| from <= day && day <= until);
        match self.standing {
            Standing::Proposed => false,
            Standing::Accredited => in_dates,
        }
    }
}

impl Ledger {
    /// # Errors
    /// `PARTY_NOT_ACCREDITED` unless `party` is accredited on `day` (PTY-2, PTY-3).
    pub fn require_accredited(&self, party: &PartyId, day: Date) -> Result<(), Refusal> {
        if self.parties.get(party).is_some_and(|party| party.is_accredited(day)) {
            return Ok(());
        }
        Err(Refusal::new(Reason::PartyNotAccredited, "PTY-2").fact("party", party))
    }
}
