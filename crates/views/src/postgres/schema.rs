//! The tables of the views and the plain views in front of them, generated from the descriptions.
//!
//! For each generation: `rows_<g>`, the tables; `ledger_<g>`, a plain view of each; `api_<g>`, the
//! published views. The last two are called `ledger` and `api` while the generation is served.

use std::fmt::Write as _;

use rights::{
    row::TABLES,
    table::{Column, Kind, Table},
};
use tlog::hash::Hash;

use super::{api, cell};
use crate::{comments::Comments, description};

/// Raised when this file lays out the same descriptions in another way.
const LAYOUT: u32 = 1;

/// A relation's columns: name, type, meaning.
type Columns = Vec<(String, String, String)>;

/// SHA-256 over the layout, the published views and the descriptions of all tables: equal hashes,
/// equal schemas.
pub(super) fn hash() -> Hash {
    let published = api::FILES.concat();
    description::hash(&format!("postgres layout {LAYOUT}\n{published}"))
}

/// The schema of the tables.
pub(super) fn rows(generation: i64) -> String {
    format!("rows_{generation}")
}

/// What creates all tables and views of a generation, the tables empty and without what [`index`]
/// adds: only what holds now has its key, by which it is looked for while it is filled.
pub(super) fn create(generation: i64) -> String {
    let rows = rows(generation);
    let mut text = format!(
        "CREATE SCHEMA {rows};
        COMMENT ON SCHEMA {rows} IS 'The tables of one filling; read them through ledger or api.';
        CREATE SCHEMA ledger_{generation};
        COMMENT ON SCHEMA ledger_{generation} IS 'Every table of the views, as it is served.';
        CREATE SCHEMA api_{generation};
        COMMENT ON SCHEMA api_{generation} IS 'Published views, whose columns stay as they are.';"
    );
    for relation in all() {
        relation.create(&mut text, generation);
    }
    text + &api::create(generation)
}

/// What adds the keys and indexes that are missing, and counts the rows: an index is built several
/// times as fast over rows that are there as with each that comes.
pub(super) fn index(generation: i64) -> String {
    let mut text = String::new();
    for relation in all() {
        relation.index(&mut text, generation);
    }
    text
}

/// Whether [`index`] was done with a generation.
pub(super) fn is_indexed(generation: i64) -> String {
    let rows = rows(generation);
    format!("SELECT EXISTS (SELECT FROM pg_index WHERE indrelid = to_regclass('{rows}.records'))")
}

/// What gives the views of a generation the names under which they are served.
pub(super) fn show(generation: i64) -> String {
    format!(
        "ALTER SCHEMA ledger_{generation} RENAME TO ledger;
        ALTER SCHEMA api_{generation} RENAME TO api"
    )
}

/// What takes these names from them.
pub(super) fn hide(generation: i64) -> String {
    format!(
        "ALTER SCHEMA ledger RENAME TO ledger_{generation};
        ALTER SCHEMA api RENAME TO api_{generation}"
    )
}

/// What drops a generation that is not served; it waits for whoever reads any of it.
pub(super) fn drop(generation: i64) -> String {
    // A reader holds the table of records for as long as it lives.
    format!(
        "LOCK TABLE rows_{generation}.records IN ACCESS EXCLUSIVE MODE;
        DROP SCHEMA api_{generation}, ledger_{generation}, rows_{generation} CASCADE"
    )
}

/// A table, with what is said about it.
struct Relation {
    name: String,
    comment: String,
    columns: Columns,
    /// The key, and what is looked for otherwise; each a list of columns.
    key: String,
    indexes: Vec<String>,
    /// When the key is made one.
    keyed: Keyed,
}

/// When a table gets its key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyed {
    /// As long as it is empty: rows are looked for while it is filled.
    AtOnce,
    /// Once it is filled: rows are only added until then.
    Filled,
}

fn all() -> impl Iterator<Item = Relation> {
    TABLES.iter().flat_map(relations).chain([records()])
}

impl Relation {
    /// The table, and the plain view in front of it.
    fn create(&self, text: &mut String, generation: i64) {
        let Self { name, comment, columns, key, indexes: _, keyed } = self;
        let table = self.table(generation);
        let view = format!("ledger_{generation}.\"{name}\"");
        let of_type =
            |(name, of_type, _): &(String, String, String)| format!("\"{name}\" {of_type}");
        let typed: Vec<String> = columns.iter().map(of_type).collect();
        let mut line = |line: String| writeln!(text, "{line};").expect("a text has room");
        let key = match keyed {
            Keyed::AtOnce => format!(", PRIMARY KEY ({key})"),
            Keyed::Filled => String::new(),
        };
        line(format!("CREATE TABLE {table} ({}{key})", typed.join(", ")));
        line(format!("CREATE VIEW {view} AS TABLE {table}"));
        for (what, name) in [("TABLE", &table), ("VIEW", &view)] {
            line(format!("COMMENT ON {what} {name} IS {}", quoted(comment)));
            for (column, _, comment) in columns {
                line(format!("COMMENT ON COLUMN {name}.\"{column}\" IS {}", quoted(comment)));
            }
        }
    }

