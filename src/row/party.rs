//! Rows of the area `party`.

use alloc::string::ToString;

use crate::{
    id::PartyId,
    ledger::{
        Ledger,
        party::{Insolvency, PartyKind},
    },
    time::Date,
    wire::v1::{self, ControllerRow, PartyRow},
};

pub(super) fn party(ledger: &Ledger, id: &PartyId) -> Option<PartyRow> {
    let party = ledger.parties.get(id)?;
    let (state_from, standing) = party.standing();
    let (insolvency, administrator) = match party.insolvency {
        None => ("", None),
        Some(Insolvency::Recorded) => ("RECORDED", None),
        Some(Insolvency::Administered(key)) => ("ADMINISTERED", Some(key)),
    };
    Some(PartyRow {
        party: id.to_string(),
        seat: party.seat.to_string(),
        kind: kind(party.kind).into(),
        name: party.name.to_string(),
        identifiers: party.identifiers.iter().map(ToString::to_string).collect(),
        state: standing.as_str().into(),
        revision: party.revision,
        state_from: Some(day(state_from)),
        treaty: party.treaty.map(|treaty| treaty.to_string()).unwrap_or_default(),
        right_from: party.right.map(|(from, _)| day(from)),
        right_until: party.right.map(|(_, until)| day(until)),
        successor: party.successor.map(|successor| successor.to_string()).unwrap_or_default(),
        insolvency: insolvency.into(),
        administrator: administrator.map(|key| key.0.to_vec()).unwrap_or_default(),
        since: party.since,
    })
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "every row is found by reference to its key")]
pub(super) fn controller(ledger: &Ledger, id: &PartyId, position: &u64) -> Option<ControllerRow> {
    let controllers = &ledger.parties.get(id)?.controllers;
    let controller = controllers.get(usize::try_from(*position).ok()?)?;
    Some(ControllerRow {
        party: id.to_string(),
        position: *position,
        name: controller.name.to_string(),
        state: controller.state.to_string(),
    })
}

fn day(day: Date) -> v1::Date {
    v1::Date { days: day.days() }
}

fn kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::StateBody => "STATE_BODY",
        PartyKind::Enterprise => "ENTERPRISE",
        PartyKind::Association => "ASSOCIATION",
        PartyKind::Organisation => "ORGANISATION",
    }
}
