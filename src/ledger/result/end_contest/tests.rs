//! How a contest ends, and when the registration is final after it.

use super::*;
use crate::{
    ledger::{
        Reason,
        result::{Command, ContestRegistration, Ground},
        scenario::{results::*, *},
    },
    row::Row,
};

fn contest(by: Role) -> Ask {
    let (ground, reasons) = (Some(Ground::Creators), None);
    let (result, evidence) = (result_id("R-1"), [].into());
    let asked = ContestRegistration { result, contester: by, ground, evidence, reasons };
    ask(by, Command::ContestRegistration(asked))
}

/// NA and BV hold R-1; SO contests on 2026-03-20, the share agreement being of the same day.
fn contested() -> (World, u64) {
    let shares = [("NA", share(1, 2)), ("BV", share(1, 2))];
    let world = shares_agreed(notified("R-1", &["NA", "BV"]).on("2026-03-20"), "R-1", &shares);
    let world = world.given(contest(of("SO")));
    let opened = world.last();
    (world, opened)
}

fn settle(contest: u64) -> Ask {
    let (result, settlement) = (result_id("R-1"), Some(file("settlement")));
    let asked = SettleContest { result, contest, contributor: None, settlement };
    ask(of("SO"), Command::SettleContest(asked)).and(of("NA")).and(of("BV"))
}

fn withdraw(contest: u64) -> Ask {
    let asked = WithdrawContest { result: result_id("R-1"), contest, contributor: None };
    ask(of("SO"), Command::WithdrawContest(asked))
}

#[test]
fn a_settlement_returns_the_result_to_its_registration() {
    // REG-6
    let (world, opened) = contested();
    let world = world.on("2026-03-25").when(settle(opened)).then(["ContestSettled"]);
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    let Some(Row::Contest(row)) = RowKey::Contest(result_id("R-1"), opened).row(&world.ledger)
    else {
        panic!("the contest has a row");
    };
    assert_eq!((row.state.as_str(), row.ended), ("SETTLED", world.last()));
    assert_eq!(stage_of(&world.on("2026-04-14"), "R-1"), "REGISTERED");
}

#[test]
fn a_registration_is_final_from_the_day_on_which_the_last_contest_ends() {
    // REG-3: the windows ended on 13 April; the contest ends on 4 May.
    let (world, opened) = contested();
    let world = world.on("2026-05-04 15:00").given(withdraw(opened)).on("2026-05-20");
    let found = world.ledger.results.get(&result_id("R-1")).unwrap();
    assert_eq!(found.final_from, Some(date("2026-05-04")));
}

#[test]
fn a_settlement_is_signed_by_the_contester_and_every_holder() {
    // REG-6, GEN-14
    let (world, opened) = contested();
    for missing in ["SO", "NA", "BV"] {
        let signed = ["SO", "NA", "BV"].into_iter().filter(|party| *party != missing);
        let mut signed = signed.map(of);
        let asked = settle(opened).by(signed.next().unwrap()).and(signed.next().unwrap());
        world.clone().when(asked).then_refused(Reason::NotAuthorised);
    }
}

#[test]
fn a_contest_ends_once() {
    let (world, opened) = contested();
    let world = world.when(withdraw(opened)).then(["ContestWithdrawn"]);
    world.clone().when(withdraw(opened)).then_refused(Reason::WrongState);
    world.when(settle(opened)).then_refused(Reason::WrongState);
}

#[test]
fn a_result_stays_contested_until_every_contest_has_ended() {
    // REG-6
    let (world, first) = contested();
    let world = world.given(contest(of("BV"))).given(withdraw(first));
    assert_eq!(stage_of(&world, "R-1"), "CONTESTED");
}

#[test]
fn only_the_contester_withdraws() {
    let (world, opened) = contested();
    let world = world.when(withdraw(opened).by(of("NA"))).then_refused(Reason::NotAuthorised);
    world.when(withdraw(opened + 7)).then_refused(Reason::NotAuthorised);
}

#[test]
fn the_contest_of_a_body_is_withdrawn_and_not_settled() {
    let head = Role::Head(state("BY"));
    let world = notified("R-1", &["NA"]).given(contest(head));
    let opened = world.last();
    let settled = settle(opened).by(head).and(of("NA"));
    let world = world.when(settled).then_refused(Reason::NotAuthorised);
    world.when(withdraw(opened).by(head)).then(["ContestWithdrawn"]);
}

#[test]
fn a_contribution_that_is_not_contested_has_no_contest_to_end() {
    let (world, opened) = contested();
    let contributor = Some(party("NA"));
    let asked = WithdrawContest { result: result_id("R-1"), contest: opened, contributor };
    let asked = ask(of("SO"), Command::WithdrawContest(asked));
    world.when(asked).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_successor_takes_over_the_contest() {
    // PTY-6
    let (mut world, opened) = contested();
    crate::ledger::result::succeed(&mut world.ledger, party("SO"), party("AS"));
    world.when(withdraw(opened).by(of("AS"))).then(["ContestWithdrawn"]);
}
