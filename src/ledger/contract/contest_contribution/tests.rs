//! Who may contest a contribution, and until when.

use alloc::vec::Vec;

use super::{
    super::{super::scenario::*, Command, contribution_contest, scenario::*},
    ContestContribution,
};
use crate::{
    ledger::{Reason, result},
    policy::Policy,
    row::{Row, RowKey},
};

fn contest(contributor: &str, contester: &str) -> Ask {
    let asked = ContestContribution {
        result: r1(),
        contributor: party(contributor),
        contester: party(contester),
        reason: sealed("hours counted twice"),
    };
    ask(of(contester), Command::ContestContribution(asked))
}

#[test]
fn another_party_of_the_contract_contests_a_contribution() {
    let world = disclosed().given(contribute("NA", 120));
    let world = world.when(contest("NA", "IM")).then_refused(Reason::NotAuthorised);
    let world = world.when(contest("NA", "NA")).then_refused(Reason::NotAuthorised);
    let world = world.when(contest("BV", "SO")).then_refused(Reason::NotFound);
    let world = world.when(contest("NA", "SO")).then(["ContributionContested"]);
    let contest_of_na = contribution_contest(&world.ledger, &r1(), &party("NA")).unwrap();
    assert_eq!((contest_of_na.by, contest_of_na.since), (party("SO"), world.last()));
    let Some(Row::Contribution(row)) = RowKey::Contribution(r1(), party("NA")).row(&world.ledger)
    else {
        panic!("no row");
    };
    assert_eq!((row.state.as_str(), row.contester.as_str()), ("CONTESTED", "SO"));
    world.when(contest("NA", "BV")).then_refused(Reason::WrongState);
}

#[test]
fn a_contribution_is_contested_within_its_window() {
    // contest.window is 30 days from Monday 2 March: until Wednesday 1 April.
    let world = disclosed().given(contribute("NA", 120));
    world.clone().on("2026-04-01 23:59").when(contest("NA", "SO")).then(["ContributionContested"]);
    world.on("2026-04-02 00:00").when(contest("NA", "SO")).then_refused(Reason::DeadlinePassed);
}

#[test]
fn a_window_keeps_the_policy_under_which_it_began() {
    // POL-2
    let mut world = disclosed().given(contribute("NA", 120));
    let shorter = World::founding_terms().policy.into_iter().map(|mut entry| {
        if entry.key == "contest.window" {
            entry.value = "10cd".into();
        }
        (entry.key, entry.value)
    });
    let shorter = Policy::parse(&shorter.collect::<Vec<_>>()).unwrap();
    world.ledger.policies.adopt(shorter, date("2026-03-10"), 0);
    let when = world.on("2026-03-20").when(contest("NA", "SO"));
    assert!(when.outcome().as_ref().unwrap().iter().all(|event| event.policy == 1));
    when.then(["ContributionContested"]);
}

#[test]
fn a_window_that_is_over_is_over_even_for_what_is_contested() {
    // GEN-10
    let world = disclosed().given(contribute("NA", 120)).given(contest("NA", "SO"));
    world.on("2026-04-02").when(contest("NA", "BV")).then_refused(Reason::DeadlinePassed);
}

#[test]
fn a_contested_contribution_stays_as_it_is_until_the_contest_ends() {
    // SHA-12
    let world = disclosed().given(contribute("NA", 120)).given(contest("NA", "SO"));
    let withdrawn = result::WithdrawContest {
        result: r1(),
        contest: world.last(),
        contributor: Some(party("NA")),
    };
    let world = world.when(contribute("NA", 100).seeing(2)).then_refused(Reason::WrongState);
    let withdrawn = ask(of("SO"), result::Command::WithdrawContest(withdrawn));
    let world = world.when(withdrawn).then(["ContestWithdrawn"]);
    assert_eq!(contribution_contest(&world.ledger, &r1(), &party("NA")), None);
    world.when(contribute("NA", 100).seeing(3)).then(["ContributionRecorded"]);
}
