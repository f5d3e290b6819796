//! What the views show: every table, and how each of its rows follows from the ledger.

mod key;
mod party;

use crate::{
    id::{KeyId, PartyId},
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
