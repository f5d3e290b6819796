//! The published views: SQL files, run in this order, and the view of all changes.

use rights::{
    row::TABLES,
    table::{Column, Kind, Table},
};

use super::schema;

/// They name the schema of the tables `{ledger}` and their own `{api}`.
pub(super) const FILES: [&str; 5] = [
    include_str!("10-records.sql"),
    include_str!("20-parties.sql"),
    include_str!("30-contracts.sql"),
    include_str!("40-results.sql"),
    include_str!("50-ownership.sql"),
];

const CHANGES: &str = "
COMMENT ON VIEW {api}.changes IS 'Which rows of which tables each record wrote or removed.';
COMMENT ON COLUMN {api}.changes.record IS 'The record that did it.';
COMMENT ON COLUMN {api}.changes.relation IS 'The table of the row, in the schema ledger.';
COMMENT ON COLUMN {api}.changes.key IS 'The values of its key columns; bytes in hexadecimal.';
COMMENT ON COLUMN {api}.changes.what IS 'WRITTEN or REMOVED.';
";

/// What creates the published views of one generation.
pub(super) fn create(generation: i64) -> String {
    let tables: Vec<String> = TABLES.iter().map(changes).collect();
    let changes = format!(
        "CREATE VIEW {{api}}.changes (record, relation, key, what) AS {};{CHANGES}",
        tables.join(" UNION ALL ")
    );
    let text = FILES.concat() + &changes;
    text.replace("{ledger}", &schema::rows(generation))
        .replace("{api}", &format!("api_{generation}"))
}

/// What wrote the versions of the table's rows, and what removed rows: where a version ends and
/// none begins.
fn changes(table: &Table) -> String {
    let name = table.name;
    let keys = table.key_columns();
    let text = |column: &Column| match column.kind {
        Kind::Bytes => format!("encode(t.\"{}\", 'hex')", column.name),
        Kind::Text | Kind::Whole | Kind::Time | Kind::Day | Kind::List => {
            format!("t.\"{}\"::text", column.name)
        }
    };
    let texts: Vec<String> = keys.iter().map(text).collect();
    let select = |sequence: &str, what: &str, of: &str| {
        format!(
            "SELECT t.{sequence}, '{name}', ARRAY[{}], '{what}' FROM {{ledger}}.\"{name}{of}\" t",
            texts.join(", ")
        )
    };
    let same = |column: &Column| format!("n.\"{0}\" = t.\"{0}\" AND ", column.name);
    let same: String = keys.iter().map(same).collect();
    let none = |of: &str| {
        format!(
            "NOT EXISTS (SELECT FROM {{ledger}}.\"{name}{of}\" n
            WHERE {same}n.sequence = t.until_sequence)"
        )
    };
    format!(
        "{} UNION ALL {} UNION ALL {} WHERE {} AND {}",
        select("sequence", "WRITTEN", ""),
        select("sequence", "WRITTEN", "_history"),
        select("until_sequence", "REMOVED", "_history"),
        none(""),
        none("_history")
    )
}
