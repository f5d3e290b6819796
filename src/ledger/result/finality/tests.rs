//! S-1: when the registration of a joint result becomes final.

use super::*;
use crate::{
    ledger::{
        Reason,
        scenario::{results::*, *},
    },
    row::Row,
};

fn registered() -> World {
    notified("R-1", &["NA", "BV", "SO"])
}

/// S-1 until the share agreement of 2026-03-20.
fn agreed() -> World {
    let shares = [("NA", share(3, 5)), ("BV", share(9, 40)), ("SO", share(7, 40))];
    shares_agreed(registered().on("2026-03-20"), "R-1", &shares)
}

fn final_from(world: &World, id: &str) -> Option<Date> {
    world.ledger.results.get(&result_id(id)).unwrap().final_from
}

#[test]
fn each_window_runs_from_delivery_in_the_calendar_of_its_addressee() {
    // S-1, REG-5, GEN-7, GEN-8: Saturday 11 April moves to Monday 13 April.
    let world = registered();
    let last_day = |addressee| {
        let key = RowKey::RegistrationWindow(result_id("R-1"), party(addressee));
        let Some(Row::RegistrationWindow(row)) = key.row(&world.ledger) else {
            panic!("{addressee} was notified");
        };
        row.last_day.unwrap().days
    };
    assert_eq!(last_day("BV"), date("2026-04-09").days());
    assert_eq!(last_day("SO"), date("2026-04-13").days());
}

#[test]
fn a_registration_is_final_from_the_day_after_the_last_window() {
    // S-1, REG-3, REG-5, SHA-1
    let world = agreed().on("2026-04-13 23:59");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    let world = world.on("2026-04-14 00:00");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED");
    assert_eq!(final_from(&world, "R-1"), Some(date("2026-04-14")));
    let holdings = world.ledger.holdings(&result_id("R-1")).unwrap();
    assert_eq!(holdings.held_by(&party("BV")), Some(share(9, 40)));
}

#[test]
fn a_registration_is_final_from_the_same_day_however_late_somebody_looks() {
    // S-1, GEN-17
    let world = agreed().on("2026-04-20");
    assert_eq!(final_from(&world, "R-1"), Some(date("2026-04-14")));
}

#[test]
fn a_registration_waits_for_every_notice() {
    // REG-5: the notice to SO is never delivered.
    let world = k_17().on("2026-03-02").given(disclose("R-1", "NA")).on("2026-03-09");
    let world = world.given(register("R-1", "NA", &["NA"])).on("2026-03-10");
    let world = notice_reached(world, "R-1", "BV", "2026-03-10").on("2027-03-10");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    assert_eq!(world.ledger.next_deadline(), None);
}

#[test]
fn shares_agreed_after_the_windows_make_the_registration_final_from_their_day() {
    // REG-3, SHA-15
    let world = registered().on("2026-05-04");
    let shares = [("NA", share(1, 2)), ("BV", share(1, 4)), ("SO", share(1, 4))];
    let world = shares_agreed(world, "R-1", &shares);
    assert_eq!(final_from(&world, "R-1"), Some(date("2026-05-04")));
}

#[test]
fn a_sole_holder_without_agreement_holds_the_whole_when_it_is_final() {
    // SHA-1, SHA-3
    let world = notified("R-1", &["NA"]).on("2026-04-14");
    let holdings = world.ledger.holdings(&result_id("R-1")).unwrap();
    assert_eq!(holdings.held_by(&party("NA")), Some(Share::WHOLE));
    let by_holder = &world.ledger.results.by_holder;
    assert!(by_holder[&party("NA")].contains(&result_id("R-1")));
}

#[test]
fn a_registration_is_a_process_until_it_is_final() {
    // POL-2, POL-4
    let world = agreed();
    let process = running(&world.ledger, result_id("R-1")).unwrap();
    assert_eq!((process.policy, process.affected.len()), (1, 3));
    assert_eq!(running(&world.on("2026-04-14").ledger, result_id("R-1")), None);
}

