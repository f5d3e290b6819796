//! Who concludes a share agreement, and what then holds.

use super::{
    super::{super::scenario::*, Command, ContestContribution, scenario::*},
    AgreeShares,
};
use crate::{
    ledger::{
        Reason,
        holdings::{Why, explain},
    },
    policy::Policy,
    row::{Row, RowKey},
};

/// The three holders have stated what they contributed, and NA has proposed the computed split.
fn proposed_split() -> World {
    let world = registered(disclosed(), ["NA", "BV", "SO"]);
    let world = world.given(contribute("NA", 120)).given(contribute("BV", 45));
    let split = shares([("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)]);
    world.given(contribute("SO", 35)).given(propose_shares(split))
}

#[test]
fn every_holder_together_agrees() {
    // Scenario S-1
    let world = proposed_split().on("2026-03-20");
    let world = world.when(agree().without(of("SO"))).then_refused(Reason::NotAuthorised);
    let world = world.when(agree()).then(["ShareAgreementConcluded", "OwnershipRecorded"]);
    let held = world.ledger.holdings(&r1()).unwrap();
    let expected = shares([("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)]);
    assert!(held.iter().eq(&expected));
    let since = world.last();
    for (id, numerator, denominator) in [("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)] {
        let row = holding(&world, id);
        assert_eq!((row.numerator, row.denominator), (numerator, denominator));
        assert_eq!((row.income_numerator, row.income_denominator), (numerator, denominator));
        assert_eq!((row.basis.as_str(), row.since), ("AGREED", since));
        assert!(world.ledger.results.by_holder[&party(id)].contains(&r1()));
    }
    assert_eq!(world.ledger.acts.get(since).unwrap().shares_moved, [r1()]);
    assert_eq!(world.ledger.require_agreed(&r1()), Ok(()));
}

#[test]
fn the_text_agreed_is_the_text_proposed() {
    let other = AgreeShares { result: r1(), text: digest("another text") };
    let asked = by_all(Command::AgreeShares(other)).seeing(1);
    proposed_split().when(asked).then_refused(Reason::HashMismatch);
}

#[test]
fn holders_agree_to_the_proposal_that_they_saw() {
    // GEN-19: the same text with other shares behind it is another proposal.
    let world = proposed_split().given(propose_shares(shares([("NA", 1, 1)])).seeing(1));
    world.when(agree()).then_refused(Reason::RevisionConflict);
    proposed_split().when(agree().seeing(0)).then_refused(Reason::Malformed);
}

#[test]
fn nothing_is_agreed_while_a_contribution_is_contested() {
    // SHA-12
    let contested = ContestContribution {
        result: r1(),
        contributor: party("NA"),
        contester: party("SO"),
        reason: sealed("hours counted twice"),
    };
    let world = proposed_split().given(ask(of("SO"), Command::ContestContribution(contested)));
    world.when(agree()).then_refused(Reason::ContributionContested);
}

#[test]
fn without_a_proposal_there_is_nothing_to_agree_to() {
    let world = disclosed().when(agree()).then_refused(Reason::WrongState);
    world.when(agree().by(of("IM"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn who_loses_its_share_by_an_agreement_signs_it_too() {
    let world = proposed_split().given(agree());
    let without_so = propose_shares(shares([("NA", 3, 5), ("BV", 2, 5)])).seeing(2);
    let world = world.given(without_so);
    let world = world.when(agree().without(of("SO")).seeing(3)).then_refused(Reason::NotAuthorised);
    let world =
        world.when(agree().seeing(3)).then(["ShareAgreementConcluded", "OwnershipRecorded"]);
    assert_eq!(RowKey::Holding(r1(), party("SO")).row(&world.ledger), None);
    assert!(!world.ledger.results.by_holder.contains_key(&party("SO")));
}

#[test]
fn a_later_agreement_amends_and_its_changes_are_kept() {
    // SHA-3, SHA-17
    let world = proposed_split().given(agree());
    let first = world.last();
    let again = propose_shares(shares([("NA", 3, 5), ("BV", 1, 5), ("SO", 1, 5)])).seeing(2);
    let world = world.given(again).given(agree().seeing(3));
    let (second, day) = (world.last(), date("2026-03-02").days());
    let Some(Row::OwnershipChange(row)) =
        RowKey::OwnershipChange(r1(), party("BV"), second).row(&world.ledger)
    else {
        panic!("no row");
    };
    assert_eq!((row.before.as_str(), row.after.as_str()), ("9/40", "1/5"));
    assert_eq!((row.cause.as_str(), row.effective_on.unwrap().days), ("AGREED", day));
    // NA's share did not change: it still follows from the first agreement.
    assert_eq!(holding(&world, "NA").since, first);
    assert_eq!(world.ledger.shares(&r1()).unwrap().agreements.len(), 2);
}

#[test]
fn a_present_share_is_explained_by_the_records_that_produced_it() {
    // SHA-17, PTY-6
    let world = proposed_split().given(agree());
    let agreement = world.last();
    let world = world.given(bv_is_succeeded("SO", Some(share(9, 40))));
    let succession = world.last();
    let steps = explain(&world.ledger, &r1(), &party("SO"));
    let root = &steps[0];
    assert_eq!((root.moved.sequence, root.moved.why), (succession, Why::Succession));
    assert_eq!((root.moved.before, root.moved.after), (Some(share(7, 40)), Some(share(2, 5))));
    assert_eq!(root.rests_on, [(agreement, party("BV")), (agreement, party("SO"))]);
    assert!(
        steps[1..].iter().all(|step| step.moved.why == Why::Agreed && step.rests_on.is_empty())
    );
    assert_eq!(steps.len(), 3);
    assert_eq!(explain(&world.ledger, &r1(), &party("BV")), []);
}

#[test]
fn an_agreement_is_concluded_under_the_policy_of_its_proposal() {
    // POL-2
    let mut world = proposed_split();
    world.ledger.policies.adopt(Policy::reference(), date("2026-03-10"), 0);
    let when = world.on("2026-03-20").when(agree());
    assert!(when.outcome().as_ref().unwrap().iter().all(|event| event.policy == 1));
    when.then(["ShareAgreementConcluded", "OwnershipRecorded"]);
}

#[test]
fn income_shares_are_agreed_beside_title_shares() {
    // SHA-6
    let mut proposal = proposed(shares([("NA", 1, 1)]));
    proposal.income = shares([("NA", 1, 2), ("BV", 1, 2)]);
    let asked = ask(of("NA"), Command::ProposeShares(proposal));
    let agreed = agree().without(of("SO"));
    let world = disclosed().given(asked).given(agreed);
    let row = holding(&world, "BV");
    assert_eq!((row.numerator, row.denominator), (0, 1));
    assert_eq!((row.income_numerator, row.income_denominator), (1, 2));
}

fn holding(world: &World, id: &str) -> crate::wire::v1::HoldingRow {
    let Some(Row::Holding(row)) = RowKey::Holding(r1(), party(id)).row(&world.ledger) else {
        panic!("no row");
    };
    row
}
