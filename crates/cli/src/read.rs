//! Whatever reads: rows of a table, or one row.

use std::collections::HashMap;

use clap::{ArgMatches, FromArgMatches as _};
use prost_reflect::{DynamicMessage, MethodDescriptor, Value};
use rights::{row::TABLES, table::Kind};
use serde_json::{Map, Value as Json, json};

use crate::{
    channel::{self, Channel},
    digits::hex,
    exit::Exit,
    failure::{Failure, invalid, own},
    output::{self, Line},
    reach, readable, schema,
    settings::Settings,
    shape, time,
};

/// What every listing takes.
#[derive(Clone, Debug, clap::Args)]
pub struct ListOptions {
    #[arg(long, value_name = "COLUMN=VALUE")]
    filter: Vec<String>,
    #[arg(long, value_name = "RECORD|INSTANT")]
    as_of: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: usize,
}

/// Texts by the hex of their commitments.
pub(crate) type Opened = HashMap<String, String>;

/// What showing one row takes.
#[derive(Clone, Debug, clap::Args)]
pub struct ShowOptions {
    #[arg(required = true, value_name = "ID")]
    row: Vec<String>,
    #[arg(long, value_name = "RECORD|INSTANT")]
    as_of: Option<String>,
}

/// Any table by its name.
#[derive(clap::Args)]
pub struct ListTable {
    table: String,
    #[command(flatten)]
    options: ListOptions,
}

/// Lists `table` as `matches` ask.
///
/// # Errors
/// What the options or the ledger object to.
pub async fn list(table: &str, matches: &ArgMatches, settings: &Settings) -> Result<(), Failure> {
    let options = ListOptions::from_arg_matches(matches)
        .map_err(|why| own("USAGE", Exit::Usage).fact("why", why))?;
    list_with(table, &options, settings).await
}

/// Shows the row of `table` that `matches` name.
///
/// # Errors
/// `NOT_FOUND`, or what the options or the ledger object to.
pub async fn show(table: &str, matches: &ArgMatches, settings: &Settings) -> Result<(), Failure> {
    let options = ShowOptions::from_arg_matches(matches)
        .map_err(|why| own("USAGE", Exit::Usage).fact("why", why))?;
    let method = schema::get_of(table).ok_or_else(|| no_table(table))?;
    let mut asked = moment(options.as_of.as_deref())?;
    let input = method.input();
    let keys = input.fields().filter(|field| field.name() != "moment");
    for (field, value) in keys.zip(options.row) {
        asked.insert(field.name().into(), value.into());
    }
    let request = shape::message(&input, Json::Object(asked))?.message;
    let reached = reach::reading(settings).await?;
    let answer = channel::call(&reached.channel, &method, request).await?;
    if let Some(Value::Message(row)) = answer.get_field_by_name("row").as_deref() {
        let texts = texts(&answer);
        let word =
            |(name, value): (String, String)| (settings.lang.word(&name), opened(&texts, value));
        let parts: Vec<_> = readable::readable(row).into_iter().map(word).collect();
        output::one(settings.format, &parts, &proto_json(row))?;
    }
    reached.close().await
}

impl ListTable {
    /// Lists the table.
    ///
    /// # Errors
    /// As [`list`].
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        list_with(&self.table, &self.options, settings).await
    }
}

