//! Cells as SQLite keeps them: one spelling for each value, so that no changed byte goes unnoticed.

use rights::{
    table::{Cell, Column, Kind},
    time::Date,
};
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};

/// A value on its way into a statement.
pub(super) enum Bound<'a> {
    Cell(&'a Cell),
    Sequence(u64),
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let cell = match self {
            Bound::Cell(cell) => *cell,
            Bound::Sequence(sequence) => return sequence.to_sql(),
        };
        Ok(match cell {
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::from(text.as_str())),
            Cell::Whole(number) | Cell::Time(number) => return number.to_sql(),
            Cell::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::from(bytes.as_slice())),
            Cell::Day(None) => ToSqlOutput::Owned(Value::Null),
            Cell::Day(Some(day)) => ToSqlOutput::Owned(Value::Text(day.to_string())),
            Cell::List(texts) => ToSqlOutput::Owned(Value::Text(list(texts))),
        })
    }
}

/// The SQLite type of the columns of a kind.
pub(super) const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List => "TEXT NOT NULL",
        Kind::Whole | Kind::Time => "INTEGER NOT NULL",
        Kind::Bytes => "BLOB NOT NULL",
        Kind::Day => "TEXT",
    }
}

/// The cell that a stored value is; none if we cannot have written it.
pub(super) fn read(column: &Column, value: ValueRef<'_>) -> Option<Cell> {
    let text = || value.as_str().ok();
    let whole = || value.as_i64().ok().and_then(|number| u64::try_from(number).ok());
    Some(match column.kind {
        Kind::Text => Cell::Text(text()?.into()),
        Kind::Whole => Cell::Whole(whole()?),
        Kind::Time => Cell::Time(whole()?),
        Kind::Bytes => Cell::Bytes(value.as_blob().ok()?.into()),
        Kind::Day if value == ValueRef::Null => Cell::Day(None),
        Kind::Day => Cell::Day(Some(Date::parse(text()?).ok()?)),
        Kind::List => {
            let texts: Vec<String> = serde_json::from_str(text()?).ok()?;
            // Another spelling of the same texts is a changed byte all the same.
            (list(&texts) == text()?).then_some(Cell::List(texts))?
        }
    })
}

fn list(texts: &[String]) -> String {
    serde_json::to_string(texts).expect("a list of texts has no key and no number to refuse")
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTIFIERS: Column = Column { name: "identifiers", kind: Kind::List };

    #[test]
    fn a_list_has_one_spelling() {
        let texts = Cell::List(["a\"b".into(), "\u{e9}".into()].into());
        let stored = b"[\"a\\\"b\",\"\xc3\xa9\"]";
        assert_eq!(read(&IDENTIFIERS, ValueRef::Text(stored)), Some(texts));
        let others: [&[u8]; 4] = [b"[ \"a\"]", b"[\"\\u0061\"]", b"[1]", b"[\"\xff\"]"];
        for other in others {
            assert_eq!(read(&IDENTIFIERS, ValueRef::Text(other)), None);
        }
    }

    #[test]
    fn a_value_of_another_type_is_no_cell() {
        for (kind, value) in [
            (Kind::Text, ValueRef::Integer(1)),
            (Kind::Whole, ValueRef::Integer(-1)),
            (Kind::Time, ValueRef::Text(b"1")),
            (Kind::Bytes, ValueRef::Null),
            (Kind::Day, ValueRef::Text(b"2026-02-30")),
            (Kind::List, ValueRef::Blob(b"[]")),
        ] {
            assert_eq!(read(&Column { name: "column", kind }, value), None, "{kind:?}");
        }
    }
}
