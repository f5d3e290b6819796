//! A contract party states what it contributed to a disclosed result (SHA-11).

use alloc::vec::Vec;
use core::num::NonZeroU64;

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Event,
    shares::{Contribution, WEIGHT_MAX},
};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
};

#[cfg(test)]
mod tests;

/// What a party contributed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContributionKind {
    Work,
    Funds,
    Equipment,
    Knowledge,
    Mixed,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RecordContribution {
    pub result: ResultId,
    pub contributor: PartyId,
    pub kind: ContributionKind,
    /// From 1 to [`WEIGHT_MAX`].
    pub weight: u64,
    pub evidence: Vec<ContentDigest>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordContribution,
) -> Result<Events, Refusal> {
    ledger.require_contract_party(context, &asked.result, asked.contributor)?;
    let before = ledger.contribution(&asked.result, &asked.contributor);
    match before {
        None => context.check_revision(0)?,
        // It replaces what was stated before (GEN-19).
        Some(before) => context.require_revision(before.revision)?,
    }
    ledger.require_unarchived(&asked.result)?;
    ledger.require_accredited(&asked.contributor, context.today)?;
    if before.is_some_and(|before| before.contest.is_some()) {
        return Err(Refusal::wrong_state("SHA-12", "CONTESTED"));
    }
    if asked.weight == 0 {
        return Err(Refusal::new(Reason::WeightNotPositive, "SHA-11").fact("weight", asked.weight));
    }
    if asked.weight > WEIGHT_MAX.get() {
        return Err(Refusal::new(Reason::Overflow, "SHA-13").fact("weight", asked.weight));
    }
    Ok(context.events(Event::ContributionRecorded(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RecordContribution) {
    let RecordContribution { result, contributor, kind, weight, evidence } = happened.clone();
    let shares = ledger.shares.entry(result).or_default();
    let revision = shares.contributions.get(&contributor).map_or(1, |before| before.revision + 1);
    let contribution = Contribution {
        kind,
        weight: NonZeroU64::new(weight).expect("decide admits positive weights"),
        evidence,
        on: cause.effective_on,
        since: cause.sequence,
        policy: cause.policy,
        contest: None,
        revision,
    };
    shares.contributions.insert(contributor, contribution);
    // Succession finds it, also where nobody is a holder yet (PTY-6).
    ledger.results.name(contributor, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Contribution(result, contributor));
    ledger.touch_holders(result);
}
