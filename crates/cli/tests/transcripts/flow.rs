//! What is done, from founding to export.

use std::{fs, process::Command};

use crate::place::{Place, proposing};

#[test]
fn a_ledger_is_founded_written_read_verified_and_exported() {
    let place = Place::founded().with_secretary();
    let receipt = place.done(&proposing(&["--key", "secretary.pem"]));
    assert!(receipt.contains("record hash"), "{receipt}");
    fs::write(place.path("right.pdf"), b"a licence for foreign trade").unwrap();
    place.done(&[
        "party",
        "accredit",
        "--party",
        "NA",
        "--treaty",
        "ria-2007",
        "--right",
        "right.pdf",
        "--from",
        "2026-01-12",
        "--until",
        "2030-12-31",
        "--key",
        "keys/np_head-ru.pem",
        "--at",
        "2026-02-02T12:00:00Z",
    ]);
    assert!(place.done(&["party", "show", "NA"]).contains("ACCREDITED"));
    let history = place.done(&["history", "parties", "NA"]);
    assert!(history.contains("ProposeParty") && history.contains("AccreditParty"), "{history}");
    assert!(history.contains("state: ACCREDITED"), "{history}");
    assert!(place.done(&["verify"]).contains("[ ok ]"));
    place.done(&["export", "ledger.rlx"]);
    let export = fs::File::open(place.path("ledger.rlx")).unwrap();
    let report = rights_verifier::export::verify_export(export, None);
    assert_eq!(report.verdict(), None);
}

#[test]
fn a_served_ledger_is_written_and_read_by_address_and_stops_when_told() {
    let place = Place::founded().with_secretary();
    let (mut serving, address) = place.serve();
    assert!(address.starts_with("http://127.0.0.1:"), "{address:?}");
    place.done(&proposing(&["--key", "secretary.pem", "--address", &address]));
    assert!(place.done(&["party", "show", "NA", "--address", &address]).contains("PROPOSED"));
    assert!(place.done(&["verify"]).contains("[ ok ]"), "an auditor reads beside the server");
    let told = Command::new("kill").arg(serving.id().to_string()).status().unwrap();
    assert!(told.success() && serving.wait().unwrap().success());
}

#[test]
fn a_rehearsal_records_nothing() {
    let place = Place::founded().with_secretary();
    place.done(&proposing(&["--key", "secretary.pem", "--dry-run"]));
    assert_eq!(place.done(&["party", "list", "-o", "json"]).trim(), "[]");
}

#[test]
fn a_draft_is_signed_elsewhere_and_then_submitted() {
    let place = Place::founded().with_secretary();
    place.done(&proposing(&["--key", "secretary.pem", "--draft", "draft.json"]));
    let (code, message) = place.refused(&["submit", "draft.json"]);
    assert_eq!(code, 2);
    assert!(message.contains("error[UNSIGNED]"), "{message}");
    place.done(&["sign", "draft.json", "--key", "secretary.pem"]);
    let submit = ["submit", "draft.json", "--at", "2026-02-02T12:00:00Z"];
    let first = place.done(&submit);
    assert_eq!(first, place.done(&submit), "the same command gets the same receipt (GEN-2)");
    assert!(place.done(&["party", "list"]).contains("Neva Avionics"));
}

const TERMS: &str = r#"{
    "document": "right.pdf",
    "headings": ["foreground", "income", "protection", "use-at-home", "use-in-third-states",
        "confidentiality", "compensation", "own-use", "licensing", "assignment"],
    "level": "contract", "marks": ["DSP"], "until": "2029-12-31", "tail": "2039-12-31"
}"#;

#[test]
fn a_contract_is_signed_by_all_its_parties_over_the_same_bytes() {
    // GEN-14
    let place = Place::founded();
    fs::write(place.path("right.pdf"), b"a licence for foreign trade").unwrap();
    fs::write(place.path("terms.json"), TERMS).unwrap();
    place.with_party("NA", "RU");
    place.with_party("BV", "BY");
    let register = [
        "contract",
        "register",
        "--contract",
        "C-1",
        "--title",
        "Aurora",
        "--parties",
        "BV",
        "--parties",
        "NA",
        "--treaty",
        "ria-2007",
        "--from",
        "2026-02-01",
        "--terms",
        "@terms.json",
        "--at",
        "2026-02-02T12:00:00Z",
    ];
    let with = |keys: &[&'static str]| [&register[..], keys].concat();
    let (code, message) = place.refused(&with(&["--key", "PARTY-NA.pem"]));
    assert!(code == 5 && message.contains("error[NOT_AUTHORISED]"), "{message}");
    place.done(&with(&["--key", "PARTY-NA.pem", "--key", "PARTY-BV.pem"]));
    assert!(place.done(&["contract", "show", "C-1"]).contains("Aurora"));
    assert!(place.done(&["verify"]).contains("[ ok ]"));
}
