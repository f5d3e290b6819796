//! A contest ends by settlement between its contester and all holders, or by withdrawal (REG-6); of
//! a registration as of a contribution.

use super::{
    super::{
        Cause, ContentDigest, Context, Events, Ledger, Refusal, contract, events::Event as Happened,
    },
    Event, Stage,
    contest_registration::{Ended, Ending},
    watch,
};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    row::RowKey,
};

#[derive(Clone, PartialEq, Debug)]
pub struct SettleContest {
    pub result: ResultId,
    /// The sequence of the record that opened the contest.
    pub contest: u64,
    /// Whose contribution is contested; none for the registration.
    pub contributor: Option<PartyId>,
    /// The text on which they settled; none where nothing was written.
    pub settlement: Option<ContentDigest>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct WithdrawContest {
    pub result: ResultId,
    /// The sequence of the record that opened the contest.
    pub contest: u64,
    /// Whose contribution is contested; none for the registration.
    pub contributor: Option<PartyId>,
}

/// A contest before it ends.
struct Open {
    contester: Role,
    /// How it ended already, if it did.
    ended: Option<Ending>,
    /// The version of the policy that its process keeps.
    policy: u32,
}

pub(super) fn settle(
    ledger: &Ledger,
    context: &Context,
    asked: &SettleContest,
) -> Result<Events, Refusal> {
    let SettleContest { result, contest, contributor, settlement: _ } = *asked;
    let open = contest_of(ledger, result, contest, contributor)?;
    // A body's contest is not settled among parties: it can only be withdrawn.
    let Role::Party(_) = open.contester else {
        return Err(Refusal::not_authorised());
    };
    context.require(ledger, open.contester)?;
    let found = ledger.results.get(&result).ok_or_else(Refusal::not_authorised)?;
    context.require_all(ledger, found.holders().into_iter().map(Role::Party))?;
    end(ledger, context, result, &open, Event::ContestSettled(asked.clone()))
}

pub(super) fn withdraw(
    ledger: &Ledger,
    context: &Context,
    asked: &WithdrawContest,
) -> Result<Events, Refusal> {
    let WithdrawContest { result, contest, contributor } = *asked;
    let open = contest_of(ledger, result, contest, contributor)?;
    context.require(ledger, open.contester)?;
    end(ledger, context, result, &open, Event::ContestWithdrawn(asked.clone()))
}

fn end(
    ledger: &Ledger,
    context: &Context,
    result: ResultId,
    open: &Open,
    event: Event,
) -> Result<Events, Refusal> {
    let revision = ledger.results.get(&result).map_or(0, |found| found.revision);
    context.check_revision(revision)?;
    match open.ended {
        None => Ok(Happened { policy: open.policy, ..context.event(event) }.into()),
        Some(how) => Err(Refusal::wrong_state("REG-6", how.as_str())),
    }
}

fn contest_of(
    ledger: &Ledger,
    result: ResultId,
    opened: u64,
    contributor: Option<PartyId>,
) -> Result<Open, Refusal> {
    let open = match contributor {
        None => of_registration(ledger, result, opened),
        Some(contributor) => of_contribution(ledger, result, opened, contributor),
    };
    open.ok_or_else(Refusal::not_authorised)
}

fn of_contribution(
    ledger: &Ledger,
    result: ResultId,
    opened: u64,
    contributor: PartyId,
) -> Option<Open> {
    let contested = contract::contribution_contest(ledger, &result, &contributor);
    let contest = contested.filter(|found| found.since == opened)?;
    let policy = ledger.contribution(&result, &contributor)?.policy;
    Some(Open { contester: Role::Party(contest.by), ended: None, policy })
}

fn of_registration(ledger: &Ledger, result: ResultId, opened: u64) -> Option<Open> {
    let registration = ledger.results.get(&result)?.registration.as_ref()?;
    let found = registration.contests.get(&opened)?;
    let ended = found.ended.map(|ended| ended.how);
    Some(Open { contester: found.contester, ended, policy: registration.policy })
}

pub(super) fn settled(ledger: &mut Ledger, cause: &Cause, happened: &SettleContest) {
    let SettleContest { result, contest, contributor, settlement: _ } = *happened;
    over(ledger, cause, result, contest, contributor, Ending::Settled);
}

pub(super) fn withdrawn(ledger: &mut Ledger, cause: &Cause, happened: &WithdrawContest) {
    let WithdrawContest { result, contest, contributor } = *happened;
    over(ledger, cause, result, contest, contributor, Ending::Withdrawn);
}

fn over(
    ledger: &mut Ledger,
    cause: &Cause,
    result: ResultId,
    contest: u64,
    contributor: Option<PartyId>,
    how: Ending,
) {
    if let Some(contributor) = contributor {
        return contract::end_contribution_contest(ledger, result, contributor);
    }
    let found = ledger.results.known(&result);
    found.revision += 1;
    let registration = found.registration.as_mut().expect("decide admits registered results");
    let ended = registration.contests.get_mut(&contest).expect("decide admits open contests");
    ended.ended = Some(Ended { how, on: cause.effective_on, by: cause.sequence });
    if registration.contests.values().all(|contest| contest.ended.is_some()) {
        found.stage = Stage::Provisional;
    }
    watch(ledger, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
    ledger.touch(RowKey::Contest(result, contest));
}

impl Ending {
    /// How the contest ended, as rows and refusals spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Ending::Settled => "SETTLED",
            Ending::Withdrawn => "WITHDRAWN",
        }
    }
}

#[cfg(test)]
mod tests;
