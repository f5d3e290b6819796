//! Rows of the area `programme`.

use alloc::{format, string::ToString as _};

use super::day;
use crate::{
    id::TreatyId,
    ledger::{Ledger, programme::Purpose},
    territory::State,
    wire::v1::{BindingRow, NationalPartRow, PolicyRow, PolicyValueRow, ProgrammeRow, TreatyRow},
};

pub(super) fn programme(ledger: &Ledger, key: &str) -> Option<ProgrammeRow> {
    let programme = &ledger.programme;
    let purpose = match programme.purpose? {
        Purpose::Production => "PRODUCTION",
        Purpose::Development => "DEVELOPMENT",
    };
    Some(ProgrammeRow {
        programme: key.into(),
        origin: ledger.origin.as_ref()?.to_string(),
        purpose: purpose.into(),
        instrument: programme.instrument.as_ref()?.to_string(),
        rules: programme.rules.into(),
        threshold: programme.root_threshold.into(),
        newest_policy: ledger.policies.newest().into(),
    })
}

pub(super) fn treaty(ledger: &Ledger, treaty: &TreatyId) -> Option<TreatyRow> {
    let title = ledger.programme.treaties.get(treaty)?;
    Some(TreatyRow { treaty: treaty.to_string(), title: title.to_string() })
}

pub(super) fn binding(
    ledger: &Ledger,
    treaty: &TreatyId,
    state: &State,
    period: &u64,
) -> Option<BindingRow> {
    let periods = ledger.programme.bindings.get(&(*treaty, *state))?;
    let bound = periods.get(usize::try_from(period.checked_sub(1)?).ok()?)?;
    let suspended = bound.suspended.iter().map(|(from, until)| match until {
        Some(until) => format!("{from}/{until}"),
        None => format!("{from}/"),
    });
    Some(BindingRow {
        treaty: treaty.to_string(),
        state: state.to_string(),
        period: *period,
        from: day(bound.from),
        suspended: suspended.collect(),
        withdrawn: bound.withdrawn.and_then(day),
        duties: bound.duties.map(|duties| duties.commitment.0.to_vec()).unwrap_or_default(),
        revision: ledger.programme.revision(*state),
    })
}

pub(super) fn national_part(ledger: &Ledger, state: &State) -> Option<NationalPartRow> {
    let part = ledger.programme.parts.get(state)?;
    let (formed, record) = (day(part.formed), part.record);
    Some(NationalPartRow { state: state.to_string(), formed, record })
}

pub(super) fn policy(ledger: &Ledger, version: &u64) -> Option<PolicyRow> {
    let number = u32::try_from(*version).ok()?;
    Some(PolicyRow {
        version: *version,
        from: day(ledger.policies.from(number)?),
        superseded: ledger.policies.from(number.checked_add(1)?).and_then(day),
        record: ledger.policies.record(number)?,
    })
}

pub(super) fn policy_value(ledger: &Ledger, version: &u64, key: &str) -> Option<PolicyValueRow> {
    let policy = ledger.policies.get(u32::try_from(*version).ok()?)?;
    let (_, value) = policy.entries().into_iter().find(|(stated, _)| *stated == key)?;
    Some(PolicyValueRow { version: *version, key: key.into(), value })
}
