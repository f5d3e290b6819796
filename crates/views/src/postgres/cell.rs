//! Cells as Postgres keeps them: one spelling for each value, so that no changed byte goes unnoticed.

use std::borrow::Cow;
use std::error::Error as StdError;

use ::postgres::{
    Row,
    types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked},
};
use bytes::{BufMut, BytesMut};
use rights::{
    table::{Cell, Column, Kind},
    time::Date,
};

use crate::error::Source;

/// A value on its way into a statement.
pub(super) type Value<'a> = Box<dyn ToSql + Sync + 'a>;

/// Postgres counts from 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// Text in Postgres has no character 0. It is written as two characters 1, and the character 1 as
/// 1 and 2: every text has one spelling, and the spellings stand in the order of the texts.
const ESCAPE: char = '\u{1}';

/// The Postgres type of the columns of a kind.
pub(super) const fn type_of(kind: Kind) -> &'static str {
    match kind {
        // In the order of the bytes, whatever the database's language.
        Kind::Text => "text COLLATE \"C\" NOT NULL",
        Kind::Whole => "bigint NOT NULL",
        Kind::Bytes => "bytea NOT NULL",
        Kind::Time => "timestamptz",
        Kind::Day => "date",
        Kind::List => "text[] COLLATE \"C\" NOT NULL",
    }
}

/// The type of an array of values of a kind. Lists go in as their literals, because an array of
/// arrays would come out as one long list.
pub(super) const fn array_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List => "text[]",
        Kind::Whole => "bigint[]",
        Kind::Time => "timestamptz[]",
        Kind::Bytes => "bytea[]",
        Kind::Day => "date[]",
    }
}

/// What makes a value of the column's type from one of such an array's.
pub(super) const fn cast_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Whole | Kind::Time | Kind::Bytes | Kind::Day => "",
        Kind::List => "::text[]",
    }
}

/// Whether the cell is the one that its column keeps as null.
pub(super) fn is_null(cell: &Cell) -> bool {
    match cell {
        Cell::Time(micros) => *micros == 0,
        Cell::Day(day) => day.is_none(),
        Cell::Text(_) | Cell::Whole(_) | Cell::Bytes(_) | Cell::List(_) => false,
    }
}

/// The cell as a parameter.
pub(super) fn value(cell: &Cell) -> Result<Value<'_>, Source> {
    Ok(match cell {
        Cell::Text(text) => Box::new(escaped(text)),
        Cell::Whole(number) => Box::new(i64::try_from(*number)?),
        Cell::Time(micros) => Box::new(time(*micros)?),
        Cell::Bytes(bytes) => Box::new(bytes.as_slice()),
        Cell::Day(day) => Box::new(day.map(Day)),
        Cell::List(texts) => Box::new(texts.iter().map(|text| escaped(text)).collect::<Vec<_>>()),
    })
}

/// Writes the cell down as a value of its column's type.
pub(super) fn put(cell: &Cell, out: &mut BytesMut) -> Result<IsNull, Source> {
    match cell {
        Cell::Text(text) => escaped(text).to_sql(&Type::TEXT, out),
        Cell::Whole(number) => i64::try_from(*number)?.to_sql(&Type::INT8, out),
        Cell::Time(micros) => time(*micros)?.to_sql(&Type::TIMESTAMPTZ, out),
        Cell::Bytes(bytes) => bytes.as_slice().to_sql(&Type::BYTEA, out),
        Cell::Day(day) => day.map(Day).to_sql(&Type::DATE, out),
        Cell::List(texts) => {
            let texts: Vec<_> = texts.iter().map(|text| escaped(text)).collect();
            texts.to_sql(&Type::TEXT_ARRAY, out)
        }
    }
}

/// The cells of one column as one parameter.
pub(super) fn array<'a>(
    kind: Kind,
    cells: impl Iterator<Item = &'a Cell>,
) -> Result<Value<'a>, Source> {
    /// Each cell as what `make` takes it for.
    macro_rules! each {
        ($variant:ident($value:ident) => $make:expr) => {
            Box::new(
                cells
                    .map(|cell| match cell {
                        Cell::$variant($value) => $make,
                        other => Err(Source::from(format!("{other:?} in a column of {kind:?}"))),
                    })
                    .collect::<Result<Vec<_>, _>>()?,
            )
        };
    }
    Ok(match kind {
        Kind::Text => each!(Text(text) => Ok(escaped(text))),
        Kind::Whole => each!(Whole(number) => i64::try_from(*number).map_err(Source::from)),
        Kind::Time => each!(Time(micros) => time(*micros)),
        Kind::Bytes => each!(Bytes(bytes) => Ok(bytes.as_slice())),
        Kind::Day => each!(Day(day) => Ok(day.map(Day))),
        Kind::List => each!(List(texts) => Ok(literal(texts))),
    })
}

