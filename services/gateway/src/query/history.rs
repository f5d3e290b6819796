//! All versions of one row, and where a command is recorded.

use std::collections::BTreeSet;

use rights::{
    id::{CommandId, KeyId},
    row::Row,
};
use rights_api::{
    convert,
    status::Failure,
    v1::{
        GetReceiptRequest, GetReceiptResponse, HistoryRequest, HistoryResponse, NamedCell, Reason,
        Version,
    },
};
use rights_views::Reader;
use tonic::Status;

use super::{Query, cell, failure, moment, read};

impl Query {
    pub(super) async fn versions(&self, asked: HistoryRequest) -> Result<HistoryResponse, Status> {
        self.read(asked.min_sequence, move |query, reader| {
            let table = read::table(&asked.table)
                .ok_or_else(|| failure::invalid("table").fact("table", &asked.table))?;
            let key = cell::read_key(asked.key, table)?;
            let last = moment::sequence(reader, None)?;
            let (mut versions, mut texts) = (Vec::new(), Vec::new());
            let mut given = BTreeSet::new();
            for version in reader.history(table, &key).map_err(failure::of)? {
                if let Some(row) = &version.row {
                    texts.extend(query.texts.behind(row, &mut given)?);
                }
                versions.push(made(reader, version.sequence, version.row.as_ref())?);
            }
            Ok(HistoryResponse { as_of: Some(moment::as_of(reader, last)?), versions, texts })
        })
        .await
    }

    pub(super) async fn receipt(
        &self,
        asked: GetReceiptRequest,
    ) -> Result<GetReceiptResponse, Status> {
        self.read(asked.min_sequence, move |_, reader| {
            let author = asked.author.as_slice().try_into().map(KeyId);
            let author = author.map_err(|_| failure::invalid("author"))?;
            let id = asked.command_id.as_slice().try_into().ok().and_then(CommandId::from_bytes);
            let id = id.ok_or_else(|| failure::invalid("command_id"))?;
            let head = moment::position(reader)?.head;
            let record = reader.record_by_command(&author, &id).map_err(failure::of)?;
            let record = record.ok_or_else(|| Failure::new(Reason::NotFound))?;
            let head = (head.size, head.root.bytes());
            let leaf = record.leaf.bytes();
            let receipt = convert::receipt(record.sequence, leaf, record.recorded_at, head);
            Ok(GetReceiptResponse { receipt: Some(receipt), command: record.command })
        })
        .await
    }
}

/// What the record `sequence` made of a row.
fn made(reader: &dyn Reader, sequence: u64, row: Option<&Row>) -> Result<Version, Failure> {
    let record = reader.record(sequence).map_err(failure::of)?;
    let record =
        record.ok_or_else(|| Failure::new(Reason::ViewsDamaged).fact("record", sequence))?;
    Ok(Version {
        sequence,
        recorded_at_us: record.recorded_at.micros(),
        command: record.command,
        author_role: record.author_role,
        signers: record.signers.iter().map(|key| key.0.to_vec()).collect(),
        row: row.map(named).unwrap_or_default(),
    })
}

fn named(row: &Row) -> Vec<NamedCell> {
    let columns = row.table().columns.iter().zip(row.cells());
    let named = |(column, value): (&rights::table::Column, _)| NamedCell {
        column: column.name.into(),
        value: Some(cell::write(&value)),
    };
    columns.map(named).collect()
}
