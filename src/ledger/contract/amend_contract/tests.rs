//! What all parties of a contract may change together.

use super::{
    super::{super::scenario::*, Command, CompleteContract, Terms, scenario::*},
    AmendContract,
};
use crate::{
    ledger::{PolicyEntry, Reason},
    policy::choice::IncomeBasis,
};

fn amend(amended: AmendContract) -> Ask {
    by_all(Command::AmendContract(amended)).seeing(1)
}

fn with_background(owner: &str) -> AmendContract {
    AmendContract { contract: k17(), terms: terms(), background: [item(owner)].into() }
}

fn with_terms(terms: Terms) -> AmendContract {
    AmendContract { contract: k17(), terms, background: [].into() }
}

#[test]
fn all_parties_amend_the_terms() {
    let longer = Terms { until: Some(date("2028-12-31")), tail: None, ..terms() };
    let asked = amend(with_terms(longer.clone()));
    let world =
        in_force().when(asked.clone().without(of("SO"))).then_refused(Reason::NotAuthorised);
    let world = world.when(asked).then(["ContractAmended"]);
    let contract = world.ledger.contract(&k17()).unwrap();
    assert_eq!((&contract.terms, contract.revision), (&longer, 2));
}

#[test]
fn only_an_amendment_enlarges_background_after_completion() {
    // CTR-2
    let complete = by_all(Command::CompleteContract(CompleteContract { contract: k17() }));
    let world = in_force().given(complete);
    let world = world.when(list("BV")).then_refused(Reason::AfterCompletion);
    let asked = by_all(Command::AmendContract(with_background("BV"))).seeing(2);
    world.when(asked).then(["ContractAmended", "BackgroundListed"]);
}

#[test]
fn an_amendment_lists_an_outsiders_item_only_with_its_signature() {
    // CTR-3
    let asked = amend(with_background("IM"));
    let world = in_force().when(asked.clone()).then_refused(Reason::NotAuthorised);
    world.when(asked.and(of("IM"))).then(["ContractAmended", "BackgroundListed"]);
}

#[test]
fn an_amendment_states_the_revision_that_its_authors_saw() {
    // GEN-19
    let asked = amend(with_terms(terms()));
    let world = in_force().when(asked.clone().seeing(0)).then_refused(Reason::Malformed);
    let world = world.given(list("BV"));
    world.when(asked).then_refused(Reason::RevisionConflict);
}

#[test]
fn an_amendment_changes_what_the_contract_sets_for_its_own_results() {
    // POL-6
    let entry = PolicyEntry { key: "income.splitBasis".into(), value: "EQUAL".into() };
    let set = Terms { overrides: [entry].into(), ..terms() };
    let world = in_force().given(amend(with_terms(set)));
    let contract = world.ledger.contract(&k17()).unwrap();
    let policy = world.ledger.contract_policy(contract, contract.policy);
    assert_eq!(policy.income_split_basis, IncomeBasis::Equal);
}

#[test]
fn an_amended_contract_is_as_complete_as_a_new_one() {
    // CTR-4, CTR-5, POL-6
    let bare = Terms { document: None, ..terms() };
    in_force().when(amend(with_terms(bare))).then_refused(Reason::TermsIncomplete);
    let backwards = Terms { until: Some(date("2026-01-01")), ..terms() };
    in_force().when(amend(with_terms(backwards))).then_refused(Reason::Malformed);
    let world = in_force().given(list("BV"));
    let twice = by_all(Command::AmendContract(with_background("BV"))).seeing(2);
    world.when(twice).then_refused(Reason::AlreadyListed);
}
