//! Who asks for less secrecy, and who decides.

use alloc::string::String;

use super::*;
use crate::{
    ledger::{
        Reason,
        disclosure::Command,
        result::{Cite, DiscloseResult, Relation},
        scenario::{results::*, *},
    },
    row::Row,
};

fn ask_for(id: &str, requester: Role, level: Level) -> Ask {
    let (result, reasons) = (result_id(id), sealed("an exhibition"));
    let asked = RequestDeclassification { result, requester, level, reasons };
    ask(requester, Command::RequestDeclassification(asked))
}

fn decide_on(id: &str, request: u64, outcome: Outcome, by: &str) -> Ask {
    let asked = DecideDeclassification { result: result_id(id), request, outcome };
    ask(of(by), Command::DecideDeclassification(asked))
}

/// R-1 of NA at L2; BV asks for L1.
fn asked() -> (World, u64) {
    let world = k_17().given(disclose("R-1", "NA"));
    let world = world.when(ask_for("R-1", of("BV"), Level::Programme));
    let world = world.then(["DeclassificationRequested"]);
    let request = world.last();
    (world, request)
}

fn row(world: &World, request: u64) -> (String, String) {
    let key = RowKey::Declassification(result_id("R-1"), request);
    let Some(Row::Declassification(row)) = key.row(&world.ledger) else {
        panic!("the request has a row");
    };
    let level = world.ledger.results.get(&result_id("R-1")).unwrap().level;
    (row.state, level.as_str().into())
}

#[test]
fn the_originator_grants_and_the_level_falls() {
    // CFD-3
    let (world, request) = asked();
    assert_eq!(row(&world, request), ("OPEN".into(), "L2".into()));
    let granted = decide_on("R-1", request, Outcome::Granted, "NA");
    let world = world.when(granted.clone()).then(["DeclassificationDecided"]);
    assert_eq!(row(&world, request), ("GRANTED".into(), "L1".into()));
    world.when(granted).then_refused(Reason::WrongState);
}

#[test]
fn the_originator_refuses_and_the_level_stays() {
    let (world, request) = asked();
    let world = world.given(decide_on("R-1", request, Outcome::Refused, "NA"));
    assert_eq!(row(&world, request), ("REFUSED".into(), "L2".into()));
}

#[test]
fn only_the_originator_decides() {
    // CFD-3
    let (world, request) = asked();
    let other = decide_on("R-1", request, Outcome::Granted, "BV");
    let world = world.when(other).then_refused(Reason::NotAuthorised);
    let unknown = decide_on("R-1", request + 5, Outcome::Granted, "NA");
    world.when(unknown).then_refused(Reason::NotFound);
}

#[test]
fn readers_and_the_secretaries_of_their_national_parts_ask() {
    let (world, _) = asked();
    let secretary = |of| ask_for("R-1", Role::PartSecretary(state(of)), Level::Public);
    world.clone().when(secretary("KZ")).then(["DeclassificationRequested"]);
    world.clone().when(secretary("TJ")).then_refused(Reason::NotAuthorised);
    let outsider = ask_for("R-1", of("PE"), Level::Public);
    world.clone().when(outsider).then_refused(Reason::NotAuthorised);
    let head = ask_for("R-1", Role::Head(state("KZ")), Level::Public);
    world.when(head).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_request_asks_for_less() {
    let (world, _) = asked();
    let same = ask_for("R-1", of("BV"), Level::Contract);
    world.when(same).then_refused(Reason::WrongState);
}

#[test]
fn a_source_is_declassified_before_what_was_made_from_it() {
    // CFD-2
    let cites = Some(Cite { first: result_id("R-1"), relation: Relation::Version });
    let derived = DiscloseResult { content: file("R-1"), cites, ..disclosure("R-2", "BV") };
    let world = k_17().given(disclose("R-1", "NA")).given(disclosing(derived));
    let world = world.given(ask_for("R-2", of("NA"), Level::Public));
    let granted = decide_on("R-2", world.last(), Outcome::Granted, "BV");
    world.when(granted).then_refused(Reason::BelowSource);
}

#[test]
fn a_result_is_in_use_while_a_request_is_open() {
    use crate::ledger::result::{ArchiveResult, Command};
    let world = final_result("R-1", &[("NA", Share::WHOLE)]);
    let world = world.given(ask_for("R-1", of("BV"), Level::Public));
    let archived = Command::ArchiveResult(ArchiveResult { result: result_id("R-1") });
    world.when(ask(of("NA"), archived)).then_refused(Reason::StillInUse);
}
