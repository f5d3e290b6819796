//! One description per view table: both backends' tables, upserts and row bytes come from it.
//!
//! A table's key columns come first; its group columns are among them, so that all rows of one group
//! (all holdings of one party) can be shown complete.

use alloc::{string::String, vec::Vec};

use crate::{
    id::{BackgroundId, BodyId, ContractId, Digest, HolderId, KeyId, PartyId, ResultId, TreatyId},
    ledger::{disclosure::Subject, key::Group},
    role::{Council, Role},
    territory::State,
    time::Date,
};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text; empty where there is none.
    Text,
    /// A whole number from 0 to 2^63 − 1.
    Whole,
    /// An instant in microseconds since the Unix epoch; 0 where there is none.
    Time,
    /// Bytes; empty where there are none.
    Bytes,
    /// A day; none where there is none.
    Day,
    /// Texts in order.
    List,
}

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// One table: its name, its columns, and which of them are its key and its group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Table {
    pub name: &'static str,
    /// How many of the first columns are the key; at least one.
    pub key: usize,
    /// The positions of the columns that name the group; each is a key column.
    pub group: &'static [usize],
    pub columns: &'static [Column],
}

impl Table {
    /// The key columns, in order; never empty.
    #[must_use]
    pub fn key_columns(&self) -> &'static [Column] {
        &self.columns[..self.key]
    }
}

/// One value of one column.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cell {
    Text(String),
    Whole(u64),
    Time(u64),
    Bytes(Vec<u8>),
    Day(Option<Date>),
    List(Vec<String>),
}

/// The cells do not fit the table.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("table {table}: cell {position} is not a value of its column")]
pub struct Misfit {
    pub table: &'static str,
    /// Counted from 0.
    pub position: usize,
}

/// A value that keys rows.
pub trait KeyCell {
    /// The cell in its column.
    fn cell(&self) -> Cell;
}

macro_rules! text_keys {
    ($($name:ident)*) => {$(
        impl KeyCell for $name {
            fn cell(&self) -> Cell {
                Cell::Text(alloc::string::ToString::to_string(self))
            }
        }
    )*};
}

text_keys! {
    PartyId ContractId ResultId BackgroundId TreatyId BodyId HolderId State Role Group Subject
}

impl KeyCell for Council {
    fn cell(&self) -> Cell {
        Cell::Text(self.as_str().into())
    }
}

impl KeyCell for KeyId {
    fn cell(&self) -> Cell {
        Cell::Bytes(self.0.into())
    }
}

impl KeyCell for Digest {
    fn cell(&self) -> Cell {
        Cell::Bytes(self.0.into())
    }
}

impl KeyCell for &'static str {
    fn cell(&self) -> Cell {
        Cell::Text((*self).into())
    }
}

impl KeyCell for u64 {
    fn cell(&self) -> Cell {
        Cell::Whole(*self)
    }
}

/// Turns one kind of column into a cell and back: `text`, `whole`, `time`, `bytes`, `day`, `list`.
macro_rules! cell {
    (kind text) => {
        $crate::table::Kind::Text
    };
    (kind whole) => {
        $crate::table::Kind::Whole
    };
    (kind time) => {
        $crate::table::Kind::Time
    };
    (kind bytes) => {
        $crate::table::Kind::Bytes
    };
    (kind day) => {
        $crate::table::Kind::Day
    };
    (kind list) => {
        $crate::table::Kind::List
    };
    (to text $value:expr) => {
        $crate::table::Cell::Text($value.clone())
    };
    (to whole $value:expr) => {
        $crate::table::Cell::Whole(*$value)
    };
    (to time $value:expr) => {
        $crate::table::Cell::Time(*$value)
    };
    (to bytes $value:expr) => {
        $crate::table::Cell::Bytes($value.clone())
    };
    (to day $value:expr) => {
        $crate::table::Cell::Day(
            $value.and_then(|day| $crate::time::Date::from_days(day.days).ok()),
        )
    };
    (to list $value:expr) => {
        $crate::table::Cell::List($value.clone())
    };
    (only $variant:ident $cell:expr) => {
        if let $crate::table::Cell::$variant(value) = $cell { Some(value) } else { None }
    };
    (from text $cell:expr) => { $crate::table::cell!(only Text $cell) };
    (from whole $cell:expr) => { $crate::table::cell!(only Whole $cell) };
    (from time $cell:expr) => { $crate::table::cell!(only Time $cell) };
    (from bytes $cell:expr) => { $crate::table::cell!(only Bytes $cell) };
    (from list $cell:expr) => { $crate::table::cell!(only List $cell) };
    (from day $cell:expr) => {
        $crate::table::cell!(only Day $cell)
            .map(|day| day.map(|day| $crate::wire::v1::Date { days: day.days() }))
    };
}
pub(crate) use cell;

