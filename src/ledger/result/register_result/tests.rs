//! Who is registered as holder, and who is told.

use super::super::{DiscloseResult, Kind};
use super::*;
use crate::{
    ledger::scenario::{results::*, *},
    row::Row,
};

fn disclosed() -> World {
    k_17().on("2026-03-02").given(disclose("R-1", "NA")).on("2026-03-09")
}

fn joint() -> Ask {
    register("R-1", "NA", &["NA", "BV", "SO"])
}

#[test]
fn a_registration_names_holders_and_tells_the_other_contract_parties() {
    // S-1, REG-5, SHA-15, GEN-20
    let world = disclosed().when(joint()).then(["ResultRegistered"]);
    let found = world.ledger.results.get(&result_id("R-1")).unwrap();
    assert_eq!(found.state(), "REGISTERED_PROVISIONAL");
    assert_eq!(found.holders(), [party("BV"), party("NA"), party("SO")]);
    assert_eq!(world.ledger.holdings(&result_id("R-1")), None);
    let told = world.ledger.notices.sent_by(world.last()).map(|(_, notice)| notice.addressee);
    assert_eq!(told.collect::<Vec<_>>(), [of("BV"), of("SO")]);
    let tables: Vec<&str> =
        crate::ledger::rows(&world.ledger).iter().map(|(key, _)| key.table().name).collect();
    let shares = ["holdings"; 3];
    let holders = ["result_holders"; 3];
    let windows = ["registration_windows"; 2];
    let notices = ["notices"; 2];
    let all = [&shares[..], &["results"], &holders[..], &windows[..], &notices[..]];
    assert_eq!(tables, all.concat());
}

#[test]
fn a_joint_registration_without_shares_leaves_holders_without_shares() {
    // S-2, SHA-15: time alone never makes it final.
    let world = disclosed().given(joint());
    let world = notice_reached(world, "R-1", "BV", "2026-03-10");
    let world = notice_reached(world.on("2026-03-12"), "R-1", "SO", "2026-03-12").on("2026-09-01");
    let Some(Row::Result(row)) = RowKey::Result(result_id("R-1")).row(&world.ledger) else {
        panic!("R-1 has a row");
    };
    assert_eq!((row.state.as_str(), row.held_since), ("REGISTERED_PROVISIONAL", 0));
}

#[test]
fn only_the_discloser_registers() {
    let world = disclosed();
    world.clone().when(joint().by(of("BV"))).then_refused(Reason::NotAuthorised);
    world.when(register("R-9", "NA", &["NA"])).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_result_is_registered_once() {
    disclosed().given(joint()).when(joint()).then_refused(Reason::WrongState);
}

#[test]
fn an_incomplete_disclosure_is_not_registered() {
    // REG-1
    let asked = DiscloseResult { fields: Vec::new(), ..disclosure("R-1", "NA") };
    let world = k_17().given(disclosing(asked));
    world.when(joint()).then_refused(Reason::IncompleteDisclosure);
}

#[test]
fn a_discovery_is_registered_with_its_creators() {
    // XCH-14
    let (kind, creators) = (Some(Kind::Discovery), Vec::new());
    let asked = DiscloseResult { kind, creators, ..disclosure("R-1", "NA") };
    let world = k_17().given(disclosing(asked));
    world.when(joint()).then_refused(Reason::IncompleteDisclosure);
}

#[test]
fn what_cannot_be_co_owned_has_one_holder() {
    // REG-11 (RF CC 1229)
    for kind in [Kind::TradeName, Kind::GeographicalIndication] {
        let asked = DiscloseResult { kind: Some(kind), ..disclosure("R-1", "NA") };
        let world = k_17().given(disclosing(asked));
        world.clone().when(joint()).then_refused(Reason::NotCoOwnable);
        world.when(register("R-1", "NA", &["NA"])).then(["ResultRegistered"]);
    }
}

#[test]
fn holders_are_accredited_parties_in_order() {
    // PTY-2
    let unknown = register("R-1", "NA", &["NA", "XX"]);
    disclosed().when(unknown).then_refused(Reason::PartyNotAccredited);
    let nobody = register("R-1", "NA", &[]);
    disclosed().when(nobody).then_refused(Reason::Malformed);
}

#[test]
fn a_result_has_no_more_holders_than_the_policy_admits() {
    // SHA-14
    let world = k_17_under(&[("shares.maxHolders", "2")]);
    let world = world.given(disclose("R-1", "NA"));
    world.when(joint()).then_refused(Reason::TooManyHolders);
}

#[test]
fn shares_agreed_before_registration_say_who_the_holders_are() {
    // SHA-1, SHA-15
    let world = disclosed();
    let parties = [("NA", share(1, 2)), ("BV", share(1, 2))];
    let world = shares_agreed(world, "R-1", &parties);
    let world = world.when(joint()).then_refused(Reason::WrongState);
    let world = world.given(register("R-1", "NA", &["NA", "BV"]));
    let found = world.ledger.results.get(&result_id("R-1")).unwrap();
    assert_eq!(found.holders(), [party("BV"), party("NA")]);
}
