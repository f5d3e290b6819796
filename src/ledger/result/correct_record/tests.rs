//! What is an error, who corrects it, and what a correction does not touch.

use super::*;
use crate::{
    ledger::{
        party::Party,
        result::{
            Command, CreatedOnCorrection, FieldsCorrection, Kind, KindCorrection,
            PartyNameCorrection,
        },
        scenario::{results::*, *},
    },
    row::Row,
};

/// R-1 of NA and BV, disclosed on 2026-03-02 by the record that is named.
fn registered() -> (World, u64) {
    let world = k_17().on("2026-03-02").given(disclose("R-1", "NA"));
    let disclosed = world.last();
    (world.on("2026-03-09").given(register("R-1", "NA", &["NA", "BV"])), disclosed)
}

fn kind(is: Kind) -> Correction {
    Correction::Kind(KindCorrection { result: result_id("R-1"), was: Kind::Invention, is })
}

fn correct(record: u64, correction: Correction) -> Ask {
    let (concerned, evidence) = (Some(party("NA")), [file("letter")].into());
    let asked = CorrectRecord { record, event: 0, concerned, correction, evidence };
    ask(Role::Secretary, Command::CorrectRecord(asked)).and(of("NA")).seeing(2)
}

#[test]
fn a_correction_names_the_record_and_holds_from_its_day() {
    // GEN-5, GEN-4
    let (world, disclosed) = registered();
    let when = world.on("2026-05-04").when(correct(disclosed, kind(Kind::UtilityModel)));
    let event = when.outcome().as_ref().unwrap().iter().next().unwrap().clone();
    assert_eq!(event.effective_on, date("2026-03-02"));
    let world = when.then(["RecordCorrected"]);
    let Some(Row::Result(row)) = RowKey::Result(result_id("R-1")).row(&world.ledger) else {
        panic!("R-1 has a row");
    };
    assert_eq!((row.kind.as_str(), row.revision), ("UTILITY_MODEL", 3));
    let key = RowKey::Correction(disclosed, world.last());
    let Some(Row::Correction(row)) = key.row(&world.ledger) else {
        panic!("the correction has a row");
    };
    assert_eq!((row.was, row.is), (["INVENTION".into()].into(), ["UTILITY_MODEL".into()].into()));
}

#[test]
fn a_correction_may_itself_be_corrected() {
    // GEN-5
    let (world, disclosed) = registered();
    let world = world.on("2026-05-04").given(correct(disclosed, kind(Kind::UtilityModel)));
    let (result, was, is) = (result_id("R-1"), Kind::UtilityModel, Kind::Invention);
    let back = Correction::Kind(KindCorrection { result, was, is });
    let when = world.clone().when(correct(world.last(), back).seeing(3));
    let event = when.outcome().as_ref().unwrap().iter().next().unwrap().clone();
    assert_eq!(event.effective_on, date("2026-03-02"));
    when.then(["RecordCorrected"]);
}

#[test]
fn what_is_right_already_is_no_error() {
    let (world, disclosed) = registered();
    let refused = |correction| {
        world.clone().when(correct(disclosed, correction)).then_refused(Reason::NotAnError);
    };
    refused(kind(Kind::Invention));
    let (result, was, is) = (result_id("R-1"), Kind::Work, Kind::Invention);
    refused(Correction::Kind(KindCorrection { result, was, is }));
    let (was, is) = (date("2026-01-14"), date("2026-01-13"));
    refused(Correction::CreatedOn(CreatedOnCorrection { result, was, is }));
}

#[test]
fn an_error_is_shown() {
    let (world, record) = registered();
    let correction = kind(Kind::UtilityModel);
    let (concerned, evidence) = (Some(party("NA")), Vec::new());
    let asked = CorrectRecord { record, event: 0, concerned, correction, evidence };
    let asked = ask(Role::Secretary, Command::CorrectRecord(asked)).and(of("NA")).seeing(2);
    world.when(asked).then_refused(Reason::NotAnError);
}

