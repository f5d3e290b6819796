//! Which part was changed says which check finds it.

use tests::system::System;
use tlog::frame::HEADER_BYTES;

use crate::evidence::{FRAME, HEAD, OPENING, Parts, ROW, VIEWS, place_of, records};

/// The sequence of the record in which NA is proposed.
const PROPOSED: u64 = 2;
/// The sequence of the last record.
const LAST: u64 = 5;

#[test]
fn every_byte_of_a_frame_s_header_is_found_as_order_or_form() {
    let whole = Parts::whole();
    for position in whole.positions(FRAME) {
        for at in 0..HEADER_BYTES {
            let mut parts = whole.clone();
            parts.parts[position].1[at] ^= 1;
            // The magic and the count are form, what they extend and who wrote them is order.
            let code = if (4..100).contains(&at) { 21 } else { 26 };
            parts.exits(code);
        }
    }
}

#[test]
fn a_changed_byte_of_what_was_signed_is_found_by_its_signature() {
    for sequence in [0, PROPOSED, LAST] {
        let mut parts = Parts::whole();
        let payload = parts.frame_of(sequence);
        // The origin that the command names, in record 0 the title that the treaty has.
        let named: &[u8] =
            if sequence == 0 { b"Agreement on the programme" } else { b"rights.example" };
        let at = payload.windows(named.len()).position(|window| window == named).unwrap();
        payload[at + 3] ^= 1;
        parts.exits(20);
    }
}

#[test]
fn a_changed_byte_of_any_signature_is_found() {
    let whole = Parts::whole();
    let frames = whole.positions(FRAME).into_iter();
    let all = frames.flat_map(|position| records(&whole.parts[position].1));
    for record in all {
        let envelope: rights::wire::v1::Envelope =
            rights::wire::strictly(&record.envelope).unwrap();
        for signature in envelope.signatures {
            for at in [0, 31, 32, 63] {
                let mut parts = whole.clone();
                let frame = parts.frame_of(record.sequence);
                let place = place_of(frame, &signature.signature);
                frame[place + at] ^= 1;
                parts.exits(20);
            }
        }
    }
}

#[test]
fn a_changed_byte_of_an_event_is_found_by_deciding_again() {
    let mut parts = Parts::whole();
    let frame = parts.frame_of(PROPOSED);
    // The name stands in the command and again in the event.
    let name = b"RU\x18\x02\x22\x02NA";
    let at = frame.windows(name.len()).rposition(|window| window == name).unwrap();
    frame[at + name.len() - 1] = b'B';
    let report = parts.exits(25);
    assert!(report.to_string().contains("record 2"), "{report}");
}

#[test]
fn a_forged_event_in_the_last_record_is_found() {
    let mut parts = Parts::whole();
    let frame = parts.frame_of(LAST);
    let at = frame.windows(2).rposition(|window| window == b"NA").unwrap();
    frame[at] = b'S';
    parts.exits(25);
}

#[test]
fn every_byte_of_an_opening_is_found() {
    let whole = Parts::whole();
    let openings = whole.positions(OPENING);
    assert_eq!(openings.len(), 2);
    for position in openings {
        for at in 0..whole.parts[position].1.len() {
            let mut parts = whole.clone();
            parts.parts[position].1[at] ^= 1 << (at % 8);
            parts.exits(21);
        }
    }
}

#[test]
fn every_row_s_sequence_table_and_bytes_are_found() {
    let whole = Parts::whole();
    for position in whole.positions(ROW).into_iter().step_by(13) {
        let length = whole.parts[position].1.len();
        for at in [0, 7, 8, 9, length / 2, length - 1] {
            let mut parts = whole.clone();
            parts.parts[position].1[at] ^= 1;
            parts.exits(25);
        }
    }
}

#[test]
fn a_row_that_is_missing_doubled_or_of_nothing_recorded_is_found() {
    let whole = Parts::whole();
    let rows = whole.positions(ROW);
    for position in rows.iter().step_by(31) {
        let mut without = whole.clone();
        let row = without.parts.remove(*position);
        without.exits(25);
        let mut doubled = whole.clone();
        doubled.parts.push(row);
        doubled.exits(25);
    }
    let mut early = whole.clone();
    early.parts[whole.positions(VIEWS)[0]].1 = (LAST).to_be_bytes().to_vec();
    early.exits(25);
    let mut ahead = whole.clone();
    ahead.parts[whole.positions(VIEWS)[0]].1 = (LAST + 2).to_be_bytes().to_vec();
    ahead.exits(25);
}

#[test]
fn a_closing_head_of_another_log_is_found() {
    let whole = Parts::whole();
    let position = whole.positions(HEAD)[0];
    for at in 0..whole.parts[position].1.len() {
        let mut parts = whole.clone();
        parts.parts[position].1[at] ^= 1;
        parts.exits(21);
    }
}

#[test]
fn a_record_that_was_not_pinned_is_another_ledger() {
    let export = Parts::whole().bytes();
    let other = tlog::hash::Hash::new([7; 32]);
    let report = rights_verifier::export::verify_export(export.as_slice(), Some(other));
    assert_eq!(report.exit_code(), 21, "{report}");
}

#[test]
fn parts_out_of_their_order_are_malformed() {
    let whole = Parts::whole();
    let (head, opening) = (whole.positions(HEAD)[0], whole.positions(OPENING)[0]);
    let swaps = [(0, head), (head, opening), (opening, whole.positions(ROW)[0])];
    for (one, other) in swaps {
        let mut parts = whole.clone();
        parts.parts.swap(one, other);
        parts.exits(26);
    }
    let mut twice = whole.clone();
    twice.parts.insert(head, whole.parts[head].clone());
    twice.exits(26);
    let mut none = whole;
    none.parts.remove(head);
    none.exits(26);
}

#[test]
fn every_byte_of_a_claim_that_nothing_follows_is_found() {
    // Nobody has appended since: no later frame names its term or its writer.
    let mut system = System::founded();
    system.restart();
    system.verified();
    let whole = Parts::of(&system.export());
    let last = *whole.positions(FRAME).last().unwrap();
    assert_eq!(whole.parts[last].1.len(), HEADER_BYTES);
    for at in 0..HEADER_BYTES {
        let mut parts = whole.clone();
        parts.parts[last].1[at] ^= 1;
        parts.exits(if (4..100).contains(&at) { 21 } else { 26 });
    }
}
