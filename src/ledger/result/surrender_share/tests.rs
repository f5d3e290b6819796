//! What becomes of a surrendered share.

use super::*;
use crate::{
    ledger::{
        party::{self, ProposeParty},
        result::Command,
        scenario::{results::*, *},
    },
    role::Role,
};

fn surrender_to(by: &str, to: Option<&str>) -> Ask {
    let (result, holder) = (result_id("R-1"), party(by));
    let asked = SurrenderShare { result, holder, to: to.map(party) };
    ask(of(by), Command::SurrenderShare(asked))
}

fn surrender(by: &str) -> Ask {
    surrender_to(by, None)
}

fn held(world: &World, by: &str) -> Option<Share> {
    world.ledger.holdings(&result_id("R-1")).unwrap().held_by(&party(by))
}

/// K-17 under a policy that says `accrual`, R-1 in these shares and final.
fn under(accrual: &str, shares: &[(&str, Share)]) -> World {
    // Shares however small are agreed here: what is too fine to accrue is very small.
    let smallest = ("shares.minFraction", "1/9223372036854775807");
    let policy = [("shares.surrenderAccrual", accrual), smallest];
    let world = k_17_under(&policy).on("2026-03-02");
    let holders: Vec<&str> = shares.iter().map(|(holder, _)| *holder).collect();
    let world = world.given(disclose("R-1", "NA")).given(register("R-1", "NA", &holders));
    let world = notice_reached(world, "R-1", "BV", "2026-03-02");
    let world = notice_reached(world, "R-1", "SO", "2026-03-02");
    shares_agreed(world, "R-1", shares).on("2026-04-14")
}

#[test]
fn a_surrendered_share_accrues_pro_rata() {
    // SHA-8, SHA-3, SHA-5, vector V6
    let shares = [("NA", share(1, 6)), ("BV", share(10, 21)), ("SO", share(5, 14))];
    let world = final_result("R-1", &shares);
    let world = world.when(surrender("SO")).then(["ShareSurrendered", "ShareAccrued"]);
    assert_eq!(held(&world, "NA"), Some(share(7, 27)));
    assert_eq!(held(&world, "BV"), Some(share(20, 27)));
    assert_eq!(held(&world, "SO"), None);
    let moved = &world.ledger.acts.get(world.last()).unwrap().shares_moved;
    assert_eq!(*moved, [result_id("R-1")]);
    assert!(!world.ledger.results.by_holder.contains_key(&party("SO")));
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED");
}

#[test]
fn a_surrendered_share_accrues_equally_where_the_policy_says_so() {
    // SHA-8
    let shares = [("NA", share(1, 2)), ("BV", share(1, 6)), ("SO", share(1, 3))];
    let world = under("EQUAL", &shares).given(surrender("SO"));
    assert_eq!(held(&world, "NA"), Some(share(2, 3)));
    assert_eq!(held(&world, "BV"), Some(share(1, 3)));
}

/// A state body of `seat`, accredited.
fn with_state_body(world: World, id: &str, seat: &str) -> World {
    let asked = ProposeParty {
        party: party(id),
        seat: state(seat),
        kind: PartyKind::StateBody,
        name: text(id),
        identifiers: Vec::new(),
    };
    let secretary = Role::PartSecretary(state(seat));
    let world = world.given(ask(secretary, party::Command::ProposeParty(asked)));
    world.given(accredit(id, seat))
}

#[test]
fn a_surrendered_share_accrues_to_a_state_body_where_the_policy_says_so() {
    // SHA-8: no title ends, the state holds it.
    let world = under("TO_STATE", &[("NA", Share::WHOLE)]);
    let world = with_state_body(with_state_body(world, "FUND-RU", "RU"), "FUND-BY", "BY");
    let world = world.when(surrender("NA")).then_refused(Reason::Malformed);
    let foreign = surrender_to("NA", Some("FUND-BY"));
    let world = world.when(foreign).then_refused(Reason::SuccessorNotEligible);
    let enterprise = surrender_to("NA", Some("BV"));
    let world = world.when(enterprise).then_refused(Reason::SuccessorNotEligible);
    let world = world.given(surrender_to("NA", Some("FUND-RU")));
    assert_eq!(held(&world, "FUND-RU"), Some(Share::WHOLE));
}

#[test]
fn a_sole_owner_does_not_surrender_into_nothing() {
    // SHA-9
    let world = final_result("R-1", &[("NA", Share::WHOLE)]);
    world.when(surrender("NA")).then_refused(Reason::TitleWouldEnd);
}

#[test]
fn what_accrues_is_never_rounded() {
    // SHA-13: half of what SO holds, added to each, needs a denominator beyond 2^63 - 1.
    let prime = 4_294_967_291;
    let shares = [
        ("NA", share(1, prime)),
        ("BV", share(1, 2_147_483_647)),
        ("SO", rest(prime, 2_147_483_647)),
    ];
    let world = under("EQUAL", &shares);
    world.when(surrender("SO")).then_refused(Reason::ShareTooFine);
}

/// What 1/p and 1/q leave of the whole.
fn rest(p: u64, q: u64) -> Share {
    share(p * q - p - q, p * q)
}

#[test]
fn nothing_is_given_to_a_state_unless_the_policy_says_so() {
    let world = final_result("R-1", &[("NA", share(1, 2)), ("BV", share(1, 2))]);
    world.when(surrender_to("NA", Some("BV"))).then_refused(Reason::Malformed);
}

#[test]
fn only_a_holder_surrenders_its_share() {
    let world = final_result("R-1", &[("NA", share(1, 2)), ("BV", share(1, 2))]);
    world.when(surrender("SO")).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_share_is_surrendered_once_the_registration_is_final() {
    let shares = [("NA", share(1, 2)), ("BV", share(1, 2))];
    let world = shares_agreed(notified("R-1", &["NA", "BV"]), "R-1", &shares);
    world.when(surrender("NA")).then_refused(Reason::WrongState);
}
