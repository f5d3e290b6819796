//! Rows of the area `party`.

use alloc::string::ToString;

use crate::{
    id::PartyId,
    ledger::{
        Ledger,
        party::{PartyKind, Standing},
    },
    wire::v1::PartyRow,
};

pub(super) fn party(ledger: &Ledger, id: &PartyId) -> Option<PartyRow> {
    let party = ledger.parties.get(id)?;
    Some(PartyRow {
        party: id.to_string(),
        seat: party.seat.to_string(),
        kind: kind(party.kind).into(),
        name: party.name.to_string(),
        identifiers: party.identifiers.iter().map(ToString::to_string).collect(),
        state: standing(party.standing).into(),
        revision: party.revision,
    })
}

fn kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::StateBody => "STATE_BODY",
        PartyKind::Enterprise => "ENTERPRISE",
        PartyKind::Association => "ASSOCIATION",
        PartyKind::Organisation => "ORGANISATION",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Proposed => "PROPOSED",
        Standing::Accredited => "ACCREDITED",
    }
}
