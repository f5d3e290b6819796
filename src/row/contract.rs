//! Rows of contracts: the contracts, their parties, their headings, their background.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    id::{BackgroundId, ContractId, Digest, PartyId},
    ledger::{
        Ledger,
        contract::{BackgroundPurpose, Contract, Ending, Heading, TerminationRight},
    },
    policy::Policy,
    sealed::Sealed,
    table::{Cell, KeyCell},
    time::Date,
    wire::v1::{self, BackgroundRow, ContractPartyRow, ContractRow, ContractTermRow},
};

impl KeyCell for Heading {
    fn cell(&self) -> Cell {
        Cell::Text(self.as_str().into())
    }
}

pub(super) fn contract(ledger: &Ledger, id: &ContractId) -> Option<ContractRow> {
    let contract = ledger.contract(id)?;
    let Contract { title, parties: _, treaty, from, terms, background: _, .. } = contract;
    let policy = ledger.contract_policy(contract, contract.policy);
    Some(ContractRow {
        contract: id.to_string(),
        title: bytes(title.commitment),
        treaty: treaty.map(|treaty| treaty.to_string()).unwrap_or_default(),
        level: terms.level.as_str().into(),
        from: Some(day(*from)),
        until: terms.until.map(day),
        tail: terms.tail.map(day),
        ended: contract.ended.map(|ended| ending(ended.how)).unwrap_or_default().into(),
        ended_on: contract.ended.map(|ended| day(ended.on)),
        terms: terms.document.as_ref().map(|of| bytes(of.sha256)).unwrap_or_default(),
        marks: terms.marks.iter().map(ToString::to_string).collect(),
        termination_rights: terms.termination_rights.iter().map(right).collect(),
        overrides: terms.overrides.iter().map(|set| format!("{}={}", set.key, set.value)).collect(),
        ownership_default: policy.ownership_default.to_string(),
        policy_version: contract.policy.into(),
        since: contract.since,
        revision: contract.revision,
    })
}

pub(super) fn party(
    ledger: &Ledger,
    contract: &ContractId,
    party: &PartyId,
) -> Option<ContractPartyRow> {
    let known = ledger.contract(contract)?.has_party(party);
    let seat = known.then(|| ledger.parties.get(party)).flatten()?.seat;
    Some(ContractPartyRow {
        contract: contract.to_string(),
        party: party.to_string(),
        seat: seat.to_string(),
    })
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "tables pass every key by reference")]
pub(super) fn term(ledger: &Ledger, id: &ContractId, heading: &Heading) -> Option<ContractTermRow> {
    let contract = ledger.contract(id)?;
    let states = contract.terms.states(*heading);
    let policy = ledger.contract_policy(contract, contract.policy);
    Some(ContractTermRow {
        contract: id.to_string(),
        heading: heading.as_str().into(),
        state: if states { "STATED" } else { "SILENT" }.into(),
        policy_answer: if states { Vec::new() } else { answer(&policy, *heading) },
    })
}

/// What the policy says where a contract is silent (CTR-8).
fn answer(policy: &Policy, heading: Heading) -> Vec<String> {
    match heading {
        Heading::OwnUse => [
            format!("use.own.consent={}", policy.use_own_consent),
            format!("use.own.payment={}", policy.use_own_payment),
        ]
        .into(),
        Heading::Licensing => [
            format!("licence.exclusive.consent={}", policy.licence_exclusive_consent),
            format!("licence.nonExclusive.consent={}", policy.licence_non_exclusive_consent),
        ]
        .into(),
        Heading::Assignment => [
            format!("transfer.consent={}", policy.transfer_consent),
            format!("transfer.preemption={}", policy.transfer_preemption),
        ]
        .into(),
        Heading::UseInThirdStates => {
            [format!("thirdState.consent={}", policy.third_state_consent)].into()
        }
        Heading::Foreground
        | Heading::Income
        | Heading::Protection
        | Heading::UseAtHome
        | Heading::Confidentiality
        | Heading::Compensation => Vec::new(),
    }
}

pub(super) fn background(
    ledger: &Ledger,
    contract: &ContractId,
    item: &BackgroundId,
) -> Option<BackgroundRow> {
    let listed = ledger.contract(contract)?.background.get(item)?;
    let sealed = |sealed: Sealed| bytes(sealed.commitment);
    Some(BackgroundRow {
        contract: contract.to_string(),
        item: item.to_string(),
        owner: listed.item.owner.to_string(),
        description: sealed(listed.item.description),
        purpose: purpose(listed.item.purpose).into(),
        territory: listed.item.territory.iter().map(ToString::to_string).collect(),
        fee: listed.item.fee.map(sealed).unwrap_or_default(),
        conditions: listed.item.conditions.map(sealed).unwrap_or_default(),
        listed_on: Some(day(listed.on)),
        since: listed.since,
    })
}

fn right(right: &TerminationRight) -> String {
    match right.party {
        None => right.clause.to_string(),
        Some(party) => format!("{}: {party}", right.clause),
    }
}

fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Completed => "COMPLETED",
        Ending::Terminated => "TERMINATED",
    }
}

fn purpose(purpose: BackgroundPurpose) -> &'static str {
    match purpose {
        BackgroundPurpose::Implementation => "IMPLEMENTATION",
        BackgroundPurpose::Exploitation => "EXPLOITATION",
    }
}

fn day(day: Date) -> v1::Date {
    v1::Date { days: day.days() }
}

fn bytes(digest: Digest) -> Vec<u8> {
    digest.0.into()
}
