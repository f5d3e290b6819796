//! A second reading of every vector: JSON to bytes by reflection over the proto files alone, bytes
//! to values and back by the core.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use prost_reflect::{
    DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions, prost::Message as _,
};
use rights::{ledger::Command, wire};
use serde_json::{Value as Json, json};

/// What a vector is of: its message, the oneof that names it, and where its vectors are.
struct Kind {
    message: MessageDescriptor,
    choice: &'static str,
    folder: PathBuf,
}

struct Vector {
    name: String,
    json: Json,
    bytes: Vec<u8>,
}

fn kinds() -> [Kind; 2] {
    let protos = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto");
    let files = protox::compile(["rights/ledger/v1/record.proto"], [protos]).unwrap();
    let pool = DescriptorPool::from_file_descriptor_set(files).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let kind = |name: &str, choice, folder| Kind {
        message: pool.get_message_by_name(&format!("rights.ledger.v1.{name}")).unwrap(),
        choice,
        folder,
    };
    let kinds = [
        kind("Command", "operation", folder.clone()),
        kind("Event", "change", folder.join("events")),
    ];
    if let Ok(from) = std::env::var("VECTORS_FROM") {
        add_missing(&kinds, &fs::read_to_string(from).unwrap());
    }
    kinds
}

impl Kind {
    /// The names in the rulebook of all that there are, from the proto files.
    fn names(&self) -> BTreeSet<String> {
        let choice = self.message.oneofs().find(|choice| choice.name() == self.choice).unwrap();
        choice.fields().map(|field| pascal(field.name())).collect()
    }

    /// Every vector of this kind, by its file's name.
    fn vectors(&self) -> Vec<Vector> {
        let files = fs::read_dir(&self.folder).unwrap().map(|file| file.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
        let vector = |path: PathBuf| {
            let vector: Json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            Vector {
                name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
                json: vector["json"].clone(),
                bytes: unhex(vector["hex"].as_str().unwrap()),
            }
        };
        files.map(vector).collect()
    }
}

fn pascal(name: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').map(word).collect()
}

fn unhex(hex: &str) -> Vec<u8> {
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    hex.as_bytes().chunks(2).map(byte).collect()
}

/// Which of the operations or changes a message says.
fn name_of(kind: &Kind, message: &DynamicMessage) -> String {
    let choice = kind.message.oneofs().find(|choice| choice.name() == kind.choice).unwrap();
    let said = choice.fields().find(|field| message.has_field(field)).unwrap();
    pascal(said.name())
}

fn add_missing(kinds: &[Kind; 2], lines: &str) {
    for line in lines.lines() {
        let (of, hex) = line.split_once(' ').unwrap();
        let kind = &kinds[usize::from(of == "event")];
        let message = DynamicMessage::decode(kind.message.clone(), &unhex(hex)[..]).unwrap();
        let path = kind.folder.join(name_of(kind, &message)).with_extension("json");
        if !path.exists() {
            let options = SerializeOptions::new();
            let said =
                message.serialize_with_options(serde_json::value::Serializer, &options).unwrap();
            let vector = json!({ "json": said, "hex": hex });
            fs::write(path, format!("{vector:#}\n")).unwrap();
        }
    }
}

/// An event as the only one of a record, which is how the core reads events: field 4 of it.
fn record_of(event: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x22];
    let mut length = event.len();
    while length >= 0x80 {
        bytes.push(u8::try_from(length % 0x80).unwrap() | 0x80);
        length /= 0x80;
    }
    bytes.push(u8::try_from(length).unwrap());
    [bytes, event.to_vec()].concat()
}

#[test]
fn every_command_and_every_event_has_its_golden_bytes() {
    for kind in kinds() {
        let vectors: BTreeSet<String> =
            kind.vectors().into_iter().map(|vector| vector.name).collect();
        assert_eq!(vectors, kind.names());
    }
}

#[test]
fn the_core_knows_every_command_of_the_proto_files_and_no_other() {
    let [commands, _] = kinds();
    let known: BTreeSet<String> = Command::NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(known, commands.names());
}

#[test]
fn json_gives_the_golden_bytes_by_reflection_alone() {
    for kind in kinds() {
        for Vector { name, json, bytes } in kind.vectors() {
            let message = DynamicMessage::deserialize(kind.message.clone(), &json).unwrap();
            assert_eq!(message.encode_to_vec(), bytes, "{name}");
            assert_eq!(name_of(&kind, &message), name);
        }
    }
}

#[test]
fn the_core_reads_every_command_and_writes_the_same_bytes() {
    let [commands, _] = kinds();
    for Vector { name, bytes, .. } in commands.vectors() {
        let asked = wire::command::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(asked.command.name(), name);
        assert_eq!(wire::command::write(&asked.header, &asked.command), bytes, "{name}");
    }
}

#[test]
fn the_core_reads_every_event_and_writes_the_same_bytes() {
    let [_, events] = kinds();
    for Vector { name, bytes, .. } in events.vectors() {
        let bytes = record_of(&bytes);
        let record = wire::record::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(record.events.iter().next().unwrap().change.name(), name);
        let wire::record::Record { sequence, recorded_at, envelope, events } = record;
        assert_eq!(wire::record::write(sequence, recorded_at, envelope, &events), bytes, "{name}");
    }
}
