//! What tables and columns mean, in the words of the specification of the rows.

/// The messages of the rows: each says in its comment which table it is.
const SPECIFICATION: &str = include_str!("../../../proto/rights/ledger/v1/row.proto");

/// The comment of one table and those of its columns.
pub(crate) struct Comments {
    /// One line; empty if there is none.
    pub(crate) table: String,
    columns: Vec<(&'static str, String)>,
}

impl Comments {
    /// What the specification says about `table`; nothing where it says nothing.
    pub(crate) fn of(table: &str) -> Self {
        let named = format!("Table `{table}`");
        let mut lines = SPECIFICATION.lines().map(str::trim);
        let (mut comment, mut columns) = (String::new(), Vec::new());
        let mut found = None;
        for line in &mut lines {
            if let Some(text) = line.strip_prefix("//") {
                comment.push_str(text);
                continue;
            }
            let comment = std::mem::take(&mut comment);
            if line.starts_with("message ") && comment.contains(&named) {
                found = Some(comment);
            } else if found.is_some() && line == "}" {
                break;
            } else if let (Some(_), Some(field)) = (&found, field(line)) {
                columns.push((field, comment));
            }
        }
        Self { table: found.unwrap_or_default(), columns }
    }

    /// One line that begins with a space; empty if nothing is said about the column.
    pub(crate) fn column(&self, name: &str) -> &str {
        let found = self.columns.iter().find(|(column, _)| *column == name);
        found.map_or("", |(_, comment)| comment)
    }
}

/// The name of the field that a line declares: `repeated string name = 1;`.
fn field(line: &'static str) -> Option<&'static str> {
    let (declared, _) = line.split_once(" = ")?;
    declared.rsplit(' ').next()
}

#[cfg(test)]
mod tests {
    use rights::row::TABLES;

    use super::*;

    #[test]
    fn every_table_and_every_column_says_what_it_means() {
        for table in TABLES {
            let comments = Comments::of(table.name);
            assert!(!comments.table.is_empty(), "{}", table.name);
            for column in table.columns {
                let comment = comments.column(column.name);
                assert!(!comment.is_empty(), "{}.{}", table.name, column.name);
            }
        }
    }
}
