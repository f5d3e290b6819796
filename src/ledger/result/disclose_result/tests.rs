//! What a disclosure needs, and what it leaves behind.

use super::*;
use crate::{
    ledger::scenario::{results::*, *},
    row::Row,
};

fn row(world: &World, id: &str) -> crate::wire::v1::ResultRow {
    let Some(Row::Result(row)) = RowKey::Result(result_id(id)).row(&world.ledger) else {
        panic!("{id} has a row");
    };
    row
}

#[test]
fn a_contract_party_discloses_a_result() {
    // S-1, REG-1
    let world = k_17().on("2026-03-02").when(disclose("R-1", "NA")).then(["ResultDisclosed"]);
    let row = row(&world, "R-1");
    assert_eq!((row.state.as_str(), row.kind.as_str()), ("DISCLOSED", "INVENTION"));
    assert_eq!((row.level.as_str(), row.discloser.as_str()), ("L2", "NA"));
    assert_eq!((row.disclosed, row.policy, row.revision), (world.last(), 1, 1));
    assert_eq!(row.content, digest("R-1").0);
    let names: Vec<&str> =
        crate::ledger::rows(&world.ledger).iter().map(|(key, _)| key.table().name).collect();
    assert_eq!(names, ["results", "creators"]);
}

#[test]
fn content_never_enters_the_ledger() {
    // REG-8: what is kept is a digest, a size and a media type.
    let world = k_17().given(disclose("R-1", "NA"));
    let row = row(&world, "R-1");
    assert_eq!((row.content.len(), row.content_size), (32, 4_096));
    assert_eq!(row.title, sealed("title").commitment.0);
}

#[test]
fn the_same_content_is_disclosed_once() {
    // S-1, REG-2
    let world = k_17().given(disclose("R-1", "NA"));
    let again = DiscloseResult { content: file("R-1"), ..disclosure("R-2", "BV") };
    let when = world.when(disclosing(again));
    let refusal = when.outcome().as_ref().unwrap_err();
    assert_eq!(refusal.facts.last().unwrap().value, "R-1");
    when.then_refused(Reason::DuplicateContent);
}

#[test]
fn a_stranger_learns_that_a_content_is_known_but_not_where() {
    // GEN-11, GEN-12
    let world = contract_in_force(k_17(), "K-18", &["AS", "IM"]).given(disclose("R-1", "NA"));
    let contract = ContractId::parse("K-18").unwrap();
    let again = DiscloseResult { content: file("R-1"), contract, ..disclosure("R-2", "AS") };
    let when = world.when(disclosing(again));
    let facts = &when.outcome().as_ref().unwrap_err().facts;
    assert!(facts.iter().all(|fact| fact.name == "content"), "{facts:?}");
    when.then_refused(Reason::DuplicateContent);
}

#[test]
fn the_same_content_is_disclosed_again_as_what_it_is_to_the_first() {
    // REG-2
    let world = k_17().given(disclose("R-1", "NA"));
    for relation in [Relation::Derivation, Relation::Version, Relation::Contest] {
        let cites = Some(Cite { first: result_id("R-1"), relation });
        let again = DiscloseResult { content: file("R-1"), cites, ..disclosure("R-2", "BV") };
        world.clone().when(disclosing(again)).then(["ResultDisclosed"]);
    }
}

#[test]
fn only_the_first_result_with_a_content_is_cited() {
    // REG-2
    let world = k_17().given(disclose("R-1", "NA")).given(disclose("R-3", "NA"));
    let cites = Some(Cite { first: result_id("R-3"), relation: Relation::Version });
    let again = DiscloseResult { content: file("R-1"), cites, ..disclosure("R-2", "BV") };
    world.clone().when(disclosing(again)).then_refused(Reason::DuplicateContent);
    let other = DiscloseResult { cites, ..disclosure("R-2", "BV") };
    world.when(disclosing(other)).then_refused(Reason::NotFound);
}

#[test]
fn a_derived_disclosure_is_at_least_as_confidential_as_its_source() {
    // CFD-2
    let world = k_17().given(disclose("R-1", "NA"));
    let cites = Some(Cite { first: result_id("R-1"), relation: Relation::Derivation });
    let (content, level) = (file("R-1"), Some(Level::Programme));
    let again = DiscloseResult { content, level, cites, ..disclosure("R-2", "BV") };
    world.when(disclosing(again)).then_refused(Reason::BelowSource);
}

#[test]
fn an_outsider_is_not_told_why() {
    // S-1, GEN-11: whatever exists, whatever else is wrong.
    let world = k_17().given(disclose("R-1", "NA"));
    let wrong = DiscloseResult { content: file("R-1"), kind: None, ..disclosure("R-2", "PE") };
    world.clone().when(disclosing(wrong)).then_refused(Reason::NotAuthorised);
    let contract = ContractId::parse("K-99").unwrap();
    let nowhere = DiscloseResult { contract, ..disclosure("R-2", "PE") };
    world.when(disclosing(nowhere)).then_refused(Reason::NotAuthorised);
}

#[test]
fn nobody_discloses_in_the_name_of_another() {
    k_17().when(disclose("R-1", "NA").by(of("BV"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_disclosure_states_kind_level_and_a_possible_date() {
    // REG-1
    let told = |asked| k_17().when(disclosing(asked));
    let asked = disclosure("R-1", "NA");
    told(DiscloseResult { kind: None, ..asked.clone() }).then_refused(Reason::KindUnknown);
    told(DiscloseResult { level: None, ..asked.clone() }).then_refused(Reason::LevelMissing);
    let created_on = date("2026-01-21");
    told(DiscloseResult { created_on, ..asked.clone() }).then_refused(Reason::DateInvalid);
    let fields = [text("b"), text("a")].into();
    told(DiscloseResult { fields, ..asked }).then_refused(Reason::Malformed);
}

#[test]
fn an_id_names_one_result() {
    let world = k_17().given(disclose("R-1", "NA"));
    let other = DiscloseResult { content: file("other"), ..disclosure("R-1", "NA") };
    world.when(disclosing(other)).then_refused(Reason::IdTaken);
}

#[test]
fn results_are_disclosed_from_the_first_day_of_the_contract_to_the_end_of_its_tail() {
    let early = contract_in_force(World::cast(), "K-17", &["NA", "BV", "SO"]).on("2026-01-19");
    early.when(disclose("R-1", "NA")).then_refused(Reason::WrongState);
    k_17().on("2027-06-30").when(disclose("R-1", "NA")).then(["ResultDisclosed"]);
    k_17().on("2027-07-01").when(disclose("R-1", "NA")).then_refused(Reason::WrongState);
}

#[test]
fn a_party_discloses_while_it_is_accredited() {
    // PTY-2, PTY-3
    let mut world = k_17();
    let na = world.ledger.parties.get_mut(&party("NA")).unwrap();
    na.right = Some((date("2026-01-12"), date("2026-01-19")));
    world.when(disclose("R-1", "NA")).then_refused(Reason::PartyNotAccredited);
}

#[test]
fn a_level_that_the_policy_does_not_use_is_no_level() {
    // CFD-2
    let asked = DiscloseResult { level: Some(Level::Restricted), ..disclosure("R-1", "NA") };
    let world = k_17_under(&[("confidentiality.levels", "L0,L1,L2")]);
    world.when(disclosing(asked)).then_refused(Reason::LevelMissing);
}
