//! Enterprises and organisations that act in the programme (bodies.md section 4).

mod accredit_party;
mod propose_party;
mod record_dissolution;
mod record_insolvency;
mod record_succession;
mod suspend_party;

pub use self::{
    accredit_party::{AccreditParty, Controller, PartyAccredited, RefuseAccreditation},
    propose_party::{PartyKind, ProposeParty},
    record_dissolution::RecordDissolution,
    record_insolvency::RecordInsolvency,
    record_succession::{PartySucceeded, RecordSuccession, SharePassed, TitleTransmittedByLaw},
    suspend_party::ChangeStanding,
};
use alloc::vec::Vec;

use super::{Cause, Change, Context, Events, Ledger, Reason, Refusal, office::Power};
use crate::{
    id::{KeyId, PartyId, TreatyId},
    role::Role,
    row::RowKey,
    territory::State,
    text::Text,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    ProposeParty(ProposeParty),
    AccreditParty(AccreditParty),
    RefuseAccreditation(RefuseAccreditation),
    SuspendParty(ChangeStanding),
    ReinstateParty(ChangeStanding),
    WithdrawAccreditation(ChangeStanding),
    RecordSuccession(RecordSuccession),
    RecordInsolvency(RecordInsolvency),
    RecordDissolution(RecordDissolution),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    PartyProposed(ProposeParty),
    PartyAccredited(PartyAccredited),
    AccreditationRefused(RefuseAccreditation),
    PartySuspended(ChangeStanding),
    PartyReinstated(ChangeStanding),
    AccreditationWithdrawn(ChangeStanding),
    PartySucceeded(PartySucceeded),
    TitleTransmittedByLaw(TitleTransmittedByLaw),
    PartyInsolvencyRecorded(RecordInsolvency),
    PartyDissolved(RecordDissolution),
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

/// What the ledger knows of one party. Its identifier keeps its history for ever (PTY-8).
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    pub seat: State,
    pub kind: PartyKind,
    pub name: Text,
    pub identifiers: Vec<Text>,
    /// Where it stood, each with the first day of it, in order of recording; never empty. On any day
    /// the last recorded that has begun counts.
    pub standings: Vec<(Date, Standing)>,
    /// The treaty under which it was accredited; none before accreditation.
    pub treaty: Option<TreatyId>,
    /// The first and last day of the foreign-trade right on which accreditation rests (PTY-2).
    pub right: Option<(Date, Date)>,
    /// Who controls it, as declared at accreditation (PTY-4).
    pub controllers: Vec<Controller>,
    pub insolvency: Option<Insolvency>,
    /// Who took its place (PTY-6).
    pub successor: Option<PartyId>,
    /// The record that proposed it.
    pub proposed: u64,
    /// The record that last changed it.
    pub since: u64,
    pub revision: u64,
}

/// Where a party stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Proposed,
    Accredited,
    Refused,
    Suspended,
    Withdrawn,
    Succeeded,
    Dissolved,
}

/// How far the insolvency of a party has come (PTY-7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Insolvency {
    /// Recorded: disposals of its shares are blocked.
    Recorded,
    /// An administrator's key was enrolled: disposals are possible again.
    Administered(KeyId),
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::ProposeParty(asked) => propose_party::decide(ledger, context, asked),
        Command::AccreditParty(asked) => accredit_party::decide(ledger, context, asked),
        Command::RefuseAccreditation(asked) => accredit_party::refuse(ledger, context, asked),
        Command::SuspendParty(asked) => suspend_party::suspend(ledger, context, asked),
        Command::ReinstateParty(asked) => suspend_party::reinstate(ledger, context, asked),
        Command::WithdrawAccreditation(asked) => suspend_party::withdraw(ledger, context, asked),
        Command::RecordSuccession(asked) => record_succession::decide(ledger, context, asked),
        Command::RecordInsolvency(asked) => record_insolvency::decide(ledger, context, asked),
        Command::RecordDissolution(asked) => record_dissolution::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::PartyProposed(happened) => propose_party::evolve(ledger, cause, happened),
        Event::PartyAccredited(happened) => accredit_party::evolve(ledger, cause, happened),
        Event::AccreditationRefused(happened) => {
            ledger.now_stands(cause, happened.party, Standing::Refused);
        }
        Event::PartySuspended(happened) => {
            ledger.now_stands(cause, happened.party, Standing::Suspended);
        }
        Event::PartyReinstated(happened) => {
            ledger.now_stands(cause, happened.party, Standing::Accredited);
        }
        Event::AccreditationWithdrawn(happened) => {
            ledger.now_stands(cause, happened.party, Standing::Withdrawn);
        }
        Event::PartySucceeded(happened) => record_succession::succeeded(ledger, cause, happened),
        Event::TitleTransmittedByLaw(happened) => record_succession::transmitted(ledger, happened),
        Event::PartyInsolvencyRecorded(happened) => {
            record_insolvency::evolve(ledger, cause, happened);
        }
        Event::PartyDissolved(happened) => record_dissolution::evolve(ledger, cause, happened),
    }
}

