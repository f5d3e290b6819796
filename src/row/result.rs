//! Rows of the area `result`.

#![allow(clippy::trivially_copy_pass_by_ref, reason = "every part of a key comes by reference")]

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    id::{PartyId, ResultId},
    ledger::{
        Ledger,
        result::{Corrected, Correction, Ground, Relation},
    },
    sealed::Sealed,
    text::Text,
    time,
    wire::v1::{
        ContestRow, CorrectionRow, CreatorRow, Date, DerivationRow, RegistrationWindowRow,
        ResultHolderRow, ResultRow, VersionRow,
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

pub(super) fn version(ledger: &Ledger, id: &ResultId, number: &u64) -> Option<VersionRow> {
    let versions = &ledger.results.get(id)?.versions;
    let version = versions.get(usize::try_from(number.checked_sub(2)?).ok()?)?;
    Some(VersionRow {
        result: id.to_string(),
        number: *number,
        content: version.content.sha256.0.to_vec(),
        content_size: version.content.size,
        media_type: version.content.media_type.to_string(),
        by: version.by.to_string(),
        since: version.since,
    })
}

pub(super) fn contest(ledger: &Ledger, id: &ResultId, opened: &u64) -> Option<ContestRow> {
    let registration = ledger.results.get(id)?.registration.as_ref()?;
    let contest = registration.contests.get(opened)?;
    Some(ContestRow {
        result: id.to_string(),
        opened: *opened,
        contester: contest.contester.to_string(),
        ground: ground(contest.ground).into(),
        evidence: contest.evidence.iter().map(|file| file.sha256.to_string()).collect(),
        reasons: commitment(contest.reasons),
        state: contest.ended.map_or("OPEN", |ended| ended.how.as_str()).into(),
        ended: contest.ended.map_or(0, |ended| ended.by),
        ended_on: day(contest.ended.map(|ended| ended.on)),
    })
}

pub(super) fn correction(ledger: &Ledger, record: &u64, by: &u64) -> Option<CorrectionRow> {
    let corrected = ledger.results.correction(*by).filter(|found| found.record == *record)?;
    let (field, was, is) = change(&corrected.correction);
    Some(CorrectionRow {
        record: *record,
        by: *by,
        event: corrected.event.into(),
        subject: match corrected.correction.subject() {
            Corrected::Result(id) => id.to_string(),
            Corrected::Party(id) => id.to_string(),
        },
        field: field.into(),
        was,
        is,
        concerned: text(corrected.concerned),
    })
}

/// Which field, what was recorded, and what is right.
fn change(correction: &Correction) -> (&'static str, Vec<String>, Vec<String>) {
    let one = |value: &dyn ToString| Vec::from([value.to_string()]);
    let list = |values: &[Text]| values.iter().map(ToString::to_string).collect();
    let perhaps = |value: &Option<Text>| value.iter().map(ToString::to_string).collect();
    match correction {
        Correction::Kind(c) => ("KIND", one(&c.was.as_str()), one(&c.is.as_str())),
        Correction::CreatedOn(c) => ("CREATED_ON", one(&c.was), one(&c.is)),
        Correction::CreatedIn(c) => ("CREATED_IN", one(&c.was), one(&c.is)),
        Correction::Fields(c) => ("FIELDS", list(&c.was), list(&c.is)),
        Correction::Office(c) => ("OFFICE", perhaps(&c.was), perhaps(&c.is)),
        Correction::PartyName(c) => ("PARTY_NAME", one(&c.was), one(&c.is)),
    }
}

fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Holders => "HOLDERS",
        Ground::Creators => "CREATORS",
        Ground::Background => "BACKGROUND",
        Ground::OutsideContract => "OUTSIDE_CONTRACT",
        Ground::EarlierResult => "EARLIER_RESULT",
        Ground::Level => "LEVEL",
    }
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
