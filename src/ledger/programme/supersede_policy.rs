//! The Commission replaces the policy from a day on; what runs keeps the version it began under
//! (POL-1, POL-2, POL-3, POL-8).

use alloc::vec::Vec;

use super::{
    super::{Cause, Context, Events, Ledger, PolicyEntry, Reason, Refusal, policies},
    Event, PolicyAdopted,
};
use crate::{policy::KEYS, role::Role, row::RowKey, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct SupersedePolicy {
    /// The version replaced: the newest, in force or not yet.
    pub replaces: u32,
    /// The first day of the new version.
    pub from: Date,
    pub entries: Vec<PolicyEntry>,
}

/// The version holds no longer from the event's effective date on.
#[derive(Clone, PartialEq, Debug)]
pub struct PolicySuperseded {
    pub version: u32,
    pub by: u32,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &SupersedePolicy,
) -> Result<Events, Refusal> {
    context.require_decision(ledger, Role::CommissionChair)?;
    let newest = ledger.policies.newest();
    context.check_revision(newest.into())?;
    if asked.replaces != newest {
        return Err(Refusal::new(Reason::PolicyNotCurrent, "POL-8")
            .fact("named", asked.replaces)
            .fact("newest", newest));
    }
    policies::parse(&asked.entries)?;
    if asked.from < context.today {
        return Err(Refusal::new(Reason::EffectiveInPast, "POL-3").fact("from", asked.from));
    }
    // Each version has a first day of its own, or the one before would never have been in force.
    if let Some(first) = ledger.policies.newest_from().filter(|first| asked.from <= *first) {
        return Err(Refusal::wrong_state("POL-8", "PENDING").fact("newest_from", first));
    }
    let by = newest + 1;
    let superseded = Event::PolicySuperseded(PolicySuperseded { version: newest, by });
    let adopted =
        Event::PolicyAdopted(PolicyAdopted { version: by, entries: asked.entries.clone() });
    let [mut superseded, mut adopted] = [superseded, adopted].map(|event| context.event(event));
    (superseded.effective_on, adopted.effective_on) = (asked.from, asked.from);
    Ok(Events::from(superseded).and(adopted))
}

pub(super) fn superseded(ledger: &mut Ledger, happened: &PolicySuperseded) {
    ledger.touch(RowKey::Policy(happened.version.into()));
}

pub(super) fn adopted(ledger: &mut Ledger, cause: &Cause, happened: &PolicyAdopted) {
    let policy = policies::parse(&happened.entries).expect("decide admits only valid policies");
    ledger.policies.adopt(policy, cause.effective_on, cause.sequence);
    ledger.touch(RowKey::Programme(super::ROW));
    ledger.touch(RowKey::Policy(happened.version.into()));
    for key in KEYS {
        ledger.touch(RowKey::PolicyValue(happened.version.into(), key.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{programme::Command, scenario::*},
        row::Row,
    };

    /// C-2 of scenario S-14.
    fn second(replaces: u32, from: &str) -> Ask {
        let differing = [("transfer.notice", "30cd"), ("transfer.preemption.window", "90cd")];
        supersede(replaces, from, &differing)
    }

    fn chaired() -> World {
        World::founded().with_chair().on("2026-06-22")
    }

    #[test]
    fn a_policy_adopted_in_advance_is_in_force_from_its_own_day() {
        // S-14, POL-8
        let (world, asked) = chaired().ordering(second(1, "2026-07-01"));
        let world = world.when(asked).then(["PolicySuperseded", "PolicyAdopted"]);
        let policies = &world.ledger.policies;
        assert_eq!(policies.in_force_on(date("2026-06-30")), 1);
        assert_eq!(policies.in_force_on(date("2026-07-01")), 2);
        let Some(Row::Policy(row)) = RowKey::Policy(1).row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.superseded.unwrap().days, date("2026-07-01").days());
        let value = RowKey::PolicyValue(2, "transfer.notice").row(&world.ledger);
        let Some(Row::PolicyValue(value)) = value else { panic!("no row") };
        assert_eq!(value.value, "30cd");
    }

    #[test]
    fn a_policy_is_never_adopted_for_the_past() {
        // S-14, POL-3
        let world = chaired().decided(second(1, "2026-07-01")).on("2026-07-02");
        let (world, late) = world.ordering(second(2, "2026-07-01"));
        world.when(late).then_refused(Reason::EffectiveInPast);
    }

    #[test]
    fn a_policy_replaces_the_newest_version_alone() {
        // POL-8
        let world = chaired().decided(second(1, "2026-07-01"));
        let (world, stale) = world.ordering(second(1, "2026-08-01"));
        world.when(stale).then_refused(Reason::PolicyNotCurrent);
    }

    #[test]
    fn two_versions_never_begin_on_one_day() {
        // POL-8
        let world = chaired().decided(second(1, "2026-07-01"));
        let (world, same) = world.ordering(second(2, "2026-07-01"));
        let world = world.when(same).then_refused(Reason::WrongState);
        let (world, later) = world.ordering(second(2, "2026-07-02"));
        world.when(later).then(["PolicySuperseded", "PolicyAdopted"]);
    }

    #[test]
    fn a_policy_states_every_key_with_an_allowed_value() {
        // POL-5
        let world = chaired();
        let mut entries = World::founding_terms().policy;
        entries.pop();
        let short = SupersedePolicy { replaces: 1, from: date("2026-07-01"), entries };
        let short = ask(Role::CommissionChair, Command::SupersedePolicy(short));
        let (world, asked) = world.ordering(short);
        let world = world.when(asked).then_refused(Reason::PolicyIncomplete);
        let wrong = supersede(1, "2026-07-01", &[("contest.window", "366cd")]);
        let (world, asked) = world.ordering(wrong);
        world.when(asked).then_refused(Reason::PolicyValueInvalid);
    }

    #[test]
    fn a_policy_is_superseded_by_decision_alone() {
        // GEN-15
        chaired().when(second(1, "2026-07-01")).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn events_carry_the_policy_under_which_they_were_decided() {
        // GEN-18, POL-1
        let (world, asked) = chaired().ordering(second(1, "2026-07-01"));
        let when = world.when(asked);
        assert!(when.outcome().as_ref().unwrap().iter().all(|event| event.policy == 1));
        let when = when.then_accepted().on("2026-07-01").when(appoint_secretary("BY"));
        assert!(when.outcome().as_ref().unwrap().iter().all(|event| event.policy == 2));
    }
}
