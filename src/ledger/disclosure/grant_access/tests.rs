//! Grants of access: who grants what to whom, and up to where.

use super::*;
use crate::{
    ledger::{
        disclosure::Command,
        party::{self, RecordSuccession, SharePassed},
        rows,
        scenario::*,
    },
    row::Row,
};

/// NA and BV hold R-1, which is of level L2.
fn world() -> World {
    World::cast().holding("R-1", &[("BV", 1, 2), ("NA", 1, 2)])
}

fn r1() -> Subject {
    Subject::Result(result("R-1"))
}

fn grant() -> GrantAccess {
    GrantAccess {
        party: party("NA"),
        subject: r1(),
        reader: of("SO"),
        level: Level::Contract,
        mark: None,
        until: date("2026-12-31"),
    }
}

fn granting(asked: GrantAccess) -> Ask {
    ask(Role::Party(asked.party), Command::GrantAccess(asked))
}

fn revocation(by: &str) -> Ask {
    let asked = RevokeAccess { party: party(by), subject: r1(), reader: of("SO") };
    ask(of(by), Command::RevokeAccess(asked))
}

fn marked(mark: &str, level: Level) -> Ask {
    granting(GrantAccess { mark: Some(text(mark)), level, ..grant() })
}

fn may_read(world: &World, day: &str) -> Option<Level> {
    world.ledger.granted_level(r1(), of("SO"), date(day))
}

#[test]
fn an_owner_lets_a_reader_read_until_a_day() {
    let world = world().when(granting(grant())).then(["AccessGranted"]);
    assert_eq!(may_read(&world, "2026-12-31"), Some(Level::Contract));
    assert_eq!(may_read(&world, "2027-01-01"), None);
    assert_eq!(world.ledger.granted_level(r1(), of("PE"), date("2026-02-01")), None);
}

#[test]
fn whoever_owns_nothing_grants_nothing() {
    // GEN-11: whether or not there is such a subject.
    let stranger = GrantAccess { party: party("AS"), ..grant() };
    let world = world().when(granting(stranger)).then_refused(Reason::NotAuthorised);
    let nothing = GrantAccess { subject: Subject::Result(result("R-9")), ..grant() };
    let world = world.when(granting(nothing)).then_refused(Reason::NotAuthorised);
    let contract = Subject::Contract(ContractId::parse("K-17").unwrap());
    let nothing = GrantAccess { subject: contract, ..grant() };
    let world = world.when(granting(nothing)).then_refused(Reason::NotAuthorised);
    world.when(granting(grant()).by(of("BV"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_contract_party_lets_a_reader_read_the_contract() {
    let subject = Subject::Contract(ContractId::parse("K-17").unwrap());
    let world = world().contracted("K-17", &["BV", "NA"]);
    let low = GrantAccess { subject, level: Level::Programme, ..grant() };
    let world = world.when(granting(low)).then_refused(Reason::LevelTooLow);
    let stranger = GrantAccess { subject, party: party("AS"), ..grant() };
    let world = world.when(granting(stranger)).then_refused(Reason::NotAuthorised);
    let world = world.when(granting(GrantAccess { subject, ..grant() })).then(["AccessGranted"]);
    let level = world.ledger.granted_level(subject, of("SO"), date("2026-02-01"));
    assert_eq!(level, Some(Level::Contract));
}

#[test]
fn access_below_the_level_of_the_subject_is_no_access() {
    // CFD-2
    let low = GrantAccess { level: Level::Programme, ..grant() };
    world().when(granting(low)).then_refused(Reason::LevelTooLow);
}

#[test]
fn a_mark_means_what_the_table_of_marks_says() {
    // CFD-7
    let world = world();
    let unmapped = marked("Very secret", Level::Sealed);
    let world = world.when(unmapped).then_refused(Reason::MarkUnrecognised);
    let official = marked("Для служебного пользования", Level::Contract);
    let world = world.when(official).then_refused(Reason::LevelTooLow);
    let official = marked("Для служебного пользования", Level::Restricted);
    let world = world.when(official).then(["AccessGranted"]);
    // The mark is Russia's: it means nothing where BV has its seat.
    let mark = Some(text("Для служебного пользования"));
    let asked = GrantAccess { party: party("BV"), mark, level: Level::Restricted, ..grant() };
    world.when(granting(asked)).then_refused(Reason::MarkUnrecognised);
}

#[test]
fn access_that_is_over_is_not_granted() {
    let over = GrantAccess { until: date("2026-01-11"), ..grant() };
    world().when(granting(over)).then_refused(Reason::DateInvalid);
}

#[test]
fn a_grant_is_replaced_by_whoever_saw_it() {
    // GEN-19
    let world = world().given(granting(grant()));
    let longer = GrantAccess { until: date("2027-12-31"), ..grant() };
    let world = world.when(granting(longer.clone())).then_refused(Reason::Malformed);
    let world =
        world.when(granting(longer.clone()).seeing(2)).then_refused(Reason::RevisionConflict);
    let world = world.when(granting(longer).seeing(1)).then(["AccessGranted"]);
    assert_eq!(may_read(&world, "2027-12-31"), Some(Level::Contract));
}

#[test]
fn access_is_revoked_by_whoever_granted_it() {
    let world = world().given(granting(grant()));
    let world = world.when(revocation("BV")).then_refused(Reason::NotAuthorised);
    let world = world.when(revocation("NA")).then(["AccessRevoked"]);
    assert_eq!(may_read(&world, "2026-02-01"), None);
    assert_eq!(rows(&world.ledger), [(RowKey::Access(r1(), of("SO"), party("NA")), None)]);
    world.when(revocation("NA")).then_refused(Reason::NotAuthorised);
}

#[test]
fn what_a_party_granted_its_successor_grants() {
    // PTY-6
    let asked = RecordSuccession {
        party: party("NA"),
        successor: party("BV"),
        act: file("act of merger"),
        passes: [SharePassed { result: result("R-1"), share: share(1, 2) }].into(),
    };
    let succession = ask(Role::Head(state("RU")), party::Command::RecordSuccession(asked));
    let world = world().given(granting(grant())).given(succession);
    assert_eq!(may_read(&world, "2026-02-01"), Some(Level::Contract));
    world.when(revocation("BV")).then(["AccessRevoked"]);
}

#[test]
fn the_row_of_a_grant_says_who_reads_what_up_to_where() {
    let world = world().given(marked("confidential", Level::Restricted));
    let rows = rows(&world.ledger);
    let [(RowKey::Access(..), Some(Row::Access(row)))] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!((row.subject.as_str(), row.reader.as_str()), ("RESULT/R-1", "PARTY/SO"));
    assert_eq!((row.granted_by.as_str(), row.level.as_str()), ("NA", "L3"));
    assert_eq!((row.mark.as_str(), row.since), ("confidential", world.last()));
    assert_eq!(row.until.unwrap().days, date("2026-12-31").days());
}

#[test]
fn a_subject_has_one_text_form() {
    for text in ["RESULT/R-1", "CONTRACT/K-17"] {
        assert_eq!(Subject::parse(text).unwrap().to_string(), text);
    }
    for text in ["", "RESULT", "RESULT/", "result/R-1", "CASE/1"] {
        assert_eq!(Subject::parse(text), Err(InvalidSubject), "{text}");
    }
}
