//! The statements that store and read one table, generated from its description.

use std::fmt::Write as _;

use rights::table::{Column, Table};

use super::schema::{key, names_of};
use crate::Selection;

/// What stores the rows of one table. Parameters: all cells in order, then the sequence; of
/// `forget` and `remove`, the key cells alone, then the sequence.
pub(super) struct Statements {
    /// Inserts a row unless there is one with its key.
    pub(super) insert: String,
    /// Moves the stored row to the history if it differs.
    pub(super) supersede: String,
    /// Replaces the stored row.
    pub(super) replace: String,
    /// Moves the stored row to the history.
    pub(super) forget: String,
    /// Removes the stored row.
    pub(super) remove: String,
}

impl Statements {
    pub(super) fn of(table: &Table, prefix: &str) -> Self {
        let name = format!("\"{prefix}{}\"", table.name);
        let history = format!("\"{prefix}{}_history\"", table.name);
        let all = names_of(table.columns.iter());
        let at_key = equal(table.key_columns(), 1, "=", " AND ");
        let rest = &table.columns[table.key..];
        let (last, sequence) = (table.key + 1, table.columns.len() + 1);
        // A row that is all key never differs from the one with the same key.
        let differs = match equal(rest, last, "IS NOT", " OR ") {
            none if none.is_empty() => "FALSE".into(),
            some => some,
        };
        let mut set = equal(rest, last, "=", ", ");
        if !set.is_empty() {
            set.push_str(", ");
        }
        let moved = |until: usize| {
            format!(
                "INSERT INTO {history} ({all}, sequence, until_sequence)
                SELECT {all}, sequence, ?{until} FROM {name} WHERE {at_key}"
            )
        };
        Self {
            insert: format!(
                "INSERT INTO {name} ({all}, sequence) VALUES ({}) ON CONFLICT DO NOTHING",
                numbered(sequence)
            ),
            supersede: format!("{} AND ({differs})", moved(sequence)),
            replace: format!("UPDATE {name} SET {set}sequence = ?{sequence} WHERE {at_key}"),
            forget: moved(last),
            remove: format!("DELETE FROM {name} WHERE {at_key}"),
        }
    }
}

/// What reads rows of a served table: all columns, then the sequence.
///
/// Parameters: the filter's cells, then the cells of `after`, then `as_of`.
pub(super) fn list(table: &Table, filter: &[&Column], asked: &Selection<'_>) -> String {
    let after = asked.after.map(|_| {
        let first = filter.len() + 1;
        let last = filter.len() + table.key;
        let cells: Vec<String> = (first..=last).map(|place| format!("?{place}")).collect();
        format!("({}) > ({})", key(table), cells.join(", "))
    });
    let equal =
        |(place, column): (usize, &&Column)| format!("\"{}\" IS ?{}", column.name, place + 1);
    let conditions: Vec<String> =
        filter.iter().enumerate().map(equal).chain(after.clone()).collect();
    let as_of = filter.len() + if after.is_some() { table.key } else { 0 } + 1;
    let mut select = versions(table, &conditions, asked.as_of.map(|_| as_of));
    write!(select, " ORDER BY {} LIMIT {}", key(table), asked.limit).expect("a text has room");
    select
}

/// What reads the row with a key. Parameters: the key's cells, then `as_of`.
pub(super) fn get(table: &Table, as_of: Option<u64>) -> String {
    let at_key = [equal(table.key_columns(), 1, "=", " AND ")];
    versions(table, &at_key, as_of.map(|_| table.key + 1))
}

/// What reads all versions of the row with a key, with the record that ended each; null if none.
pub(super) fn history(table: &Table) -> String {
    let (all, name) = (names_of(table.columns.iter()), table.name);
    let at_key = equal(table.key_columns(), 1, "=", " AND ");
    format!(
        "SELECT {all}, sequence, until_sequence FROM \"{name}_history\" WHERE {at_key}
        UNION ALL SELECT {all}, sequence, NULL FROM \"{name}\" WHERE {at_key}
        ORDER BY sequence"
    )
}

fn versions(table: &Table, conditions: &[String], as_of: Option<usize>) -> String {
    let (all, name) = (names_of(table.columns.iter()), table.name);
    let when = |more: &[String]| match [conditions, more].concat() {
        none if none.is_empty() => String::new(),
        some => format!(" WHERE {}", some.join(" AND ")),
    };
    let Some(as_of) = as_of else {
        return format!("SELECT {all}, sequence FROM \"{name}\"{}", when(&[]));
    };
    let since = format!("sequence <= ?{as_of}");
    let held = format!("until_sequence > ?{as_of}");
    let (now, before) = (when(std::slice::from_ref(&since)), when(&[since, held]));
    format!(
        "SELECT {all}, sequence FROM \"{name}\"{now}
        UNION ALL SELECT {all}, sequence FROM \"{name}_history\"{before}"
    )
}

/// `"a" = ?first AND "b" = ?first+1`, and so on.
fn equal(columns: &[Column], first: usize, operator: &str, between: &str) -> String {
    let one = |(place, column): (usize, &Column)| {
        format!("\"{}\" {operator} ?{}", column.name, first + place)
    };
    let all: Vec<String> = columns.iter().enumerate().map(one).collect();
    all.join(between)
}

fn numbered(count: usize) -> String {
    let all: Vec<String> = (1..=count).map(|place| format!("?{place}")).collect();
    all.join(", ")
}
