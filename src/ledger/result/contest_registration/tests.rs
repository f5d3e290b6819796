//! Who contests a registration, and until when.

use super::*;
use crate::{
    ledger::{
        result::Command,
        scenario::{results::*, *},
    },
    row::Row,
};

pub(crate) fn contest(by: Role) -> Ask {
    let asked = ContestRegistration {
        result: result_id("R-1"),
        contester: by,
        ground: Some(Ground::Holders),
        evidence: [file("letter")].into(),
        reasons: Some(sealed("we hold it too")),
    };
    ask(by, Command::ContestRegistration(asked))
}

fn joint() -> World {
    notified("R-1", &["NA", "BV", "SO"])
}

/// Shares agreed on 20 March: the registration is final from 14 April.
fn agreed() -> World {
    let shares = [("NA", share(3, 5)), ("BV", share(9, 40)), ("SO", share(7, 40))];
    shares_agreed(joint().on("2026-03-20"), "R-1", &shares)
}

#[test]
fn a_party_contests_to_the_last_minute_of_its_window() {
    // S-1, REG-5
    let world = agreed().on("2026-04-13 23:59");
    let world = world.when(contest(of("SO"))).then(["RegistrationContested"]);
    assert_eq!(stage_of(&world, "R-1"), "CONTESTED");
    let key = RowKey::Contest(result_id("R-1"), world.last());
    let Some(Row::Contest(row)) = key.row(&world.ledger) else {
        panic!("the contest has a row");
    };
    assert_eq!((row.contester.as_str(), row.state.as_str()), ("PARTY/SO", "OPEN"));
    assert_eq!(stage_of(&world.on("2027-01-01"), "R-1"), "CONTESTED");
}

#[test]
fn a_window_that_is_over_is_over_whatever_its_end_has_brought() {
    // S-1, GEN-10: final already, and refused for its lateness all the same.
    let world = agreed().on("2026-04-14 00:00");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED");
    world.when(contest(of("SO"))).then_refused(Reason::DeadlinePassed);
    let open = joint().on("2026-04-14 00:00");
    assert_eq!(stage_of(&open, "R-1"), "REGISTERED_PROVISIONAL");
    open.when(contest(of("SO"))).then_refused(Reason::DeadlinePassed);
}

#[test]
fn each_party_has_its_own_window() {
    // REG-5: BV's ended on 9 April, SO's runs to 13 April.
    let world = joint().on("2026-04-10");
    let world = world.when(contest(of("BV"))).then_refused(Reason::DeadlinePassed);
    world.when(contest(of("SO"))).then(["RegistrationContested"]);
}

#[test]
fn an_authorised_body_contests_until_the_last_window_ends() {
    // REG-5, NAT-5: no body is designated, so the head of the national part holds the power.
    let world = joint().on("2026-04-13 23:59");
    let head = contest(Role::Head(state("BY")));
    world.when(head.clone()).then(["RegistrationContested"]);
    joint().on("2026-04-14").when(head).then_refused(Reason::DeadlinePassed);
}

#[test]
fn a_body_of_a_state_without_a_contract_party_does_not_contest() {
    joint().when(contest(Role::Head(state("TJ")))).then_refused(Reason::NotAuthorised);
}

#[test]
fn without_a_treaty_no_body_has_the_power_to_contest() {
    let mut world = joint();
    world.ledger.contracts.values_mut().for_each(|contract| contract.treaty = None);
    world.when(contest(Role::Head(state("BY")))).then_refused(Reason::NotAuthorised);
}

#[test]
fn who_was_not_notified_does_not_contest() {
    // REG-5, GEN-11: the discloser knows what it registered; an outsider learns nothing.
    joint().when(contest(of("NA"))).then_refused(Reason::NotAuthorised);
    joint().when(contest(of("PE"))).then_refused(Reason::NotAuthorised);
    k_17().when(contest(of("SO"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_contest_may_come_before_its_notice() {
    // REG-5: the window ends by delivery; nothing need be waited for.
    let world = k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
    world.when(contest(of("SO"))).then(["RegistrationContested"]);
}

#[test]
fn what_is_only_disclosed_is_not_contested() {
    let world = k_17().given(disclose("R-1", "NA"));
    world.when(contest(of("SO"))).then_refused(Reason::WrongState);
}

#[test]
fn a_contest_states_its_ground() {
    let asked = ContestRegistration {
        result: result_id("R-1"),
        contester: of("SO"),
        ground: None,
        evidence: Vec::new(),
        reasons: None,
    };
    let asked = ask(of("SO"), Command::ContestRegistration(asked));
    joint().when(asked).then_refused(Reason::GroundUnknown);
}

#[test]
fn a_contest_runs_under_the_policy_of_the_registration() {
    // POL-2, GEN-18
    let when = joint().when(contest(of("SO")));
    let event = when.outcome().as_ref().unwrap().iter().next().unwrap().clone();
    assert_eq!(event.policy, 1);
}