#[test]
fn a_successor_stands_where_its_predecessor_stood() {
    // PTY-6
    let mut world = agreed();
    crate::ledger::result::succeed(&mut world.ledger, party("NA"), party("AS"));
    crate::ledger::result::succeed(&mut world.ledger, party("SO"), party("BV"));
    let found = world.ledger.results.get(&result_id("R-1")).unwrap();
    assert_eq!(found.discloser, party("AS"));
    assert_eq!(found.holders(), [party("AS"), party("BV")]);
    let holdings = world.ledger.holdings(&result_id("R-1")).unwrap();
    assert_eq!(holdings.held_by(&party("BV")), Some(share(2, 5)));
    let windows = &found.registration.as_ref().unwrap().windows;
    assert!(windows.iter().all(|window| window.party == party("BV")));
    let named = |id| RowKey::ResultHolder(result_id("R-1"), party(id)).row(&world.ledger);
    assert!(named("NA").is_none() && named("SO").is_none());
    assert!(named("AS").is_some() && named("BV").is_some());
    let by_holder = &world.ledger.results.by_holder;
    assert_eq!(by_holder.keys().copied().collect::<Vec<_>>(), [party("AS"), party("BV")]);
    let world = world.on("2026-04-14");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED");
}

/// A second version of the policy, with twice the window, in force from 2026-03-15.
fn with_longer_window(mut world: World) -> World {
    let mut entries = crate::policy::Policy::reference().entries();
    let window = entries.iter_mut().find(|(key, _)| *key == "contest.window");
    window.unwrap().1 = "60cd".into();
    let policy = crate::policy::Policy::parse(&entries).unwrap();
    world.ledger.policies.adopt(policy, date("2026-03-15"), 0);
    world
}

#[test]
fn a_running_registration_keeps_its_policy() {
    // POL-2, GEN-18
    let world = with_longer_window(agreed()).on("2026-04-14");
    assert_eq!(final_from(&world, "R-1"), Some(date("2026-04-14")));
    let Some(Row::Result(row)) = RowKey::Result(result_id("R-1")).row(&world.ledger) else {
        panic!("R-1 has a row");
    };
    assert_eq!(row.registration_policy, 1);
}

#[test]
fn a_registration_that_migrates_has_its_windows_counted_again() {
    // POL-4: SO's 60 days end on Monday 11 May, BV's on Saturday 9 May, moved to the same day.
    let mut world = with_longer_window(agreed());
    migrate(&mut world.ledger, result_id("R-1"), 2);
    let world = world.on("2026-05-11 23:59");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    let world = world.on("2026-05-12");
    assert_eq!(final_from(&world, "R-1"), Some(date("2026-05-12")));
}

#[test]
fn holders_who_become_one_by_succession_make_the_registration_final_from_that_day() {
    // REG-3, PTY-6
    let world = notified("R-1", &["NA", "BV"]).on("2026-06-01");
    let mut world = world.given(disclose("R-2", "NA"));
    crate::ledger::result::succeed(&mut world.ledger, party("BV"), party("NA"));
    let world = world.on("2026-06-20");
    assert_eq!(final_from(&world, "R-1"), Some(date("2026-06-01")));
    let holdings = world.ledger.holdings(&result_id("R-1")).unwrap();
    assert_eq!(holdings.held_by(&party("NA")), Some(Share::WHOLE));
}

#[test]
fn scenario_1_a_joint_result_from_disclosure_to_final_title() {
    let world = k_17().on("2026-03-02").when(disclose("R-1", "NA")).then(["ResultDisclosed"]);
    let mut again = disclosure("R-1b", "BV");
    again.content = file("R-1");
    let world = world.when(disclosing(again.clone())).then_refused(Reason::DuplicateContent);
    again.discloser = party("PE");
    let world = world.when(disclosing(again)).then_refused(Reason::NotAuthorised).on("2026-03-09");
    let registered = register("R-1", "NA", &["NA", "BV", "SO"]);
    let world = world.when(registered).then(["ResultRegistered"]).on("2026-03-10");
    let world = notice_reached(world, "R-1", "BV", "2026-03-10").on("2026-03-12");
    let world = notice_reached(world, "R-1", "SO", "2026-03-12").on("2026-03-20");
    let shares = [("NA", share(3, 5)), ("BV", share(9, 40)), ("SO", share(7, 40))];
    let world = shares_agreed(world, "R-1", &shares).on("2026-04-13 23:59");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    for looked_at in ["2026-04-14 00:00", "2026-04-20"] {
        let world = world.clone().on(looked_at);
        let Some(Row::Result(row)) = RowKey::Result(result_id("R-1")).row(&world.ledger) else {
            panic!("R-1 has a row");
        };
        assert_eq!(row.state, "REGISTERED");
        assert_eq!(row.final_from.unwrap().days, date("2026-04-14").days());
        assert_eq!(row.held_from.unwrap().days, date("2026-03-20").days());
    }
}
