//! What the views show: every table, and how each of its rows follows from the ledger.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the description of tables passes every key column in the same way"
)]

mod contract;
mod disclosure;
mod key;
mod office;
mod party;
mod programme;
mod result;
mod shares;

use crate::{
    id::{BackgroundId, ContractId, Digest, KeyId, PartyId, ResultId, TreatyId},
    ledger::{contract::Heading, disclosure::Subject, key::Group},
    role::{Council, Role},
    table::tables,
    territory::State,
    time::Date,
};

/// A day in a row.
#[allow(clippy::unnecessary_wraps, reason = "a field that is a message may be absent")]
fn day(day: Date) -> Option<crate::wire::v1::Date> {
    Some(crate::wire::v1::Date { days: day.days() })
}

tables! {
    Party(party: PartyId) = PartyRow in "parties" group [0] from party::party {
        party: text, seat: text, kind: text, name: text, identifiers: list, state: text,
        revision: whole, state_from: day, treaty: text, right_from: day, right_until: day,
        successor: text, insolvency: text, administrator: bytes, since: whole,
    }

    Controller(party: PartyId, position: u64) = ControllerRow in "controllers" group [0]
        from party::controller {
        party: text, position: whole, name: text, state: text,
    }

    Key(key: KeyId) = KeyRow in "keys" group [0] from key::key {
        key: bytes, public_key: bytes, role: text, holder: text, from: day, until: day, state: text,
        ended: time, compromised_since: time, successor: bytes, since: whole, revision: whole,
    }

    Contract(contract: ContractId) = ContractRow in "contracts" group [0]
    from contract::contract {
        contract: text, title: bytes, treaty: text, level: text, from: day, until: day, tail: day,
        ended: text, ended_on: day, terms: bytes, marks: list, termination_rights: list,
        overrides: list, ownership_default: text, policy_version: whole, since: whole,
        revision: whole,
    }

    ContractParty(contract: ContractId, party: PartyId) = ContractPartyRow in "contract_parties"
    group [0] from contract::party {
        contract: text, party: text, seat: text,
    }

    ContractTerm(contract: ContractId, heading: Heading) = ContractTermRow in "contract_terms" group [0]
    from contract::term {
        contract: text, heading: text, state: text, policy_answer: list,
    }

    Background(contract: ContractId, item: BackgroundId) = BackgroundRow in "background" group [0]
    from contract::background {
        contract: text, item: text, owner: text, description: bytes, purpose: text,
        territory: list, fee: bytes, conditions: bytes, listed_on: day, since: whole,
    }

    Contribution(result: ResultId, contributor: PartyId) = ContributionRow in "contributions"
    group [0] from shares::contribution {
        result: text, contributor: text, kind: text, weight: whole, evidence: list,
        recorded_on: day, policy_version: whole, state: text, contester: text, reason: bytes,
        since: whole, revision: whole,
    }

    ShareProposal(result: ResultId, proposal: u64) = ShareProposalRow in "share_proposals" group [0]
    from shares::proposal {
        result: text, proposal: whole, proposer: text, text: bytes, title: list, income: list,
        state: text, agreement: whole, policy_version: whole, revision: whole,
    }

    Holding(result: ResultId, party: PartyId) = HoldingRow in "holdings" group [1]
    from shares::holding {
        result: text, party: text, numerator: whole, denominator: whole, income_numerator: whole,
        income_denominator: whole, basis: text, since: whole,
    }

    OwnershipChange(result: ResultId, party: PartyId, record: u64) = OwnershipChangeRow
    in "ownership_changes" group [0] from shares::change {
        result: text, party: text, record: whole, before: text, after: text, cause: text,
        effective_on: day,
    }

    Result(result: ResultId) = ResultRow in "results" group [0] from result::result {
        result: text, contract: text, kind: text, state: text, level: text, mark: text,
        discloser: text, content: bytes, content_size: whole, media_type: text, cites: text,
        cites_as: text, title: bytes, created_in: text, created_on: day, fields: list, office: text,
        disclosed: whole, policy: whole, registered: whole, registration_policy: whole,
        held_since: whole, held_from: day, final_from: day, revision: whole,
    }

    ResultHolder(result: ResultId, party: PartyId) = ResultHolderRow in "result_holders" group [0]
        from result::holder { result: text, party: text, since: whole }

    Creator(result: ResultId, position: u64) = CreatorRow in "creators" group [0]
        from result::creator { result: text, position: whole, name: bytes }

    Derivation(derived: ResultId, source: ResultId) = DerivationRow in "derivations" group [0]
        from result::derivation { derived: text, source: text, since: whole }

    RegistrationWindow(result: ResultId, addressee: PartyId) = RegistrationWindowRow
        in "registration_windows" group [0] from result::window {
        result: text, addressee: text, party: text, notice: whole, notice_index: whole,
        delivered: day, last_day: day,
    }

    Version(result: ResultId, number: u64) = VersionRow in "versions" group [0]
        from result::version {
        result: text, number: whole, content: bytes, content_size: whole, media_type: text, by: text,
        since: whole,
    }

    Contest(result: ResultId, opened: u64) = ContestRow in "contests" group [0]
        from result::contest {
        result: text, opened: whole, contester: text, ground: text, evidence: list, reasons: bytes,
        state: text, ended: whole, ended_on: day,
    }

    Correction(record: u64, by: u64) = CorrectionRow in "corrections" group [0]
        from result::correction {
        record: whole, by: whole, event: whole, subject: text, field: text, was: list, is: list,
        concerned: text,
    }

    Handover(result: ResultId, record: u64) = HandoverRow in "handovers" group [0]
        from disclosure::handover {
        result: text, record: whole, giver: text, receiver: text, items: list, marks: list,
        act: bytes, level: text,
    }

    Declassification(result: ResultId, asked: u64) = DeclassificationRow
        in "declassifications" group [0] from disclosure::declassification {
        result: text, asked: whole, requester: text, level: text, reasons: bytes, state: text,
        decided: whole,
    }

    Threshold(role: Group) = ThresholdRow in "thresholds" group [0] from key::threshold {
        role: text, threshold: whole, since: whole,
    }

    ContestableRecord(record: u64) = ContestableRecordRow in "contestable_records" group [0]
        from key::contestable_record {
        record: whole, state: text, key: bytes, declaration: whole, addressees: list,
        contested_by: text, closes: time, policy: whole, since: whole, revision: whole,
    }

    Access(subject: Subject, reader: Role, granted_by: PartyId) = AccessRow in "accesses" group [0]
        from disclosure::access {
        subject: text, reader: text, granted_by: text, level: text, mark: text, until: day,
        since: whole, revision: whole,
    }

    Shredded(commitment: Digest) = ShreddedRow in "shredded" group [0] from disclosure::shredded {
        commitment: bytes, basis: text, since: whole,
    }

    Programme(programme: &'static str) = ProgrammeRow in "programme" group [0]
        from programme::programme {
        programme: text, origin: text, purpose: text, instrument: text, rules: whole,
        threshold: whole, newest_policy: whole,
    }

    Treaty(treaty: TreatyId) = TreatyRow in "treaties" group [0] from programme::treaty {
        treaty: text, title: text,
    }

    Binding(treaty: TreatyId, state: State, period: u64) = BindingRow in "bindings" group [0]
        from programme::binding {
        treaty: text, state: text, period: whole, from: day, suspended: list, withdrawn: day,
        duties: bytes, revision: whole,
    }

    NationalPart(state: State) = NationalPartRow in "national_parts" group [0]
        from programme::national_part {
        state: text, formed: day, record: whole,
    }

    Policy(version: u64) = PolicyRow in "policies" group [0] from programme::policy {
        version: whole, from: day, superseded: day, record: whole,
    }

    PolicyValue(version: u64, key: &'static str) = PolicyValueRow in "policy_values" group [0]
        from programme::policy_value {
        version: whole, key: text, value: text,
    }

    Appointment(office: Role, record: u64) = AppointmentRow in "appointments" group [0]
        from office::appointment {
        office: text, record: whole, holder: text, name: bytes, from: day, until: day, ended: day,
        mode: text, act: bytes, revision: whole,
    }

    Designation(state: State, record: u64) = DesignationRow in "designations" group [0]
        from office::designation {
        state: text, record: whole, treaty: text, body: text, name: text, powers: list, from: day,
        until: day, ended: day, revision: whole,
    }

    Council(council: Council) = CouncilRow in "councils" group [0] from office::council {
        council: text, regulation: text, competence: list, constituted: day, record: whole,
    }

    Decision(record: u64) = DecisionRow in "decisions" group [0] from office::decision {
        record: whole, body: text, adopted: day, text: bytes, orders: list, unused: list,
    }

    Notice(addressee: Role, record: u64, notice: u64) = NoticeRow in "notices" group [0]
        from office::notice {
        addressee: text, record: whole, notice: whole, about: text, subject: text, sent: day,
        delivered: day,
    }
}

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn a_group_is_named_by_key_columns() {
        for table in TABLES {
            assert!(table.group.iter().all(|position| *position < table.key), "{}", table.name);
            assert!(table.key <= table.columns.len(), "{}", table.name);
        }
    }

    #[test]
    fn no_column_takes_a_name_that_the_views_need() {
        let taken = ["sequence", "until_sequence"];
        for table in TABLES {
            assert!(
                table.columns.iter().all(|column| !taken.contains(&column.name)),
                "{}",
                table.name
            );
        }
    }

    #[test]
    fn no_two_tables_share_a_name() {
        for (position, table) in TABLES.iter().enumerate() {
            assert!(TABLES[position + 1..].iter().all(|other| other.name != table.name));
        }
    }
}
