//! When a registration becomes final: windows run from delivery, each in its addressee's calendar,
//! and the last of them counts (REG-3, REG-5).

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    super::{
        Cause, Ledger,
        deadlines::Deadline,
        events::Event as Happened,
        holdings::{Holdings, Why},
        processes::Running,
    },
    Event, Registered, Registration, Stage,
};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    row::RowKey,
    time::{Date, Instant},
};

#[derive(Clone, PartialEq, Debug)]
pub struct RegistrationFinalised {
    pub result: ResultId,
}

/// What happens when the registration of `result` becomes final (REG-3): the same event, with the
/// same effective date, however late somebody asks (GEN-17).
pub(in super::super) fn finalised(ledger: &Ledger, at: Instant, result: ResultId) -> Happened {
    let registered = ledger.results.get(&result).expect("deadlines name disclosed results");
    let registration = registered.registration.as_ref().expect("deadlines name registrations");
    Happened {
        effective_on: ledger.calendar(registration.policy).zone.date_of(at),
        policy: registration.policy,
        change: Event::RegistrationFinalised(RegistrationFinalised { result }).into(),
    }
}

/// The registration is final; a sole holder without a recorded share holds the whole (SHA-1).
pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RegistrationFinalised) {
    let result = happened.result;
    let registered = ledger.results.known(&result);
    registered.stage = Stage::Registered;
    registered.final_from = Some(cause.effective_on);
    registered.revision += 1;
    let sole = registered.registration.as_ref().and_then(Registration::sole_holder);
    if let (None, Some(holder)) = (&registered.holdings, sole) {
        ledger.hold(cause, result, Holdings::sole(holder), Why::Sole);
    }
    watch(ledger, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
}

/// The registration notice reached `addressee` on `day`: its window runs from there (REG-5).
pub(in super::super) fn notice_delivered(
    ledger: &mut Ledger,
    result: ResultId,
    addressee: Role,
    day: Date,
) {
    let Role::Party(addressee) = addressee else {
        return;
    };
    let registration = ledger.results.known(&result).registration.as_mut();
    let windows = registration.into_iter().flat_map(|registration| &mut registration.windows);
    windows.filter(|window| window.addressee == addressee).for_each(|window| {
        window.delivered = Some(day);
    });
    count_windows(ledger, result);
    ledger.act_on(result);
}

/// Computes the last day of every window whose notice was delivered, under the policy that the
/// registration keeps, and from these when it is final.
pub(super) fn count_windows(ledger: &mut Ledger, result: ResultId) {
    let registered = ledger.results.get(&result).expect("only disclosed results are registered");
    let Some(registration) = &registered.registration else {
        return;
    };
    let last_days: Vec<Option<Date>> = registration
        .windows
        .iter()
        .map(|window| {
            window.delivered.map(|day| {
                last_day(ledger, registered, registration.policy, &window.addressee, day)
            })
        })
        .collect();
    let alone_until = registration.windows.is_empty().then(|| {
        // Nobody is told, so nothing waits for a delivery: the window runs from the registration.
        let act = ledger.acts.get(registration.sequence).expect("a registration was recorded");
        let on = ledger.calendar(registration.policy).zone.date_of(act.recorded_at);
        last_day(ledger, registered, registration.policy, &registered.discloser, on)
    });
    let addressees: Vec<PartyId> =
        registration.windows.iter().map(|window| window.addressee).collect();
    let registration = ledger.results.known(&result).registration.as_mut();
    let registration = registration.expect("it was there a moment ago");
    registration.alone_until = alone_until;
    let windows = registration.windows.iter_mut();
    windows.zip(last_days).for_each(|(window, last_day)| window.last_day = last_day);
    for addressee in addressees {
        ledger.touch(RowKey::RegistrationWindow(result, addressee));
    }
    watch(ledger, result);
}

/// The last day of a window that `addressee` got on `delivered` (GEN-7, GEN-8), as long as the policy
/// says, or the contract where the policy lets it (POL-6).
fn last_day(
    ledger: &Ledger,
    registered: &Registered,
    policy: u32,
    addressee: &PartyId,
    delivered: Date,
) -> Date {
    let seat = ledger.parties.get(addressee).expect("contract parties are known parties").seat;
    let contract = ledger.contract(&registered.contract).expect("a result has its contract");
    let window = ledger.contract_policy(contract, policy).contest_window.days();
    ledger.calendar(policy).last_day(delivered, window, seat)
}

/// Opens, moves or closes the deadline at which the registration becomes final.
pub(super) fn watch(ledger: &mut Ledger, result: ResultId) {
    let deadline = Deadline::Registration(result);
    let due = ledger.results.get(&result).and_then(|registered| {
        let registration = registered.registration.as_ref()?;
        let zone = ledger.calendar(registration.policy).zone;
        registered.finality().map(|day| zone.start_of(day))
    });
    match due {
        Some(at) => ledger.deadlines.open(at, deadline),
        None => ledger.deadlines.close(deadline),
    }
}

/// The registration of `result` as a process, while it is not final.
pub(in super::super) fn running(ledger: &Ledger, result: ResultId) -> Option<Running> {
    let registered = ledger.results.get(&result)?;
    let registration = registered.registration.as_ref()?;
    if !registered.stage.is_open() {
        return None;
    }
    let addressees = registration.windows.iter().map(|window| window.party);
    let parties: BTreeSet<PartyId> =
        registered.holders().into_iter().chain(addressees).chain([registered.discloser]).collect();
    let affected = parties.into_iter().map(Role::Party).collect();
    Some(Running { policy: registration.policy, affected })
}

/// The registration of `result` keeps `policy` from now on.
pub(in super::super) fn migrate(ledger: &mut Ledger, result: ResultId, policy: u32) {
    let registered = ledger.results.known(&result);
    if let Some(registration) = &mut registered.registration {
        registration.policy = policy;
    }
    registered.revision += 1;
    count_windows(ledger, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
}

impl Stage {
    /// Whether a registration in this stage is still a running process.
    pub(super) fn is_open(self) -> bool {
        match self {
            Stage::Provisional | Stage::Contested => true,
            Stage::Disclosed | Stage::Registered | Stage::Archived => false,
        }
    }
}

impl Registration {
    /// The one holder named; none if there are several.
    pub(super) fn sole_holder(&self) -> Option<PartyId> {
        match *self.named {
            [sole] => Some(sole),
            [..] => None,
        }
    }

    /// The last day of the last window; none while a notice is undelivered (REG-5).
    pub(super) fn last_day(&self) -> Option<Date> {
        if self.windows.is_empty() {
            return self.alone_until;
        }
        let days: Option<Vec<Date>> = self.windows.iter().map(|window| window.last_day).collect();
        days?.into_iter().max()
    }
}

impl Registered {
    /// The first day on which everything holds that makes the registration final (REG-3); none
    /// while something is missing.
    fn finality(&self) -> Option<Date> {
        let registration = self.registration.as_ref()?;
        if self.stage != Stage::Provisional {
            return None;
        }
        let windows_over = registration.last_day()?.plus_days(1);
        let held_from = match (self.held, registration.sole_holder()) {
            (Some((_, from)), _) => from,
            (None, Some(_)) => registration.named_from,
            (None, None) => return None,
        };
        let contests = registration.contests.values();
        let ended = contests.filter_map(|contest| contest.ended.map(|ended| ended.on)).max();
        Some(windows_over.max(held_from).max(ended.unwrap_or(windows_over)))
    }
}

#[cfg(test)]
mod tests;
