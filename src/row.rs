//! What the views show: every table, and how each of its rows follows from the ledger.

mod disclosure;
mod key;
mod party;

use crate::{
    id::{Digest, KeyId, PartyId},
    ledger::{disclosure::Subject, key::Group},
    role::Role,
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

    Threshold(role: Group) = ThresholdRow in "thresholds" group [0] from key::threshold {
        role: text, threshold: whole, since: whole,
    }

    ContestableRecord(record: u64) = ContestableRecordRow in "contestable_records" group [0]
        from key::contestable_record {
        record: whole, state: text, key: bytes, declaration: whole, addressees: list,
        contested_by: text, closes: time, policy: whole, since: whole, revision: whole,
    }

    // Access and erasure.
    Access(subject: Subject, reader: Role, granted_by: PartyId) = AccessRow in "accesses" group [0]
        from disclosure::access {
        subject: text, reader: text, granted_by: text, level: text, mark: text, until: day,
        since: whole, revision: whole,
    }

    Shredded(commitment: Digest) = ShreddedRow in "shredded" group [0] from disclosure::shredded {
        commitment: bytes, basis: text, since: whole,
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
