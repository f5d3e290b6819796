//! A contract party contests what another states to have contributed; until that is settled no share
//! agreement is concluded (SHA-12).

use super::{
    super::{Cause, Context, Event as Happened, Events, Ledger, Reason, Refusal},
    Event,
    shares::Contest,
};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
    sealed::Sealed,
};

#[cfg(test)]
mod tests;

#[derive(Clone, PartialEq, Debug)]
pub struct ContestContribution {
    pub result: ResultId,
    pub contributor: PartyId,
    pub contester: PartyId,
    pub reason: Sealed,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ContestContribution,
) -> Result<Events, Refusal> {
    let contract = ledger.require_contract_party(context, &asked.result, asked.contester)?;
    // Nobody is against itself: who misstated its own contribution states it again.
    if asked.contester == asked.contributor {
        return Err(Refusal::not_authorised());
    }
    let contribution = ledger
        .contribution(&asked.result, &asked.contributor)
        .ok_or_else(|| Refusal::not_found(asked.contributor))?;
    context.check_revision(contribution.revision)?;
    let seat = ledger.parties.get(&asked.contester).expect("contract parties are known").seat;
    let calendar = ledger.calendar(contribution.policy);
    let window = ledger.contract_policy(contract, contribution.policy).contest_window.days();
    let last = calendar.last_day(contribution.on, window, seat);
    if context.at >= calendar.closes_at(last) {
        return Err(Refusal::new(Reason::DeadlinePassed, "REG-5").fact("last_day", last));
    }
    if contribution.contest.is_some() {
        return Err(Refusal::wrong_state("SHA-12", "CONTESTED"));
    }
    let contested = context.event(Event::ContributionContested(asked.clone()));
    Ok(Happened { policy: contribution.policy, ..contested }.into())
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ContestContribution) {
    let ContestContribution { result, contributor, contester, reason } = *happened;
    let contribution = ledger
        .contribution_mut(&result, &contributor)
        .expect("decide admits recorded contributions");
    contribution.contest = Some(Contest { by: contester, reason, since: cause.sequence });
    contribution.revision += 1;
    ledger.results.name(contester, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Contribution(result, contributor));
}
