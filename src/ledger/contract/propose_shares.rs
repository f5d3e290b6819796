//! A contract party proposes who holds which share of a result.

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal, ShareOf, holdings::Holdings, result},
    Contract, Event,
    shares::Proposal,
};
use crate::{
    id::{Digest, PartyId, ResultId},
    policy::Policy,
    row::RowKey,
};

#[cfg(test)]
mod tests;

#[derive(Clone, PartialEq, Debug)]
pub struct ProposeShares {
    pub result: ResultId,
    pub proposer: PartyId,
    /// SHA-256 of the text to be agreed.
    pub text: Digest,
    /// Ascending by party.
    pub title: Vec<ShareOf>,
    /// Ascending by party; empty = as title.
    pub income: Vec<ShareOf>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ProposeShares,
) -> Result<Events, Refusal> {
    for (place, list) in [("title", &asked.title), ("income", &asked.income)] {
        if !list.is_sorted_by(|a, b| a.party < b.party) {
            return Err(Refusal::new(Reason::Malformed, "SHA-2").fact("place", place));
        }
    }
    let contract = ledger.require_contract_party(context, &asked.result, asked.proposer)?;
    match ledger.shares(&asked.result).map_or(0, |shares| shares.revision) {
        0 => context.check_revision(0)?,
        // It replaces the proposal, or amends the agreement, that its author saw (GEN-19).
        revision => context.require_revision(revision)?,
    }
    ledger.require_unarchived(&asked.result)?;
    eligible(ledger, context, contract, asked)?;
    let policy = ledger.contract_policy(contract, context.policy_version);
    let kind = result::kind_of(ledger, &asked.result).expect("a disclosed result has its kind");
    result::require_holders(&policy, kind, asked.title.len())?;
    exact(&policy, &asked.title, "SHA-1")?;
    if !asked.income.is_empty() {
        exact(&policy, &asked.income, "SHA-6")?;
    }
    Ok(context.events(Event::ShareAgreementProposed(asked.clone())))
}

/// Whoever is to hold a share is a party of the contract or holds the result already, and is
/// accredited.
fn eligible(
    ledger: &Ledger,
    context: &Context,
    contract: &Contract,
    asked: &ProposeShares,
) -> Result<(), Refusal> {
    let concerned = ledger.concerned(&asked.result);
    let named: BTreeSet<PartyId> =
        asked.title.iter().chain(&asked.income).map(|of| of.party).collect();
    for party in named {
        if !contract.has_party(&party) && !concerned.contains(&party) {
            return Err(Refusal::wrong_state("SHA-15", "NO_CONTRACT_PARTY").fact("party", party));
        }
        ledger.require_accredited(&party, context.today)?;
    }
    Ok(())
}

/// The list adds up to one exactly, and nobody's part is below the smallest allowed (SHA-14).
fn exact(policy: &Policy, list: &[ShareOf], rule: &'static str) -> Result<(), Refusal> {
    let least = policy.shares_min_fraction;
    if let Some(small) = list.iter().find(|of| of.share < least) {
        return Err(Refusal::new(Reason::ShareTooSmall, "SHA-14")
            .fact("party", small.party)
            .fact("share", small.share)
            .fact("min", least));
    }
    match Holdings::from_list(list) {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.reason == Reason::SharesNotOne => {
            Err(Refusal { rule: Some(rule), ..refusal })
        }
        Err(refusal) => Err(refusal),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ProposeShares) {
    let ProposeShares { result, proposer, text, title, income } = happened;
    let held = |list: &[ShareOf]| Holdings::from_list(list).expect("decide admits exact lists");
    let proposal = Proposal {
        proposer: *proposer,
        text: *text,
        title: held(title),
        income: (!income.is_empty()).then(|| held(income)),
        policy: cause.policy,
    };
    let shares = ledger.shares.entry(*result).or_default();
    shares.proposals.insert(cause.sequence, proposal);
    let replaced = shares.open.replace(cause.sequence);
    shares.revision += 1;
    for sequence in replaced.into_iter().chain([cause.sequence]) {
        ledger.touch(RowKey::ShareProposal(*result, sequence));
    }
    ledger.act_on(*result);
}

impl Ledger {
    /// Those without whom nothing about the shares of `result` changes: its holders of title and of
    /// income, or those named at its registration while nothing is agreed. Ascending.
    #[must_use]
    pub fn concerned(&self, result: &ResultId) -> BTreeSet<PartyId> {
        let title = self.holdings(result).into_iter().flat_map(Holdings::iter);
        let income = self.shares(result).and_then(|shares| shares.income.as_ref());
        let held = title.chain(income.into_iter().flat_map(Holdings::iter)).map(|of| of.party);
        let named = match self.holdings(result) {
            Some(_) => &[],
            None => result::holders_named(self, result),
        };
        held.chain(named.iter().copied()).collect()
    }
}
