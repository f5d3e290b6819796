//! The tables of the views, generated from their descriptions.

use std::fmt::Write as _;

use rights::{
    row::TABLES,
    table::{Column, Kind, Table},
};
use rusqlite::Transaction;
use tlog::hash::Hash;

use super::{cell, fault, slot::Stage};
use crate::{Error, Place, comments::Comments, description};

/// What the names of tables begin with that are being filled beside those that are served.
pub(super) const BESIDE: &str = "next_";

/// Raised when this file lays out the same descriptions in another way.
const LAYOUT: u32 = 1;

/// What is known about the records, in the order of `record::COLUMNS`.
const RECORDS: &str = "
CREATE TABLE {prefix}records (
  -- Every record of the log, without its content.
  sequence INTEGER PRIMARY KEY, -- its place in the log, from 0
  recorded_at_us INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00:00Z; never decreases
  command TEXT NOT NULL, -- what was asked for
  author BLOB NOT NULL, -- the author's key id
  author_role TEXT NOT NULL, -- the role that the author's key serves
  command_id BLOB NOT NULL, -- the author's choice, a UUID of version 7
  signers BLOB NOT NULL, -- the key ids that signed, 32 bytes each, ascending
  leaf BLOB NOT NULL -- SHA-256(0x00, record); that of record 0 is the ledger's identity
) STRICT;
CREATE INDEX g{generation}_records_by_command ON {prefix}records (author, command_id);
CREATE INDEX g{generation}_records_by_time ON {prefix}records (recorded_at_us);
";

/// SHA-256 over the layout and the descriptions of all tables: equal hashes, equal tables.
pub(super) fn hash() -> Hash {
    description::hash(&format!("layout {LAYOUT}\n"))
}

/// Creates all tables of `stage`, empty.
pub(super) fn create(
    transaction: &Transaction<'_>,
    stage: Stage,
    generation: i64,
) -> Result<(), Error> {
    let generation = generation.to_string();
    let fill =
        |text: &str| text.replace("{prefix}", stage.prefix()).replace("{generation}", &generation);
    let tables = TABLES.iter().map(tables_of);
    let all: String = std::iter::once(RECORDS.into()).chain(tables).collect();
    transaction.execute_batch(&fill(&all)).map_err(at_file)
}

/// Removes all tables of `stage`, whatever schema they have.
pub(super) fn drop_all(transaction: &Transaction<'_>, stage: Stage) -> Result<(), Error> {
    let names = names(transaction, stage)?;
    let drop = |name: &String| transaction.execute_batch(&format!("DROP TABLE \"{name}\""));
    names.iter().try_for_each(drop).map_err(at_file)
}

/// Gives the tables filled beside their plain names, which must be free.
pub(super) fn rename_beside(transaction: &Transaction<'_>) -> Result<(), Error> {
    let names = names(transaction, Stage::Beside)?;
    let rename = |name: &String| {
        let plain = name.trim_start_matches(BESIDE);
        transaction.execute_batch(&format!("ALTER TABLE \"{name}\" RENAME TO \"{plain}\""))
    };
    names.iter().try_for_each(rename).map_err(at_file)
}

fn names(transaction: &Transaction<'_>, stage: Stage) -> Result<Vec<String>, Error> {
    let select = "SELECT name FROM sqlite_schema WHERE type = 'table'
        AND name != 'slots' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let names = transaction.prepare(select).and_then(|mut select| {
        select.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()
    });
    let beside = stage == Stage::Beside;
    let of_stage = |name: &String| name.starts_with(BESIDE) == beside;
    Ok(names.map_err(at_file)?.into_iter().filter(of_stage).collect())
}

/// What holds now, and beside it what held before.
fn tables_of(table: &Table) -> String {
    let name = table.name;
    let comments = Comments::of(name);
    let column = |column: &Column| self::column(column, comments.column(column.name));
    let columns: String = table.columns.iter().map(column).collect();
    let meaning = &comments.table;
    let key = key(table);
    let mut text = format!(
        "
CREATE TABLE \"{{prefix}}{name}\" (
  --{meaning} What holds now.
{columns}  sequence INTEGER NOT NULL, -- the record that made the row so; see records
  PRIMARY KEY ({key})
) STRICT, WITHOUT ROWID;
CREATE TABLE \"{{prefix}}{name}_history\" (
  -- What held before: after record s, the rows with sequence <= s AND until_sequence > s.
{columns}  sequence INTEGER NOT NULL, -- the record that made the row so
  until_sequence INTEGER NOT NULL, -- the record that changed or removed it
  PRIMARY KEY ({key}, sequence)
) STRICT, WITHOUT ROWID;
"
    );
    // A group that begins the key is found by the key.
    if !table.group.iter().copied().eq(0..table.group.len()) {
        let group = names_of(table.group.iter().map(|position| &table.columns[*position]));
        for of in ["", "_history"] {
            writeln!(
                text,
                "CREATE INDEX \"g{{generation}}_{name}{of}_group\"
                ON \"{{prefix}}{name}{of}\" ({group});"
            )
            .expect("a text has room");
        }
    }
    text
}

/// A line of a table's definition. SQLite keeps the comment, for whoever asks for the schema.
fn column(Column { name, kind }: &Column, comment: &str) -> String {
    let unit = match kind {
        Kind::Text | Kind::Whole => "",
        Kind::Time => " Microseconds since 1970-01-01T00:00:00Z; 0: none.",
        Kind::Bytes => " Empty: none.",
        Kind::Day => " YYYY-MM-DD; null: none.",
        Kind::List => " A JSON array of texts.",
    };
    format!("  \"{name}\" {}, --{comment}{unit}\n", cell::type_of(*kind))
}

pub(super) fn key(table: &Table) -> String {
    names_of(table.columns[..table.key].iter())
}

pub(super) fn names_of<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    let names: Vec<String> = columns.map(|column| format!("\"{}\"", column.name)).collect();
    names.join(", ")
}

fn at_file(error: rusqlite::Error) -> Error {
    fault::sql(error, Place::File)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_has_a_name_that_means_something_else_in_the_file() {
        for Table { name, columns, .. } in TABLES {
            assert!(!["slots", "records"].contains(name), "{name}");
            assert!(!name.starts_with(BESIDE) && !name.starts_with("sqlite_"), "{name}");
            assert!(!name.ends_with("_history"), "{name}");
            let ours = ["sequence", "until_sequence"];
            assert!(columns.iter().all(|column| !ours.contains(&column.name)), "{name}");
        }
    }
}
