//! Rows of shares: contributions, proposals, who holds what, and every change of it.

use alloc::{format, string::ToString, vec::Vec};

use crate::{
    id::{PartyId, ResultId},
    ledger::{
        Ledger,
        contract::{ContributionKind, computed_shares},
        holdings::Holdings,
        result,
    },
    share::Share,
    wire::v1::{self, ContributionRow, HoldingRow, OwnershipChangeRow, ShareProposalRow},
};

pub(super) fn contribution(
    ledger: &Ledger,
    result: &ResultId,
    contributor: &PartyId,
) -> Option<ContributionRow> {
    let stated = ledger.contribution(result, contributor)?;
    let contest = stated.contest;
    Some(ContributionRow {
        result: result.to_string(),
        contributor: contributor.to_string(),
        kind: kind(stated.kind).into(),
        weight: stated.weight.get(),
        evidence: stated.evidence.iter().map(|file| file.sha256.to_string()).collect(),
        recorded_on: Some(v1::Date { days: stated.on.days() }),
        policy_version: stated.policy.into(),
        state: if contest.is_some() { "CONTESTED" } else { "RECORDED" }.into(),
        contester: contest.map(|contest| contest.by.to_string()).unwrap_or_default(),
        reason: contest.map(|of| of.reason.commitment.0.to_vec()).unwrap_or_default(),
        since: stated.since,
        revision: stated.revision,
    })
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "tables pass every key by reference")]
pub(super) fn proposal(
    ledger: &Ledger,
    result: &ResultId,
    sequence: &u64,
) -> Option<ShareProposalRow> {
    let shares = ledger.shares(result)?;
    let proposal = shares.proposals.get(sequence)?;
    let open = shares.open == Some(*sequence);
    let concluded = shares.agreements.iter().find(|agreed| agreed.proposal == *sequence);
    let state = match concluded {
        Some(_) => "CONCLUDED",
        None if open => "OPEN",
        None => "REPLACED",
    };
    let list = |held: &Holdings| -> Vec<_> {
        held.iter().map(|of| format!("{} {}", of.party, of.share)).collect()
    };
    Some(ShareProposalRow {
        result: result.to_string(),
        proposal: *sequence,
        proposer: proposal.proposer.to_string(),
        text: proposal.text.0.into(),
        title: list(&proposal.title),
        income: proposal.income.as_ref().map(list).unwrap_or_default(),
        state: state.into(),
        agreement: concluded.map_or(0, |agreed| agreed.sequence),
        policy_version: proposal.policy.into(),
        revision: if open { shares.revision } else { 0 },
    })
}

pub(super) fn holding(ledger: &Ledger, result: &ResultId, party: &PartyId) -> Option<HoldingRow> {
    let (title, income, basis) = match ledger.holdings(result) {
        Some(title) => agreed(ledger, result, party, title)?,
        None => unagreed(ledger, result, party)?,
    };
    let last = || ledger.shares(result)?.history.last_before(party, u64::MAX);
    let part = |share: Option<Share>| share.map_or((0, 1), |of| (of.numerator(), of.denominator()));
    let ((numerator, denominator), (income_numerator, income_denominator)) =
        (part(title), part(income));
    Some(HoldingRow {
        result: result.to_string(),
        party: party.to_string(),
        numerator,
        denominator,
        income_numerator,
        income_denominator,
        basis: basis.into(),
        since: last().map_or(0, |moved| moved.sequence),
    })
}

/// Title and income share, and on what they rest; none for who has neither.
type Held = (Option<Share>, Option<Share>, &'static str);

fn agreed(ledger: &Ledger, result: &ResultId, party: &PartyId, title: &Holdings) -> Option<Held> {
    let income = ledger.shares(result).and_then(|shares| shares.income.as_ref());
    let (title, income) = (title.held_by(party), income.unwrap_or(title).held_by(party));
    (title.is_some() || income.is_some()).then_some((title, income, "AGREED"))
}

fn unagreed(ledger: &Ledger, result: &ResultId, party: &PartyId) -> Option<Held> {
    let named = result::holders_named(ledger, result).contains(party);
    let computed = computed_shares(ledger, result);
    let share = computed.into_iter().flatten().find(|of| of.party == *party).map(|of| of.share);
    let basis = if share.is_some() { "COMPUTED" } else { "UNAGREED" };
    named.then_some((share, share, basis))
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "tables pass every key by reference")]
pub(super) fn change(
    ledger: &Ledger,
    result: &ResultId,
    party: &PartyId,
    sequence: &u64,
) -> Option<OwnershipChangeRow> {
    let moved = ledger.shares(result)?.history.get(party, *sequence)?;
    let text = |share: Option<Share>| share.map(|share| share.to_string()).unwrap_or_default();
    Some(OwnershipChangeRow {
        result: result.to_string(),
        party: party.to_string(),
        record: *sequence,
        before: text(moved.before),
        after: text(moved.after),
        cause: moved.why.as_str().into(),
        effective_on: Some(v1::Date { days: moved.on.days() }),
    })
}

fn kind(kind: ContributionKind) -> &'static str {
    match kind {
        ContributionKind::Work => "WORK",
        ContributionKind::Funds => "FUNDS",
        ContributionKind::Equipment => "EQUIPMENT",
        ContributionKind::Knowledge => "KNOWLEDGE",
        ContributionKind::Mixed => "MIXED",
    }
}
