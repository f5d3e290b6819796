//! The statements that store and read one table, generated from its description.

use rights::table::{Column, Table};

use super::{
    cell::{array_of, cast_of, is_null},
    schema::{self, key, names_of},
};
use crate::Selection;

/// What stores the rows of one table. Parameters: an array for each column, then one for each
/// sequence that is named.
pub(super) struct Statements {
    /// Reads the rows with these keys.
    pub(super) stored: String,
    /// Copies the rows with these keys to the history, each until a sequence.
    pub(super) supersede: String,
    /// Writes versions to the history, each from a sequence until a sequence.
    pub(super) archive: String,
    /// Writes rows, each from a sequence, in the place of those with their keys.
    pub(super) write: String,
    /// Removes the rows with these keys.
    pub(super) remove: String,
    /// Takes new rows in from a copy: the columns, then the sequence.
    pub(super) copy: String,
    /// Takes versions into the history from a copy: the columns, then both sequences.
    pub(super) copy_history: String,
}

impl Statements {
    pub(super) fn of(table: &Table, generation: i64) -> Self {
        let (now, before) = names(table, generation);
        let (all, key) = (names_of(table.columns.iter()), key(table));
        let keys = table.key_columns();
        let at_key = equal(keys, |place| format!("k.\"{}\"", keys[place].name));
        let of_now = qualified(table.columns, "t");
        let given = given(table.columns);
        let replaced: Vec<String> = table.columns[table.key..]
            .iter()
            .map(|column| format!("\"{0}\" = excluded.\"{0}\", ", column.name))
            .collect();
        Self {
            stored: format!(
                "SELECT {of_now}, t.sequence FROM {} JOIN {now} t ON {at_key}",
                unnest(keys, "k", &[])
            ),
            supersede: format!(
                "INSERT INTO {before} ({all}, sequence, until_sequence)
                SELECT {of_now}, t.sequence, k.until_sequence FROM {} JOIN {now} t ON {at_key}",
                unnest(keys, "k", &["until_sequence"])
            ),
            archive: format!(
                "INSERT INTO {before} ({all}, sequence, until_sequence)
                SELECT {given}, v.sequence, v.until_sequence FROM {}",
                unnest(table.columns, "v", &["sequence", "until_sequence"])
            ),
            write: format!(
                "INSERT INTO {now} ({all}, sequence) SELECT {given}, v.sequence FROM {}
                ON CONFLICT ({key}) DO UPDATE SET {}sequence = excluded.sequence",
                unnest(table.columns, "v", &["sequence"]),
                replaced.concat()
            ),
            remove: format!("DELETE FROM {now} t USING {} WHERE {at_key}", unnest(keys, "k", &[])),
            copy: format!("COPY {now} ({all}, sequence) FROM STDIN (FORMAT binary)"),
            copy_history: format!(
                "COPY {before} ({all}, sequence, until_sequence) FROM STDIN (FORMAT binary)"
            ),
        }
    }
}

/// What reads the row with a key. Parameters: the key's cells, then `as_of`.
pub(super) fn get(table: &Table, generation: i64, as_of: Option<u64>) -> String {
    let at_key = equal(table.key_columns(), |place| format!("${}", place + 1));
    versions(table, generation, &[at_key], as_of.map(|_| table.key + 1), "")
}

