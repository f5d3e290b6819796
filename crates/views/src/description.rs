//! Tells one description of all tables from another.

use std::fmt::Write as _;

use rights::{
    row::TABLES,
    table::{Column, Table},
};
use tlog::hash::Hash;

/// SHA-256 over the layout and the descriptions of all tables: equal hashes, equal tables.
pub(crate) fn hash(layout: &str) -> Hash {
    let mut text = layout.to_owned();
    for Table { name, key, group, columns } in TABLES {
        writeln!(text, "{name} key {key} group {group:?}").expect("a text has room");
        for Column { name, kind } in *columns {
            writeln!(text, "  {name} {kind:?}").expect("a text has room");
        }
    }
    Hash::of(&[text.as_bytes()])
}
