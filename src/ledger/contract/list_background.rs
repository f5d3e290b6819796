//! The owner of something that existed before the work lists it as background of a contract (CTR-1).

use alloc::vec::Vec;

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Contract, Event, Listed, Status,
};
use crate::{
    id::{BackgroundId, ContractId, PartyId},
    role::Role,
    row::RowKey,
    sealed::Sealed,
    territory::State,
};

#[cfg(test)]
mod tests;

/// What a background item may be used for under the contract.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackgroundPurpose {
    /// To carry out the joint work.
    Implementation,
    /// To exploit the results.
    Exploitation,
}

/// An item of background. It stays its owner's and never becomes foreground by use (CTR-3).
#[derive(Clone, PartialEq, Debug)]
pub struct BackgroundItem {
    pub item: BackgroundId,
    /// A contract party, or an outsider whose item the work needs.
    pub owner: PartyId,
    pub description: Sealed,
    pub purpose: BackgroundPurpose,
    /// Ascending, without repeats; empty = wherever the contract reaches.
    pub territory: Vec<State>,
    /// None where it is free.
    pub fee: Option<Sealed>,
    pub conditions: Option<Sealed>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ListBackground {
    pub contract: ContractId,
    pub background: BackgroundItem,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ListBackground,
) -> Result<Events, Refusal> {
    let item = &asked.background;
    well_formed(item)?;
    let contract = ledger.contract(&asked.contract).ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(item.owner))?;
    // An outsider's item is listed together with a contract party: alone, it must not even learn
    // whether there is such a contract (GEN-11).
    if !contract.has_party(&item.owner)
        && !contract.roles().any(|party| context.acts_as(ledger, party))
    {
        return Err(Refusal::not_authorised());
    }
    context.check_revision(contract.revision)?;
    match contract.status(context.today) {
        Status::InForce => {}
        Status::Draft => return Err(Refusal::wrong_state("CTR-1", Status::Draft.as_str())),
        ended @ (Status::Completed | Status::Terminated) => {
            return Err(
                Refusal::new(Reason::AfterCompletion, "CTR-2").fact("state", ended.as_str())
            );
        }
    }
    may_list(ledger, context, contract, item)?;
    Ok(context.events(Event::BackgroundListed(asked.clone())))
}

pub(super) fn well_formed(item: &BackgroundItem) -> Result<(), Refusal> {
    if item.territory.is_sorted_by(|a, b| a < b) {
        return Ok(());
    }
    Err(Refusal::new(Reason::Malformed, "CTR-1").fact("place", "territory"))
}

/// Whether `item` is new to `contract`, and nobody else's.
pub(super) fn may_list(
    ledger: &Ledger,
    context: &Context,
    contract: &Contract,
    item: &BackgroundItem,
) -> Result<(), Refusal> {
    ledger.require_accredited(&item.owner, context.today)?;
    match ledger.background_owners.get(&item.item) {
        Some(owner) if *owner != item.owner => {
            return Err(Refusal::new(Reason::OwnerDisputed, "CTR-3").fact("item", item.item));
        }
        Some(_) | None => {}
    }
    match contract.background.get(&item.item) {
        None => Ok(()),
        Some(listed) => Err(Refusal::new(Reason::AlreadyListed, "CTR-1")
            .fact("item", item.item)
            .fact("since", listed.since)),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ListBackground) {
    let ListBackground { contract: id, background: item } = happened.clone();
    ledger.background_owners.insert(item.item, item.owner);
    ledger.touch(RowKey::Background(id, item.item));
    ledger.touch(RowKey::Contract(id));
    let contract = ledger.contracts.get_mut(&id).expect("decide admits registered contracts");
    let listed = Listed { on: cause.effective_on, since: cause.sequence, item };
    contract.background.insert(listed.item.item, listed);
    contract.revision += 1;
}
