//! Rows of the area `disclosure`.

use alloc::string::ToString as _;

use crate::{
    id::{Digest, PartyId},
    ledger::{Ledger, disclosure::Subject},
    role::Role,
    wire::v1::{self, AccessRow, ShreddedRow},
};

// Access and erasure.

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
