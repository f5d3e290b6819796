//! Rows as `COPY … (FORMAT binary)` takes them: the fastest way in for rows that are new.
//!
//! The format is that of the Postgres manual, "COPY", "Binary Format".

use ::postgres::types::{IsNull, ToSql, Type};
use bytes::{BufMut as _, BytesMut};
use rights::table::Cell;

use super::cell;
use crate::error::Source;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// No flags, and a header that ends here.
const HEADER_REST: [u8; 8] = [0; 8];
/// The length of a value that is null.
const NULL: i32 = -1;
/// The number of values behind the last row.
const END: i16 = -1;

/// Rows that are being written down.
pub(super) struct Copy {
    bytes: BytesMut,
    /// Of each row.
    values: i16,
}

impl Copy {
    /// No rows yet, of so many values each.
    pub(super) fn of(values: usize) -> Self {
        let mut bytes = BytesMut::from(SIGNATURE);
        bytes.put_slice(&HEADER_REST);
        let values = i16::try_from(values).expect("no table has that many columns");
        Self { bytes, values }
    }

    /// Begins a row; its values follow, in the order of the columns.
    pub(super) fn row(&mut self) {
        self.bytes.put_i16(self.values);
    }

    pub(super) fn cell(&mut self, cell: &Cell) -> Result<(), Source> {
        self.put(|out| cell::put(cell, out))
    }

    pub(super) fn whole(&mut self, number: u64) -> Result<(), Source> {
        self.value(&Type::INT8, &i64::try_from(number)?)
    }

    pub(super) fn value(&mut self, of: &Type, value: &impl ToSql) -> Result<(), Source> {
        self.put(|out| value.to_sql(of, out))
    }

    /// All of it, to be sent.
    pub(super) fn end(mut self) -> BytesMut {
        self.bytes.put_i16(END);
        self.bytes
    }

    /// The length first, which is known once the value stands behind it.
    fn put(
        &mut self,
        write: impl FnOnce(&mut BytesMut) -> Result<IsNull, Source>,
    ) -> Result<(), Source> {
        let at = self.bytes.len();
        self.bytes.put_i32(NULL);
        if let IsNull::No = write(&mut self.bytes)? {
            let length = i32::try_from(self.bytes.len() - at - size_of::<i32>())?;
            self.bytes[at..at + size_of::<i32>()].copy_from_slice(&length.to_be_bytes());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_values_each_behind_its_length_and_null_has_none() {
        let mut copy = Copy::of(3);
        copy.row();
        copy.cell(&Cell::Text("ab".into())).expect("it is a text");
        copy.cell(&Cell::Day(None)).expect("it is no day");
        copy.whole(7).expect("it is small");
        let bytes = copy.end();
        let (header, rows) = bytes.split_at(19);
        assert_eq!(header, b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
        let row = [&[0, 3][..], &[0, 0, 0, 2], b"ab", &[255; 4], &[0, 0, 0, 8]].concat();
        let last = [&[0, 0, 0, 0, 0, 0, 0, 7][..], &[255; 2]].concat();
        assert_eq!(rows, [row, last].concat());
    }

    #[test]
    fn a_number_that_no_column_holds_is_not_written() {
        assert!(Copy::of(1).whole(u64::MAX).is_err());
        assert!(Copy::of(1).cell(&Cell::Whole(u64::MAX)).is_err());
    }
}
