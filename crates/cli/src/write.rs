//! Whatever writes: says in plain words what it will do, signs, submits, and prints the receipt.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, FromArgMatches as _};
use ed25519_dalek::SigningKey;
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor};
use rights::{
    id::{Digest, KeyId, Origin},
    ledger::{Command, ContentDigest},
    text::Text,
    time::Instant,
    wire,
};
use rights_client::{
    draft::{Draft, Terms},
    keys,
};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use crate::{
    digits,
    drafts::{self, Drafted},
    effect,
    exit::Exit,
    failure::{Failure, file, invalid, own},
    output, reach, schema,
    secret::Secret,
    settings::Settings,
    shape::{self, Shaped},
    time, verbs,
};

/// What every writing verb takes besides the fields of its command.
#[derive(Clone, Debug, clap::Args)]
pub struct WriteOptions {
    #[arg(long, value_name = "FILE")]
    pub key: Vec<String>,
    #[arg(long, value_name = "KEY-ID")]
    signer: Vec<String>,
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    #[arg(long, value_name = "N")]
    revision: Option<u64>,
    #[arg(long, value_name = "RECORD")]
    citing: Option<u64>,
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    draft: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["dry_run", "draft"])]
    order: bool,
    #[arg(long, value_name = "ORIGIN")]
    ledger: Option<String>,
    #[command(flatten)]
    pub secret: Secret,
}

/// Writes the command `name` whose fields are among `matches`.
///
/// # Errors
/// What the fields, the keys or the ledger object to.
pub async fn verb(name: &str, matches: &ArgMatches, settings: &Settings) -> Result<(), Failure> {
    let options = WriteOptions::from_arg_matches(matches)
        .map_err(|why| own("USAGE", Exit::Usage).fact("why", why))?;
    let operation = operation(name)?;
    let mut fields = options.written()?;
    for field in schema::command_of(&operation).fields() {
        let values = matches.try_get_many::<String>(&verbs::field_id(field.name())).ok().flatten();
        for value in values.into_iter().flatten() {
            put(&mut fields, &field, Json::String(value.clone()));
        }
    }
    options.run(&operation, fields, settings).await
}

/// Writes the command `name` whose fields `options` state.
///
/// # Errors
/// As [`verb`].
pub async fn named(name: &str, options: &WriteOptions, settings: &Settings) -> Result<(), Failure> {
    let fields = options.written()?;
    options.run(&operation(name)?, fields, settings).await
}

fn operation(name: &str) -> Result<FieldDescriptor, Failure> {
    schema::operation(name).ok_or_else(|| own("NO_SUCH_COMMAND", Exit::Usage).fact("command", name))
}

impl WriteOptions {
    /// The fields in `--json` and `--set`; the latter win.
    fn written(&self) -> Result<Map<String, Json>, Failure> {
        let mut fields = Map::new();
        if let Some(path) = &self.json {
            let bytes = std::fs::read(path).map_err(|error| file(path, &error))?;
            fields = serde_json::from_slice(&bytes).map_err(|why| invalid("--json", why))?;
        }
        for assignment in &self.set {
            let (place, value) =
                assignment.split_once('=').ok_or_else(|| invalid("--set", assignment))?;
            assign(&mut fields, place, value);
        }
        Ok(fields)
    }

    async fn run(
        &self,
        operation: &FieldDescriptor,
        fields: Map<String, Json>,
        settings: &Settings,
    ) -> Result<(), Failure> {
        let kind = schema::command_of(operation);
        let Shaped { message, openings } = shape::message(&kind, Json::Object(fields))?;
        let command = command(operation, &message)?;
        if self.order {
            return Ok(output::text(&wire::command::order_of(&command).to_string())?);
        }
        let effect = effect::words(settings.lang, operation, &message, &openings);
        output::message(&effect);
        let keys = self.keys(settings)?;
        if self.draft.is_some()
            && let Some(origin) = self.ledger()?
        {
            let draft = self.sign(&origin, command, &keys)?;
            return self.finish(Drafted { draft, openings }, None, settings).await;
        }
        let reached = reach::reach(settings).await?;
        let draft = self.sign(&reached.origin, command, &keys)?;
        self.finish(Drafted { draft, openings }, Some(reached), settings).await
    }

    async fn finish(
        &self,
        drafted: Drafted,
        reached: Option<reach::Reached>,
        settings: &Settings,
    ) -> Result<(), Failure> {
        if let Some(path) = &self.draft {
            drafts::write(path, &drafted)?;
            settings.say("draft-written", &[("path", &path.display().to_string())]);
        } else if let Some(reached) = &reached {
            let parcel = drafted.parcel(self.at()?)?;
            if self.dry_run {
                reached.rehearse(&parcel, settings).await?;
            } else {
                reached.submit(&parcel, settings).await?;
            }
        }
        match reached {
            Some(reached) => reached.close().await,
            None => Ok(()),
        }
    }

