//! Commands that are not what their signers signed, or not signed by whom they need.

use ed25519_dalek::Signer as _;
use prost_reflect::prost::Message as _;
use rights::{
    envelope::{self, PAYLOAD_TYPE, pae},
    id::Origin,
    ledger::key::{self, RevokeKey},
    role::Role,
    wire::{self, v1},
};
use rights_api::v1::Reason;
use tests::{
    cast::{Ask, appoint_secretary, key_of, propose, signing_key, state},
    k17::{head, heads_but, signed_by},
    system::System,
};

use crate::gate::{changed, payload, refused, signed};

/// A founded ledger, and a command that it would record.
fn ready() -> (System, Ask) {
    let system = System::founded();
    let asked = appoint_secretary("RU", None, system.now());
    (system, asked)
}

#[test]
fn a_truncated_command_is_malformed() {
    let (mut system, asked) = ready();
    let whole = system.signed(asked).envelope;
    for end in (0..whole.len()).step_by(11) {
        refused(&system, whole[..end].to_vec(), Reason::Malformed);
    }
}

#[test]
fn an_oversized_command_is_too_large() {
    let (mut system, asked) = ready();
    let file =
        v1::ContentDigest { sha256: vec![7; 32], size: 1, media_type: "application/pdf".into() };
    let many = changed(&mut system, asked, |command| command.attachments = vec![file; 1_500]);
    refused(&system, many, Reason::CommandTooLarge);
}

#[test]
fn a_command_encoded_another_way_is_malformed_although_its_author_signed_it() {
    let (mut system, asked) = ready();
    let signers = asked.signers.clone();
    let body = payload(&system.signed(asked));
    // The first field is the origin: tag, length, text; the length not minimal.
    let length = body[1];
    let padded = [&[body[0], length | 0x80, 0], &body[2..]].concat();
    refused(&system, signed(padded, &signers), Reason::Malformed);
    // The first field once more, at the end.
    let twice = [&body[..], &body[..2 + usize::from(length)]].concat();
    refused(&system, signed(twice, &signers), Reason::Malformed);
}

#[test]
fn a_command_with_an_unknown_field_is_malformed() {
    let (mut system, asked) = ready();
    let signers = asked.signers.clone();
    let body = payload(&system.signed(asked));
    let unknown = [&body[..], &[0xf8, 0x3f, 1]].concat();
    refused(&system, signed(unknown, &signers), Reason::Malformed);
}

#[test]
fn a_command_for_another_ledger_is_refused() {
    let (mut system, asked) = ready();
    let other = Origin::parse("rights.example/other/0123456789abcdef").unwrap();
    let elsewhere =
        changed(&mut system, asked, |command| command.ledger = other.as_str().to_owned());
    refused(&system, elsewhere, Reason::WrongLedger);
}

#[test]
fn an_expired_command_is_refused() {
    // GEN-2
    let (mut system, asked) = ready();
    let submission = system.signed(asked);
    let system = system.on("2026-01-10 13:01");
    refused(&system, submission.envelope.to_vec(), Reason::CommandExpired);
}

#[test]
fn a_command_from_the_future_is_refused() {
    let (mut system, asked) = ready();
    let ahead = changed(&mut system, asked, |command| command.issued_at_us += 121_000_000);
    refused(&system, ahead, Reason::CommandFromFuture);
}

#[test]
fn a_command_that_would_live_too_long_is_refused() {
    let (mut system, asked) = ready();
    let week_us = 7 * 86_400_000_000;
    let long = changed(&mut system, asked, |command| {
        command.expires_at_us = command.issued_at_us + week_us + 1;
    });
    refused(&system, long, Reason::LifetimeTooLong);
}

#[test]
fn a_command_that_expires_before_it_is_made_is_malformed() {
    let (mut system, asked) = ready();
    let never = changed(&mut system, asked, |command| {
        command.expires_at_us = command.issued_at_us;
    });
    refused(&system, never, Reason::Malformed);
}

#[test]
fn a_signature_over_other_bytes_is_no_authority() {
    // KEY-1
    let (mut system, asked) = ready();
    let key = (key_of(asked.signers[0]), signing_key(asked.signers[0]));
    let body = payload(&system.signed(asked));
    for other in [pae(PAYLOAD_TYPE, b"other bytes"), body.clone(), pae("text/plain", &body)] {
        let signature = key.1.sign(&other).to_bytes();
        let envelope = envelope::seal(body.clone(), &[(key.0, signature)]);
        refused(&system, envelope, Reason::NotAuthorised);
    }
}

#[test]
fn a_payload_of_another_type_is_malformed() {
    // XCH-9
    let (mut system, asked) = ready();
    let mut envelope: v1::Envelope = wire::strictly(&system.signed(asked).envelope).unwrap();
    envelope.payload_type = "text/plain".into();
    refused(&system, envelope.encode_to_vec(), Reason::Malformed);
}

#[test]
fn a_key_of_another_role_is_no_authority() {
    // KEY-3
    let (mut system, mut asked) = ready();
    asked.signers = vec![head("BY")];
    let by_another = system.signed(asked).envelope.to_vec();
    refused(&system, by_another, Reason::NotAuthorised);
}

#[test]
fn a_key_that_nobody_enrolled_is_no_authority() {
    // KEY-1
    let (mut system, mut asked) = ready();
    asked.signers = vec![Role::PartSecretary(state("KZ"))];
    let by_nobody = system.signed(asked).envelope.to_vec();
    refused(&system, by_nobody, Reason::NotAuthorised);
}

#[test]
fn a_revoked_key_is_no_authority() {
    // KEY-9
    let (mut system, asked) = ready();
    let revoke = key::Command::RevokeKey(RevokeKey { key: key_of(head("RU")) });
    system.given(heads_but(&["RU", "TJ"], revoke));
    let by_revoked = system.signed(asked).envelope.to_vec();
    refused(&system, by_revoked, Reason::NotAuthorised);
}

#[test]
fn a_command_stripped_of_a_signer_is_malformed() {
    // GEN-14
    let (mut system, _) = ready();
    let revoke = key::Command::RevokeKey(RevokeKey { key: key_of(head("RU")) });
    let submission = system.signed(heads_but(&["RU", "TJ"], revoke));
    let whole: v1::Envelope = wire::strictly(&submission.envelope).unwrap();
    for position in 0..whole.signatures.len() {
        let mut stripped = whole.clone();
        stripped.signatures.remove(position);
        refused(&system, stripped.encode_to_vec(), Reason::Malformed);
    }
    let mut swapped = whole;
    swapped.signatures.swap(0, 1);
    refused(&system, swapped.encode_to_vec(), Reason::Malformed);
}

#[test]
fn fewer_signatures_than_the_threshold_are_no_authority() {
    // KEY-2
    let (mut system, _) = ready();
    let revoke = key::Command::RevokeKey(RevokeKey { key: key_of(head("RU")) });
    let three = signed_by(&[head("AM"), head("BY"), head("KG")], revoke);
    let envelope = system.signed(three).envelope.to_vec();
    refused(&system, envelope, Reason::NotAuthorised);
}

#[test]
fn an_id_that_was_used_for_other_bytes_is_refused() {
    // GEN-2
    let (mut system, asked) = ready();
    let submission = system.signed(asked);
    let id = wire::command::read(&payload(&submission)).unwrap().header.id;
    system.submit(submission).unwrap();
    let mut other = propose("NA", "RU", system.now());
    other.signers = vec![head("RU")];
    let again = changed(&mut system, other, |command| command.id = id.bytes().to_vec());
    refused(&system, again, Reason::CommandIdReused);
}
