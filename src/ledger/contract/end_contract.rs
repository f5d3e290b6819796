//! A contract ends: its parties declare the work complete, or terminate it before.

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Contract, Ended, Ending, Event, Status,
};
use crate::{id::ContractId, role::Role, row::RowKey, text::Text};

#[cfg(test)]
mod tests;

#[derive(Clone, PartialEq, Debug)]
pub struct CompleteContract {
    pub contract: ContractId,
}

#[derive(Clone, PartialEq, Debug)]
pub struct TerminateContract {
    pub contract: ContractId,
    /// The clause cited; none where all parties terminate together.
    pub clause: Option<Text>,
}

pub(super) fn complete(
    ledger: &Ledger,
    context: &Context,
    asked: &CompleteContract,
) -> Result<Events, Refusal> {
    let contract = ledger.contract(&asked.contract).ok_or_else(Refusal::not_authorised)?;
    context.require_all(ledger, contract.roles())?;
    in_force(context, contract)?;
    Ok(context.events(Event::ContractCompleted(asked.clone())))
}

pub(super) fn terminate(
    ledger: &Ledger,
    context: &Context,
    asked: &TerminateContract,
) -> Result<Events, Refusal> {
    let contract = ledger.contract(&asked.contract).ok_or_else(Refusal::not_authorised)?;
    match &asked.clause {
        None => {
            context.require_all(ledger, contract.roles())?;
            in_force(context, contract)?;
        }
        Some(clause) => {
            let signs = |party| context.acts_as(ledger, Role::Party(party));
            let mut authors = contract.parties.iter().copied().filter(|party| signs(*party));
            let first = authors.next().ok_or_else(Refusal::not_authorised)?;
            in_force(context, contract)?;
            let entitled = |party| contract.terms.let_terminate(&party, clause);
            if !entitled(first) && !authors.any(entitled) {
                return Err(
                    Refusal::new(Reason::NoTerminationRight, "CTR-5").fact("clause", clause)
                );
            }
        }
    }
    Ok(context.events(Event::ContractTerminated(asked.clone())))
}

fn in_force(context: &Context, contract: &Contract) -> Result<(), Refusal> {
    context.check_revision(contract.revision)?;
    match contract.status(context.today) {
        Status::InForce => Ok(()),
        other @ (Status::Draft | Status::Completed | Status::Terminated) => {
            Err(Refusal::wrong_state("CTR-2", other.as_str()))
        }
    }
}

pub(super) fn completed(ledger: &mut Ledger, cause: &Cause, happened: &CompleteContract) {
    end(ledger, cause, happened.contract, Ending::Completed);
}

pub(super) fn terminated(ledger: &mut Ledger, cause: &Cause, happened: &TerminateContract) {
    end(ledger, cause, happened.contract, Ending::Terminated);
}

fn end(ledger: &mut Ledger, cause: &Cause, id: ContractId, how: Ending) {
    let contract = ledger.contracts.get_mut(&id).expect("decide admits registered contracts");
    contract.ended = Some(Ended { how, on: cause.effective_on, since: cause.sequence });
    contract.revision += 1;
    ledger.touch(RowKey::Contract(id));
}
