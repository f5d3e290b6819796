//! How contracts end.

use super::{
    super::{super::scenario::*, Command, Status, TerminationRight, scenario::*},
    CompleteContract, TerminateContract,
};
use crate::{
    ledger::Reason,
    row::{Row, RowKey},
};

fn complete() -> Ask {
    by_all(Command::CompleteContract(CompleteContract { contract: k17() }))
}

fn terminate(cited: Option<&str>) -> Command {
    let clause = cited.map(clause);
    Command::TerminateContract(TerminateContract { contract: k17(), clause })
}

/// K-17, which lets BV terminate under clause 12.3 and everybody under clause 14.
fn with_rights() -> World {
    let mut contract = contract();
    contract.terms.termination_rights = [
        TerminationRight { clause: clause("12.3"), party: Some(party("BV")) },
        TerminationRight { clause: clause("14"), party: None },
    ]
    .into();
    World::cast().given(register(contract)).on("2026-01-20")
}

fn status(world: &World) -> Status {
    world.ledger.contract(&k17()).unwrap().status(world.ledger.zone(world.at).date_of(world.at))
}

#[test]
fn all_parties_declare_the_work_complete() {
    let world = in_force().when(complete().without(of("BV"))).then_refused(Reason::NotAuthorised);
    let world = world.when(complete()).then(["ContractCompleted"]);
    assert_eq!(status(&world), Status::Completed);
    let Some(Row::Contract(row)) = RowKey::Contract(k17()).row(&world.ledger) else {
        panic!("no row");
    };
    assert_eq!((row.ended.as_str(), row.revision), ("COMPLETED", 2));
    assert_eq!(row.ended_on.unwrap().days, date("2026-01-20").days());
    world.when(complete()).then_refused(Reason::WrongState);
}

#[test]
fn who_ends_a_contract_may_say_which_revision_it_saw() {
    // GEN-19
    let world = in_force().given(list("BV"));
    let world = world.when(complete().seeing(1)).then_refused(Reason::RevisionConflict);
    world.when(complete().seeing(2)).then(["ContractCompleted"]);
}

#[test]
fn a_draft_is_not_completed() {
    World::cast().given(register(contract())).when(complete()).then_refused(Reason::WrongState);
}

#[test]
fn all_parties_terminate_without_citing_a_clause() {
    let asked = by_all(terminate(None));
    let world =
        in_force().when(asked.clone().without(of("NA"))).then_refused(Reason::NotAuthorised);
    let world = world.when(asked).then(["ContractTerminated"]);
    assert_eq!(status(&world), Status::Terminated);
}

#[test]
fn one_party_terminates_where_the_terms_give_it_the_right() {
    let by = |id: &str, clause| ask(of(id), terminate(Some(clause)));
    let world = with_rights();
    world.clone().when(by("BV", "12.3")).then(["ContractTerminated"]);
    world.clone().when(by("SO", "14")).then(["ContractTerminated"]);
    world.clone().when(by("NA", "12.3")).then_refused(Reason::NoTerminationRight);
    world.clone().when(by("NA", "99")).then_refused(Reason::NoTerminationRight);
    world.when(by("IM", "14")).then_refused(Reason::NotAuthorised);
}
