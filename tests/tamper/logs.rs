//! Logs that were rewritten, their heads computed anew: what the tree cannot tell, the signatures
//! and the decisions do.

use ed25519_dalek::{Signer as _, SigningKey};
use rights::{
    envelope::{self, PAYLOAD_TYPE, key_id, pae},
    ledger::{Header, Signers},
    wire::{self, record},
};

use crate::evidence::{FRAME, Parts, Written};

/// The position of the frame with the record `sequence`, and of the record in it.
fn place(log: &[Written], sequence: u64) -> (usize, usize) {
    let mut places = log
        .iter()
        .enumerate()
        .flat_map(|(frame, written)| (0..written.records.len()).map(move |record| (frame, record)));
    places.nth(usize::try_from(sequence).unwrap()).unwrap()
}

/// The log with the record `sequence` replaced by what `change` makes of it.
fn changed(sequence: u64, change: impl Fn(record::Record) -> Vec<u8>) -> Parts {
    let whole = Parts::whole();
    let mut log = whole.log();
    let (frame, position) = place(&log, sequence);
    let bytes = &mut log[frame].records[position];
    *bytes = change(record::read(bytes).unwrap());
    whole.with_log(&log)
}

fn written(record: &record::Record) -> Vec<u8> {
    let record::Record { sequence, recorded_at, envelope, events } = record;
    record::write(*sequence, *recorded_at, envelope.clone(), events)
}

/// Every record of the log, one frame each; claims are left where they are.
fn one_by_one(log: &[Written]) -> Vec<Written> {
    let each = log.iter().flat_map(|written| {
        let records = written.records.iter().map(|record| vec![record.clone()]);
        let records: Vec<_> =
            if written.records.is_empty() { vec![vec![]] } else { records.collect() };
        records.into_iter().map(|records| Written { records, ..written.clone() })
    });
    each.collect()
}

#[test]
fn a_log_rewritten_as_it_was_verifies() {
    let whole = Parts::whole();
    let again = whole.with_log(&whole.log());
    assert_eq!(again.bytes(), whole.bytes());
    whole.with_log(&one_by_one(&whole.log())).exits(0);
}

#[test]
fn records_that_were_exchanged_are_found_at_the_first() {
    // S-11: records exchanged are rejected at the first of them.
    let whole = Parts::whole();
    let mut log = one_by_one(&whole.log());
    let (one, other) = (place(&log, 1).0, place(&log, 2).0);
    log.swap(one, other);
    let report = whole.with_log(&log).exits(21);
    assert!(report.to_string().contains("record 2 stands where record 1 should"), "{report}");
    // Each where the other was, in frames whose heads are as they were.
    let mut log = whole.log();
    let (one, other) = (place(&log, 4), place(&log, 5));
    let kept = log[one.0].records[one.1].clone();
    log[one.0].records[one.1] = log[other.0].records[other.1].clone();
    log[other.0].records[other.1] = kept;
    let report = whole.with_log(&log).exits(21);
    assert!(report.to_string().contains("record 5 stands where record 4 should"), "{report}");
}

#[test]
fn a_record_that_was_dropped_is_found_whatever_the_heads_say() {
    let whole = Parts::whole();
    for sequence in 0..5 {
        let mut log = one_by_one(&whole.log());
        log.remove(place(&log, sequence).0);
        let report = whole.with_log(&log);
        let code = crate::evidence::verdict(&report.bytes()).exit_code();
        assert!([20, 21, 25].contains(&code), "record {sequence}: {code}");
    }
    // The last one: nothing in the log misses it, but the views and the head that closed it.
    let mut log = one_by_one(&whole.log());
    log.pop();
    whole.with_log(&log).exits(25);
    let mut parts = whole.clone();
    parts.parts.remove(whole.positions(FRAME).len() - 1);
    parts.exits(21);
}

#[test]
fn a_frame_that_is_there_twice_is_found() {
    let whole = Parts::whole();
    for position in whole.positions(FRAME) {
        let mut parts = whole.clone();
        parts.parts.insert(position, whole.parts[position].clone());
        parts.exits(21);
    }
}

#[test]
fn a_record_moved_to_the_past_is_found() {
    let parts = changed(5, |mut last| {
        last.recorded_at = rights::time::Instant::from_micros(last.recorded_at.micros() - 1);
        written(&last)
    });
    parts.exits(21);
    // Not before the one before it, but other than its author could have it recorded.
    let parts = changed(5, |mut last| {
        last.recorded_at = last.recorded_at.plus_days(30);
        written(&last)
    });
    parts.exits(25);
}

