//! Who may state which contribution, and what follows for computed shares.

use super::super::{
    super::scenario::{
        results::{disclose, k_17_under},
        *,
    },
    computed_shares,
    scenario::*,
};
use crate::{
    ledger::{Reason, result, rows},
    row::{Row, RowKey},
};

#[test]
fn a_contract_party_states_its_own_contribution() {
    let world = disclosed().when(contribute("NA", 120)).then(["ContributionRecorded"]);
    let Some(Row::Contribution(row)) = RowKey::Contribution(r1(), party("NA")).row(&world.ledger)
    else {
        panic!("no row");
    };
    assert_eq!((row.weight, row.state.as_str(), row.revision), (120, "RECORDED", 1));
    assert_eq!(row.since, world.last());
    world.when(contribute("BV", 45).by(of("NA"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn an_outsider_learns_nothing_about_a_result() {
    // GEN-11
    disclosed().when(contribute("IM", 1)).then_refused(Reason::NotAuthorised);
    in_force().when(contribute("NA", 1)).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_weight_is_positive() {
    // SHA-11
    disclosed().when(contribute("NA", 0)).then_refused(Reason::WeightNotPositive);
    disclosed().when(contribute("NA", u64::MAX)).then_refused(Reason::Overflow);
}

#[test]
fn a_contribution_is_stated_anew_by_who_saw_the_old_one() {
    // GEN-19
    let world = disclosed().given(contribute("NA", 120));
    let world = world.when(contribute("NA", 130)).then_refused(Reason::Malformed);
    let world = world.when(contribute("NA", 130).seeing(2)).then_refused(Reason::RevisionConflict);
    let world = world.when(contribute("NA", 130).seeing(1)).then(["ContributionRecorded"]);
    let stated = world.ledger.contribution(&r1(), &party("NA")).unwrap();
    assert_eq!((stated.weight.get(), stated.revision), (130, 2));
}

#[test]
fn shares_are_computed_from_the_weights_of_all_holders_named() {
    // SHA-15, SHA-11; vectors V2 and V3 of the shares.
    for (weights, expected) in [
        ([120, 45, 35], [("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)]),
        ([7, 5, 1], [("NA", 7, 13), ("BV", 5, 13), ("SO", 1, 13)]),
    ] {
        let world = registered(disclosed(), ["NA", "BV", "SO"]);
        let world = world.given(contribute("NA", weights[0])).given(contribute("BV", weights[1]));
        assert_eq!(computed_shares(&world.ledger, &r1()), None, "SO has no recorded weight");
        assert_eq!(holding(&world, "NA"), (0, 1, "UNAGREED"));
        let world = world.given(contribute("SO", weights[2]));
        assert_eq!(computed_shares(&world.ledger, &r1()), Some(shares(expected)));
        let [(_, numerator, denominator), ..] = expected;
        assert_eq!(holding(&world, "NA"), (numerator, denominator, "COMPUTED"));
        let changed = rows(&world.ledger);
        assert!(changed.iter().any(|(key, _)| *key == RowKey::Holding(r1(), party("NA"))));
    }
}

#[test]
fn a_policy_may_leave_shares_uncomputed_or_equal() {
    // SHA-15
    for (split, expected) in [("NONE", None), ("EQUAL", Some([("BV", 1, 2), ("NA", 1, 2)]))] {
        let world = k_17_under(&[("shares.defaultSplit", split)]).on("2026-03-02");
        let world = world.given(disclose("R-1", "NA"));
        let world = registered(world, ["NA", "BV"]);
        assert_eq!(computed_shares(&world.ledger, &r1()), expected.map(shares));
    }
}

#[test]
fn a_computed_share_is_shown_and_never_disposable() {
    // SHA-15, SHA-16
    let world = registered(disclosed(), ["NA", "BV"]);
    let world = world.given(contribute("NA", 1)).given(contribute("BV", 1));
    let surrender = result::SurrenderShare { result: r1(), holder: party("NA"), to: None };
    let surrender = ask(of("NA"), result::Command::SurrenderShare(surrender));
    let when = world.when(surrender);
    let refusal = when.outcome().as_ref().unwrap_err();
    assert_eq!((refusal.reason, refusal.rule), (Reason::NoShareAgreement, Some("SHA-16")));
    assert_eq!(refusal.facts[1].value, "NO_DISPOSAL");
}

#[test]
fn a_successor_takes_the_place_of_a_contract_party_and_its_contribution() {
    // PTY-6
    let world = registered(disclosed(), ["NA", "BV", "SO"]);
    let world = world.given(contribute("NA", 2)).given(contribute("BV", 1));
    let world = world.given(contribute("SO", 4)).given(bv_is_succeeded("NA", None));
    assert_eq!(world.ledger.contract(&k17()).unwrap().parties, ["NA", "SO"].map(party));
    let weight = |id| world.ledger.contribution(&r1(), &party(id)).map(|of| of.weight.get());
    assert_eq!(["BV", "NA", "SO"].map(weight), [None, Some(3), Some(4)]);
    let expected = shares([("NA", 3, 7), ("SO", 4, 7)]);
    assert_eq!(computed_shares(&world.ledger, &r1()), Some(expected));
    assert_eq!(RowKey::Holding(r1(), party("BV")).row(&world.ledger), None);
    let gone = [RowKey::Holding(r1(), party("BV")), RowKey::Contribution(r1(), party("BV"))];
    let changed = rows(&world.ledger);
    assert!(gone.iter().all(|key| changed.contains(&(*key, None))));
}

fn holding(world: &World, id: &str) -> (u64, u64, &'static str) {
    let Some(Row::Holding(row)) = RowKey::Holding(r1(), party(id)).row(&world.ledger) else {
        panic!("no row");
    };
    let known = ["AGREED", "COMPUTED", "UNAGREED"];
    let basis = known.into_iter().find(|basis| *basis == row.basis).unwrap();
    (row.numerator, row.denominator, basis)
}
