//! What a file asks for: TOML, with the place of every key and every value.

use std::{ops::Range, path::Path};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    key::{self, KEYS, Kind},
    load::Asked,
    nearest::nearest,
    origin::Origin,
    problem::{Problem, Wrong},
    value::{Value, abridged},
};

/// What `text`, the content of the file `path`, asks for, and all that is wrong with it.
pub(crate) fn read(path: &Path, text: &str) -> (Vec<Asked>, Vec<Problem>) {
    let mut reading = Reading { path, text, asked: Vec::new(), problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = reading.place(&error.span().unwrap_or(0..0));
        reading.complain(at, String::new(), Wrong::Syntax(error.message().into()));
    }
    let broken: Vec<usize> = reading.problems.iter().map(|problem| line(&problem.place)).collect();
    reading.table("", table.get_ref());
    let Reading { mut asked, mut problems, .. } = reading;
    // What the parser made of a line that it could not read says nothing about its writer.
    asked.retain(|asked| !broken.contains(&line(&asked.place)));
    problems.retain(|problem| {
        matches!(problem.wrong, Wrong::Syntax(_)) || !broken.contains(&line(&problem.place))
    });
    (asked, problems)
}

/// A file being read.
struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    asked: Vec<Asked>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    /// Everything in a table; `within` is its name.
    fn table(&mut self, within: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let dot = if within.is_empty() { "" } else { "." };
            let name = format!("{within}{dot}{}", key.get_ref());
            if let Some(known) = key::find(&name) {
                self.value(known, &name, value);
            } else if key::tables().any(|table| table == name) {
                match value.get_ref() {
                    DeValue::Table(table) => self.table(&name, table),
                    DeValue::String(_)
                    | DeValue::Integer(_)
                    | DeValue::Float(_)
                    | DeValue::Boolean(_)
                    | DeValue::Datetime(_)
                    | DeValue::Array(_) => {
                        let at = self.place(&value.span());
                        self.complain(at, name, Wrong::Table);
                    }
                }
            } else {
                let known = KEYS.iter().map(|key| key.name).chain(key::tables());
                let nearest = nearest(&name, known).map(String::from);
                let at = self.place(&key.span());
                self.complain(at, name, Wrong::Unknown { nearest });
            }
        }
    }

    fn value(&mut self, key: &'static key::Key, name: &str, value: &Spanned<DeValue<'_>>) {
        let place = self.place(&value.span());
        let value = match written(key.kind, value.get_ref()) {
            Some(text) => Value::parse(key.kind, &text, self.path.parent()),
            None => Err(self.other_type(key.kind, &value.span())),
        };
        self.asked.push(Asked { key, name: name.into(), place, value });
    }

    /// The value is of another type than its key takes.
    fn other_type(&self, expected: Kind, span: &Range<usize>) -> Wrong {
        let given = self.text.get(span.clone()).filter(|_| !expected.may_be_secret());
        Wrong::Value { expected, given: given.map(abridged) }
    }

    fn complain(&mut self, place: Origin, name: String, wrong: Wrong) {
        self.problems.push(Problem { place, name, wrong });
    }

    fn place(&self, span: &Range<usize>) -> Origin {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let begun = before.rsplit('\n').next().unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Origin::File { path: self.path.into(), line, column: begun.chars().count() + 1 }
    }
}

fn line(place: &Origin) -> usize {
    match place {
        Origin::File { line, .. } => *line,
        Origin::Default | Origin::Variable(_) | Origin::Flag(_) => 0,
    }
}

/// The value as it would be written elsewhere, if TOML has the type for `kind`.
fn written(kind: Kind, value: &DeValue<'_>) -> Option<String> {
    match kind {
        Kind::Count => value.as_integer().and_then(|number| {
            u64::from_str_radix(number.as_str(), number.radix()).ok().map(|it| it.to_string())
        }),
        Kind::Switch => value.as_bool().map(|switch| switch.to_string()),
        // A list as TOML has them is what it is elsewhere, where commas are between its members.
        Kind::Peers if value.is_array() => {
            let members = value.as_array().into_iter().flatten();
            let members = members.map(|member| member.get_ref().as_str());
            members.collect::<Option<Vec<_>>>().map(|members| members.join(","))
        }
        Kind::Peers
        | Kind::Path
        | Kind::Address
        | Kind::Log
        | Kind::Views
        | Kind::Openings
        | Kind::Duration
        | Kind::Level => value.as_str().map(String::from),
    }
}