async fn list_with(table: &str, options: &ListOptions, settings: &Settings) -> Result<(), Failure> {
    let method = schema::list_of(table).ok_or_else(|| no_table(table))?;
    let reached = reach::reading(settings).await?;
    let (rows, texts) = all_rows(&reached.channel, table, &method, options).await?;
    let row = schema::row_of(&method).expect("every listing gives rows");
    let names: Vec<String> = row.fields().map(|field| field.name().into()).collect();
    let columns: Vec<String> = names.iter().map(|name| settings.lang.word(name)).collect();
    let line = |row: &DynamicMessage| Line {
        cells: readable::readable(row)
            .into_iter()
            .map(|(_, value)| opened(&texts, value))
            .collect(),
        json: proto_json(row),
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    output::rows(settings.format, &columns, &names, &lines)?;
    reached.close().await
}

/// Page after page, all showing the same moment.
async fn all_rows(
    channel: &Channel,
    table: &str,
    method: &MethodDescriptor,
    options: &ListOptions,
) -> Result<(Vec<DynamicMessage>, Opened), Failure> {
    let mut asked = moment(options.as_of.as_deref())?;
    asked.insert("filters".into(), filters(table, &options.filter)?);
    let (mut rows, mut opened) = (Vec::new(), Opened::new());
    loop {
        let left = options.limit - rows.len();
        asked.insert("page_size".into(), left.min(1_000).into());
        let request = shape::message(&method.input(), Json::Object(asked.clone()))?.message;
        let answer = channel::call(channel, method, request).await?;
        if let Some(Value::List(page)) = answer.get_field_by_name("rows").as_deref() {
            rows.extend(page.iter().filter_map(|row| row.as_message().cloned()));
        }
        opened.extend(texts(&answer));
        let token = answer.get_field_by_name("next_page_token");
        let token = token.as_deref().and_then(Value::as_str).unwrap_or_default().to_owned();
        if token.is_empty() || rows.len() >= options.limit {
            return Ok((rows, opened));
        }
        asked.insert("page_token".into(), token.into());
    }
}

/// The texts that came with an answer, by their commitments.
fn texts(answer: &DynamicMessage) -> Opened {
    let texts = answer.get_field_by_name("texts");
    let texts = texts.as_deref().and_then(Value::as_list).unwrap_or_default();
    let pair = |text: &Value| {
        let text = text.as_message()?;
        let commitment = text.get_field_by_name("commitment")?;
        let value = text.get_field_by_name("text")?.as_str()?.to_owned();
        Some((hex(commitment.as_bytes()?), value))
    };
    texts.iter().filter_map(pair).collect()
}

/// The text behind a commitment, if it came along; whatever else is left as it is.
pub(crate) fn opened(texts: &Opened, cell: String) -> String {
    texts.get(&cell).cloned().unwrap_or(cell)
}

/// There is no such table.
pub(crate) fn no_table(name: &str) -> Failure {
    let known: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    own("NO_SUCH_TABLE", Exit::Usage).fact("table", name).fact("known", known.join(", "))
}

/// The beginning of a request: at which moment to read.
fn moment(as_of: Option<&str>) -> Result<Map<String, Json>, Failure> {
    let mut asked = Map::new();
    if let Some(as_of) = as_of {
        let moment = if let Ok(sequence) = as_of.parse::<u64>() {
            json!({ "sequence": sequence })
        } else {
            let instant = time::instant(as_of).map_err(|why| invalid("--as-of", why))?;
            json!({ "time_us": instant.micros() })
        };
        asked.insert("moment".into(), moment);
    }
    Ok(asked)
}

fn filters(table: &str, written: &[String]) -> Result<Json, Failure> {
    let described = TABLES.iter().find(|described| described.name == table);
    let filter = |text: &String| {
        let (column, value) = text.split_once('=').ok_or_else(|| invalid("--filter", text))?;
        let columns = described.map_or(&[][..], |table| table.columns);
        let found = columns.iter().find(|known| known.name == column);
        let kind = found.ok_or_else(|| invalid("--filter", column))?.kind;
        Ok(json!({ "column": column, "value": cell_json(kind, value) }))
    };
    written.iter().map(filter).collect()
}

/// A cell of an API message, from what a person writes.
pub(crate) fn cell_json(kind: Kind, value: &str) -> Json {
    match kind {
        Kind::Text => json!({ "text": value }),
        Kind::Whole => json!({ "whole": value }),
        Kind::Time => json!({ "time_us": value }),
        Kind::Bytes => json!({ "bytes": value }),
        Kind::Day => json!({ "day": { "date": value } }),
        Kind::List => json!({ "list": { "texts": [value] } }),
    }
}

/// A message in `ProtoJSON`.
///
/// # Panics
/// Never: every message of ours has a JSON form.
#[must_use]
pub fn proto_json(message: &DynamicMessage) -> Json {
    serde_json::to_value(message).expect("every message of ours has a JSON form")
}
