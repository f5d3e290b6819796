//! Successions: what passes, to whom, and what stays with the name that is no more.

use super::*;
use crate::{
    id::ContractId,
    ledger::{
        key::{self, EnrolKey},
        party::Command,
        scenario::*,
    },
    role::Role,
    row::RowKey,
};

fn passes(result_id: &str, numerator: u64, denominator: u64) -> SharePassed {
    SharePassed { result: result(result_id), share: share(numerator, denominator) }
}

fn succession<const N: usize>(successor: &str, passes: [SharePassed; N]) -> Ask {
    let asked = RecordSuccession {
        party: party("NA"),
        successor: party(successor),
        act: file("act of merger"),
        passes: passes.into(),
    };
    ask(Role::Head(state("RU")), Command::RecordSuccession(asked))
}

/// NA holds 1/2 of R-1 beside BV, and 1/3 of R-2 beside SO.
fn world() -> World {
    World::cast()
        .holding("R-1", &[("BV", 1, 2), ("NA", 1, 2)])
        .holding("R-2", &[("NA", 1, 3), ("SO", 2, 3)])
}

fn whole() -> [SharePassed; 2] {
    [passes("R-1", 1, 2), passes("R-2", 1, 3)]
}

#[test]
fn succession_passes_every_share_at_once() {
    // PTY-6
    let world = world();
    let world =
        world.when(succession("BV", whole())).then(["PartySucceeded", "TitleTransmittedByLaw"]);
    let held = |id, of| world.ledger.holdings(&result(id)).unwrap().held_by(&party(of));
    assert_eq!(held("R-1", "BV"), Some(share(1, 1)));
    assert_eq!(held("R-2", "BV"), Some(share(1, 3)));
    assert_eq!(held("R-1", "NA"), None);
    assert_eq!(world.ledger.shares_held_by(&party("NA")).count(), 0);
    assert_eq!(world.ledger.shares_held_by(&party("BV")).count(), 2);
    let moved = &world.ledger.acts.get(world.last()).unwrap().shares_moved;
    assert_eq!(moved, &[result("R-1"), result("R-2")]);
}

#[test]
fn the_list_names_exactly_what_the_party_holds() {
    // PTY-6
    let world = world();
    let short = succession("BV", [passes("R-1", 1, 2)]);
    let world = world.when(short).then_refused(Reason::ListIncomplete);
    let wrong = succession("BV", [passes("R-1", 1, 2), passes("R-2", 1, 4)]);
    let world = world.when(wrong).then_refused(Reason::ListIncomplete);
    let long = [passes("R-1", 1, 2), passes("R-2", 1, 3), passes("R-3", 1, 3)];
    let world = world.when(succession("BV", long)).then_refused(Reason::ListIncomplete);
    let unordered = [passes("R-2", 1, 3), passes("R-1", 1, 2)];
    world.when(succession("BV", unordered)).then_refused(Reason::Malformed);
}

#[test]
fn a_successor_is_another_party_that_may_acquire() {
    // PTY-3, PTY-6
    let world = world();
    let world = world.when(succession("NA", whole())).then_refused(Reason::SuccessorNotEligible);
    world.when(succession("XX", whole())).then_refused(Reason::SuccessorNotEligible);
}

#[test]
fn only_the_body_of_its_seat_records_the_succession_of_a_party() {
    let foreign = succession("BV", whole()).by(Role::Head(state("BY")));
    world().when(foreign).then_refused(Reason::NotAuthorised);
}

#[test]
fn the_successor_takes_the_partys_place_in_its_contracts() {
    // PTY-6
    let asked = succession("PE", whole());
    let world = world().contracted("K-1", &["BV", "NA"]).contracted("K-2", &["NA", "PE"]);
    let world = world.contracted("K-3", &["AS", "BV"]).given(asked);
    let parties = |id| &world.ledger.contracts[&ContractId::parse(id).unwrap()].parties;
    assert_eq!(parties("K-1"), &["BV", "PE"].map(party));
    assert_eq!(parties("K-2"), &["PE"].map(party));
    assert_eq!(parties("K-3"), &["AS", "BV"].map(party));
}

#[test]
fn a_party_without_shares_has_an_empty_list() {
    let world = World::cast().holding("R-1", &[("BV", 1, 2), ("NA", 1, 2)]);
    let world = world.when(succession("BV", [])).then_refused(Reason::ListIncomplete);
    let other = RecordSuccession {
        party: party("SO"),
        successor: party("BV"),
        act: file("act of merger"),
        passes: Vec::new(),
    };
    let other = ask(Role::Head(state("KZ")), Command::RecordSuccession(other));
    world.when(other).then(["PartySucceeded", "TitleTransmittedByLaw"]);
}

#[test]
fn a_succeeded_party_keeps_its_name_and_signs_nothing_more() {
    // PTY-8, KEY-1
    let world = world().given(succession("BV", whole()));
    let gone = &world.ledger.parties[&party("NA")];
    assert_eq!(gone.standing().1, Standing::Succeeded);
    assert_eq!(gone.successor, Some(party("BV")));
    assert!(world.ledger.keys.active(&key_of(of("NA")), date("2026-01-12")).is_none());
    let changed: Vec<RowKey> =
        crate::ledger::rows(&world.ledger).into_iter().map(|(key, _)| key).collect();
    assert!(changed.contains(&RowKey::Party(party("NA"))));
    assert!(changed.contains(&RowKey::Key(key_of(of("NA")))));
    let world = world.when(succession("BV", [])).then_refused(Reason::WrongState);
    let further = EnrolKey { role: of("NA"), offer: offer(of("NA"), 1), administrator: None };
    let further = ask(Role::Head(state("RU")), key::Command::EnrolKey(further));
    world.when(further).then_refused(Reason::WrongState);
}
