//! What the views show: every table, and how each of its rows follows from the ledger.

mod disclosure;
mod key;
mod party;
mod result;

use crate::{
    id::{KeyId, PartyId, ResultId},
    table::tables,
};

tables! {
    Party(party: PartyId) = PartyRow in "parties" group [0] from party::party {
        party: text, seat: text, kind: text, name: text, identifiers: list, state: text,
        revision: whole,
    }

    Key(key: KeyId) = KeyRow in "keys" group [0] from key::key {
        key: bytes, public_key: bytes, role: text, holder: text, from: day, until: day, state: text,
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

    Handover(result: ResultId, sequence: u64) = HandoverRow in "handovers" group [0]
        from disclosure::handover {
        result: text, sequence: whole, giver: text, receiver: text, items: list, marks: list,
        act: bytes, level: text,
    }

    Declassification(result: ResultId, asked: u64) = DeclassificationRow
        in "declassifications" group [0] from disclosure::declassification {
        result: text, asked: whole, requester: text, level: text, reasons: bytes, state: text,
        decided: whole,
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
    fn no_two_tables_share_a_name() {
        for (position, table) in TABLES.iter().enumerate() {
            assert!(TABLES[position + 1..].iter().all(|other| other.name != table.name));
        }
    }
}
