//! What people write, and what becomes of it.

use super::*;
use crate::{digits::hex, exit::Exit, readable::readable};

fn shaped(command: &str, written: Json) -> Result<Shaped, Failure> {
    let operation = schema::operation(command).unwrap();
    message(&schema::command_of(&operation), written)
}

#[test]
fn days_and_kinds_are_written_as_people_write_them() {
    let written = json!({ "party": "NA", "kind": "enterprise", "identifiers": "lei:1" });
    let proposed = shaped("ProposeParty", written).unwrap().message;
    let parts = readable(&proposed);
    assert!(parts.contains(&("kind".into(), "ENTERPRISE".into())), "{parts:?}");
    assert!(parts.contains(&("identifiers".into(), "lei:1".into())), "{parts:?}");
    let written = json!({ "party": "NA", "from": "2026-01-12" });
    let accredited = shaped("AccreditParty", written).unwrap().message;
    assert!(readable(&accredited).contains(&("from".into(), "2026-01-12".into())));
}

#[test]
fn a_text_to_be_sealed_leaves_its_commitment_in_the_command() {
    let shaped = shaped("AppointSecretary", json!({ "state": "RU", "name": "a name" })).unwrap();
    let commitment = hex(&shaped.openings[0].commitment().0);
    assert!(readable(&shaped.message).contains(&("name".into(), commitment)));
    assert_eq!(shaped.openings[0].text, "a name");
}

#[test]
fn what_a_field_does_not_take_is_named() {
    for written in [json!({ "party": "NA", "kind": "club" }), json!({ "colour": "red" })] {
        let failure = shaped("ProposeParty", written).unwrap_err();
        assert_eq!((failure.reason.as_str(), failure.exit), ("VALUE_INVALID", Exit::Usage));
    }
}
