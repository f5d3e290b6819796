//! Another contract party, or an authorised body of a contract party's state, contests a
//! registration while its window is open (REG-5, REG-6).

use alloc::vec::Vec;

use super::{
    super::{
        Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal, events::Event as Happened,
        office::Power,
    },
    Event, Registered, Registration, Stage, is_party, watch,
};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    row::RowKey,
    sealed::Sealed,
    territory::State,
    time::Date,
};

/// Why a registration is contested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ground {
    /// The holders named are not the holders.
    Holders,
    /// The creators named are not the creators.
    Creators,
    /// It is background of the contester.
    Background,
    /// It was not made under the contract.
    OutsideContract,
    /// It is an earlier result.
    EarlierResult,
    /// It may not be read as far as its level says.
    Level,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ContestRegistration {
    pub result: ResultId,
    /// A contract party, or a state's authorised body.
    pub contester: Role,
    /// None is refused with `GROUND_UNKNOWN`.
    pub ground: Option<Ground>,
    pub evidence: Vec<ContentDigest>,
    pub reasons: Option<Sealed>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RegistrationContested {
    pub result: ResultId,
    pub contester: Role,
    pub ground: Ground,
    pub evidence: Vec<ContentDigest>,
    pub reasons: Option<Sealed>,
}

/// A contest, open or over.
#[derive(Clone, PartialEq, Debug)]
pub struct Contest {
    pub contester: Role,
    pub ground: Ground,
    pub evidence: Vec<ContentDigest>,
    pub reasons: Option<Sealed>,
    /// How it ended; none while it is open.
    pub ended: Option<Ended>,
}

/// How a contest ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    pub how: Ending,
    pub on: Date,
    /// The sequence of the record that ended it.
    pub by: u64,
}

/// By agreement or by its contester alone (REG-6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Settled,
    Withdrawn,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ContestRegistration,
) -> Result<Events, Refusal> {
    let found = ledger.results.get(&asked.result).ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, asked.contester)?;
    let last_day = last_day_of(ledger, context, found, asked.contester)?;
    let ground = asked.ground.ok_or_else(|| Refusal::new(Reason::GroundUnknown, "REG-5"))?;
    context.check_revision(found.revision)?;
    let Some(registration) = &found.registration else {
        return Err(Refusal::wrong_state("REG-5", found.state()));
    };
    // Before the state: a window that is over is over, whatever its end has brought (GEN-10).
    let closed = |last: Date| ledger.calendar(registration.policy).closes_at(last) <= context.at;
    if let Some(last) = last_day.filter(|last| closed(*last)) {
        return Err(Refusal::new(Reason::DeadlinePassed, "REG-5").fact("last_day", last));
    }
    if !found.stage.is_open() {
        return Err(Refusal::wrong_state("REG-5", found.state()));
    }
    let mut open = registration.contests.values().filter(|contest| contest.ended.is_none());
    if open.any(|contest| contest.contester == asked.contester && contest.ground == ground) {
        return Err(Refusal::wrong_state("REG-6", "CONTESTED"));
    }
    let ContestRegistration { result, contester, ground: _, evidence, reasons } = asked.clone();
    let contested = RegistrationContested { result, contester, ground, evidence, reasons };
    let event = context.event(Event::RegistrationContested(contested));
    Ok(Happened { policy: registration.policy, ..event }.into())
}

/// The last day on which `contester` may contest; none while its window, or the last of all
/// windows, waits for a delivery.
///
/// # Errors
/// `NOT_AUTHORISED` unless it was notified of the registration, or holds a contract party's state's
/// power of consent under the contract's treaty (NAT-5).
fn last_day_of(
    ledger: &Ledger,
    context: &Context,
    found: &Registered,
    contester: Role,
) -> Result<Option<Date>, Refusal> {
    let registration = found.registration.as_ref();
    match (contester, state_of(contester)) {
        (Role::Party(party), _) => last_day_of_party(ledger, found, &party),
        (body, Some(state)) => {
            require_body(ledger, context, found, body, state)?;
            Ok(registration.and_then(Registration::last_day))
        }
        (_, None) => Err(Refusal::not_authorised()),
    }
}

/// A successor may have several windows: the last counts.
fn last_day_of_party(
    ledger: &Ledger,
    found: &Registered,
    party: &PartyId,
) -> Result<Option<Date>, Refusal> {
    let Some(registration) = &found.registration else {
        let known = is_party(ledger, &found.contract, party);
        return if known { Ok(None) } else { Err(Refusal::not_authorised()) };
    };
    let own = registration.windows.iter().filter(|window| window.party == *party);
    let last_days: Vec<Option<Date>> = own.map(|window| window.last_day).collect();
    if last_days.is_empty() {
        return Err(Refusal::not_authorised());
    }
    let all_delivered: Option<Vec<Date>> = last_days.into_iter().collect();
    Ok(all_delivered.and_then(|days| days.into_iter().max()))
}

fn require_body(
    ledger: &Ledger,
    context: &Context,
    found: &Registered,
    contester: Role,
    state: State,
) -> Result<(), Refusal> {
    let contract = ledger.contracts.get(&found.contract).expect("a result has its contract");
    let seat = |party: &PartyId| ledger.parties.get(party).map(|party| party.seat);
    let concerned = contract.parties.iter().any(|party| seat(party) == Some(state));
    let treaty = contract.treaty.filter(|_| concerned).ok_or_else(Refusal::not_authorised)?;
    let holder = ledger.offices.holder_of_power(state, &treaty, Power::Consent, context.today);
    if holder == contester { Ok(()) } else { Err(Refusal::not_authorised()) }
}

/// The state for which a body with a power of consent may act; none for every other role.
fn state_of(role: Role) -> Option<State> {
    match role {
        Role::AuthorisedBody(state, _) | Role::Head(state) => Some(state),
        Role::Party(_)
        | Role::PartSecretary(_)
        | Role::Delegate(..)
        | Role::CommissionChair
        | Role::Secretary
        | Role::CouncilChair(_)
        | Role::BusinessChair
        | Role::WorkingGroupHead
        | Role::PanelChair
        | Role::Expert
        | Role::CatalogueCentre(_)
        | Role::IpOffice(_)
        | Role::Auditor(_)
        | Role::Witness(_)
        | Role::Gateway
        | Role::Clerk(_) => None,
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RegistrationContested) {
    let RegistrationContested { result, contester, ground, evidence, reasons } = happened.clone();
    let contest = Contest { contester, ground, evidence, reasons, ended: None };
    let found = ledger.results.known(&result);
    found.stage = Stage::Contested;
    found.revision += 1;
    let registration = found.registration.as_mut().expect("decide admits registered results");
    registration.contests.insert(cause.sequence, contest);
    if let Role::Party(party) = contester {
        ledger.results.name(party, result);
    }
    watch(ledger, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
    ledger.touch(RowKey::Contest(result, cause.sequence));
}

#[cfg(test)]
mod tests;
