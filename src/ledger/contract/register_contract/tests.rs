//! Which contracts may be registered, and how they then stand.

use alloc::{string::String, vec::Vec};

use super::{
    super::{super::scenario::*, Heading, Status, Terms, scenario::*},
    RegisterContract,
};
use crate::{
    ledger::{PolicyEntry, Reason, rows},
    row::{Row, RowKey},
};

fn with_terms(change: impl Fn(&mut Terms)) -> Ask {
    let mut contract = contract();
    change(&mut contract.terms);
    register(contract)
}

fn set(key: &str, value: &str) -> PolicyEntry {
    PolicyEntry { key: key.into(), value: value.into() }
}

#[test]
fn all_parties_of_a_contract_register_it_together() {
    let world = World::cast();
    let one_missing = register(contract()).without(of("SO"));
    let world = world.when(one_missing).then_refused(Reason::NotAuthorised);
    let world = world.when(register(contract())).then(["ContractRegistered"]);
    assert_eq!(world.ledger.contract(&k17()).unwrap().revision, 1);
}

#[test]
fn a_contract_has_at_least_two_parties_each_once() {
    // CTR-7
    for parties in [&["NA"][..], &["NA", "NA"], &["NA", "BV"]] {
        let parties: Vec<_> = parties.iter().map(|id| party(id)).collect();
        let asked = register(RegisterContract { parties, ..contract() });
        World::cast().when(asked).then_refused(Reason::Malformed);
    }
}

#[test]
fn a_contract_id_is_used_once() {
    in_force().when(register(contract())).then_refused(Reason::IdTaken);
}

#[test]
fn every_party_is_accredited_on_the_day_of_registration() {
    // CTR-7
    let world = World::cast().given(propose("ZZ", "RU")).given(enrol_party_key("ZZ", "RU"));
    let parties = ["NA", "ZZ"].map(party).into();
    let asked = ask(
        of("NA"),
        super::super::Command::RegisterContract(RegisterContract { parties, ..contract() }),
    );
    world.when(asked.and(of("ZZ"))).then_refused(Reason::PartyNotAccredited);
}

#[test]
fn a_governing_treaty_binds_every_seat_state_on_the_first_day() {
    // STM-1
    let before = RegisterContract { from: date("2008-12-28"), ..contract() };
    World::cast().when(register(before)).then_refused(Reason::TreatyNotBinding);
}

#[test]
fn a_contract_needs_no_treaty_and_always_terms_of_its_own() {
    // CTR-5
    let free = RegisterContract { treaty: None, ..contract() };
    World::cast().when(register(free)).then(["ContractRegistered"]);
    let bare = with_terms(|terms| terms.document = None);
    World::cast().when(bare).then_refused(Reason::TermsIncomplete);
}

#[test]
fn no_contract_is_silent_on_foreground_or_income() {
    // CTR-4
    for heading in Heading::MANDATORY {
        let silent = with_terms(|terms| terms.headings.retain(|stated| stated != heading));
        World::cast().when(silent).then_refused(Reason::TermsIncomplete);
    }
}

#[test]
fn a_silent_heading_is_a_warning_with_the_answer_of_the_policy() {
    // CTR-6, CTR-8
    let silent = with_terms(|terms| {
        terms.headings.retain(|stated| *stated != Heading::OwnUse);
    });
    let world = World::cast().given(silent);
    let heading = |heading| {
        let Some(Row::ContractTerm(row)) = RowKey::ContractTerm(k17(), heading).row(&world.ledger)
        else {
            panic!("no row");
        };
        (row.state, row.policy_answer)
    };
    let (state, answer) = heading(Heading::OwnUse);
    assert_eq!((state.as_str(), answer.len()), ("SILENT", 2));
    assert_eq!(answer[0], "use.own.consent=NONE");
    assert_eq!(heading(Heading::Protection), (String::from("STATED"), Vec::new()));
    let changed = rows(&world.ledger);
    let shows = |key| changed.iter().any(|(of, row)| *of == key && row.is_some());
    assert!(Heading::ALL.iter().all(|heading| shows(RowKey::ContractTerm(k17(), *heading))));
    assert!(shows(RowKey::Contract(k17())) && shows(RowKey::ContractParty(k17(), party("SO"))));
}

#[test]
fn lists_and_dates_of_the_terms_are_in_order() {
    let twice = |terms: &mut Terms| terms.headings.push(Heading::Foreground);
    let ends_first = |terms: &mut Terms| terms.until = Some(date("2026-01-19"));
    let short_tail = |terms: &mut Terms| terms.tail = Some(date("2027-12-30"));
    for change in [twice, ends_first, short_tail] {
        World::cast().when(with_terms(change)).then_refused(Reason::Malformed);
    }
}

#[test]
fn a_contract_sets_only_what_the_policy_lets_contracts_set() {
    // POL-6
    let allowed = with_terms(|terms| terms.overrides.push(set("income.splitBasis", "TITLE")));
    let world = World::cast().given(allowed);
    let contract = world.ledger.contract(&k17()).unwrap();
    let policy = world.ledger.contract_policy(contract, 1);
    assert_eq!(policy.income_split_basis, crate::policy::choice::IncomeBasis::Title);
    for (key, value) in [("contest.window", "10cd"), ("income.splitBasis", "HALF")] {
        let asked = with_terms(|terms| terms.overrides.push(set(key, value)));
        World::cast().when(asked).then_refused(Reason::PolicyValueInvalid);
    }
    let unknown = with_terms(|terms| terms.overrides.push(set("income.unknown", "1")));
    World::cast().when(unknown).then_refused(Reason::PolicyIncomplete);
}

#[test]
fn dates_alone_say_where_a_contract_stands() {
    let world = World::cast().given(register(contract()));
    let contract = world.ledger.contract(&k17()).unwrap();
    for (day, status, discloses) in [
        ("2026-01-19", Status::Draft, false),
        ("2026-01-20", Status::InForce, true),
        ("2027-12-31", Status::InForce, true),
        ("2028-01-01", Status::Completed, true),
        ("2028-06-30", Status::Completed, true),
        ("2028-07-01", Status::Completed, false),
    ] {
        assert_eq!(contract.status(date(day)), status, "{day}");
        assert_eq!(contract.admits_disclosure(date(day)), discloses, "{day}");
    }
}