/// All tables. Each: what keys a row, which message it is, its name, its group, which function makes
/// a row from the ledger, and one entry per column in the message's order (key columns first).
macro_rules! tables {
    ($($variant:ident ( $($key:ident : $key_type:ty),+ ) = $message:ident in $name:literal
        group [$($group:literal),+] from $row:path
        { $($column:ident : $kind:ident),+ $(,)? })*) => {
        /// Which row: its table and its key.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum RowKey { $(
            #[doc = concat!("A row of `", $name, "`.")]
            $variant($($key_type),+),
        )* }

        /// One line of one table, as a message of `rights.ledger.v1`.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Row { $(
            #[doc = concat!("A row of `", $name, "`.")]
            $variant($crate::wire::v1::$message),
        )* }

        /// Every table, in the order of their first appearance here.
        pub const TABLES: &[$crate::table::Table] = &[$($crate::table::Table {
            name: $name,
            key: [$(stringify!($key)),+].len(),
            group: &[$($group),+],
            columns: &[$($crate::table::Column {
                name: stringify!($column),
                kind: $crate::table::cell!(kind $kind),
            }),+],
        }),*];

        #[allow(clippy::enum_glob_use, reason = "positions of tables, named as the tables are")]
        mod position {
            #[derive(Clone, Copy)]
            pub(super) enum Position { $($variant,)* }
        }

        impl RowKey {
            /// The table of the row.
            #[must_use]
            pub fn table(&self) -> &'static $crate::table::Table {
                match self { $(RowKey::$variant(..) => {
                    &TABLES[position::Position::$variant as usize]
                })* }
            }

            /// The cells of the key columns, in order.
            #[must_use]
            pub fn cells(&self) -> alloc::vec::Vec<$crate::table::Cell> {
                match self { $(RowKey::$variant($($key),+) => {
                    [$($crate::table::KeyCell::cell($key)),+].into()
                })* }
            }

            /// The row as the ledger has it now; none if there is no such row.
            #[must_use]
            pub fn row(&self, ledger: &$crate::ledger::Ledger) -> Option<Row> {
                match self { $(RowKey::$variant($($key),+) => {
                    $row(ledger, $($key),+).map(Row::$variant)
                })* }
            }
        }

        impl Row {
            /// The table of the row.
            #[must_use]
            pub fn table(&self) -> &'static $crate::table::Table {
                match self { $(Row::$variant(_) => {
                    &TABLES[position::Position::$variant as usize]
                })* }
            }

            /// The cells of the row, one per column, in order.
            #[must_use]
            pub fn cells(&self) -> alloc::vec::Vec<$crate::table::Cell> {
                match self { $(Row::$variant(row) => {
                    let $crate::wire::v1::$message { $($column),+ } = row;
                    [$($crate::table::cell!(to $kind $column)),+].into()
                })* }
            }

            /// The canonical bytes of the row: what the state root commits to.
            #[must_use]
            pub fn bytes(&self) -> alloc::vec::Vec<u8> {
                match self { $(Row::$variant(row) => prost::Message::encode_to_vec(row),)* }
            }

            /// The row of `table` whose canonical bytes these are.
            ///
            /// # Errors
            /// [`Malformed`]($crate::wire::Malformed): they are not canonical, or of no table.
            pub fn from_bytes(
                table: &'static $crate::table::Table,
                bytes: &[u8],
            ) -> Result<Row, $crate::wire::Malformed> {
                $(if table.name == $name {
                    return $crate::wire::strictly(bytes).map(Row::$variant);
                })*
                Err($crate::wire::Malformed::at("table"))
            }

            /// The row that `cells` of `table` are.
            ///
            /// # Errors
            /// [`Misfit`]($crate::table::Misfit): a cell is not a value of its column, or there are
            /// too many or too few.
            pub fn from_cells(
                table: &'static $crate::table::Table,
                cells: alloc::vec::Vec<$crate::table::Cell>,
            ) -> Result<Row, $crate::table::Misfit> {
                let count = cells.len();
                let mut cells = cells.into_iter();
                let mut position = 0;
                $(if table.name == $name {
                    $(
                        let $column = cells
                            .next()
                            .and_then(|cell| $crate::table::cell!(from $kind cell))
                            .ok_or($crate::table::Misfit { table: table.name, position })?;
                        position += 1;
                    )+
                    if count == position {
                        return Ok(Row::$variant($crate::wire::v1::$message { $($column),+ }));
                    }
                })*
                Err($crate::table::Misfit { table: table.name, position })
            }
        }
    };
}
pub(crate) use tables;
