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
        result::{self, ArchiveResult, SurrenderShare},
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
fn a_share_that_grew_is_explained_by_who_gave() {
    // SHA-8, SHA-17: vectors of the shares, V6.
    let world = registered(disclosed(), ["NA", "BV", "SO"]);
    let world = notice_reached(world, "R-1", "BV", "2026-03-02");
    let world = notice_reached(world, "R-1", "SO", "2026-03-02");
    let agreed = propose_shares(shares([("NA", 1, 6), ("BV", 10, 21), ("SO", 5, 14)]));
    let world = world.given(agreed).given(agree());
    let agreement = world.last();
    let surrender = SurrenderShare { result: r1(), holder: party("SO"), to: None };
    let surrender = ask(of("SO"), result::Command::SurrenderShare(surrender));
    let world = world.on("2026-04-20").given(surrender);
    assert_eq!(world.ledger.holdings(&r1()).unwrap().held_by(&party("NA")), Some(share(7, 27)));
    let steps = explain(&world.ledger, &r1(), &party("NA"));
    assert_eq!((steps[0].moved.sequence, steps[0].moved.why), (world.last(), Why::Surrender));
    assert_eq!(steps[0].rests_on, [(agreement, party("NA")), (agreement, party("SO"))]);
    let given = RowKey::OwnershipChange(r1(), party("SO"), world.last()).row(&world.ledger);
    let Some(Row::OwnershipChange(given)) = given else { panic!("no row") };
    assert_eq!((given.before.as_str(), given.after.as_str()), ("5/14", ""));
}

#[test]
fn nobodys_part_in_an_archived_result_changes() {
    let world = registered(disclosed(), ["NA"]).given(propose_shares(shares([("NA", 1, 1)])));
    let world = notice_reached(world, "R-1", "BV", "2026-03-02");
    let world = notice_reached(world, "R-1", "SO", "2026-03-02").on("2026-04-20");
    let archive = result::Command::ArchiveResult(ArchiveResult { result: r1() });
    let world = world.given(ask(of("NA"), archive));
    let world = world.when(contribute("NA", 1)).then_refused(Reason::WrongState);
    let again = propose_shares(shares([("NA", 1, 1)])).seeing(1);
    let world = world.when(again).then_refused(Reason::WrongState);
    world.when(agree()).then_refused(Reason::WrongState);
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
