//! All parties of a contract register it.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    super::{Cause, Context, Event as Happened, Events, Ledger, Reason, Refusal},
    Contract, Event, Terms,
};
use crate::{
    id::{ContractId, PartyId, TreatyId},
    role::Role,
    row::RowKey,
    sealed::Sealed,
    time::Date,
};

#[cfg(test)]
mod tests;

#[derive(Clone, PartialEq, Debug)]
pub struct RegisterContract {
    pub contract: ContractId,
    pub title: Sealed,
    /// Ascending, at least two.
    pub parties: Vec<PartyId>,
    /// The governing treaty; none where none governs.
    pub treaty: Option<TreatyId>,
    /// The first day: a draft before it, in force from it.
    pub from: Date,
    pub terms: Terms,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RegisterContract,
) -> Result<Events, Refusal> {
    if asked.parties.len() < 2 || !asked.parties.is_sorted_by(|a, b| a < b) {
        return Err(Refusal::new(Reason::Malformed, "CTR-7").fact("place", "parties"));
    }
    asked.terms.well_formed(asked.from)?;
    context.require_all(ledger, asked.parties.iter().copied().map(Role::Party))?;
    if ledger.contracts.contains_key(&asked.contract) {
        return Err(Refusal::new(Reason::IdTaken, "CTR-7").fact("contract", asked.contract));
    }
    asked.parties.iter().try_for_each(|party| ledger.require_accredited(party, context.today))?;
    binding(ledger, asked)?;
    asked.terms.complete()?;
    asked.terms.over(ledger.policy(context.policy_version))?;
    let registered = context.event(Event::ContractRegistered(asked.clone()));
    Ok(Happened { effective_on: asked.from, ..registered }.into())
}

/// A governing treaty binds the seat state of every party on the first day (STM-1).
fn binding(ledger: &Ledger, asked: &RegisterContract) -> Result<(), Refusal> {
    let Some(treaty) = &asked.treaty else { return Ok(()) };
    for party in &asked.parties {
        let seat = ledger.parties.get(party).expect("accredited parties are known").seat;
        if !ledger.programme.binds(treaty, seat, asked.from) {
            return Err(Refusal::new(Reason::TreatyNotBinding, "STM-1")
                .fact("treaty", treaty)
                .fact("state", seat)
                .fact("on", asked.from));
        }
    }
    Ok(())
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RegisterContract) {
    let RegisterContract { contract: id, title, parties, treaty, from, terms } = happened.clone();
    for party in &parties {
        ledger.touch(RowKey::ContractParty(id, *party));
    }
    let own_policy = ledger.own_policy(&terms, cause.policy);
    let contract = Contract {
        title,
        parties,
        treaty,
        from,
        terms,
        background: BTreeMap::new(),
        ended: None,
        policy: cause.policy,
        own_policy,
        since: cause.sequence,
        revision: 1,
    };
    ledger.contracts.insert(id, contract);
    ledger.touch_contract(id);
}
