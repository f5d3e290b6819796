//! The targets: each takes any bytes and must come to an end.

use std::sync::atomic::{AtomicUsize, Ordering};

use rights::{
    envelope,
    id::CommandId,
    ledger::{Asked, Header, Ledger, Recorded, Signers, decide, evolve, rows},
    role::{ClerkDuty, Role},
    row::{Row, RowKey},
    share::Share,
    verify::examine,
    wire,
};
use rights_verifier::export::verify_export;
use tests::{
    cast::{self, ENTERPRISES, STATES, key_of, party_id, state},
    k17::head,
};
use tlog::{frame::Frame, judge::Follower};

use crate::corpus::STORY;

/// A body that is read is the one encoding of what it says.
pub(crate) fn read_command(bytes: &[u8]) {
    let found = wire::commitments::of(bytes);
    if let Ok(asked) = wire::command::read(bytes) {
        assert_eq!(wire::command::write(&asked.header, &asked.command), bytes);
        assert!(found.is_ok(), "what can be read can be searched for commitments");
    }
}

pub(crate) fn open_envelope(bytes: &[u8]) {
    if let Ok(opened) = envelope::open(bytes) {
        assert!(opened.verify(|_| None).is_err(), "nobody's signature is nobody's");
    }
}

pub(crate) fn examine_record(bytes: &[u8]) {
    if let Ok(record) = wire::record::read(bytes) {
        let wire::record::Record { sequence, recorded_at, envelope, events } = record;
        assert_eq!(wire::record::write(sequence, recorded_at, envelope, &events), bytes);
    }
    if let Ok(examined) = examine(0, bytes) {
        examined.keys().for_each(drop);
        assert!(examined.verify(|_| None).is_err());
    }
}

pub(crate) fn accept_frame(bytes: &[u8]) {
    if let Ok(frame) = Frame::parse(bytes) {
        frame.records().for_each(examine_record);
    }
    let mut follower = Follower::of(cast::ledger());
    for frame in STORY.frames.iter().take(2) {
        let _ = follower.follow(frame);
    }
    let _ = follower.follow(bytes);
}

pub(crate) fn verify(bytes: &[u8]) {
    let report = verify_export(bytes, None);
    let is_whole = bytes == STORY.export;
    assert_eq!(report.exit_code() == 0, is_whole, "{report}");
}

/// How many commands were accepted.
pub(crate) static ACCEPTED: AtomicUsize = AtomicUsize::new(0);

/// Whatever is accepted, in whoever's name, leaves a ledger that is well formed.
pub(crate) fn decide_then_evolve(bytes: &[u8]) {
    let Ok(asked) = wire::command::read(bytes) else { return };
    for roles in casts() {
        let asked = signed_by(&asked, &roles);
        let Ok(events) = decide(&STORY.ledger, STORY.now, &asked) else { continue };
        ACCEPTED.fetch_add(1, Ordering::Relaxed);
        let sequence = STORY.records.len() as u64;
        let written = wire::record::write(sequence, STORY.now, Vec::new(), &events);
        assert_eq!(wire::record::read(&written).unwrap().events, events);
        let recorded = Recorded { sequence, recorded_at: STORY.now, header: asked.header, events };
        let ledger = evolve(STORY.ledger.clone(), &recorded);
        well_formed(&ledger);
        return;
    }
}

/// Who may sign together: each alone, those of K-17, and all heads.
fn casts() -> Vec<Vec<Role>> {
    let party = |id: &str| Role::Party(party_id(id));
    let mut casts = vec![
        STATES.map(head).to_vec(),
        vec![party("NA"), party("BV"), party("SO")],
        vec![Role::Secretary, party("NA")],
        vec![Role::CommissionChair],
        vec![Role::Clerk(ClerkDuty::Deadlines)],
    ];
    casts.extend(ENTERPRISES.map(|(id, _)| vec![party(id)]));
    casts.extend(STATES.map(|of| vec![Role::PartSecretary(state(of))]));
    casts.extend(STATES.map(|of| vec![head(of)]));
    casts
}

fn signed_by(asked: &Asked, roles: &[Role]) -> Asked {
    let mut keys: Vec<_> = roles.iter().map(|role| key_of(*role)).collect();
    keys.sort_unstable();
    let id = CommandId::from_bytes([0, 0, 0, 0, 0, 0, 0x7f, 0, 0x80, 9, 9, 9, 9, 9, 9, 9]).unwrap();
    let header = Header {
        ledger: cast::origin(),
        id,
        signers: Signers::new(keys, 0).unwrap(),
        issued_at: STORY.now,
        expires_at: STORY.now.plus_hours(1),
        seen: None,
        ..asked.header.clone()
    };
    Asked { header, command: asked.command.clone() }
}

fn well_formed(ledger: &Ledger) {
    for (key, row) in rows(ledger) {
        if let Some(row) = row {
            let again = Row::from_bytes(row.table(), &row.bytes()).unwrap();
            assert_eq!(again.bytes(), row.bytes());
            assert_eq!(row.cells()[..row.table().key], key.cells());
        }
        if let RowKey::Result(result) | RowKey::Holding(result, _) = key
            && let Some(held) = ledger.holdings(&result)
        {
            // SHA-1
            let shares = held.iter().map(|of| of.share);
            let sum = shares.reduce(|sum, share| sum.plus(share).unwrap());
            assert_eq!(sum, Some(Share::WHOLE));
        }
    }
}
