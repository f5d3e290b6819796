//! Rows of the area `key`.

use alloc::string::ToString as _;

use crate::{
    id::KeyId,
    ledger::Ledger,
    time::Instant,
    wire::v1::{self, KeyRow},
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
