//! Data on standard output, in the form that was asked for; everything else goes to standard error.

use std::io::{self, IsTerminal as _, Write as _};

use comfy_table::{Table, presets};
use serde_json::Value;

/// The form of data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Format {
    // For people.
    Table,
    // One document of ProtoJSON.
    Json,
    // One line of ProtoJSON for each row.
    Jsonl,
    // RFC 4180, with a header.
    Csv,
}

/// One line of data, as people read it and as machines do.
pub struct Line {
    /// One text for each column.
    pub cells: Vec<String>,
    pub json: Value,
}

/// Prints `lines` under `columns`; `names` are the columns' names for machines.
///
/// # Errors
/// Whatever standard output gives.
pub fn rows(
    format: Format,
    columns: &[String],
    names: &[String],
    lines: &[Line],
) -> io::Result<()> {
    match format {
        Format::Table => text(&table(columns, lines)),
        Format::Json => {
            let all: Value = lines.iter().map(|line| line.json.clone()).collect();
            text(&format!("{all:#}"))
        }
        Format::Jsonl => lines.iter().try_for_each(|line| text(&line.json.to_string())),
        Format::Csv => {
            text(&csv(names))?;
            lines.iter().try_for_each(|line| text(&csv(&line.cells)))
        }
    }
}

/// Prints one thing: its parts below each other for people, one object for machines.
///
/// # Errors
/// Whatever standard output gives.
pub fn one(format: Format, parts: &[(String, String)], json: &Value) -> io::Result<()> {
    match format {
        Format::Table => text(&listed(parts)),
        Format::Json => text(&format!("{json:#}")),
        Format::Jsonl => text(&json.to_string()),
        Format::Csv => {
            let (names, cells): (Vec<String>, Vec<String>) = parts.iter().cloned().unzip();
            text(&csv(&names))?;
            text(&csv(&cells))
        }
    }
}

/// Prints a line of data.
///
/// # Errors
/// Whatever standard output gives.
pub fn text(line: &str) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{}", line.trim_end()) {
        // Whoever stopped reading, as `head` does, has what was wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Says something to a person.
pub fn message(line: &str) {
    // Nobody is left to tell that nobody listens.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// `text` as an error stands out: only on a terminal, and never against `NO_COLOR`.
#[must_use]
pub fn loud(text: &str) -> String {
    coloured(text, "1;31", io::stderr().is_terminal())
}

/// `text` for standard output in a colour (ECMA-48, SGR), under the same rules.
#[must_use]
pub fn painted(text: &str, colour: &str) -> String {
    coloured(text, colour, io::stdout().is_terminal())
}

fn coloured(text: &str, colour: &str, on_a_terminal: bool) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain || !on_a_terminal {
        return text.into();
    }
    format!("\u{1b}[{colour}m{text}\u{1b}[0m")
}

/// Names and values below each other, the values in one column.
#[must_use]
pub fn listed(parts: &[(String, String)]) -> String {
    let width = parts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let line = |(name, value): &(String, String)| {
        let gap = width - name.chars().count() + 2;
        format!("{name}{:gap$}{value}", "")
    };
    parts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Columns in which no line holds anything are left out.
fn table(columns: &[String], lines: &[Line]) -> String {
    let holds = |at: &usize| {
        lines.iter().any(|line| line.cells.get(*at).is_some_and(|cell| !cell.is_empty()))
    };
    let shown: Vec<usize> = (0..columns.len()).filter(|at| lines.is_empty() || holds(at)).collect();
    let pick = |cells: &[String]| -> Vec<String> {
        shown.iter().filter_map(|at| cells.get(*at)).map(|cell| abridged(cell)).collect()
    };
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(pick(columns));
    for line in lines {
        table.add_row(pick(&line.cells));
    }
    let text = table.to_string();
    let lines = text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

/// Long hex is for machines; its beginning is enough to find it again.
#[must_use]
pub fn abridged(cell: &str) -> String {
    const SHOWN: usize = 16;
    if cell.len() >= 64 && cell.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        format!("{}…", &cell[..SHOWN])
    } else {
        cell.to_owned()
    }
}

fn csv(cells: &[String]) -> String {
    let quoted = |cell: &String| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_break_its_line_is_quoted() {
        // RFC 4180, section 2
        let cells = ["a".into(), "b,c".into(), "d\"e".into()];
        assert_eq!(csv(&cells), "a,\"b,c\",\"d\"\"e\"");
    }

    #[test]
    fn values_stand_in_one_column_in_any_script() {
        let parts = [("a".into(), "1".into()), ("запись".into(), "2".into())];
        assert_eq!(listed(&parts), "a       1\nзапись  2");
    }
}
