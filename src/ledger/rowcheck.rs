//! Tests: the rows that a record marks are exactly those in which the ledger before it and after it
//! differ. All rows are counted from the ledger's maps, without a word from any effect.

use alloc::{collections::BTreeMap, vec::Vec};
use core::ops::RangeInclusive;

use super::{Ledger, contract::Heading, key::Group, rows};
use crate::{
    policy::KEYS,
    row::{Row, RowKey},
};

/// Fails unless the rows that the last record of `after` marked say all that changed since `before`.
#[track_caller]
pub(super) fn marks_are_exact(before: &Ledger, after: &Ledger) {
    // A version's values never change: those of the versions that the record adopted are looked at.
    let adopted = before.policies.newest() + 1..=after.policies.newest();
    let (was, is) = (all(before, adopted.clone()), all(after, adopted));
    let marked: BTreeMap<RowKey, Option<Row>> = rows(after).into_iter().collect();
    for key in was.keys().chain(is.keys()) {
        if was.get(key) != is.get(key) {
            let (was, is) = (was.get(key), is.get(key));
            assert!(marked.contains_key(key), "{key:?} is not marked: {was:?}, now {is:?}");
        }
    }
    for (key, row) in &marked {
        assert_eq!(row.as_ref(), is.get(key), "{key:?} is marked, and not counted");
    }
}

/// Every row that the ledger has; of the policy's values those of these versions.
fn all(ledger: &Ledger, values: RangeInclusive<u32>) -> BTreeMap<RowKey, Row> {
    let mut keys = Vec::new();
    if ledger.origin.is_some() {
        of_programme(ledger, values, &mut keys);
        of_offices(ledger, &mut keys);
        of_parties_and_keys(ledger, &mut keys);
        of_contracts(ledger, &mut keys);
        of_results(ledger, &mut keys);
        of_shares(ledger, &mut keys);
        of_disclosure(ledger, &mut keys);
        of_records(ledger, &mut keys);
    }
    keys.into_iter().filter_map(|key| Some((key, key.row(ledger)?))).collect()
}

fn of_programme(ledger: &Ledger, values: RangeInclusive<u32>, keys: &mut Vec<RowKey>) {
    let programme = &ledger.programme;
    keys.push(RowKey::Programme(super::programme::ROW));
    keys.extend(programme.treaties.keys().map(|treaty| RowKey::Treaty(*treaty)));
    keys.extend(programme.parts.keys().map(|state| RowKey::NationalPart(*state)));
    for ((treaty, state), periods) in &programme.bindings {
        let periods = 1..=periods.len() as u64;
        keys.extend(periods.map(|period| RowKey::Binding(*treaty, *state, period)));
    }
    keys.extend((1..=ledger.policies.newest().into()).map(RowKey::Policy));
    for version in values.map(u64::from) {
        keys.extend(KEYS.iter().map(|key| RowKey::PolicyValue(version, key.name)));
    }
}

fn of_offices(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    let offices = &ledger.offices;
    for (office, made) in &offices.appointments {
        keys.extend(made.iter().map(|tenure| RowKey::Appointment(*office, tenure.record)));
    }
    for ((state, ..), made) in &offices.designations {
        keys.extend(made.iter().map(|made| RowKey::Designation(*state, made.record)));
    }
    keys.extend(offices.councils.keys().map(|council| RowKey::Council(*council)));
    keys.extend(offices.decisions.keys().map(|record| RowKey::Decision(*record)));
}

fn of_parties_and_keys(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    for (id, party) in &ledger.parties {
        keys.push(RowKey::Party(*id));
        let positions = 0..party.controllers.len() as u64;
        keys.extend(positions.map(|position| RowKey::Controller(*id, position)));
    }
    keys.extend(ledger.keys.iter().map(|(id, _)| RowKey::Key(*id)));
    keys.push(RowKey::Threshold(Group::Root));
    keys.extend(ledger.keys.thresholds.keys().map(|role| RowKey::Threshold(Group::Role(*role))));
}

fn of_contracts(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    for (id, contract) in &ledger.contracts {
        keys.push(RowKey::Contract(*id));
        keys.extend(contract.parties.iter().map(|party| RowKey::ContractParty(*id, *party)));
        keys.extend(Heading::ALL.iter().map(|heading| RowKey::ContractTerm(*id, *heading)));
        keys.extend(contract.background.keys().map(|item| RowKey::Background(*id, *item)));
    }
}

fn of_results(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    for (id, result) in ledger.results.iter() {
        keys.push(RowKey::Result(*id));
        let creators = 0..result.creators.len() as u64;
        keys.extend(creators.map(|position| RowKey::Creator(*id, position)));
        keys.extend(result.sources.keys().map(|source| RowKey::Derivation(*id, *source)));
        let versions = 0..result.versions.len() as u64;
        // The first content is version 1 and stands in the result's own row.
        keys.extend(versions.map(|later| RowKey::Version(*id, later + 2)));
        let Some(registration) = &result.registration else { continue };
        let windows = registration.windows.iter();
        keys.extend(windows.map(|window| RowKey::RegistrationWindow(*id, window.addressee)));
        keys.extend(registration.contests.keys().map(|opened| RowKey::Contest(*id, *opened)));
    }
}

/// Of every party in every result: whoever is left out by an effect is not left out here.
fn of_shares(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    for (id, _) in ledger.results.iter() {
        for party in ledger.parties.keys() {
            keys.push(RowKey::Holding(*id, *party));
            keys.push(RowKey::ResultHolder(*id, *party));
            keys.push(RowKey::Contribution(*id, *party));
        }
    }
    for (id, shares) in &ledger.shares {
        keys.extend(shares.proposals.keys().map(|record| RowKey::ShareProposal(*id, *record)));
        let moves = shares.history.iter();
        keys.extend(moves.map(|made| RowKey::OwnershipChange(*id, made.party, made.sequence)));
    }
}

fn of_disclosure(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    let disclosure = &ledger.disclosure;
    let requests = disclosure.requests.keys();
    keys.extend(requests.map(|(result, record)| RowKey::Declassification(*result, *record)));
    let handovers = disclosure.handovers.keys();
    keys.extend(handovers.map(|(result, record)| RowKey::Handover(*result, *record)));
    for ((subject, reader), granted) in &disclosure.grants {
        keys.extend(granted.keys().map(|by| RowKey::Access(*subject, *reader, *by)));
    }
    keys.extend(disclosure.shredded.keys().map(|commitment| RowKey::Shredded(*commitment)));
}

/// What is found by the record that made it.
fn of_records(ledger: &Ledger, keys: &mut Vec<RowKey>) {
    for record in 0..ledger.acts.next_sequence() {
        for (id, notice) in ledger.notices.sent_by(record) {
            keys.push(RowKey::Notice(notice.addressee, record, id.index.into()));
        }
        if let Some(correction) = ledger.results.correction(record) {
            keys.push(RowKey::Correction(correction.record, record));
        }
        if ledger.keys.contestables().record(record).is_some() {
            keys.push(RowKey::ContestableRecord(record));
        }
    }
}
