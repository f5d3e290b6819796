//! A registration is contested, and the contest ends.

use rights::ledger::{
    Reason,
    result::{self, SettleContest, WithdrawContest},
};
use tests::{
    cast::{Ask, file},
    k17::{S_1, agreed, contest, of, result_id, result_row, signed_by, surrender},
    system::System,
};

fn settle(contest: u64, parties: &[&str]) -> Ask {
    let (result, settlement) = (result_id("R-1"), Some(file("the settlement")));
    let asked = SettleContest { result, contest, contributor: None, settlement };
    let roles: Vec<_> = parties.iter().map(|id| of(id)).collect();
    signed_by(&roles, result::Command::SettleContest(asked))
}

fn withdraw(contest: u64, by: &str) -> Ask {
    let asked = WithdrawContest { result: result_id("R-1"), contest, contributor: None };
    signed_by(&[of(by)], result::Command::WithdrawContest(asked))
}

/// SO contests R-1 on 2026-03-25.
fn contested() -> (System, u64) {
    let (system, _) = agreed(&S_1);
    let mut system = system.on("2026-03-25");
    let opened = system.given(contest("R-1", "SO"));
    assert_eq!(result_row(&system, "R-1").state, "CONTESTED");
    (system, opened)
}

#[test]
fn a_settlement_by_contester_and_holders_returns_the_result_to_its_registration() {
    // REG-6, REG-3, GEN-14
    let (system, opened) = contested();
    let mut system = system.on("2026-04-01");
    system.refused(settle(opened, &["SO", "NA"]), Reason::NotAuthorised);
    system.given(settle(opened, &["SO", "NA", "BV"]));
    assert_eq!(result_row(&system, "R-1").state, "REGISTERED_PROVISIONAL");
    system.refused(settle(opened, &["SO", "NA", "BV"]), Reason::WrongState);
    let mut system = system.on("2026-04-14");
    system.given(surrender("R-1", "SO"));
    assert_eq!(result_row(&system, "R-1").state, "REGISTERED");
    system.verified();
}

#[test]
fn a_contest_holds_the_title_up_until_its_contester_withdraws_it() {
    // REG-3, REG-6
    let (system, opened) = contested();
    let mut system = system.on("2026-06-01");
    assert_eq!(result_row(&system, "R-1").state, "CONTESTED");
    system.refused(withdraw(opened, "BV"), Reason::NotAuthorised);
    let withdrawn = system.given(withdraw(opened, "SO"));
    assert_eq!(system.events(withdrawn), ["ContestWithdrawn"]);
    let mut system = system.on("2026-06-02");
    let surrendered = system.given(surrender("R-1", "SO"));
    assert!(system.events_since(withdrawn).contains(&"RegistrationFinalised"));
    assert_eq!(system.events(surrendered), ["ShareSurrendered", "ShareAccrued"]);
    system.verified();
}