#[test]
fn a_correction_is_not_a_share_by_itself() {
    // REG-11, XCH-14
    let (world, disclosed) = registered();
    for is in [Kind::TradeName, Kind::Discovery] {
        let asked = correct(disclosed, kind(is));
        world.clone().when(asked).then_refused(Reason::ChangesTitle);
    }
}

#[test]
fn a_correction_states_what_its_author_saw() {
    // GEN-19
    let (world, disclosed) = registered();
    let asked = correct(disclosed, kind(Kind::UtilityModel));
    let world = world.when(asked.clone().seeing(0)).then_refused(Reason::Malformed);
    world.when(asked.seeing(1)).then_refused(Reason::RevisionConflict);
}

#[test]
fn the_record_named_is_the_one_that_was_wrong() {
    let (world, disclosed) = registered();
    let other = correct(disclosed + 1, kind(Kind::UtilityModel));
    let world = world.when(other).then_refused(Reason::NotFound);
    let world = world.given(correct(disclosed, kind(Kind::UtilityModel)));
    let (result, was, is) = (result_id("R-1"), date("2026-01-15"), date("2026-01-14"));
    let created = Correction::CreatedOn(CreatedOnCorrection { result, was, is });
    let other_field = correct(world.last(), created).seeing(3);
    world.when(other_field).then_refused(Reason::NotFound);
}

#[test]
fn the_secretary_corrects_with_a_party_concerned_or_by_decision() {
    // GEN-15
    let (world, record) = registered();
    let asked = correct(record, kind(Kind::UtilityModel));
    let alone = asked.clone().by(Role::Secretary);
    let world = world.when(alone).then_refused(Reason::NotAuthorised);
    let unsigned = asked.by(of("NA"));
    let world = world.when(unsigned).then_refused(Reason::NotAuthorised);
    let (correction, evidence) = (kind(Kind::UtilityModel), [file("letter")].into());
    let asked = CorrectRecord { record, event: 0, concerned: None, correction, evidence };
    let asked = ask(Role::Secretary, Command::CorrectRecord(asked)).seeing(2);
    world.when(asked).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_decision_lets_the_secretary_correct_alone_and_once() {
    // GEN-15
    let (world, record) = registered();
    let (correction, evidence) = (kind(Kind::UtilityModel), [file("letter")].into());
    let asked = CorrectRecord { record, event: 0, concerned: None, correction, evidence };
    let asked = ask(Role::Secretary, Command::CorrectRecord(asked)).seeing(2);
    let (world, asked) = world.ordering(asked);
    let world = world.when(asked.clone()).then(["RecordCorrected"]);
    world.when(asked.seeing(3)).then_refused(Reason::NotAuthorised);
}

#[test]
fn field_codes_and_dates_are_corrected_within_their_form() {
    let (world, disclosed) = registered();
    let (result, was) = (result_id("R-1"), [text("IPC:G01S 13/02")].into());
    let unordered = FieldsCorrection { result, was, is: [text("b"), text("a")].into() };
    let asked = correct(disclosed, Correction::Fields(unordered));
    let world = world.when(asked).then_refused(Reason::Malformed);
    let (was, is) = (date("2026-01-15"), date("2027-01-15"));
    let future = CreatedOnCorrection { result, was, is };
    let asked = correct(disclosed, Correction::CreatedOn(future));
    world.when(asked).then_refused(Reason::DateInvalid);
}

#[test]
fn a_party_has_its_misspelt_name_corrected() {
    let world = k_17();
    let (was, is) = (text("NA"), text("Nevskaya Avionika"));
    let wrong = Correction::PartyName(PartyNameCorrection { party: party("NA"), was, is });
    let Party { revision, proposed, .. } = world.ledger.parties[&party("NA")];
    let world = world.when(correct(1, wrong.clone()).seeing(revision));
    let world = world.then_refused(Reason::NotFound);
    let world = world.when(correct(proposed, wrong).seeing(revision)).then(["RecordCorrected"]);
    let Some(Row::Party(row)) = RowKey::Party(party("NA")).row(&world.ledger) else {
        panic!("NA has a row");
    };
    assert_eq!((row.name.as_str(), row.revision), ("Nevskaya Avionika", revision + 1));
    assert_eq!(row.since, world.last());
}
