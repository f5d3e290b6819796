//! Every holder together agrees who holds which share of a result.

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    super::{
        Cause, Context, Event as Happened, Events, Ledger, Reason, Refusal, ShareOf,
        holdings::{Holdings, Why},
        result,
    },
    Event,
    shares::{Agreement, Proposal, Shares},
};
use crate::{
    id::{Digest, PartyId, ResultId},
    role::Role,
    row::RowKey,
};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

#[derive(Clone, PartialEq, Debug)]
pub struct AgreeShares {
    pub result: ResultId,
    /// SHA-256 of the text agreed.
    pub text: Digest,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ShareAgreementConcluded {
    pub result: ResultId,
    /// The sequence of the record that proposed it.
    pub proposal: u64,
    pub text: Digest,
}

/// From now on these hold these shares, and nobody else holds any.
#[derive(Clone, PartialEq, Debug)]
pub struct OwnershipRecorded {
    pub result: ResultId,
    /// Ascending by party; adds up to one.
    pub title: Vec<ShareOf>,
    /// Ascending by party; adds up to one; empty = as title.
    pub income: Vec<ShareOf>,
    /// The sequence of the record that concluded the share agreement; 0 where a sole holder needs
    /// none.
    pub agreement: u64,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AgreeShares,
) -> Result<Events, Refusal> {
    let (shares, sequence, proposal) = open_proposal(ledger, context, &asked.result)?;
    let all = holders(ledger, &asked.result, proposal);
    context.require_all(ledger, all.iter().copied().map(Role::Party))?;
    // It also tells the proposal apart from one of the same text and other shares.
    context.require_revision(shares.revision)?;
    if asked.text != proposal.text {
        return Err(Refusal::new(Reason::HashMismatch, "SHA-15")
            .fact("agreed", asked.text)
            .fact("proposed", proposal.text));
    }
    ledger.require_unarchived(&asked.result)?;
    if let Some(contributor) = shares.contested() {
        return Err(
            Refusal::new(Reason::ContributionContested, "SHA-12").fact("contributor", contributor)
        );
    }
    let gaining = proposal.title.iter().chain(proposal.income.iter().flat_map(Holdings::iter));
    gaining.map(|of| &of.party).try_for_each(|to| ledger.require_accredited(to, context.today))?;
    require_changeable(ledger, context, &asked.result, proposal)?;
    let AgreeShares { result, text } = *asked;
    let concluded = ShareAgreementConcluded { result, proposal: sequence, text };
    let owned = OwnershipRecorded {
        result,
        title: proposal.title.iter().copied().collect(),
        income: proposal.income.iter().flat_map(Holdings::iter).copied().collect(),
        agreement: context.sequence,
    };
    // An agreement is concluded under the policy under which it was proposed (POL-2).
    let under = |event| Happened { policy: proposal.policy, ..context.event(event) };
    let concluded = Events::from(under(Event::ShareAgreementConcluded(concluded)));
    Ok(concluded.and(under(Event::OwnershipRecorded(owned))))
}

/// What the result is may have been corrected since the proposal (REG-11). And whoever may not dispose
/// of its share does not lose it by an amendment either: to a suspended, insolvent or frozen holder
/// that would be a disposal under another name (PTY-3, PTY-7, STM-4, KEY-7).
fn require_changeable(
    ledger: &Ledger,
    context: &Context,
    result: &ResultId,
    proposal: &Proposal,
) -> Result<(), Refusal> {
    if let Some(held) = ledger.holdings(result) {
        let becomes = |of: &ShareOf| proposal.title.held_by(&of.party);
        let mut losing = held.iter().filter(|of| becomes(of) < Some(of.share));
        losing.try_for_each(|of| ledger.require_disposable(context, result, &of.party))?;
        let mut gaining =
            proposal.title.iter().filter(|of| held.held_by(&of.party) < Some(of.share));
        gaining.try_for_each(|of| ledger.require_may_gain(context, &of.party))?;
    }
    let kind = result::kind_of(ledger, result).expect("a disclosed result has its kind");
    let policy = ledger.policy(proposal.policy);
    result::require_holders(policy, kind, proposal.title.iter().len())
}

/// What can be agreed to, for an author who signed as a party of the contract or as a holder.
fn open_proposal<'a>(
    ledger: &'a Ledger,
    context: &Context,
    result: &ResultId,
) -> Result<(&'a Shares, u64, &'a Proposal), Refusal> {
    let contract = result::contract_of(ledger, result).and_then(|id| ledger.contract(&id));
    let contract = contract.ok_or_else(Refusal::not_authorised)?;
    let concerned = ledger.concerned(result);
    let mut entitled = contract.parties.iter().chain(&concerned);
    if !entitled.any(|party| context.acts_as(ledger, Role::Party(*party))) {
        return Err(Refusal::not_authorised());
    }
    let open = || {
        let shares = ledger.shares(result)?;
        let sequence = shares.open?;
        Some((shares, sequence, shares.proposals.get(&sequence)?))
    };
    open().ok_or_else(|| Refusal::wrong_state("SHA-15", "NOT_PROPOSED"))
}

/// All whose shares the agreement gives, changes or takes away.
fn holders(ledger: &Ledger, result: &ResultId, proposal: &Proposal) -> BTreeSet<PartyId> {
    let proposed = proposal.title.iter().chain(proposal.income.iter().flat_map(Holdings::iter));
    let mut holders = ledger.concerned(result);
    holders.extend(proposed.map(|of| of.party));
    holders
}

pub(super) fn concluded(ledger: &mut Ledger, cause: &Cause, happened: &ShareAgreementConcluded) {
    let ShareAgreementConcluded { result, proposal, text } = *happened;
    let shares = ledger.shares.get_mut(&result).expect("decide admits proposed agreements");
    shares.open = None;
    shares.agreements.push(Agreement { sequence: cause.sequence, proposal, text });
    shares.revision += 1;
    ledger.act_on(result);
    ledger.touch(RowKey::ShareProposal(result, proposal));
}

pub(super) fn owned(ledger: &mut Ledger, cause: &Cause, happened: &OwnershipRecorded) {
    let OwnershipRecorded { result, title, income, agreement } = happened;
    let held = |list: &[ShareOf]| Holdings::from_list(list).expect("decide admits exact lists");
    let income = (!income.is_empty()).then(|| held(income));
    ledger.hold_income(*result, income);
    let why = if *agreement == 0 { Why::Sole } else { Why::Agreed };
    ledger.hold(cause, *result, held(title), why);
}
