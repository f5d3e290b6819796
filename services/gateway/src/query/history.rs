//! All versions of one row, and where a command is recorded.

use std::collections::BTreeSet;

use prost::Message as _;
use rights::{
    id::{CommandId, KeyId},
    row::Row,
};
use rights_api::{
    cell, convert,
    status::Failure,
    v1::{
        GetReceiptRequest, GetReceiptResponse, HistoryRequest, HistoryResponse, NamedCell, Reason,
        Version,
    },
};
use rights_views::{self as views, Reader};
use tonic::Status;

use super::{Query, failure, moment, page, read};

impl Query {
    pub(super) async fn versions(&self, asked: HistoryRequest) -> Result<HistoryResponse, Status> {
        self.read(asked.min_sequence, move |query, reader| {
            let table = read::table(&asked.table)
                .ok_or_else(|| failure::invalid("table").fact("table", &asked.table))?;
            let key = cell::read_key(asked.key, table)?;
            let last = moment::sequence(reader, None)?;
            let versions = reader.history(table, &key).map_err(failure::of)?;
            let asked_for = |version: &views::Version| version.sequence >= asked.from_sequence;
            let versions = versions.into_iter().filter(asked_for);
            let mut history = query.some(reader, versions, page::rows_max(asked.versions_max))?;
            history.as_of = Some(moment::as_of(reader, last)?);
            Ok(history)
        })
        .await
    }

    /// As many of `versions` as a reply holds.
    fn some(
        &self,
        reader: &dyn Reader,
        versions: impl Iterator<Item = views::Version>,
        versions_max: u32,
    ) -> Result<HistoryResponse, Failure> {
        let (mut history, mut given) = (HistoryResponse::default(), BTreeSet::new());
        let mut bytes = 0;
        for version in versions {
            if history.versions.len() >= versions_max as usize || bytes >= read::PAGE_BYTES {
                history.next_sequence = version.sequence;
                break;
            }
            if let Some(row) = &version.row {
                let texts = self.texts.behind(row, &mut given)?;
                bytes += texts.iter().map(|text| text.text.len()).sum::<usize>();
                history.texts.extend(texts);
            }
            let version = made(reader, version.sequence, version.row.as_ref())?;
            bytes += version.encoded_len();
            history.versions.push(version);
        }
        Ok(history)
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
