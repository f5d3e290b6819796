//! Cells of rows as messages, and back.

use rights::{
    table::{Cell, Column, Kind, Table},
    time::Date,
    wire,
};

use crate::{
    status::Failure,
    v1::{self, Reason, cell},
};

/// The message of a cell.
#[must_use]
pub fn write(cell: &Cell) -> v1::Cell {
    let kind = match cell {
        Cell::Text(text) => cell::Kind::Text(text.clone()),
        Cell::Whole(whole) => cell::Kind::Whole(*whole),
        Cell::Time(time) => cell::Kind::TimeUs(*time),
        Cell::Bytes(bytes) => cell::Kind::Bytes(bytes.clone()),
        Cell::Day(day) => {
            let date = day.map(|day| wire::v1::Date { days: day.days() });
            cell::Kind::Day(v1::Day { date })
        }
        Cell::List(texts) => cell::Kind::List(v1::Texts { texts: texts.clone() }),
    };
    v1::Cell { kind: Some(kind) }
}

/// The cell of a message that is a value of `column`.
///
/// # Errors
/// `FILTER_UNKNOWN`: it is none.
pub fn read(cell: v1::Cell, table: &Table, column: &Column) -> Result<Cell, Failure> {
    let wrong =
        || Failure::new(Reason::FilterUnknown).fact("field", column.name).fact("table", table.name);
    let cell = match cell.kind.ok_or_else(wrong)? {
        cell::Kind::Text(text) => Cell::Text(text),
        cell::Kind::Whole(whole) => Cell::Whole(whole),
        cell::Kind::TimeUs(time) => Cell::Time(time),
        cell::Kind::Bytes(bytes) => Cell::Bytes(bytes),
        cell::Kind::Day(day) => Cell::Day(date(day.date).ok_or_else(wrong)?),
        cell::Kind::List(list) => Cell::List(list.texts),
    };
    if kind(&cell) == column.kind { Ok(cell) } else { Err(wrong()) }
}

/// The cells of a whole key.
///
/// # Errors
/// `FIELD_INVALID` if there are too many or too few; otherwise as [`read`].
pub fn read_key(key: Vec<v1::Cell>, table: &Table) -> Result<Vec<Cell>, Failure> {
    let columns = table.key_columns();
    if key.len() != columns.len() {
        return Err(invalid("key").fact("expected", columns.len()).fact("actual", key.len()));
    }
    key.into_iter().zip(columns).map(|(cell, column)| read(cell, table, column)).collect()
}

/// A field of a request that is a key column.
pub trait KeyField {
    /// The cell, in a column of that kind.
    ///
    /// # Errors
    /// `FIELD_INVALID`: there is no such value.
    fn cell(self, kind: Kind) -> Result<Cell, Failure>;
}

impl KeyField for String {
    fn cell(self, _: Kind) -> Result<Cell, Failure> {
        Ok(Cell::Text(self))
    }
}

impl KeyField for Vec<u8> {
    fn cell(self, _: Kind) -> Result<Cell, Failure> {
        Ok(Cell::Bytes(self))
    }
}

impl KeyField for u64 {
    fn cell(self, kind: Kind) -> Result<Cell, Failure> {
        Ok(if kind == Kind::Time { Cell::Time(self) } else { Cell::Whole(self) })
    }
}

impl KeyField for Option<wire::v1::Date> {
    fn cell(self, _: Kind) -> Result<Cell, Failure> {
        date(self).map(Cell::Day).ok_or_else(|| invalid("key"))
    }
}

/// None if it is no day.
#[allow(clippy::option_option, reason = "a day may be absent, and what is there may be none")]
fn date(date: Option<wire::v1::Date>) -> Option<Option<Date>> {
    date.map(|date| Date::from_days(date.days)).transpose().ok()
}

fn kind(cell: &Cell) -> Kind {
    match cell {
        Cell::Text(_) => Kind::Text,
        Cell::Whole(_) => Kind::Whole,
        Cell::Time(_) => Kind::Time,
        Cell::Bytes(_) => Kind::Bytes,
        Cell::Day(_) => Kind::Day,
        Cell::List(_) => Kind::List,
    }
}

fn invalid(field: &str) -> Failure {
    Failure::new(Reason::FieldInvalid).fact("field", field)
}
