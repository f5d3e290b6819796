//! A reader, or a national part's secretary, asks to have a level lowered; the originator decides
//! (CFD-3).

use super::{
    super::{Cause, Context, Events, Ledger, Level, Refusal, result, result::Registered},
    Event, marks,
};
use crate::{id::ResultId, role::Role, row::RowKey, sealed::Sealed, territory::State};

#[derive(Clone, PartialEq, Debug)]
pub struct RequestDeclassification {
    pub result: ResultId,
    /// A party that may read the result, or the secretary of a contract party's national part.
    pub requester: Role,
    /// Below the present level.
    pub level: Level,
    pub reasons: Sealed,
}

#[derive(Clone, PartialEq, Debug)]
pub struct DecideDeclassification {
    pub result: ResultId,
    /// The sequence of the record that asked.
    pub request: u64,
    pub outcome: Outcome,
}

/// What the originator decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Granted,
    Refused,
}

/// A request for declassification, open or decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    pub requester: Role,
    pub level: Level,
    pub reasons: Sealed,
    /// What was decided, and the sequence of the record that says so; none while it is open.
    pub decided: Option<(Outcome, u64)>,
}

pub(super) fn request(
    ledger: &Ledger,
    context: &Context,
    asked: &RequestDeclassification,
) -> Result<Events, Refusal> {
    let found = ledger.results.get(&asked.result).ok_or_else(Refusal::not_authorised)?;
    require_requester(ledger, context, found, asked)?;
    context.require(ledger, asked.requester)?;
    context.check_revision(found.revision)?;
    marks::require_in_use(ledger, context.policy_version, asked.level)?;
    if found.level <= asked.level {
        return Err(Refusal::wrong_state("CFD-3", found.level.as_str()));
    }
    Ok(context.events(Event::DeclassificationRequested(asked.clone())))
}

fn require_requester(
    ledger: &Ledger,
    context: &Context,
    found: &Registered,
    asked: &RequestDeclassification,
) -> Result<(), Refusal> {
    let entitled = match asked.requester {
        Role::Party(party) => result::may_read(ledger, context.today, &party, &asked.result),
        Role::PartSecretary(state) => is_seat(ledger, found, state),
        Role::Head(_)
        | Role::AuthorisedBody(..)
        | Role::Delegate(..)
        | Role::CommissionChair
        | Role::Secretary
        | Role::CouncilChair(_)
        | Role::BusinessChair
        | Role::WorkingGroupHead
        | Role::PanelChair
        | Role::Expert
        | Role::CatalogueCentre(_)
        | Role::IpOffice(_)
        | Role::Auditor(_)
        | Role::Witness(_)
        | Role::Gateway
        | Role::Clerk(_) => false,
    };
    if entitled { Ok(()) } else { Err(Refusal::not_authorised()) }
}

/// Whether a contract party of the result has its seat in `state`.
fn is_seat(ledger: &Ledger, found: &Registered, state: State) -> bool {
    let contract = ledger.contracts.get(&found.contract);
    let mut parties = contract.into_iter().flat_map(|contract| &contract.parties);
    parties.any(|party| ledger.parties.get(party).is_some_and(|party| party.seat == state))
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &DecideDeclassification,
) -> Result<Events, Refusal> {
    let found = ledger.results.get(&asked.result).ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(found.discloser))?;
    let key = (asked.result, asked.request);
    let request = ledger.disclosure.requests.get(&key);
    let request = request.ok_or_else(|| Refusal::not_found(asked.request))?;
    context.check_revision(found.revision)?;
    if let Some((outcome, _)) = request.decided {
        return Err(Refusal::wrong_state("CFD-3", outcome.as_str()));
    }
    if asked.outcome == Outcome::Granted {
        result::require_above_sources(ledger, &asked.result, request.level)?;
    }
    Ok(context.events(Event::DeclassificationDecided(asked.clone())))
}

pub(super) fn requested(ledger: &mut Ledger, cause: &Cause, happened: &RequestDeclassification) {
    let RequestDeclassification { result, requester, level, reasons } = *happened;
    let request = Request { requester, level, reasons, decided: None };
    ledger.disclosure.requests.insert((result, cause.sequence), request);
    ledger.act_on(result);
    ledger.touch(RowKey::Declassification(result, cause.sequence));
}

/// What was granted lowers the level; if it was lowered further meanwhile, it stays there.
pub(super) fn decided(ledger: &mut Ledger, cause: &Cause, happened: &DecideDeclassification) {
    let DecideDeclassification { result, request, outcome } = *happened;
    let asked = ledger.disclosure.requests.get_mut(&(result, request));
    let asked = asked.expect("decide admits open requests");
    asked.decided = Some((outcome, cause.sequence));
    let level = asked.level;
    ledger.act_on(result);
    ledger.touch(RowKey::Declassification(result, request));
    let above = ledger.results.get(&result).is_some_and(|found| level < found.level);
    match outcome {
        Outcome::Granted if above => result::reclassify(ledger, result, level, None),
        Outcome::Granted | Outcome::Refused => {}
    }
}

impl Outcome {
    /// As rows and refusals spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Granted => "GRANTED",
            Outcome::Refused => "REFUSED",
        }
    }
}

#[cfg(test)]
mod tests;
