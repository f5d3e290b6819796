//! One row, or one page of rows, of any table.

use std::collections::BTreeSet;

use rights::{
    row::{Row, TABLES},
    table::{Cell, Table},
};
use rights_api::{
    cell,
    status::{self, Failure},
    v1::{AsOf, Filter, Moment, Reason, Text},
};
use rights_views::{Line, Reader, Selection};
use tonic::Status;

use super::{
    Query, failure, moment,
    page::{Asked, Place},
};

/// When a page is full, whatever number of rows was asked for: with its texts it must fit the 4 MiB
/// that clients accept, and the largest row has several texts of 8 KiB.
pub(super) const PAGE_BYTES: usize = 1 << 20;

/// One row and what belongs to it.
pub(super) struct Got {
    pub(super) as_of: AsOf,
    pub(super) row: Row,
    pub(super) texts: Vec<Text>,
}

/// One page of rows and what belongs to them.
pub(super) struct Listed {
    pub(super) as_of: AsOf,
    pub(super) rows: Vec<Row>,
    pub(super) next_page_token: String,
    pub(super) texts: Vec<Text>,
}

/// The table of that name.
pub(super) fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Query {
    /// The row of `table` with `key`, as it was at `moment`.
    pub(super) async fn get(
        &self,
        table: &'static Table,
        moment: Option<Moment>,
        key: Result<Vec<Cell>, Failure>,
    ) -> Result<Got, Status> {
        self.read(min_sequence(moment.as_ref()), move |query, reader| {
            let key = key?;
            let sequence = moment::sequence(reader, moment.as_ref())?;
            let line = reader.get(table, &key, Some(sequence)).map_err(failure::of)?;
            let line =
                line.ok_or_else(|| Failure::new(Reason::NotFound).fact("table", table.name))?;
            let texts = query.texts.behind(&line.row, &mut BTreeSet::new())?;
            Ok(Got { as_of: moment::as_of(reader, sequence)?, row: line.row, texts })
        })
        .await
    }

    /// One page of the rows that every filter admits.
    pub(super) async fn list(&self, asked: Asked) -> Result<Listed, Status> {
        let place = asked.place().map_err(|failure| status::failure(&failure))?;
        // The page before may come from another gateway, whose views were further on.
        let snapshot = place.as_ref().map_or(0, |place| place.snapshot);
        let min_sequence = min_sequence(asked.moment.as_ref()).max(snapshot);
        self.read(min_sequence, move |query, reader| query.page(reader, &asked, place)).await
    }

    fn page(
        &self,
        reader: &dyn Reader,
        asked: &Asked,
        place: Option<Place>,
    ) -> Result<Listed, Failure> {
        let snapshot = match &place {
            Some(place) => place.snapshot,
            None => moment::sequence(reader, asked.moment.as_ref())?,
        };
        let (filters, rows_max) = (filters(asked.table, &asked.filters)?, asked.rows_max());
        let filter: Vec<(&str, Cell)> =
            filters.iter().map(|(column, cell)| (*column, cell.clone())).collect();
        let selection = Selection {
            filter: &filter,
            as_of: Some(snapshot),
            after: place.as_ref().map(|place| place.after.as_slice()),
            // One more than the page has, to know whether another follows.
            limit: rows_max + 1,
        };
        let lines = reader.list(asked.table, &selection).map_err(failure::of)?;
        let (rows, texts, more) = self.fill(lines, rows_max)?;
        let next = rows
            .last()
            .filter(|_| more)
            .map(|last| asked.token(&Place { snapshot, after: key_of(last) }));
        let as_of = moment::as_of(reader, snapshot)?;
        Ok(Listed { as_of, rows, next_page_token: next.unwrap_or_default(), texts })
    }

    /// As many of `lines` as a page holds, their texts, and whether some are left.
    fn fill(
        &self,
        lines: Vec<Line>,
        rows_max: u32,
    ) -> Result<(Vec<Row>, Vec<Text>, bool), Failure> {
        let (mut rows, mut texts, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut given = BTreeSet::new();
        let count = lines.len();
        for line in lines.into_iter().take(rows_max as usize) {
            if bytes >= PAGE_BYTES {
                break;
            }
            let behind = self.texts.behind(&line.row, &mut given)?;
            bytes += line.row.bytes().len();
            bytes += behind.iter().map(|text| text.text.len()).sum::<usize>();
            texts.extend(behind);
            rows.push(line.row);
        }
        let more = rows.len() < count;
        Ok((rows, texts, more))
    }
}

fn filters(
    table: &'static Table,
    filters: &[Filter],
) -> Result<Vec<(&'static str, Cell)>, Failure> {
    let filter = |filter: &Filter| {
        let column = table.columns.iter().find(|column| column.name == filter.column);
        let column = column.ok_or_else(|| {
            Failure::new(Reason::FilterUnknown)
                .fact("field", &filter.column)
                .fact("table", table.name)
        })?;
        let value = filter.value.clone().unwrap_or_default();
        Ok((column.name, cell::read(value, table, column)?))
    };
    filters.iter().map(filter).collect()
}

fn key_of(row: &Row) -> Vec<Cell> {
    let mut cells = row.cells();
    cells.truncate(row.table().key);
    cells
}

fn min_sequence(moment: Option<&Moment>) -> u64 {
    moment.map_or(0, |moment| moment.min_sequence)
}
