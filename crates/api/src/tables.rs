//! Every table of the views has its Get and its List: a test that prints what to add where.

use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor, ServiceDescriptor};
use rights::{row::TABLES, table::Table};

fn pool() -> DescriptorPool {
    DescriptorPool::decode(crate::DESCRIPTORS).expect("the build encoded the descriptors")
}

/// The message of the table's rows: the one with its columns.
fn row(pool: &DescriptorPool, table: &Table) -> MessageDescriptor {
    let has_columns = |message: &MessageDescriptor| {
        let names = message.fields().map(|field| field.name().to_owned());
        names.eq(table.columns.iter().map(|column| column.name))
    };
    let mut rows = pool.all_messages().filter(|message| {
        message.full_name().starts_with("rights.ledger.v1.") && message.name().ends_with("Row")
    });
    rows.find(has_columns).unwrap_or_else(|| panic!("no message has the columns of {}", table.name))
}

fn pascal(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// Whether the service answers `method` with `row` in the field `field`.
fn answers(query: &ServiceDescriptor, method: &str, field: &str, row: &MessageDescriptor) -> bool {
    let method = query.methods().find(|candidate| candidate.name() == method);
    let field = method.and_then(|method| method.output().get_field_by_name(field));
    field.is_some_and(|field| field.kind() == Kind::Message(row.clone()))
}

fn key_fields(row: &MessageDescriptor, table: &Table) -> String {
    let mut text = String::new();
    for (number, field) in (2..).zip(row.fields().take(table.key)) {
        let kind = field.kind();
        let scalar = || format!("{kind:?}").to_lowercase();
        let kind = kind.as_message().map_or_else(scalar, |message| message.full_name().into());
        let name = field.name();
        writeln!(text, "  // Key column `{name}`.\n  {kind} {name} = {number};")
            .expect("a string takes everything");
    }
    text
}

/// What to add for a table: to `query.proto`, to `tables.proto`, to the gateway's list.
fn lines(row: &MessageDescriptor, table: &Table) -> String {
    let one = row.name().trim_end_matches("Row");
    let (many, name, keys) = (pascal(table.name), table.name, key_fields(row, table));
    let row_type = row.full_name();
    let key: Vec<&str> = table.key_columns().iter().map(|column| column.name).collect();
    let (get, key) = (snake(one), key.join(", "));
    format!(
        "
  // One row of `{name}`.
  rpc Get{one}(Get{one}Request) returns (Get{one}Response);
  // The rows of `{name}`.
  rpc List{many}(List{many}Request) returns (List{many}Response);

// Which row of `{name}`.
message Get{one}Request {{
  // When to read; absent: now.
  Moment moment = 1;
{keys}}}

// One row of `{name}`.
message Get{one}Response {{
  // The moment that this answer shows.
  AsOf as_of = 1;
  // The row.
  {row_type} row = 2;
  // The texts behind the commitments in the row, of those that are kept.
  repeated Text texts = 3;
}}

// Which rows of `{name}`.
message List{many}Request {{
  // When to read; absent: now.
  Moment moment = 1;
  // What each row must hold; all rows if there are no filters.
  repeated Filter filters = 2;
  // How many rows at most, up to 1,000; 0 for 100.
  uint32 page_size = 3;
  // From the page before, with the same moment and filters; empty for the first page.
  string page_token = 4;
}}

// Rows of `{name}`.
message List{many}Response {{
  // The moment that all pages of this list show.
  AsOf as_of = 1;
  // The rows, ascending by key.
  repeated {row_type} rows = 2;
  // For the next page; empty after the last.
  string next_page_token = 3;
  // The texts behind the commitments in these rows, of those that are kept.
  repeated Text texts = 4;
}}

    {one} in {name} [{key}]
        get_{get} Get{one}Request Get{one}Response
        list_{name} List{many}Request List{many}Response;
"
    )
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for (position, letter) in name.char_indices() {
        if position > 0 && letter.is_uppercase() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[test]
fn every_table_can_be_read() {
    let pool = pool();
    let query = pool.get_service_by_name("rights.api.v1.Query").expect("query.proto declares it");
    let mut missing = String::new();
    for table in TABLES {
        let row = row(&pool, table);
        let get = format!("Get{}", row.name().trim_end_matches("Row"));
        let list = format!("List{}", pascal(table.name));
        if !answers(&query, &get, "row", &row) || !answers(&query, &list, "rows", &row) {
            missing += &lines(&row, table);
        }
    }
    assert!(missing.is_empty(), "add to query.proto, tables.proto and the gateway:\n{missing}");
}
