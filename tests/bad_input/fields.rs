//! Texts and openings that are not what they should be.

use rights::wire::v1::command::Operation;
use rights_api::v1::{Opening, Reason};
use tests::{
    cast::{appoint_secretary, propose, sealed},
    system::System,
};

use crate::gate::{changed, refused, refused_with, signed};

/// A ledger whose Russian part has a secretary.
fn ready() -> System {
    let mut system = System::founded();
    let now = system.now();
    system.given(appoint_secretary("RU", None, now));
    system
}

/// A party is proposed under this name.
#[track_caller]
fn named(name: &str, reason: Reason) {
    let mut system = ready();
    let asked = propose("NA", "RU", system.now());
    let envelope = changed(&mut system, asked, |command| {
        let Some(Operation::ProposeParty(asked)) = &mut command.operation else {
            panic!("it is the command asked for")
        };
        name.clone_into(&mut asked.name);
    });
    refused(&system, envelope, reason);
}

#[test]
fn a_text_of_a_megabyte_is_malformed() {
    named(&"A".repeat(1 << 20), Reason::Malformed);
}

#[test]
fn a_text_longer_than_texts_are_is_malformed() {
    named(&"A".repeat(501), Reason::Malformed);
}

#[test]
fn control_characters_are_malformed() {
    for name in ["Neva\u{0}Avionics", "Neva\nAvionics", "Neva\u{1b}[31mAvionics", "\u{7f}Neva"] {
        named(name, Reason::Malformed);
    }
}

#[test]
fn a_name_that_deceives_its_reader_is_malformed() {
    // A right-to-left override, a zero-width joiner, an invisible space, a tag.
    for name in ["Neva \u{202e}scinoivA", "Ne\u{200d}va", "Neva\u{feff}", "Neva\u{e0041}"] {
        named(name, Reason::Malformed);
    }
}

#[test]
fn an_empty_or_padded_name_is_malformed() {
    for name in ["", " ", " Neva", "Neva "] {
        named(name, Reason::Malformed);
    }
}

#[test]
fn bytes_that_are_no_text_are_malformed() {
    let mut system = ready();
    let asked = propose("NA", "RU", system.now());
    let signers = asked.signers.clone();
    let mut body = crate::gate::payload(&system.signed(asked));
    let name = body.len() - 2;
    assert_eq!(&body[name..], b"NA");
    body[name] = 0xff;
    refused(&system, signed(body, &signers), Reason::Malformed);
}

#[test]
fn an_opening_that_does_not_open_what_was_sealed_is_refused() {
    let mut system = ready();
    let (name, right) = sealed("the secretary's name");
    let asked = appoint_secretary("BY", Some(name), system.now());
    let envelope = system.signed(asked).envelope.to_vec();
    let opening = |salt: Vec<u8>, value: &str| Opening { salt, value: value.to_owned() };
    let salt = right.salt().to_vec();
    let other_text = opening(salt.clone(), "another's name");
    let other_salt = opening(vec![7; 16], right.text());
    for wrong in [other_text, other_salt] {
        // Alone it leaves the text missing; beside the right one it belongs to nothing.
        refused_with(&system, envelope.clone(), vec![wrong.clone()], Reason::OpeningMissing);
        let both = vec![opening(salt.clone(), right.text()), wrong];
        refused_with(&system, envelope.clone(), both, Reason::OpeningMismatch);
    }
    refused(&system, envelope.clone(), Reason::OpeningMissing);
    let short = opening(salt[..15].to_vec(), right.text());
    refused_with(&system, envelope, vec![short], Reason::Malformed);
}
