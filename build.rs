//! Generates the types of `rights.ledger.v1`: what is signed and kept for ever.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto/rights/ledger");
    let descriptors = protox::compile(
        ["rights/ledger/v1/record.proto", "rights/ledger/v1/row.proto"],
        ["proto"],
    )?;
    let messages = descriptors.file.iter().flat_map(|file| &file.message_type).map(|message| {
        let fields = message
            .field
            .iter()
            .map(|field| Field { number: field.number(), of: last(field.type_name()).to_owned() });
        Message { name: message.name().to_owned(), fields: fields.collect() }
    });
    let places = places_of_sealed(&messages.collect::<Vec<_>>())?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("sealed_places.rs"), places)?;
    let mut config = prost_build::Config::new();
    config.btree_map(["."]);
    config.compile_fds(descriptors)?;
    Ok(())
}

struct Message {
    name: String,
    fields: Vec<Field>,
}

struct Field {
    number: i32,
    /// The name of its message type; empty, or an enum's name, if it is no message.
    of: String,
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// A table of the fields that lead to a `Sealed`, so that nobody lists them command by command.
fn places_of_sealed(messages: &[Message]) -> Result<String, std::fmt::Error> {
    let mut leading = BTreeSet::from(["Sealed"]);
    loop {
        let leads = |message: &&Message| {
            message.fields.iter().any(|field| leading.contains(field.of.as_str()))
        };
        let more: Vec<&str> =
            messages.iter().filter(leads).map(|message| message.name.as_str()).collect();
        let before = leading.len();
        leading.extend(more);
        if leading.len() == before {
            break;
        }
    }
    let leading: Vec<&Message> =
        messages.iter().filter(|message| leading.contains(message.name.as_str())).collect();
    let position = |name: &str| leading.iter().position(|message| message.name == name);
    let mut table = String::from("const PLACES: &[&[(u64, usize)]] = &[\n");
    for message in &leading {
        let places =
            message.fields.iter().filter_map(|field| Some((field.number, position(&field.of)?)));
        writeln!(table, "    &{:?}, // {}", places.collect::<Vec<_>>(), message.name)?;
    }
    writeln!(table, "];")?;
    for (constant, name) in [("COMMAND", "Command"), ("SEALED", "Sealed")] {
        // A command that can seal nothing has no place in the table, and none is found in it.
        let position = position(name).unwrap_or(leading.len());
        writeln!(table, "const {constant}: usize = {position};")?;
    }
    Ok(table)
}