    fn sign(
        &self,
        origin: &Origin,
        command: Command,
        keys: &[SigningKey],
    ) -> Result<Draft, Failure> {
        let absent = self.absent()?;
        let mut ids: Vec<KeyId> = keys.iter().map(keys::id_of).chain(absent).collect();
        if ids.is_empty() {
            return Err(own("NO_KEY", Exit::Usage));
        }
        let author = ids.remove(0);
        let mut draft = Draft::new(origin, command, author, &ids, self.terms()?)?;
        if self.draft.is_none() {
            keys.iter().try_for_each(|key| draft.sign(key))?;
        }
        Ok(draft)
    }

    fn keys(&self, settings: &Settings) -> Result<Vec<SigningKey>, Failure> {
        self.key.iter().map(|uri| self.secret.key(uri, settings)).collect()
    }

    /// The signers whose keys are elsewhere.
    fn absent(&self) -> Result<Vec<KeyId>, Failure> {
        let id = |text: &String| {
            let bytes = digits::unhex(text).and_then(|bytes| bytes.try_into().ok());
            bytes.map(KeyId).ok_or_else(|| invalid("--signer", text))
        };
        self.signer.iter().map(id).collect()
    }

    fn terms(&self) -> Result<Terms, Failure> {
        let mut terms = Terms::at(self.at()?.unwrap_or_else(time::now));
        terms.cites = self.citing;
        terms.expected_revision = self.revision.unwrap_or_default();
        terms.attachments =
            self.attach.iter().map(|path| digest(path)).collect::<Result<_, _>>()?;
        Ok(terms)
    }

    /// The instant to record at.
    ///
    /// # Errors
    /// `VALUE_INVALID`.
    pub fn at(&self) -> Result<Option<Instant>, Failure> {
        let instant = |text: &String| time::instant(text).map_err(|why| invalid("--at", why));
        self.at.as_ref().map(instant).transpose()
    }

    fn ledger(&self) -> Result<Option<Origin>, Failure> {
        let origin = |text: &String| Origin::parse(text).map_err(|why| invalid("--ledger", why));
        self.ledger.as_ref().map(origin).transpose()
    }
}

/// The command that a message of its operation says.
fn command(operation: &FieldDescriptor, message: &DynamicMessage) -> Result<Command, Failure> {
    let mut whole = DynamicMessage::new(schema::message("rights.ledger.v1.Command"));
    whole.set_field(operation, prost_reflect::Value::Message(message.clone()));
    let bytes = whole.encode_to_vec();
    let mut proto = wire::v1::Command::decode(bytes.as_slice())
        .expect("the types of the core are those of the same proto files");
    // A header that says nothing, so that the core reads the operation as it will be read there.
    proto.ledger = "draft/0000000000000000".into();
    proto.id = vec![0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
    proto.signers = vec![vec![0; 32]];
    let asked = wire::command::read(&proto.encode_to_vec())
        .map_err(|malformed| own("VALUE_MISSING", Exit::Usage).fact("field", malformed.place))?;
    Ok(asked.command)
}

fn digest(path: &Path) -> Result<ContentDigest, Failure> {
    let bytes = std::fs::read(path).map_err(|error| file(path, &error))?;
    let media_type = Text::parse(shape::media_type(path)).expect("media types are texts");
    let size = u64::try_from(bytes.len()).expect("no file in memory exceeds 2^64 bytes");
    Ok(ContentDigest { sha256: Digest(Sha256::digest(&bytes).into()), size, media_type })
}

/// Sets `place`, whose parts are separated by dots; what is set twice becomes a list.
fn assign(fields: &mut Map<String, Json>, place: &str, value: &str) {
    if let Some((first, rest)) = place.split_once('.') {
        let inner = fields.entry(first).or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(inner) = inner {
            assign(inner, rest, value);
        }
        return;
    }
    let value = Json::String(value.into());
    match fields.get_mut(place) {
        None => {
            fields.insert(place.into(), value);
        }
        Some(Json::Array(values)) => values.push(value),
        Some(before) => *before = Json::Array(vec![before.take(), value]),
    }
}

fn put(fields: &mut Map<String, Json>, field: &FieldDescriptor, value: Json) {
    if !field.is_list() {
        fields.insert(field.name().into(), value);
        return;
    }
    let list = fields.entry(field.name()).or_insert_with(|| Json::Array(Vec::new()));
    if let Json::Array(values) = list {
        values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_dot_reaches_into_a_message_and_repeating_makes_a_list() {
        let mut fields = Map::new();
        assign(&mut fields, "terms.until", "2030-01-01");
        assign(&mut fields, "parties", "NA");
        assign(&mut fields, "parties", "BV");
        let expected = json!({ "terms": { "until": "2030-01-01" }, "parties": ["NA", "BV"] });
        assert_eq!(Json::Object(fields), expected);
    }

    #[test]
    fn a_command_with_a_field_missing_is_not_signed() {
        let operation = operation("ProposeParty").unwrap();
        let kind = schema::command_of(&operation);
        let shaped = shape::message(&kind, json!({ "party": "NA" })).unwrap();
        let failure = command(&operation, &shaped.message).unwrap_err();
        assert_eq!(failure.reason, "VALUE_MISSING");
    }
}