#[test]
fn a_record_in_another_encoding_is_malformed() {
    // Protobuf readers elsewhere would take each of these for the same record.
    let longer = |record: record::Record| {
        let mut bytes = written(&record);
        // Field 1, the sequence, once more.
        bytes.extend([0x08, u8::try_from(record.sequence).unwrap()]);
        bytes
    };
    changed(5, longer).exits(26);
    // The length of a varint is not minimal.
    let padded = |record: record::Record| {
        let mut bytes = written(&record);
        assert_eq!(bytes[..2], [0x08, 5]);
        bytes.splice(1..2, [0x85, 0x00]);
        bytes
    };
    changed(5, padded).exits(26);
    // An unknown field.
    let unknown = |record: record::Record| [written(&record), vec![0xf8, 0x01, 1]].concat();
    changed(5, unknown).exits(26);
}

#[test]
fn events_that_the_command_does_not_cause_are_found_under_any_head() {
    let doubled = |record: record::Record| {
        let mut events: Vec<_> = record.events.iter().cloned().collect();
        events.push(events[0].clone());
        let events = rights::ledger::Events::from_vec(events).unwrap();
        written(&record::Record { events, ..record })
    };
    for sequence in 0..6 {
        changed(sequence, doubled).exits(25);
    }
}

#[test]
fn a_command_that_was_altered_is_found_by_its_signature_under_any_head() {
    let parts = changed(2, |record| {
        let mut envelope: wire::v1::Envelope = wire::strictly(&record.envelope).unwrap();
        let asked = wire::command::read(&envelope.payload).unwrap();
        let expires_at = asked.header.expires_at.plus_hours(1);
        envelope.payload =
            wire::command::write(&Header { expires_at, ..asked.header }, &asked.command);
        let signatures: Vec<_> = envelope
            .signatures
            .iter()
            .map(|one| {
                let id = rights::id::KeyId(one.key_id.as_slice().try_into().unwrap());
                (id, one.signature.as_slice().try_into().unwrap())
            })
            .collect();
        let envelope = envelope::seal(envelope.payload, &signatures);
        written(&record::Record { envelope, ..record })
    });
    parts.exits(20);
}

#[test]
fn a_command_altered_and_signed_anew_by_an_unenrolled_key_is_found() {
    // S-11, KEY-1
    let parts = changed(2, |record| {
        let stranger = SigningKey::from_bytes(&[9; 32]);
        let id = key_id(stranger.verifying_key().as_bytes());
        let opened = envelope::open(&record.envelope).unwrap();
        let signers = Signers::new(vec![id], 0).unwrap();
        let header = Header { signers, ..opened.asked.header.clone() };
        let payload = wire::command::write(&header, &opened.asked.command);
        let signature = stranger.sign(&pae(PAYLOAD_TYPE, &payload)).to_bytes();
        let envelope = envelope::seal(payload, &[(id, signature)]);
        written(&record::Record { envelope, ..record })
    });
    let report = parts.exits(20);
    assert!(report.to_string().contains("nobody enrolled"), "{report}");
}

#[test]
fn a_command_signed_by_a_key_of_another_role_is_found_by_deciding_again() {
    // KEY-3: the head of RU signs what its secretary may ask.
    let parts = changed(2, |record| {
        let opened = envelope::open(&record.envelope).unwrap();
        let role = rights::role::Role::Head(tests::cast::state("RU"));
        let (key, id) = (tests::cast::signing_key(role), tests::cast::key_of(role));
        let signers = Signers::new(vec![id], 0).unwrap();
        let header = Header { signers, ..opened.asked.header.clone() };
        let payload = wire::command::write(&header, &opened.asked.command);
        let signature = key.sign(&pae(PAYLOAD_TYPE, &payload)).to_bytes();
        let envelope = envelope::seal(payload, &[(id, signature)]);
        written(&record::Record { envelope, ..record })
    });
    parts.exits(25);
}

#[test]
fn a_command_recorded_twice_is_found() {
    // GEN-2
    let whole = Parts::whole();
    let mut log = whole.log();
    let (frame, position) = place(&log, 5);
    let mut again = record::read(&log[frame].records[position]).unwrap();
    again.sequence = 6;
    log[frame].records.push(written(&again));
    whole.with_log(&log).exits(25);
}
