//! Every row of every table at one position, for verifiers and exports.

use rights::{
    row::TABLES,
    table::{Cell, Table},
};

use crate::{Error, Line, Reader, Selection};

/// How many rows are asked for at once: enough that asking costs nothing, little enough to hold.
const PAGE_ROWS: u32 = 512;

/// Every row that `reader` sees, table by table in the order of `TABLES`, ascending by key.
pub fn all_rows(reader: &dyn Reader) -> AllRows<'_> {
    let (tables, page) = (TABLES.iter(), Vec::new().into_iter());
    AllRows { reader, tables, table: None, after: None, page }
}

/// The rows one by one; after an error there is nothing more.
pub struct AllRows<'a> {
    reader: &'a dyn Reader,
    tables: std::slice::Iter<'static, Table>,
    table: Option<&'static Table>,
    /// The key of the last row given out of that table.
    after: Option<Vec<Cell>>,
    page: std::vec::IntoIter<Line>,
}

impl AllRows<'_> {
    fn advance(&mut self) -> Result<Option<Line>, Error> {
        loop {
            if let Some(line) = self.page.next() {
                if self.page.len() == 0 {
                    let mut key = line.row.cells();
                    key.truncate(line.row.table().key);
                    self.after = Some(key);
                }
                return Ok(Some(line));
            }
            self.table = self.table.or_else(|| self.tables.next());
            let Some(table) = self.table else { return Ok(None) };
            let after = self.after.as_deref();
            let asked = Selection { after, limit: PAGE_ROWS, ..Selection::ALL };
            self.page = self.reader.list(table, &asked)?.into_iter();
            if self.page.len() == 0 {
                (self.table, self.after) = (None, None);
            }
        }
    }
}

impl Iterator for AllRows<'_> {
    type Item = Result<Line, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance();
        if next.is_err() {
            (self.tables, self.table) = ([].iter(), None);
        }
        next.transpose()
    }
}