impl Standing {
    /// The name in rows and refusals, for example `ACCREDITED`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Proposed => "PROPOSED",
            Standing::Accredited => "ACCREDITED",
            Standing::Refused => "REFUSED",
            Standing::Suspended => "SUSPENDED",
            Standing::Withdrawn => "WITHDRAWN",
            Standing::Succeeded => "SUCCEEDED",
            Standing::Dissolved => "DISSOLVED",
        }
    }

    /// Whether the party is no more: it takes no further part, and its keys no longer act.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            Standing::Succeeded | Standing::Dissolved => true,
            Standing::Proposed
            | Standing::Accredited
            | Standing::Refused
            | Standing::Suspended
            | Standing::Withdrawn => false,
        }
    }
}

impl Party {
    /// Where it stands by the last record, and from which day on.
    ///
    /// # Panics
    /// Never: a party stands somewhere from its proposal on.
    #[must_use]
    pub fn standing(&self) -> (Date, Standing) {
        *self.standings.last().expect("a party stands somewhere from its proposal on")
    }

    /// Whether the party may register, license, acquire and dispose on `day` (PTY-2, PTY-3).
    #[must_use]
    pub fn is_accredited(&self, day: Date) -> bool {
        let in_dates = self.right.is_some_and(|(from, until)| from <= day && day <= until);
        let on_day = self.standings.iter().rfind(|(from, _)| *from <= day);
        in_dates && on_day.is_some_and(|(_, standing)| *standing == Standing::Accredited)
    }

    /// # Errors
    /// `WRONG_STATE` unless its last standing is among `admitted`.
    fn require_standing(&self, rule: &'static str, admitted: &[Standing]) -> Result<(), Refusal> {
        let (_, standing) = self.standing();
        if admitted.contains(&standing) {
            return Ok(());
        }
        Err(Refusal::wrong_state(rule, standing.as_str()))
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

    /// Demands the body that answers for `party` before the programme: of its seat state, with the
    /// power to accredit under the treaty under which it was accredited; before accreditation, under
    /// any treaty of the programme (PTY-1, NAT-5).
    ///
    /// # Errors
    /// `NOT_AUTHORISED`, also where there is no such party (GEN-11).
    pub(super) fn require_accreditor(
        &self,
        context: &Context,
        party: &PartyId,
    ) -> Result<&Party, Refusal> {
        let party = self.parties.get(party).ok_or_else(Refusal::not_authorised)?;
        let holds = |treaty: &TreatyId| {
            context.require_power(self, party.seat, treaty, Power::Accreditation)
        };
        match &party.treaty {
            Some(treaty) => holds(treaty)?,
            None if self.programme.treaties.keys().any(|treaty| holds(treaty).is_ok()) => {}
            None => return Err(Refusal::not_authorised()),
        }
        Ok(party)
    }

    /// The party, about to change by a record that happened; its rows are marked as changed.
    pub(super) fn party_changed(&mut self, cause: &Cause, id: PartyId) -> &mut Party {
        self.touch(RowKey::Party(id));
        let party = self.parties.get_mut(&id).expect("decide admits parties that were proposed");
        party.since = cause.sequence;
        party.revision += 1;
        party
    }

    /// From the event's effective day on, the party stands so.
    fn now_stands(&mut self, cause: &Cause, id: PartyId, standing: Standing) {
        let party = self.party_changed(cause, id);
        party.standings.push((cause.effective_on, standing));
        if standing.is_over() {
            self.end_keys_of(cause, Role::Party(id));
        }
    }
}
