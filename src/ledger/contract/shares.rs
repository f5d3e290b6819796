//! How the shares of one result come about: contributions, proposals, the agreement, every change
//! since.

use alloc::{collections::BTreeMap, vec::Vec};
use core::num::NonZeroU64;

use super::{
    super::{
        ContentDigest, Ledger, Reason, Refusal, ShareOf,
        holdings::{History, Holdings},
        result::{self, Stage},
    },
    ContributionKind,
};
use crate::{
    id::{Digest, PartyId, ResultId},
    policy::choice::{DefaultSplit, JointRegime},
    row::RowKey,
    sealed::Sealed,
    share::{self, Share},
    time::Date,
};

/// The largest weight of a contribution: beyond it no share could be exact (SHA-13).
pub const WEIGHT_MAX: NonZeroU64 =
    NonZeroU64::new(share::DENOMINATOR_MAX).expect("the largest denominator is above zero");

/// What the ledger knows of the shares of one result besides who holds them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Shares {
    /// By contributor.
    pub contributions: BTreeMap<PartyId, Contribution>,
    /// By the sequence of the record that proposed.
    pub proposals: BTreeMap<u64, Proposal>,
    /// The proposal that can be agreed to; none before the first and once it is agreed.
    pub open: Option<u64>,
    /// The agreements concluded, oldest first; each but the first amends the one before it.
    pub agreements: Vec<Agreement>,
    /// Who holds which share of the income; none = as title (SHA-6).
    pub income: Option<Holdings>,
    /// Every change of a title share.
    pub history: History,
    /// Of proposals and agreements; 0 while there is none.
    pub revision: u64,
}

/// What a party states to have contributed.
#[derive(Clone, PartialEq, Debug)]
pub struct Contribution {
    pub kind: ContributionKind,
    pub weight: NonZeroU64,
    pub evidence: Vec<ContentDigest>,
    /// The day of its recording, from which the window to contest it runs.
    pub on: Date,
    pub since: u64,
    /// The version of the policy under which its window runs.
    pub policy: u32,
    /// Open while it is contested.
    pub contest: Option<Contest>,
    pub revision: u64,
}

/// An open contest of a contribution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contest {
    pub by: PartyId,
    pub reason: Sealed,
    /// The sequence of the record that opened it.
    pub since: u64,
}

/// Who should hold what.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    pub proposer: PartyId,
    /// SHA-256 of the text to be agreed.
    pub text: Digest,
    pub title: Holdings,
    /// None = as title.
    pub income: Option<Holdings>,
    /// The version of the policy under which it was proposed, and will be agreed.
    pub policy: u32,
}

/// A concluded share agreement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// The sequence of the record that concluded it.
    pub sequence: u64,
    /// The sequence of the record that proposed it.
    pub proposal: u64,
    pub text: Digest,
}

impl Shares {
    /// The first contributor whose contribution is contested; none if none is (SHA-12).
    #[must_use]
    pub fn contested(&self) -> Option<PartyId> {
        let contested =
            |(party, contribution): (&PartyId, &Contribution)| contribution.contest.map(|_| *party);
        self.contributions.iter().find_map(contested)
    }
}

impl Ledger {
    /// How the shares of `result` came about; none while nobody stated or proposed anything.
    #[must_use]
    pub fn shares(&self, result: &ResultId) -> Option<&Shares> {
        self.shares.get(result)
    }

    /// What `contributor` states to have contributed to `result`.
    #[must_use]
    pub fn contribution(&self, result: &ResultId, contributor: &PartyId) -> Option<&Contribution> {
        self.shares(result)?.contributions.get(contributor)
    }

    pub(super) fn contribution_mut(
        &mut self,
        result: &ResultId,
        contributor: &PartyId,
    ) -> Option<&mut Contribution> {
        self.shares.get_mut(result)?.contributions.get_mut(contributor)
    }

    /// # Errors
    /// `WRONG_STATE` once `result` is archived: nobody's part in it changes any more.
    pub(super) fn require_unarchived(&self, result: &ResultId) -> Result<(), Refusal> {
        match self.results.get(result).map(|found| found.stage) {
            Some(Stage::Archived) => Err(Refusal::wrong_state("SHA-15", Stage::Archived.as_str())),
            Some(Stage::Disclosed | Stage::Provisional | Stage::Contested | Stage::Registered)
            | None => Ok(()),
        }
    }

