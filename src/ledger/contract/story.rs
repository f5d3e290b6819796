//! Scenario S-1 of the rulebook, from disclosure to final title, through the real commands.

use super::{
    super::scenario::{results::notice_reached, *},
    computed_shares,
    scenario::*,
};
use crate::{
    ledger::{
        Reason,
        holdings::{Why, explain},
    },
    row::{Row, RowKey},
};

#[test]
fn a_joint_result_from_disclosure_to_final_title() {
    let world = disclosed().given(contribute("NA", 120)).given(contribute("BV", 45));
    let world = world.given(contribute("SO", 35)).on("2026-03-09");
    let world = notice_reached(registered(world, ["NA", "BV", "SO"]), "R-1", "BV", "2026-03-10");
    let world = notice_reached(world.on("2026-03-12"), "R-1", "SO", "2026-03-12");

    let split = shares([("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)]);
    assert_eq!(computed_shares(&world.ledger, &r1()), Some(split.clone()));
    let short = propose_shares(shares([("NA", 3, 5), ("BV", 11, 50), ("SO", 17, 100)]));
    let world = world.on("2026-03-20").when(short).then_refused(Reason::SharesNotOne);
    let world = world.given(propose_shares(split.clone()));
    let world = world.when(agree().without(of("SO"))).then_refused(Reason::NotAuthorised);
    let world = world.when(agree()).then(["ShareAgreementConcluded", "OwnershipRecorded"]);
    assert!(world.ledger.holdings(&r1()).unwrap().iter().eq(&split));

    // Final from 14 April 00:00, also if time is first looked at on 20 April.
    let world = world.on("2026-04-13 23:59");
    assert_eq!(state_of_r1(&world), "REGISTERED_PROVISIONAL");
    let world = world.on("2026-04-20");
    assert_eq!(state_of_r1(&world), "REGISTERED");
    assert!(world.ledger.holdings(&r1()).unwrap().iter().eq(&split));
}

#[test]
fn a_sole_holder_holds_the_whole_once_its_registration_is_final() {
    // SHA-1, SHA-17
    let world = registered(disclosed(), ["NA"]);
    let world = notice_reached(world, "R-1", "BV", "2026-03-02");
    let world = notice_reached(world, "R-1", "SO", "2026-03-02").on("2026-04-20");
    let steps = explain(&world.ledger, &r1(), &party("NA"));
    let [step] = steps.as_slice() else { panic!("one record gave NA all it holds: {steps:?}") };
    assert_eq!((step.moved.after, step.moved.why), (Some(Share::WHOLE), Why::Sole));
    assert_eq!(step.moved.on, date("2026-04-02"));
}

fn state_of_r1(world: &World) -> alloc::string::String {
    let Some(Row::Result(row)) = RowKey::Result(r1()).row(&world.ledger) else {
        panic!("no row");
    };
    row.state
}
