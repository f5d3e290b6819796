//! Contracts, their background, contributions and share agreements (results.md sections 1 and 3).

mod agree_shares;
mod amend_contract;
mod contest_contribution;
mod end_contract;
mod list_background;
mod propose_shares;
mod record_contribution;
mod register_contract;
#[cfg(test)]
pub(crate) mod scenario;
pub mod shares;
#[cfg(test)]
mod story;
pub mod terms;

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};

pub(super) use self::shares::{end_contribution_contest, succeed_in};
pub use self::{
    agree_shares::{AgreeShares, OwnershipRecorded, ShareAgreementConcluded},
    amend_contract::{AmendContract, ContractAmended},
    contest_contribution::ContestContribution,
    end_contract::{CompleteContract, TerminateContract},
    list_background::{BackgroundItem, BackgroundPurpose, ListBackground},
    propose_shares::ProposeShares,
    record_contribution::{ContributionKind, RecordContribution},
    register_contract::RegisterContract,
    shares::{Shares, computed_shares, contribution_contest},
    terms::{Heading, TerminationRight, Terms},
};
use super::{Cause, Change, Context, Events, Ledger, Refusal, result};
use crate::{
    id::{BackgroundId, ContractId, PartyId, ResultId, TreatyId},
    policy::Policy,
    role::Role,
    row::RowKey,
    sealed::Sealed,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    RegisterContract(RegisterContract),
    ListBackground(ListBackground),
    RecordContribution(RecordContribution),
    ContestContribution(ContestContribution),
    ProposeShares(ProposeShares),
    AgreeShares(AgreeShares),
    AmendContract(AmendContract),
    CompleteContract(CompleteContract),
    TerminateContract(TerminateContract),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ContractRegistered(RegisterContract),
    BackgroundListed(ListBackground),
    ContributionRecorded(RecordContribution),
    ContributionContested(ContestContribution),
    ShareAgreementProposed(ProposeShares),
    ShareAgreementConcluded(ShareAgreementConcluded),
    ContractAmended(ContractAmended),
    ContractCompleted(CompleteContract),
    ContractTerminated(TerminateContract),
    OwnershipRecorded(OwnershipRecorded),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Contract(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Contract(event)
    }
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::RegisterContract(asked) => register_contract::decide(ledger, context, asked),
        Command::ListBackground(asked) => list_background::decide(ledger, context, asked),
        Command::RecordContribution(asked) => record_contribution::decide(ledger, context, asked),
        Command::ContestContribution(asked) => contest_contribution::decide(ledger, context, asked),
        Command::ProposeShares(asked) => propose_shares::decide(ledger, context, asked),
        Command::AgreeShares(asked) => agree_shares::decide(ledger, context, asked),
        Command::AmendContract(asked) => amend_contract::decide(ledger, context, asked),
        Command::CompleteContract(asked) => end_contract::complete(ledger, context, asked),
        Command::TerminateContract(asked) => end_contract::terminate(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::ContractRegistered(happened) => register_contract::evolve(ledger, cause, happened),
        Event::BackgroundListed(happened) => list_background::evolve(ledger, cause, happened),
        Event::ContributionRecorded(happened) => {
            record_contribution::evolve(ledger, cause, happened);
        }
        Event::ContributionContested(happened) => {
            contest_contribution::evolve(ledger, cause, happened);
        }
        Event::ShareAgreementProposed(happened) => propose_shares::evolve(ledger, cause, happened),
        Event::ShareAgreementConcluded(happened) => {
            agree_shares::concluded(ledger, cause, happened);
        }
        Event::ContractAmended(happened) => amend_contract::evolve(ledger, cause, happened),
        Event::ContractCompleted(happened) => end_contract::completed(ledger, cause, happened),
        Event::ContractTerminated(happened) => end_contract::terminated(ledger, cause, happened),
        Event::OwnershipRecorded(happened) => agree_shares::owned(ledger, cause, happened),
    }
}

/// What the ledger knows of one contract.
#[derive(Clone, PartialEq, Debug)]
pub struct Contract {
    pub title: Sealed,
    /// The contract parties, ascending, at least two when it was registered.
    pub parties: Vec<PartyId>,
    /// The governing treaty; none where none governs (CTR-5).
    pub treaty: Option<TreatyId>,
    /// The first day.
    pub from: Date,
    pub terms: Terms,
    /// What was listed as background, by item.
    pub background: BTreeMap<BackgroundId, Listed>,
    /// How and when it was ended; none while nobody ended it.
    pub ended: Option<Ended>,
    /// The version of the policy under which it was registered.
    pub policy: u32,
    /// That version as the contract sets it; none where it sets nothing.
    pub own_policy: Option<Arc<Policy>>,
    /// The sequence of the record that registered it.
    pub since: u64,
    pub revision: u64,
}

/// An item of background as a contract lists it.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed {
    pub item: BackgroundItem,
    /// The first day on which it was listed.
    pub on: Date,
    /// The sequence of the record that listed it.
    pub since: u64,
}

