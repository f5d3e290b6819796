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
