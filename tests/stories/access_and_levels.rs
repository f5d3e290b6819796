//! Who may read a result, and how far.

use rights::{
    ledger::{
        Level, Reason,
        disclosure::{self, GrantAccess, ReclassifyConfidentiality, RevokeAccess, Subject},
    },
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, date, party_id},
    k17::{S_1, agreed, of, result_id, result_row, signed_by},
};

fn reclassify(level: Level, by: &[&str], revision: u64) -> Ask {
    let (result, mark) = (result_id("R-1"), None);
    let asked = ReclassifyConfidentiality { result, by: party_id(by[0]), level, mark };
    let roles: Vec<_> = by.iter().map(|id| of(id)).collect();
    let asked = disclosure::Command::ReclassifyConfidentiality(asked);
    signed_by(&roles, asked).at_revision(revision)
}

fn grant(by: &str, level: Level) -> Ask {
    let asked = GrantAccess {
        party: party_id(by),
        subject: Subject::Result(result_id("R-1")),
        reader: of("PE"),
        level,
        mark: None,
        until: date("2026-12-31"),
    };
    signed_by(&[of(by)], disclosure::Command::GrantAccess(asked))
}

fn revoke(by: &str) -> Ask {
    let subject = Subject::Result(result_id("R-1"));
    let asked = RevokeAccess { party: party_id(by), subject, reader: of("PE") };
    signed_by(&[of(by)], disclosure::Command::RevokeAccess(asked))
}

#[test]
fn only_the_originator_changes_how_far_a_result_may_be_read() {
    // CFD-3, GEN-11, GEN-19
    let (mut system, _) = agreed(&S_1);
    let revision = result_row(&system, "R-1").revision;
    let lower = |by: &[&str]| reclassify(Level::Programme, by, revision);
    system.refused(lower(&["BV"]), Reason::OriginatorConsent);
    system.refused(lower(&["PE"]), Reason::NotAuthorised);
    let stale = reclassify(Level::Restricted, &["NA"], revision - 1);
    system.refused(stale, Reason::RevisionConflict);
    system.given(lower(&["BV", "NA"]));
    assert_eq!(result_row(&system, "R-1").level, "L1");
    let revision = result_row(&system, "R-1").revision;
    system.given(reclassify(Level::Restricted, &["NA"], revision));
    assert_eq!(result_row(&system, "R-1").level, "L3");
    system.verified();
}

#[test]
fn an_owner_grants_access_and_takes_its_own_grant_back() {
    // AUD, GrantAccess and RevokeAccess; CFD-10
    let (mut system, _) = agreed(&S_1);
    system.refused(grant("NA", Level::Programme), Reason::LevelTooLow);
    system.refused(grant("AS", Level::Contract), Reason::NotAuthorised);
    system.given(grant("NA", Level::Contract));
    let subject = Subject::Result(result_id("R-1"));
    let key = RowKey::Access(subject, of("PE"), party_id("NA"));
    let Some(Row::Access(row)) = system.row(key) else { panic!("no grant") };
    assert_eq!(row.level, "L2");
    let ledger = system.ledger();
    let may_read = |day: &str| ledger.granted_level(subject, of("PE"), date(day));
    assert_eq!(may_read("2026-12-31"), Some(Level::Contract));
    assert_eq!(may_read("2027-01-01"), None);
    let granted = system.records().len() as u64 - 1;
    system.refused(revoke("AS"), Reason::NotAuthorised);
    system.given(revoke("NA"));
    assert_eq!(system.row(key), None);
    assert!(system.row_as_of(key, granted).is_some());
    system.verified();
}