/// How a contract was ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    pub how: Ending,
    /// The first day on which it was no longer in force.
    pub on: Date,
    /// The sequence of the record that ended it.
    pub since: u64,
}

/// By completion or before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Completed,
    Terminated,
}

/// Where a contract stands on a day. It follows from dates; nothing stores it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Before its first day.
    Draft,
    InForce,
    /// Declared complete, or past its last day.
    Completed,
    Terminated,
}

impl Status {
    /// The status as rows and refusals spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Draft => "DRAFT",
            Status::InForce => "IN_FORCE",
            Status::Completed => "COMPLETED",
            Status::Terminated => "TERMINATED",
        }
    }
}

impl Contract {
    /// Where the contract stands on `day`.
    #[must_use]
    pub fn status(&self, day: Date) -> Status {
        match self.ended {
            Some(Ended { how: Ending::Completed, on, .. }) if on <= day => Status::Completed,
            Some(Ended { how: Ending::Terminated, on, .. }) if on <= day => Status::Terminated,
            Some(_) | None if day < self.from => Status::Draft,
            Some(_) | None if self.terms.until.is_some_and(|last| last < day) => Status::Completed,
            Some(_) | None => Status::InForce,
        }
    }

    /// Whether a result made under the contract may be disclosed on `day`: while it is in force, or
    /// inside its tail.
    #[must_use]
    pub fn admits_disclosure(&self, day: Date) -> bool {
        match self.status(day) {
            Status::Draft => false,
            Status::InForce => true,
            Status::Completed | Status::Terminated => {
                self.terms.tail.is_some_and(|last| day <= last)
            }
        }
    }

    /// Whether `party` is a party of the contract.
    #[must_use]
    pub fn has_party(&self, party: &PartyId) -> bool {
        self.parties.binary_search(party).is_ok()
    }

    /// The roles of all parties, ascending by party.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.parties.iter().copied().map(Role::Party)
    }
}

impl Ledger {
    /// The contract; none if it was never registered.
    #[must_use]
    pub fn contract(&self, contract: &ContractId) -> Option<&Contract> {
        self.contracts.get(contract)
    }

    /// The contract under which `result` was disclosed, if the command is signed for `party` and that
    /// is a party of the contract.
    ///
    /// # Errors
    /// `NOT_AUTHORISED` otherwise, whatever exists (GEN-11).
    pub(super) fn require_contract_party(
        &self,
        context: &Context,
        result: &ResultId,
        party: PartyId,
    ) -> Result<&Contract, Refusal> {
        let contract = result::contract_of(self, result).and_then(|id| self.contract(&id));
        let contract = contract.ok_or_else(Refusal::not_authorised)?;
        if !contract.has_party(&party) {
            return Err(Refusal::not_authorised());
        }
        context.require(self, Role::Party(party))?;
        Ok(contract)
    }

    /// A contract changed, its terms included.
    pub(super) fn touch_contract(&mut self, contract: ContractId) {
        self.touch(RowKey::Contract(contract));
        for heading in Heading::ALL {
            self.touch(RowKey::ContractTerm(contract, *heading));
        }
    }
}

/// `to` takes the place of `from` in every contract, and what it listed as its own stays one
/// owner's (PTY-6, CTR-3).
pub(super) fn succeed(ledger: &mut Ledger, from: PartyId, to: PartyId) {
    succeed_in_background(ledger, from, to);
    let concerned = ledger.contracts.iter().filter(|(_, contract)| contract.has_party(&from));
    let concerned: Vec<ContractId> = concerned.map(|(id, _)| *id).collect();
    for id in concerned {
        let contract = ledger.contracts.get_mut(&id).expect("it was just found");
        contract.parties.retain(|party| *party != from && *party != to);
        contract.parties.push(to);
        contract.parties.sort_unstable();
        let rights = &mut contract.terms.termination_rights;
        let own = rights.iter_mut().filter(|right| right.party == Some(from));
        own.for_each(|right| right.party = Some(to));
        rights.sort_unstable();
        rights.dedup();
        contract.revision += 1;
        ledger.touch(RowKey::Contract(id));
        ledger.touch(RowKey::ContractParty(id, from));
        ledger.touch(RowKey::ContractParty(id, to));
    }
}

fn succeed_in_background(ledger: &mut Ledger, from: PartyId, to: PartyId) {
    let own = ledger.background_owners.iter_mut().filter(|(_, owner)| **owner == from);
    own.for_each(|(_, owner)| *owner = to);
    let mut passed = Vec::new();
    for (id, contract) in &mut ledger.contracts {
        for listed in contract.background.values_mut().filter(|of| of.item.owner == from) {
            listed.item.owner = to;
            passed.push(RowKey::Background(*id, listed.item.item));
        }
    }
    for row in passed {
        ledger.touch(row);
    }
}
