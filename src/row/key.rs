//! Rows of the area `key`.

use alloc::string::ToString as _;

use crate::{
    id::KeyId,
    ledger::{Ledger, key::KeyState},
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
        state: state(key.state).into(),
    })
}

fn state(state: KeyState) -> &'static str {
    match state {
        KeyState::Enrolled => "ENROLLED",
    }
}
