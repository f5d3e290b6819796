//! What the views show: every table, and how each of its rows follows from the ledger.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the description of tables passes every key column in the same way"
)]

mod key;
mod office;
mod party;
mod programme;

use crate::{
    id::{KeyId, PartyId, TreatyId},
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
    fn no_two_tables_share_a_name() {
        for (position, table) in TABLES.iter().enumerate() {
            assert!(TABLES[position + 1..].iter().all(|other| other.name != table.name));
        }
    }
}