/// The cell that a stored value is; none if we cannot have written it.
pub(super) fn read(column: &Column, row: &Row, place: usize) -> Option<Cell> {
    Some(match column.kind {
        Kind::Text => Cell::Text(plain(get::<&str>(row, place)?)?),
        Kind::Whole => Cell::Whole(u64::try_from(get::<i64>(row, place)?).ok()?),
        Kind::Time => Cell::Time(match get::<Option<Micros>>(row, place)? {
            None => 0,
            // 0 has another spelling.
            Some(Micros(micros)) => u64::try_from(micros).ok().filter(|micros| *micros != 0)?,
        }),
        Kind::Bytes => Cell::Bytes(get::<&[u8]>(row, place)?.into()),
        Kind::Day => Cell::Day(get::<Option<Day>>(row, place)?.map(|Day(day)| day)),
        Kind::List => {
            let texts: Vec<&str> = get(row, place)?;
            Cell::List(texts.into_iter().map(plain).collect::<Option<_>>()?)
        }
    })
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, place: usize) -> Option<T> {
    row.try_get(place).ok()
}

/// Nothing for 0; the rest of the range lies inside that of Postgres, to the microsecond.
fn time(micros: u64) -> Result<Option<Micros>, Source> {
    Ok((micros != 0).then_some(Micros(i64::try_from(micros)?)))
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', ESCAPE]) {
        return text.into();
    }
    text.replace(ESCAPE, "\u{1}\u{2}").replace('\0', "\u{1}\u{1}").into()
}

fn plain(stored: &str) -> Option<String> {
    if !stored.contains(ESCAPE) {
        return Some(stored.into());
    }
    let (mut plain, mut rest) = (String::with_capacity(stored.len()), stored.chars());
    while let Some(next) = rest.next() {
        plain.push(match (next, next == ESCAPE) {
            (next, false) => next,
            (_, true) => match rest.next()? {
                '\u{1}' => '\0',
                '\u{2}' => ESCAPE,
                _ => return None,
            },
        });
    }
    Some(plain)
}

/// The literal of an array of texts: each in quotation marks, which excludes every other meaning.
fn literal(texts: &[String]) -> String {
    let quoted = |text: &String| {
        let text = escaped(text).replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{text}\"")
    };
    let quoted: Vec<String> = texts.iter().map(quoted).collect();
    format!("{{{}}}", quoted.join(","))
}

type Failed = Box<dyn StdError + Sync + Send>;

/// Microseconds since 1970-01-01T00:00:00Z, as a `timestamptz`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Micros(pub(super) i64);

impl ToSql for Micros {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        out.put_i64(self.0.checked_sub(EPOCH_MICROS).ok_or("an instant before all others")?);
        Ok(IsNull::No)
    }

    accepts!(TIMESTAMPTZ);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Micros {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        let stored = i64::from_be_bytes(raw.try_into()?);
        Ok(Self(stored.checked_add(EPOCH_MICROS).ok_or("an instant after all others")?))
    }

    accepts!(TIMESTAMPTZ);
}

/// A day, as a `date`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Day(Date);

impl ToSql for Day {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        out.put_i32(self.0.days() - EPOCH_DAYS);
        Ok(IsNull::No)
    }

    accepts!(DATE);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Day {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        let stored = i32::from_be_bytes(raw.try_into()?);
        let days = stored.checked_add(EPOCH_DAYS).ok_or("a day after all others")?;
        Ok(Self(Date::from_days(days)?))
    }

    accepts!(DATE);
}

/// Sixteen bytes, as a `uuid`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Uuid(pub(super) [u8; 16]);

impl ToSql for Uuid {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        out.put_slice(&self.0);
        Ok(IsNull::No)
    }

    accepts!(UUID);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Uuid {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        Ok(Self(raw.try_into()?))
    }

    accepts!(UUID);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_spelling_without_the_character_0() {
        for text in ["", "a", "\0", "\u{1}", "a\0\u{1}\u{2}b", "\u{1}\u{1}"] {
            let stored = escaped(text);
            assert!(!stored.contains('\0'));
            assert_eq!(plain(&stored).as_deref(), Some(text));
        }
        assert_eq!([plain("\u{1}"), plain("\u{1}x")], [None, None]);
    }

    #[test]
    fn spellings_stand_in_the_order_of_their_texts() {
        let mut texts = ["", "\0", "\0\0", "\0a", "\u{1}", "\u{1}\0", "\u{2}", "a", "a\0"];
        texts.sort_unstable();
        assert!(texts.map(escaped).is_sorted());
    }

    #[test]
    fn a_literal_says_nothing_but_its_texts() {
        let texts = ["", "a\"b", "NULL", "\\", "{,}"].map(String::from);
        assert_eq!(literal(&texts), r#"{"","a\"b","NULL","\\","{,}"}"#);
        assert_eq!(literal(&[]), "{}");
    }
}