/// What reads rows of a table: all columns, then the sequence.
///
/// Parameters: the filter's cells but for those that are null, then the cells of `after`, then
/// `as_of`, then the limit.
pub(super) fn list(
    table: &Table,
    generation: i64,
    filter: &[&Column],
    asked: &Selection<'_>,
) -> String {
    let mut bound = 0;
    let mut next = || {
        bound += 1;
        format!("${bound}")
    };
    let mut conditions: Vec<String> = Vec::new();
    for (column, (_, cell)) in filter.iter().zip(asked.filter) {
        conditions.push(if is_null(cell) {
            format!("t.\"{}\" IS NULL", column.name)
        } else {
            format!("t.\"{}\" = {}", column.name, next())
        });
    }
    if asked.after.is_some() {
        let cells: Vec<String> = table.key_columns().iter().map(|_| next()).collect();
        let key = qualified(table.key_columns(), "t");
        conditions.push(format!("({key}) > ({})", cells.join(", ")));
    }
    if asked.as_of.is_some() {
        next();
    }
    let as_of = asked.as_of.map(|_| bound);
    let page = format!("ORDER BY {} LIMIT ${}", key(table), bound + 1);
    let select = versions(table, generation, &conditions, as_of, &page);
    // Each table gives its page by its own index; the page of both is sorted out of these.
    if asked.as_of.is_some() { format!("{select} {page}") } else { select }
}

/// What reads all versions of the row with a key, with the record that ended each; null if none.
pub(super) fn history(table: &Table, generation: i64) -> String {
    let (now, before) = names(table, generation);
    let all = qualified(table.columns, "t");
    let at_key = equal(table.key_columns(), |place| format!("${}", place + 1));
    format!(
        "SELECT {all}, t.sequence, t.until_sequence FROM {before} t WHERE {at_key}
        UNION ALL SELECT {all}, t.sequence, NULL FROM {now} t WHERE {at_key}
        ORDER BY sequence"
    )
}

fn versions(
    table: &Table,
    generation: i64,
    conditions: &[String],
    as_of: Option<usize>,
    page: &str,
) -> String {
    let (now, before) = names(table, generation);
    let all = qualified(table.columns, "t");
    let when = |more: &[String]| match [conditions, more].concat() {
        none if none.is_empty() => String::new(),
        some => format!(" WHERE {}", some.join(" AND ")),
    };
    let Some(as_of) = as_of else {
        return format!("SELECT {all}, t.sequence FROM {now} t{} {page}", when(&[]));
    };
    let since = format!("t.sequence <= ${as_of}");
    let held = format!("t.until_sequence > ${as_of}");
    let (held_now, held_before) = (when(std::slice::from_ref(&since)), when(&[since, held]));
    format!(
        "(SELECT {all}, t.sequence FROM {now} t{held_now} {page})
        UNION ALL (SELECT {all}, t.sequence FROM {before} t{held_before} {page})"
    )
}

/// The table, and its history.
fn names(table: &Table, generation: i64) -> (String, String) {
    let (rows, name) = (schema::rows(generation), table.name);
    (format!("{rows}.\"{name}\""), format!("{rows}.\"{name}_history\""))
}

/// Arrays side by side, as rows: one for each column, and one of sequences for each of `more`.
fn unnest(columns: &[Column], alias: &str, more: &[&str]) -> String {
    let kinds = columns.iter().map(|column| array_of(column.kind));
    let types = kinds.chain(more.iter().map(|_| "bigint[]"));
    let arrays: Vec<String> =
        types.enumerate().map(|(place, of)| format!("${}::{of}", place + 1)).collect();
    let names = columns.iter().map(|column| column.name).chain(more.iter().copied());
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    format!("UNNEST({}) AS {alias}({})", arrays.join(", "), names.join(", "))
}

/// The columns of the rows that such arrays give.
fn given(columns: &[Column]) -> String {
    let of = |column: &Column| format!("v.\"{}\"{}", column.name, cast_of(column.kind));
    let all: Vec<String> = columns.iter().map(of).collect();
    all.join(", ")
}

fn qualified(columns: &[Column], alias: &str) -> String {
    let all: Vec<String> =
        columns.iter().map(|column| format!("{alias}.\"{}\"", column.name)).collect();
    all.join(", ")
}

/// Every column of `t` equal to its value.
fn equal(columns: &[Column], value: impl Fn(usize) -> String) -> String {
    let one =
        |(place, column): (usize, &Column)| format!("t.\"{}\" = {}", column.name, value(place));
    let all: Vec<String> = columns.iter().enumerate().map(one).collect();
    all.join(" AND ")
}
