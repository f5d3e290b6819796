//! Rows of the area `office`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::day;
use crate::{
    id::Digest,
    ledger::{
        Ledger,
        notices::{NoticeId, Subject},
        office::{ChairMode, Order, Power},
    },
    role::{Council, Role},
    territory::State,
    wire::v1::{AppointmentRow, CouncilRow, DecisionRow, DesignationRow, NoticeRow},
};

pub(super) fn appointment(ledger: &Ledger, office: &Role, record: &u64) -> Option<AppointmentRow> {
    let tenure = ledger.offices.tenure(*office, *record)?;
    let appointment = &tenure.appointment;
    let name = appointment.name.map(|name| name.commitment.0.to_vec());
    Some(AppointmentRow {
        office: office.to_string(),
        record: *record,
        holder: appointment.holder.to_string(),
        name: name.unwrap_or_default(),
        from: day(appointment.from),
        until: day(appointment.until),
        ended: tenure.ended.and_then(day),
        mode: tenure.mode.map(mode).unwrap_or_default().into(),
        act: appointment.act.as_ref().map(|act| act.sha256.0.to_vec()).unwrap_or_default(),
        revision: tenure.revision,
    })
}

pub(super) fn designation(ledger: &Ledger, state: &State, record: &u64) -> Option<DesignationRow> {
    let powers = ledger.offices.designated(*state, *record);
    let powers = powers.map(|(_, held, _)| power(held).into()).collect();
    let (treaty, _, designation) = ledger.offices.designated(*state, *record).next()?;
    Some(DesignationRow {
        state: state.to_string(),
        record: *record,
        treaty: treaty.to_string(),
        body: designation.body.to_string(),
        name: designation.name.to_string(),
        powers,
        from: day(designation.from),
        until: day(designation.until),
        ended: designation.ended.and_then(day),
        revision: designation.revision,
    })
}

pub(super) fn council(ledger: &Ledger, council: &Council) -> Option<CouncilRow> {
    let constituted = ledger.offices.council(*council)?;
    Some(CouncilRow {
        council: council.as_str().into(),
        regulation: constituted.regulation.to_string(),
        competence: constituted.competence.iter().map(|name| name.as_str().into()).collect(),
        constituted: day(constituted.on),
        record: constituted.record,
    })
}

pub(super) fn decision(ledger: &Ledger, record: &u64) -> Option<DecisionRow> {
    let decision = ledger.offices.decision(*record)?;
    Some(DecisionRow {
        record: *record,
        body: decision.body.as_str().into(),
        adopted: day(decision.adopted),
        text: decision.text.commitment.0.to_vec(),
        orders: listed(&decision.orders, |order| order.times),
        unused: listed(&decision.orders, |order| order.left),
    })
}

pub(super) fn notice(
    ledger: &Ledger,
    addressee: &Role,
    record: &u64,
    index: &u64,
) -> Option<NoticeRow> {
    let id = NoticeId { sequence: *record, index: u32::try_from(*index).ok()? };
    let notice = ledger.notices.get(id).filter(|notice| notice.addressee == *addressee)?;
    let (about, subject) = match notice.about {
        Subject::Registration(result) => ("REGISTRATION", result.to_string()),
        Subject::Compromise(declaration) => ("COMPROMISE", declaration.to_string()),
    };
    Some(NoticeRow {
        addressee: addressee.to_string(),
        record: *record,
        notice: *index,
        about: about.into(),
        subject,
        sent: day(notice.sent),
        delivered: notice.delivered.and_then(day),
    })
}

/// Each order as often as `count` says.
fn listed<'o>(
    orders: impl IntoIterator<Item = (&'o Digest, &'o Order)>,
    count: fn(&Order) -> u32,
) -> Vec<String> {
    let each =
        orders.into_iter().flat_map(|(digest, order)| (0..count(order)).map(move |_| digest));
    each.map(ToString::to_string).collect()
}

fn mode(mode: ChairMode) -> &'static str {
    match mode {
        ChairMode::ElectedByHeads => "ELECTED_BY_HEADS",
        ChairMode::AppointedByCouncil => "APPOINTED_BY_COUNCIL",
    }
}

fn power(power: Power) -> &'static str {
    match power {
        Power::Accreditation => "ACCREDITATION",
        Power::Consent => "CONSENT",
        Power::ExportClearance => "EXPORT_CLEARANCE",
    }
}
