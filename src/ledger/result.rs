//! Results of intellectual activity: what was disclosed, registered, contested, and who holds it
//! (results.md sections 2 and 3).

mod derivation;
mod disclose_result;
mod finality;
mod kind;
mod own;
mod register_result;
mod registered;

use self::finality::watch;
pub use self::{
    disclose_result::{Cite, DiscloseResult, Relation, ResultDisclosed},
    finality::RegistrationFinalised,
    kind::{CoOwnership, Kind, OfficeRegistration, Renewals, Secrecy},
    register_result::RegisterResult,
    registered::{Registered, Registration, Results, Stage, Window},
};
pub(super) use self::{
    finality::{finalised, migrate, notice_delivered, running},
    own::{own, succeed},
    register_result::require_holders,
};
use super::{Cause, Change, Context, Events, Ledger, Refusal, contract::Contract};
use crate::{
    id::{ContractId, PartyId, ResultId},
    role::Role,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    DiscloseResult(DiscloseResult),
    RegisterResult(RegisterResult),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ResultDisclosed(ResultDisclosed),
    ResultRegistered(RegisterResult),
    RegistrationFinalised(RegistrationFinalised),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Result(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Result(event)
    }
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::DiscloseResult(asked) => disclose_result::decide(ledger, context, asked),
        Command::RegisterResult(asked) => register_result::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::ResultDisclosed(happened) => disclose_result::evolve(ledger, cause, happened),
        Event::ResultRegistered(happened) => register_result::evolve(ledger, cause, happened),
        Event::RegistrationFinalised(happened) => finality::evolve(ledger, cause, happened),
    }
}

/// The contract under which `result` was made; none if it was never disclosed.
#[must_use]
pub fn contract_of(ledger: &Ledger, result: &ResultId) -> Option<ContractId> {
    ledger.results.get(result).map(|result| result.contract)
}

/// What `result` is; none if it was never disclosed.
#[must_use]
pub fn kind_of(ledger: &Ledger, result: &ResultId) -> Option<Kind> {
    ledger.results.get(result).map(|result| result.kind)
}

/// Whether `party` may read what `result` contains: a contract party or a holder may (results.md
/// section 6, content files).
#[must_use]
pub fn may_read(ledger: &Ledger, party: &PartyId, result: &ResultId) -> bool {
    ledger
        .results
        .get(result)
        .is_some_and(|found| found.is_held_by(party) || is_party(ledger, &found.contract, party))
}

fn is_party(ledger: &Ledger, contract: &ContractId, party: &PartyId) -> bool {
    ledger.contracts.get(contract).is_some_and(|found| found.parties.contains(party))
}

/// The contract, if `party` is one of its parties and signed.
fn contract_party<'a>(
    ledger: &'a Ledger,
    context: &Context,
    contract: &ContractId,
    party: &PartyId,
) -> Result<&'a Contract, Refusal> {
    let found = ledger.contracts.get(contract).filter(|found| found.parties.contains(party));
    let found = found.ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(*party))?;
    Ok(found)
}

/// # Errors
/// `WRONG_STATE` unless `contract` is in force on `day`, or over and still inside its tail.
fn under_way(contract: &Contract, day: Date) -> Result<(), Refusal> {
    let ended = [contract.until.map(|last| last.plus_days(1)), contract.ended];
    let in_force = contract.from <= day && ended.iter().flatten().all(|end| day < *end);
    let in_tail = contract.from <= day && contract.tail.is_some_and(|last| day <= last);
    if in_force || in_tail {
        return Ok(());
    }
    let state = if day < contract.from { "DRAFT" } else { "ENDED" };
    Err(Refusal::wrong_state("REG-1", state))
}