    /// Its indexes, and the key if it has none yet.
    fn index(&self, text: &mut String, generation: i64) {
        let table = self.table(generation);
        let mut line = |line: String| writeln!(text, "{line};").expect("a text has room");
        if self.keyed == Keyed::Filled {
            line(format!("ALTER TABLE {table} ADD PRIMARY KEY ({})", self.key));
        }
        for of in &self.indexes {
            line(format!("CREATE INDEX ON {table} ({of})"));
        }
        line(format!("ANALYZE {table}"));
    }

    fn table(&self, generation: i64) -> String {
        format!("{}.\"{}\"", rows(generation), self.name)
    }
}

/// What is known about the records, in the order of `record::COLUMNS`.
fn records() -> Relation {
    let column = |(name, of_type, comment): (&str, &str, &str)| {
        (name.to_owned(), format!("{of_type} NOT NULL"), comment.to_owned())
    };
    let columns = [
        ("sequence", "bigint", "Its place in the log, from 0."),
        ("recorded_at", "timestamptz", "When it was recorded; never decreases."),
        ("command", "text COLLATE \"C\"", "What was asked for."),
        ("author", "bytea", "The author's key id."),
        ("author_role", "text COLLATE \"C\"", "The role that the author's key serves."),
        ("command_id", "uuid", "The author's choice, a UUID of version 7."),
        ("signers", "bytea", "The key ids that signed, 32 bytes each, ascending."),
        ("leaf", "bytea", "SHA-256(0x00, record); that of record 0 is the ledger's identity."),
    ];
    Relation {
        name: "records".into(),
        comment: "Every record of the log, without its content.".into(),
        columns: columns.map(column).into(),
        key: "sequence".into(),
        indexes: ["author, command_id".into(), "recorded_at, sequence".into()].into(),
        keyed: Keyed::Filled,
    }
}

/// What holds now, and beside it what held before.
fn relations(table: &'static Table) -> [Relation; 2] {
    let comments = Comments::of(table.name);
    let column = |column: &Column| {
        let comment = format!("{}{}", comments.column(column.name), unit(column.kind));
        (column.name.into(), cell::type_of(column.kind).into(), comment.trim().into())
    };
    let whole = |name: &str, comment: &str| (name.into(), "bigint NOT NULL".into(), comment.into());
    let mut now: Columns = table.columns.iter().map(column).collect();
    let mut before = now.clone();
    now.push(whole("sequence", "The record that made the row so; see records."));
    before.push(whole("sequence", "The record that made the row so."));
    before.push(whole("until_sequence", "The record that changed or removed it."));
    let percents: Columns = table.columns.iter().filter_map(|part| percent(table, part)).collect();
    now.extend(percents.iter().cloned());
    before.extend(percents);
    let key = key(table);
    // A group that begins the key is found by the key.
    let by_key = table.group.iter().copied().eq(0..table.group.len());
    let group = names_of(table.group.iter().map(|position| &table.columns[*position]));
    let indexes: Vec<String> = if by_key { Vec::new() } else { [group].into() };
    let held = "What held before: after record s, the rows with sequence <= s < until_sequence.";
    [
        Relation {
            name: table.name.into(),
            comment: format!("{} What holds now.", comments.table.trim()),
            columns: now,
            key: key.clone(),
            indexes: indexes.clone(),
            keyed: Keyed::AtOnce,
        },
        Relation {
            name: format!("{}_history", table.name),
            comment: format!("{} {held}", comments.table.trim()),
            columns: before,
            key: format!("{key}, sequence"),
            indexes,
            keyed: Keyed::Filled,
        },
    ]
}

fn unit(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Whole => "",
        Kind::Time | Kind::Day => " Null: none.",
        Kind::Bytes => " Empty: none.",
        Kind::List => " In order.",
    }
}

/// For a numerator and its denominator, a rounded percentage beside them, for reading only.
fn percent(table: &Table, part: &Column) -> Option<(String, String, String)> {
    let of = part.name.strip_suffix("numerator")?;
    let whole = format!("{of}denominator");
    table.columns.iter().find(|column| column.name == whole)?;
    let share = format!("100 * \"{}\"::numeric / NULLIF(\"{whole}\", 0)", part.name);
    Some((
        format!("{of}percent"),
        format!("numeric GENERATED ALWAYS AS (round({share}, 4)) STORED"),
        format!("{} / {whole} in percent, rounded: for reading, never for computing.", part.name),
    ))
}

pub(super) fn key(table: &Table) -> String {
    names_of(table.key_columns().iter())
}

pub(super) fn names_of<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    let names: Vec<String> = columns.map(|column| format!("\"{}\"", column.name)).collect();
    names.join(", ")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_has_a_name_that_means_something_else_in_its_schema() {
        for Table { name, columns, .. } in TABLES {
            assert!(*name != "records" && !name.ends_with("_history"), "{name}");
            let percent = |column: &&Column| column.name.ends_with("percent");
            assert_eq!(columns.iter().find(percent), None, "{name}");
        }
    }

    #[test]
    fn every_share_has_a_percentage_to_read() {
        let holdings = TABLES.iter().find(|table| table.name == "holdings");
        let [now, _] = relations(holdings.expect("parties hold results"));
        let names: Vec<&str> = now.columns.iter().map(|(name, _, _)| name.as_str()).collect();
        assert!(names.ends_with(&["sequence", "percent", "income_percent"]), "{names:?}");
    }
}
