//! Rows of the area `result`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    id::{PartyId, ResultId},
    ledger::{Ledger, result::Relation},
    sealed::Sealed,
    time,
    wire::v1::{
        CreatorRow, Date, DerivationRow, RegistrationWindowRow, ResultHolderRow, ResultRow,
    },
};

pub(super) fn result(ledger: &Ledger, id: &ResultId) -> Option<ResultRow> {
    let found = ledger.results.get(id)?;
    let registration = found.registration.as_ref();
    Some(ResultRow {
        result: id.to_string(),
        contract: found.contract.to_string(),
        kind: found.kind.as_str().into(),
        state: found.state().into(),
        level: found.level.as_str().into(),
        mark: text(found.mark.as_ref()),
        discloser: found.discloser.to_string(),
        content: found.content.sha256.0.to_vec(),
        content_size: found.content.size,
        media_type: found.content.media_type.to_string(),
        cites: text(found.cites.map(|cite| cite.first)),
        cites_as: text(found.cites.map(|cite| relation(cite.relation))),
        title: commitment(found.title),
        created_in: found.created_in.to_string(),
        created_on: day(Some(found.created_on)),
        fields: found.fields.iter().map(ToString::to_string).collect(),
        office: text(found.office.as_ref()),
        disclosed: found.disclosed,
        policy: found.policy.into(),
        registered: registration.map_or(0, |registration| registration.sequence),
        registration_policy: registration.map_or(0, |registration| registration.policy.into()),
        held_since: found.held.map_or(0, |(sequence, _)| sequence),
        held_from: day(found.held.map(|(_, from)| from)),
        final_from: day(found.final_from),
        revision: found.revision,
    })
}

pub(super) fn holder(ledger: &Ledger, id: &ResultId, party: &PartyId) -> Option<ResultHolderRow> {
    let registration = ledger.results.get(id)?.registration.as_ref()?;
    registration.named.contains(party).then(|| ResultHolderRow {
        result: id.to_string(),
        party: party.to_string(),
        since: registration.sequence,
    })
}

pub(super) fn creator(ledger: &Ledger, id: &ResultId, position: &u64) -> Option<CreatorRow> {
    let creators = &ledger.results.get(id)?.creators;
    let name = creators.get(usize::try_from(*position).ok()?)?;
    Some(CreatorRow { result: id.to_string(), position: *position, name: commitment(Some(*name)) })
}

pub(super) fn derivation(
    ledger: &Ledger,
    derived: &ResultId,
    source: &ResultId,
) -> Option<DerivationRow> {
    let since = *ledger.results.get(derived)?.sources.get(source)?;
    Some(DerivationRow { derived: derived.to_string(), source: source.to_string(), since })
}

pub(super) fn window(
    ledger: &Ledger,
    id: &ResultId,
    addressee: &PartyId,
) -> Option<RegistrationWindowRow> {
    let registration = ledger.results.get(id)?.registration.as_ref()?;
    let window = registration.windows.iter().find(|window| window.addressee == *addressee)?;
    Some(RegistrationWindowRow {
        result: id.to_string(),
        addressee: addressee.to_string(),
        party: window.party.to_string(),
        notice: window.notice.sequence,
        notice_index: window.notice.index.into(),
        delivered: day(window.delivered),
        last_day: day(window.last_day),
    })
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Derivation => "DERIVATION",
        Relation::Version => "VERSION",
        Relation::Contest => "CONTEST",
    }
}

/// Empty where there is none.
fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn day(value: Option<time::Date>) -> Option<Date> {
    value.map(|date| Date { days: date.days() })
}

/// Empty where there is none.
fn commitment(value: Option<Sealed>) -> Vec<u8> {
    value.map(|sealed| sealed.commitment.0.to_vec()).unwrap_or_default()
}
