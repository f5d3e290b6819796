//! Rows of the area `key`.

use alloc::string::{String, ToString};

use crate::{
    id::KeyId,
    ledger::{
        Ledger,
        key::{Contest, Group},
    },
    time::Instant,
    wire::v1::{self, ContestableRecordRow, KeyRow, ThresholdRow},
};

pub(super) fn key(ledger: &Ledger, id: &KeyId) -> Option<KeyRow> {
    let key = ledger.keys.get(id)?;
    Some(KeyRow {
        key: id.0.to_vec(),
        public_key: key.public_key.to_vec(),
        role: key.role.to_string(),
        holder: key.holder.to_string(),
        from: Some(v1::Date { days: key.from.days() }),
        until: Some(v1::Date { days: key.until.days() }),
        state: key.state.as_str().into(),
        ended: key.ended.map_or(0, Instant::micros),
        compromised_since: key.compromised_since.map_or(0, Instant::micros),
        successor: key.successor.map(|successor| successor.0.to_vec()).unwrap_or_default(),
        since: key.since,
        revision: key.revision,
    })
}

pub(super) fn threshold(ledger: &Ledger, group: &Group) -> Option<ThresholdRow> {
    let (threshold, since) = match group {
        Group::Root => (ledger.programme.root_threshold, ledger.keys.root_threshold_since),
        Group::Role(role) => ledger.keys.threshold_set(*role)?,
    };
    Some(ThresholdRow { role: group.to_string(), threshold: threshold.into(), since })
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "every row is found by reference to its key")]
pub(super) fn contestable_record(ledger: &Ledger, record: &u64) -> Option<ContestableRecordRow> {
    let contestables = ledger.keys.contestables();
    let marked = contestables.record(*record)?;
    let declaration = contestables.declaration(marked.declaration)?;
    let contested_by = match marked.state {
        Contest::Contested(by) => by.to_string(),
        Contest::Contestable | Contest::Confirmed => String::new(),
    };
    Some(ContestableRecordRow {
        record: *record,
        state: marked.state.as_str().into(),
        key: declaration.key.0.to_vec(),
        declaration: marked.declaration,
        addressees: marked.addressees.iter().map(ToString::to_string).collect(),
        contested_by,
        closes: marked.closes.map_or(0, Instant::micros),
        policy: marked.policy.into(),
        since: marked.since,
        revision: marked.revision,
    })
}