    /// # Errors
    /// `NO_SHARE_AGREEMENT` while nobody's share of `result` is agreed: a computed share is shown and
    /// never disposable (SHA-15, SHA-16).
    pub fn require_agreed(&self, result: &ResultId) -> Result<(), Refusal> {
        if self.holdings(result).is_some() {
            return Ok(());
        }
        let refusal = Refusal::new(Reason::NoShareAgreement, "SHA-16").fact("result", result);
        let contract = result::contract_of(self, result).and_then(|id| self.contract(&id));
        Err(match contract {
            None => refusal,
            Some(contract) => {
                let policy = self.contract_policy(contract, contract.policy);
                let regime: JointRegime = policy.joint_regime_until_agreed;
                refusal.fact("jointRegime.untilAgreed", regime)
            }
        })
    }
}

/// The open contest of what `contributor` states to have contributed to `result`; none if there is
/// none.
#[must_use]
pub fn contribution_contest(
    ledger: &Ledger,
    result: &ResultId,
    contributor: &PartyId,
) -> Option<Contest> {
    ledger.contribution(result, contributor)?.contest
}

/// The contest of a contribution was settled or withdrawn.
///
/// # Panics
/// When there is no such contribution: whoever ends a contest has read it from
/// [`contribution_contest`].
pub(in super::super) fn end_contribution_contest(
    ledger: &mut Ledger,
    result: ResultId,
    contributor: PartyId,
) {
    let contribution = ledger
        .contribution_mut(&result, &contributor)
        .expect("only contests of recorded contributions end");
    contribution.contest = None;
    contribution.revision += 1;
    ledger.act_on(result);
    ledger.touch(RowKey::Contribution(result, contributor));
}

/// Whatever `from` stated, contests or earns in `result` is `to`'s (PTY-6). Two contributions become
/// one.
pub(in super::super) fn succeed_in(
    ledger: &mut Ledger,
    result: ResultId,
    from: PartyId,
    to: PartyId,
) {
    for party in [from, to] {
        ledger.touch(RowKey::Holding(result, party));
    }
    // The others' computed shares follow from who is named (SHA-15).
    ledger.touch_holders(result);
    let Some(shares) = ledger.shares.get_mut(&result) else { return };
    let contests = shares.contributions.values_mut().filter_map(|of| of.contest.as_mut());
    contests.filter(|contest| contest.by == from).for_each(|contest| contest.by = to);
    if let Some(mut stated) = shares.contributions.remove(&from) {
        if let Some(own) = shares.contributions.remove(&to) {
            let together = stated.weight.saturating_add(own.weight.get());
            stated = Contribution { weight: together.min(WEIGHT_MAX), ..own };
        }
        stated.revision += 1;
        shares.contributions.insert(to, stated);
    }
    let contributors: Vec<PartyId> = shares.contributions.keys().copied().collect();
    let income = shares
        .income
        .as_ref()
        .map(|income| income.succeeded(from, to).expect("shares that add up to one have a sum"));
    ledger.hold_income(result, income);
    for party in contributors.into_iter().chain([from]) {
        ledger.touch(RowKey::Contribution(result, party));
    }
}

/// The shares that follow from policy and contributions while none are agreed, ascending by party;
/// shown, never disposable (SHA-15).
///
/// None once shares are agreed, under `shares.defaultSplit` NONE, while a holder has no recorded
/// weight, or where no exact split exists (SHA-13). The policy is the one under which the contract
/// was registered, as the contract sets it.
#[must_use]
pub fn computed_shares(ledger: &Ledger, result: &ResultId) -> Option<Vec<ShareOf>> {
    if ledger.holdings(result).is_some() {
        return None;
    }
    let holders = result::holders_named(ledger, result);
    let contract = ledger.contract(&result::contract_of(ledger, result)?)?;
    let weights: Vec<NonZeroU64> =
        match ledger.contract_policy(contract, contract.policy).shares_default_split {
            DefaultSplit::None => return None,
            DefaultSplit::Equal => holders.iter().map(|_| NonZeroU64::MIN).collect(),
            DefaultSplit::ByContribution => {
                let weight = |holder| ledger.contribution(result, holder).map(|of| of.weight);
                holders.iter().map(weight).collect::<Option<_>>()?
            }
        };
    let parts = Share::WHOLE.split(&weights).ok()?;
    share::common_denominator(parts.iter().copied()).ok()?;
    let part = |(party, share): (&PartyId, Share)| ShareOf { party: *party, share };
    Some(holders.iter().zip(parts).map(part).collect())
}
