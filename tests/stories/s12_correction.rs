//! S-12, the correction: what was known stays known, and what holds is right.

use rights::{
    ledger::{
        Reason,
        result::{self, CorrectRecord, Correction, Kind, KindCorrection},
    },
    role::Role,
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, date, file, party_id},
    k17::{disclose, of, register, result_id, result_row, signed_by, system},
};

fn correct(record: u64, was: Kind, is: Kind, signers: &[Role]) -> Ask {
    let asked = CorrectRecord {
        record,
        event: 0,
        concerned: Some(party_id("NA")),
        correction: Correction::Kind(KindCorrection { result: result_id("R-1"), was, is }),
        evidence: vec![file("a letter of the office")],
    };
    signed_by(signers, result::Command::CorrectRecord(asked)).at_revision(2)
}

#[test]
fn a_corrected_record_is_shown_as_it_was_known_and_as_it_is() {
    // S-12, GEN-4, GEN-5, GEN-19
    let mut system = system().on("2027-11-20");
    let disclosed = system.given(disclose("R-1", "NA"));
    let known = system.given(register("R-1", "NA", &["NA"]));
    let mut system = system.on("2029-05-03");
    let (was, is) = (Kind::Invention, Kind::UtilityModel);
    let signers = [Role::Secretary, of("NA")];
    system.refused(correct(disclosed, was, is, &[Role::Secretary]), Reason::NotAuthorised);
    let stale = correct(disclosed, was, is, &signers).at_revision(1);
    system.refused(stale, Reason::RevisionConflict);
    let corrected = system.given(correct(disclosed, was, is, &signers));

    assert_eq!(result_row(&system, "R-1").kind, "UTILITY_MODEL");
    let before = system.row_as_of(RowKey::Result(result_id("R-1")), known);
    let Some(Row::Result(before)) = before else { panic!("{before:?}") };
    assert_eq!(before.kind, "INVENTION");
    let records = system.records();
    let event = records.last().unwrap().events.iter().next().unwrap();
    assert_eq!(event.effective_on, date("2027-11-20"), "it holds from the corrected record's day");
    let row = system.row(RowKey::Correction(disclosed, corrected));
    let Some(Row::Correction(row)) = row else { panic!("{row:?}") };
    assert_eq!((row.was, row.is), (vec!["INVENTION".to_owned()], vec!["UTILITY_MODEL".to_owned()]));
    system.verified();
}
