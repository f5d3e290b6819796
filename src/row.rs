//! What the views show: every table, and how each of its rows follows from the ledger.

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
