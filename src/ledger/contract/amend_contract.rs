//! All parties of a contract amend it: the only way to enlarge its background after completion
//! (CTR-2).

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal, result},
    BackgroundItem, Event, ListBackground, Terms, list_background,
};
use crate::{
    id::{ContractId, ResultId},
    role::Role,
};

#[cfg(test)]
mod tests;

#[derive(Clone, PartialEq, Debug)]
pub struct AmendContract {
    pub contract: ContractId,
    /// The terms from now on, complete.
    pub terms: Terms,
    /// Further items; ascending by item, without repeats.
    pub background: Vec<BackgroundItem>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ContractAmended {
    pub contract: ContractId,
    pub terms: Terms,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AmendContract,
) -> Result<Events, Refusal> {
    if !asked.background.is_sorted_by(|a, b| a.item < b.item) {
        return Err(Refusal::new(Reason::Malformed, "CTR-1").fact("place", "background"));
    }
    asked.background.iter().try_for_each(list_background::well_formed)?;
    let contract = ledger.contract(&asked.contract).ok_or_else(Refusal::not_authorised)?;
    context.require_all(ledger, contract.roles())?;
    let owners = asked.background.iter().map(|item| Role::Party(item.owner));
    context.require_all(ledger, owners)?;
    // The order of the dates depends on the contract's first day, which only its parties may know.
    asked.terms.well_formed(contract.from)?;
    context.require_revision(contract.revision)?;
    asked.terms.complete()?;
    asked.terms.over(ledger.policy(context.policy_version))?;
    let further = asked.background.iter();
    further
        .clone()
        .try_for_each(|item| list_background::may_list(ledger, context, contract, item))?;
    let AmendContract { contract, terms, background: _ } = asked.clone();
    let amended = context.events(Event::ContractAmended(ContractAmended { contract, terms }));
    Ok(further.fold(amended, |events, item| {
        let listed = ListBackground { contract, background: item.clone() };
        events.and(context.event(Event::BackgroundListed(listed)))
    }))
}

pub(super) fn evolve(ledger: &mut Ledger, _cause: &Cause, happened: &ContractAmended) {
    let ContractAmended { contract: id, terms } = happened.clone();
    let contract = ledger.contract(&id).expect("decide admits registered contracts");
    let own_policy = ledger.own_policy(&terms, contract.policy);
    let contract = ledger.contracts.get_mut(&id).expect("it was just read");
    contract.terms = terms;
    contract.own_policy = own_policy;
    contract.revision += 1;
    ledger.touch_contract(id);
    touch_computed_shares(ledger, id);
}

/// Computed shares follow the contract's own policy, which the amendment may have changed (SHA-15).
/// Every result under the contract names a contract party: its discloser, or who succeeded it.
fn touch_computed_shares(ledger: &mut Ledger, id: ContractId) {
    let parties = &ledger.contract(&id).expect("it was just amended").parties;
    let named = parties.iter().flat_map(|party| ledger.results.naming(party));
    let under = named.filter(|named| result::contract_of(ledger, named) == Some(id));
    let concerned: BTreeSet<ResultId> =
        under.filter(|held| ledger.holdings(held).is_none()).copied().collect();
    for result in concerned {
        ledger.touch_holders(result);
    }
}
