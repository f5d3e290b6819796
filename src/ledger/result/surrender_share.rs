//! A holder surrenders its share, which accrues to the remaining holders, or to the state where the
//! policy says so (SHA-8, SHA-9).

use alloc::vec::Vec;
use core::num::NonZeroU64;

use super::{
    super::{
        Cause, Context, Events, Ledger, Reason, Refusal, ShareOf,
        holdings::{Holdings, Why},
        party::PartyKind,
    },
    Event, Stage, held_by_signer,
};
use crate::{
    id::{PartyId, ResultId},
    policy::choice::Accrual,
    row::RowKey,
    share::{self, InvalidShare, Share},
};

#[derive(Clone, PartialEq, Debug)]
pub struct SurrenderShare {
    pub result: ResultId,
    pub holder: PartyId,
    /// The state body to which the share accrues, where the policy says `TO_STATE`; none otherwise.
    pub to: Option<PartyId>,
}

/// A holder gave up its share; what becomes of it follows in the next event (SHA-3).
#[derive(Clone, PartialEq, Debug)]
pub struct ShareSurrendered {
    pub result: ResultId,
    pub holder: PartyId,
    /// What it held.
    pub share: Share,
}

/// What `from` held accrued to the others by the event's policy, or to a state body.
#[derive(Clone, PartialEq, Debug)]
pub struct ShareAccrued {
    pub result: ResultId,
    pub from: PartyId,
    pub to: Option<PartyId>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &SurrenderShare,
) -> Result<Events, Refusal> {
    let SurrenderShare { result, holder, to } = *asked;
    let found = held_by_signer(ledger, context, &result, &holder)?;
    let accrual = ledger.policy(context.policy_version).shares_surrender_accrual;
    if to.is_some() != (accrual == Accrual::ToState) {
        return Err(Refusal::new(Reason::Malformed, "SHA-8").fact("accrual", accrual));
    }
    context.check_revision(found.revision)?;
    ledger.require_disposable(context, &result, &holder)?;
    ledger.require_agreed(&result)?;
    let (Stage::Registered, Some(holdings)) = (found.stage, &found.holdings) else {
        return Err(Refusal::wrong_state("SHA-8", found.state()));
    };
    // What accrues to parties of a suspended state is disposed of to them (STM-4).
    for of in holdings.iter().filter(|of| of.party != holder && to.is_none()) {
        ledger.require_may_gain(context, &of.party)?;
    }
    if let Some(to) = to {
        require_state_body(ledger, context, &holder, &to)?;
    }
    after(holdings, holder, accrual, to)?;
    let share = holdings.held_by(&holder).expect("whoever is a holder has a share");
    let surrendered = ShareSurrendered { result, holder, share };
    let accrued = ShareAccrued { result, from: holder, to };
    let events = context.events(Event::ShareSurrendered(surrendered));
    Ok(events.and(context.event(Event::ShareAccrued(accrued))))
}

/// A share accrues to the state through an accredited state body of the surrendering holder's seat.
fn require_state_body(
    ledger: &Ledger,
    context: &Context,
    holder: &PartyId,
    to: &PartyId,
) -> Result<(), Refusal> {
    ledger.require_accredited(to, context.today)?;
    let known = |party| ledger.parties.get(party).map(|party| (party.seat, party.kind));
    let state_body = known(holder).map(|(seat, _)| (seat, PartyKind::StateBody));
    if known(to) == state_body && to != holder {
        return Ok(());
    }
    Err(Refusal::new(Reason::SuccessorNotEligible, "SHA-8").fact("party", to))
}

/// The holdings once what `holder` holds has accrued to the others, or to `to`.
///
/// # Errors
/// `TITLE_WOULD_END` if nobody else is left (SHA-9); `SHARE_TOO_FINE` (SHA-13).
fn after(
    holdings: &Holdings,
    holder: PartyId,
    accrual: Accrual,
    to: Option<PartyId>,
) -> Result<Holdings, Refusal> {
    if let Some(to) = to {
        return holdings.succeeded(holder, to).map_err(refusal);
    }
    let surrendered = holdings.held_by(&holder).ok_or_else(Refusal::not_authorised)?;
    let others: Vec<ShareOf> = holdings.iter().filter(|of| of.party != holder).copied().collect();
    let kept: Vec<Share> = others.iter().map(|of| of.share).collect();
    let grown = match accrual {
        Accrual::ProRata | Accrual::ToState => share::accrue(surrendered, &kept),
        Accrual::Equal => equally(surrendered, &kept),
    };
    let grown = grown.map_err(refusal)?;
    let list = others.iter().zip(grown).map(|(of, share)| ShareOf { party: of.party, share });
    Holdings::from_list(&list.collect::<Vec<_>>())
}

fn equally(surrendered: Share, kept: &[Share]) -> Result<Vec<Share>, InvalidShare> {
    let weights: Vec<NonZeroU64> = kept.iter().map(|_| NonZeroU64::MIN).collect();
    let parts = surrendered.split(&weights)?;
    kept.iter().zip(parts).map(|(share, part)| share.plus(part)).collect()
}

fn refusal(why: InvalidShare) -> Refusal {
    match why {
        InvalidShare::NobodyLeft => Refusal::new(Reason::TitleWouldEnd, "SHA-9"),
        InvalidShare::TooFine => Refusal::new(Reason::ShareTooFine, "SHA-13"),
        InvalidShare::Zero
        | InvalidShare::AboveWhole
        | InvalidShare::MoreThanHeld
        | InvalidShare::NotWhole
        | InvalidShare::NotCanonical => {
            unreachable!("shares that add up to one cannot be {why}")
        }
    }
}

/// The surrender alone changes no share: the counter-change comes with it, in the next event
/// (SHA-3).
pub(super) fn surrendered(ledger: &mut Ledger, happened: &ShareSurrendered) {
    ledger.act_on(happened.result);
    ledger.touch(RowKey::Result(happened.result));
}

pub(super) fn accrued(ledger: &mut Ledger, cause: &Cause, happened: &ShareAccrued) {
    let ShareAccrued { result, from, to } = *happened;
    let accrual = ledger.policy(cause.policy).shares_surrender_accrual;
    let holdings = ledger.holdings(&result).expect("decide admits results with shares");
    let after = after(holdings, from, accrual, to).expect("decide admits shares that accrue");
    ledger.hold(cause, result, after, Why::Surrender);
}

#[cfg(test)]
mod tests;
