//! S-14, the policy: it changes while a process runs.

use rights::{
    ledger::{
        PolicyEntry, Reason,
        processes::Process,
        programme::{self, MigrateProcess, SupersedePolicy},
    },
    policy::Policy,
    role::Role,
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, date, party_id},
    k17::{
        S_1, agreed, contest, disclose, of, ordered, register, result_id, result_row, signed_by,
        with_chair,
    },
    system::System,
};

/// The reference policy with another contest window.
fn supersede(replaces: u32, from: &str, window: &str) -> Ask {
    let entry = |(key, value): (&str, String)| match key {
        "contest.window" => PolicyEntry { key: key.into(), value: window.into() },
        key => PolicyEntry { key: key.into(), value },
    };
    let entries = Policy::reference().entries().into_iter().map(entry).collect();
    let asked = SupersedePolicy { replaces, from: date(from), entries };
    signed_by(&[Role::CommissionChair], programme::Command::SupersedePolicy(asked))
}

fn migrate(to: u32) -> Ask {
    let asked = MigrateProcess { process: Process::Registration(result_id("R-1")), to };
    signed_by(&[Role::CommissionChair], programme::Command::MigrateProcess(asked))
}

/// R-1 registered on 9 March; a policy with a window of 60 days holds from 25 March.
fn superseded() -> System {
    let (mut system, _) = agreed(&S_1);
    with_chair(&mut system);
    let asked = ordered(&mut system, supersede(1, "2026-03-25", "60cd"));
    let sequence = system.given(asked);
    assert_eq!(system.events(sequence), ["PolicySuperseded", "PolicyAdopted"]);
    system.on("2026-03-26")
}

#[test]
fn a_running_process_keeps_the_policy_under_which_it_began() {
    // S-14, POL-2, GEN-18
    let mut system = superseded();
    system.given(disclose("R-2", "NA"));
    let later = system.given(register("R-2", "NA", &["NA"]));
    let records = system.records();
    let registered = records.iter().find(|record| record.sequence == later).unwrap();
    assert!(registered.events.iter().all(|event| event.policy == 2));
    let mut system = system.on("2026-04-14");
    // R-1 began under version 1: it is final after 30 days, and its events say so.
    system.refused(contest("R-1", "SO"), Reason::DeadlinePassed);
    assert_eq!(result_row(&system, "R-1").state, "REGISTERED");
    let records = system.records();
    let finalised = records.last().unwrap().events.iter().next().unwrap();
    assert_eq!((finalised.change.name(), finalised.policy), ("RegistrationFinalised", 1));
    assert_eq!(result_row(&system, "R-2").registration_policy, 2);
    system.verified();
}

#[test]
fn a_process_moves_to_the_new_policy_with_the_consent_of_all_affected() {
    // S-14, POL-4
    let mut system = superseded();
    let alone = ordered(&mut system, migrate(2));
    system.refused(alone.clone(), Reason::NotAuthorised);
    system.refused(alone.clone().and(of("NA")).and(of("BV")), Reason::NotAuthorised);
    system.given(alone.and(of("NA")).and(of("BV")).and(of("SO")));
    let key = RowKey::RegistrationWindow(result_id("R-1"), party_id("SO"));
    let Some(Row::RegistrationWindow(window)) = system.row(key) else { panic!("no window") };
    // 60 days from 12 March: Monday 11 May.
    assert_eq!(window.last_day.unwrap().days, date("2026-05-11").days());
    let mut system = system.on("2026-04-14");
    system.given(contest("R-1", "SO"));
    system.verified();
}

#[test]
fn a_policy_is_not_adopted_for_a_day_that_is_over() {
    // S-14, POL-3
    let mut system = superseded();
    let late = ordered(&mut system, supersede(2, "2026-03-25", "10cd"));
    system.refused(late, Reason::EffectiveInPast);
    let undecided = supersede(2, "2026-04-25", "10cd");
    system.refused(undecided, Reason::NotAuthorised);
    system.verified();
}
