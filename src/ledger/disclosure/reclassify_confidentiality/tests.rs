//! Who changes a level, and what follows it.

use super::*;
use crate::ledger::{
    disclosure::Command,
    result::{Cite, DiscloseResult, Relation},
    scenario::{results::*, *},
};

fn reclassify(id: &str, by: &str, level: Level, mark: Option<&str>) -> Ask {
    let (result, by) = (result_id(id), party(by));
    let mark = mark.map(text);
    let asked = ReclassifyConfidentiality { result, by, level, mark };
    ask(Role::Party(by), Command::ReclassifyConfidentiality(asked)).seeing(1)
}

/// R-1 of NA at L2, and R-2 of BV made from it, at L2.
fn two() -> World {
    let cites = Some(Cite { first: result_id("R-1"), relation: Relation::Derivation });
    let derived = DiscloseResult { content: file("R-1"), cites, ..disclosure("R-2", "BV") };
    k_17().given(disclose("R-1", "NA")).given(disclosing(derived))
}

fn level_of(world: &World, id: &str) -> Level {
    world.ledger.results.get(&result_id(id)).unwrap().level
}

#[test]
fn the_originator_raises_a_level_alone_and_what_was_made_from_it_follows() {
    // CFD-3, CFD-2
    let raised = reclassify("R-1", "NA", Level::Restricted, Some("Конфиденциально"));
    let world = two().when(raised).then(["ConfidentialityChanged"]);
    assert_eq!(level_of(&world, "R-1"), Level::Restricted);
    assert_eq!(level_of(&world, "R-2"), Level::Restricted);
    let touched = &world.ledger.acts.get(world.last()).unwrap().results;
    assert_eq!(*touched, [result_id("R-1"), result_id("R-2")]);
}

#[test]
fn nobody_changes_a_level_without_its_originator() {
    // CFD-3; GEN-11 for those who may not read it at all
    let asked = reclassify("R-1", "BV", Level::Programme, None);
    let world = two().when(asked.clone()).then_refused(Reason::OriginatorConsent);
    let world = world.clone().when(asked.and(of("NA"))).then(["ConfidentialityChanged"]);
    let stranger = reclassify("R-1", "PE", Level::Programme, None);
    world.when(stranger).then_refused(Reason::NotAuthorised);
}

#[test]
fn nothing_is_less_confidential_than_what_it_was_made_from() {
    // CFD-2
    let asked = reclassify("R-2", "BV", Level::Programme, None);
    two().when(asked).then_refused(Reason::BelowSource);
    let world = two().given(reclassify("R-1", "NA", Level::Public, None));
    world.when(reclassify("R-2", "BV", Level::Programme, None)).then(["ConfidentialityChanged"]);
}

#[test]
fn a_mark_means_no_more_than_the_level_it_goes_with() {
    // CFD-7
    let asked = reclassify("R-1", "NA", Level::Programme, Some("Коммерческая тайна"));
    two().when(asked).then_refused(Reason::LevelTooLow);
}

#[test]
fn a_level_is_changed_to_another() {
    let asked = reclassify("R-1", "NA", Level::Contract, None);
    two().when(asked).then_refused(Reason::WrongState);
}

#[test]
fn a_reclassification_states_what_its_author_saw() {
    // GEN-19
    let asked = reclassify("R-1", "NA", Level::Restricted, None).seeing(0);
    two().when(asked).then_refused(Reason::Malformed);
}
