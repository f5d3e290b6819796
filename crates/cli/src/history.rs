//! `rights history`: how a row came to be, version by version.

use prost::Message as _;
use rights::{
    row::TABLES,
    table::{Column, Table},
    time::Date,
    wire::v1::Record,
};
use rights_api::v1::{
    Cell, Day, HistoryRequest, NamedCell, ReadRecordsRequest, Texts, Version,
    audit_client::AuditClient, cell, query_client::QueryClient,
};
use serde_json::{Map, Value as Json, json};

use crate::{
    channel::Channel,
    digits,
    exit::Exit,
    failure::{Failure, invalid, own},
    lang::Lang,
    output::{self, Line},
    reach,
    read::{Opened, cell_json, no_table, opened},
    schema,
    settings::Settings,
    shape, time,
};

/// How many versions are asked for at once.
const VERSIONS_MAX: u32 = 1_000;

/// All versions of one row of any table.
#[derive(clap::Args)]
pub struct History {
    table: String,
    #[arg(required = true, value_name = "ID")]
    row: Vec<String>,
}

impl History {
    /// Prints every version: what changed, in which record, by whom, from which day on.
    ///
    /// # Errors
    /// `NO_SUCH_TABLE`, `NOT_FOUND`, or what the ledger objects to.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let name = self.table.as_str();
        let table = TABLES.iter().find(|table| table.name == name).ok_or_else(|| no_table(name))?;
        let key = key_cells(table, &self.row)?;
        let reached = reach::reading(settings).await?;
        let (versions, texts) = all_versions(&reached.channel, name, key).await?;
        if versions.is_empty() {
            let subject = self.row.join(" ");
            return Err(own("NOTHING_THERE", Exit::NotFound).fact("subject", subject));
        }
        let mut lines = Vec::new();
        let mut before: &[NamedCell] = &[];
        for version in &versions {
            let effective = effective_on(&reached.channel, version.sequence).await;
            let changes = changes(version, before, &texts, settings.lang);
            lines.push(version_line(version, changes, &effective));
            before = &version.row;
        }
        let names =
            ["sequence", "recorded_at", "effective_on", "command", "author", "signers", "changes"];
        let columns = names.map(|name| settings.lang.word(name));
        output::rows(settings.format, &columns, &names.map(Into::into), &lines)?;
        reached.close().await
    }
}

fn key_cells(table: &Table, written: &[String]) -> Result<Vec<Cell>, Failure> {
    let columns = table.key_columns();
    if columns.len() != written.len() {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        return Err(invalid(table.name, names.join(" ")));
    }
    let cell = |(column, value): (&Column, &String)| {
        let json = cell_json(column.kind, value);
        let cell = shape::message(&schema::message("rights.api.v1.Cell"), json)?.message;
        Ok(cell.transcode_to().expect("the types are those of the same proto files"))
    };
    columns.iter().zip(written).map(cell).collect()
}

/// Page after page.
async fn all_versions(
    channel: &Channel,
    table: &str,
    key: Vec<Cell>,
) -> Result<(Vec<Version>, Opened), Failure> {
    let mut query = QueryClient::new(channel.clone());
    let (mut versions, mut texts, mut from_sequence) = (Vec::new(), Opened::new(), 0);
    loop {
        let request = HistoryRequest {
            table: table.into(),
            key: key.clone(),
            min_sequence: 0,
            from_sequence,
            versions_max: VERSIONS_MAX,
        };
        let answer = query.history(request).await?.into_inner();
        versions.extend(answer.versions);
        let opened = answer.texts.into_iter();
        texts.extend(opened.map(|text| (digits::hex(&text.commitment), text.text)));
        from_sequence = answer.next_sequence;
        if from_sequence == 0 {
            return Ok((versions, texts));
        }
    }
}

/// The day from which the first event of a record holds; empty where the record may not be read.
async fn effective_on(channel: &Channel, sequence: u64) -> String {
    let request = ReadRecordsRequest { from_sequence: sequence, count_max: 1 };
    let Ok(answer) = AuditClient::new(channel.clone()).read_records(request).await else {
        return String::new();
    };
    let first = answer.into_inner().message().await.ok().flatten().and_then(|read| read.record);
    let record = first.and_then(|first| Record::decode(first.record.as_slice()).ok());
    let event = record.and_then(|record| record.events.into_iter().next());
    let days = event.and_then(|event| event.effective_on).map(|date| date.days);
    let date = days.and_then(|days| Date::from_days(days).ok());
    date.map_or_else(String::new, |date| date.to_string())
}

/// What is not as it was before, each named in the reader's words; sealed texts opened.
fn changes(version: &Version, before: &[NamedCell], texts: &Opened, lang: Lang) -> String {
    let was = |cell: &NamedCell| before.iter().find(|old| old.column == cell.column).map(cell_text);
    let differs = |cell: &&NamedCell| was(cell).unwrap_or_default() != cell_text(cell);
    let words = |cell: &NamedCell| {
        let text = output::abridged(&opened(texts, cell_text(cell)));
        format!("{}: {text}", lang.word(&cell.column))
    };
    version.row.iter().filter(differs).map(words).collect::<Vec<_>>().join("; ")
}

fn version_line(version: &Version, changes: String, effective: &str) -> Line {
    let signers: Vec<String> =
        version.signers.iter().map(|key| digits::hex(key)[..16].to_owned()).collect();
    let recorded = time::iso(version.recorded_at_us);
    let json = json!({
        "sequence": version.sequence, "recorded_at": recorded, "effective_on": effective,
        "command": version.command, "author_role": version.author_role,
        "signers": version.signers.iter().map(|key| digits::hex(key)).collect::<Vec<_>>(),
        "row": version.row.iter().map(|cell| (cell.column.clone(), cell_text(cell).into()))
            .collect::<Map<String, Json>>(),
    });
    let cells = vec![
        version.sequence.to_string(),
        recorded,
        effective.to_owned(),
        version.command.clone(),
        version.author_role.clone(),
        signers.join(" "),
        changes,
    ];
    Line { cells, json }
}

fn cell_text(cell: &NamedCell) -> String {
    match cell.value.as_ref().and_then(|value| value.kind.as_ref()) {
        None => String::new(),
        Some(cell::Kind::Text(text)) => text.clone(),
        Some(cell::Kind::Whole(number)) => number.to_string(),
        Some(cell::Kind::TimeUs(micros)) => time::iso(*micros),
        Some(cell::Kind::Bytes(bytes)) => digits::hex(bytes),
        Some(cell::Kind::Day(Day { date })) => {
            let date = date.as_ref().and_then(|date| Date::from_days(date.days).ok());
            date.map_or_else(String::new, |date| date.to_string())
        }
        Some(cell::Kind::List(Texts { texts })) => texts.join(", "),
    }
}
