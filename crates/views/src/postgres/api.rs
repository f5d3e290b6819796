//! The published views: SQL files, run in this order.

/// Each with its name. They name the tables in the schema `ledger` and themselves in `api`.
pub(super) const FILES: [(&str, &str); 0] = [];

/// The file, for the tables of one generation.
pub(super) fn of_generation(text: &str, generation: i64) -> String {
    text.replace("ledger.", &format!("rows_{generation}."))
        .replace("api.", &format!("api_{generation}."))
}
