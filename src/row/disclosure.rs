//! Rows of the area `disclosure`.

#![allow(clippy::trivially_copy_pass_by_ref, reason = "every part of a key comes by reference")]

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    id::{Digest, PartyId, ResultId},
    ledger::{
        Ledger,
        disclosure::{HandoverItem, Subject},
    },
    role::Role,
    wire::v1::{self, AccessRow, DeclassificationRow, HandoverRow, ShreddedRow},
};

pub(super) fn handover(ledger: &Ledger, id: &ResultId, sequence: &u64) -> Option<HandoverRow> {
    let found = ledger.disclosure.handover(id, *sequence)?;
    let mark = |item: &HandoverItem| item.mark.as_ref().map(ToString::to_string);
    Some(HandoverRow {
        result: id.to_string(),
        record: *sequence,
        giver: found.giver.to_string(),
        receiver: found.receiver.to_string(),
        items: found.items.iter().map(|item| item.content.sha256.to_string()).collect(),
        marks: found.items.iter().map(mark).map(Option::unwrap_or_default).collect::<Vec<String>>(),
        act: found.act.sha256.0.to_vec(),
        level: found.level.as_str().into(),
    })
}

pub(super) fn declassification(
    ledger: &Ledger,
    id: &ResultId,
    asked: &u64,
) -> Option<DeclassificationRow> {
    let found = ledger.disclosure.request(id, *asked)?;
    Some(DeclassificationRow {
        result: id.to_string(),
        asked: *asked,
        requester: found.requester.to_string(),
        level: found.level.as_str().into(),
        reasons: found.reasons.commitment.0.to_vec(),
        state: found.decided.map_or("OPEN", |(outcome, _)| outcome.as_str()).into(),
        decided: found.decided.map_or(0, |(_, by)| by),
    })
}

pub(super) fn access(
    ledger: &Ledger,
    subject: &Subject,
    reader: &Role,
    by: &PartyId,
) -> Option<AccessRow> {
    let grant = ledger.grant(*subject, *reader, *by)?;
    Some(AccessRow {
        subject: subject.to_string(),
        reader: reader.to_string(),
        granted_by: by.to_string(),
        level: grant.level.as_str().into(),
        mark: grant.mark.as_ref().map(|mark| mark.as_str().into()).unwrap_or_default(),
        until: Some(v1::Date { days: grant.until.days() }),
        since: grant.since,
        revision: grant.revision,
    })
}

pub(super) fn shredded(ledger: &Ledger, commitment: &Digest) -> Option<ShreddedRow> {
    let shredded = ledger.shredded(commitment)?;
    Some(ShreddedRow {
        commitment: commitment.0.to_vec(),
        basis: shredded.basis.as_str().into(),
        since: shredded.since,
    })
}
