//! From what a person writes to what a proto message holds: dates as days, shares as fractions,
//! bytes in hex, texts to be sealed in clear, files by their names.

use std::{fs, path::Path};

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use rights::time::Date;
use rights_client::sealed::Opening;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::{
    digits::{base64, unhex},
    failure::{Failure, file, invalid},
    schema, time,
};

/// A message as it goes into a command, and what opens the texts that were sealed for it.
#[derive(Debug)]
pub struct Shaped {
    pub message: DynamicMessage,
    pub openings: Vec<Opening>,
}

/// The message of kind `descriptor` that `written` describes.
///
/// `ProtoJSON` is understood as it is; besides, a day may be `"2026-01-12"`, a share `"1/2"`, bytes
/// hex, an enum's value its name without the common prefix, an instant ISO 8601, a sealed text the
/// text itself (a salt is drawn), and a file `"@path"`: for a digest that file's, for any other
/// message the JSON in it.
///
/// # Errors
/// `VALUE_INVALID`, naming the field.
pub fn message(descriptor: &MessageDescriptor, written: Json) -> Result<Shaped, Failure> {
    let mut openings = Vec::new();
    let json = object(descriptor, written, &mut openings)?;
    let message = DynamicMessage::deserialize(descriptor.clone(), json)
        .map_err(|error| invalid(descriptor.name(), error))?;
    Ok(Shaped { message, openings })
}

fn object(
    descriptor: &MessageDescriptor,
    written: Json,
    openings: &mut Vec<Opening>,
) -> Result<Json, Failure> {
    let Json::Object(fields) = written else {
        return Err(invalid(descriptor.name(), format!("an object is wanted, not {written}")));
    };
    let mut shaped = Map::new();
    for (name, value) in fields {
        let field = descriptor
            .get_field_by_name(&name)
            .or_else(|| descriptor.get_field_by_json_name(&name))
            .ok_or_else(|| invalid(&name, unknown(descriptor)))?;
        let items = match value {
            Json::Array(items) => items,
            value @ (Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::Object(_)) => vec![value],
        };
        let mut items = items
            .into_iter()
            .map(|item| one(&field, item, openings))
            .collect::<Result<Vec<Json>, Failure>>()?;
        let value = match items.len() {
            1 if !field.is_list() => items.remove(0),
            _ => Json::Array(items),
        };
        shaped.insert(field.json_name().into(), value);
    }
    Ok(Json::Object(shaped))
}

fn unknown(descriptor: &MessageDescriptor) -> String {
    let names: Vec<String> = descriptor.fields().map(|field| field.name().into()).collect();
    format!("{} has {}", descriptor.name(), names.join(", "))
}

fn one(field: &FieldDescriptor, value: Json, openings: &mut Vec<Opening>) -> Result<Json, Failure> {
    if let Some(descriptor) = schema::nested(field) {
        return nested(&descriptor, field.name(), value, openings);
    }
    let Json::String(text) = value else {
        return Ok(value);
    };
    if matches!(field.kind(), Kind::Bytes) {
        // What is no hex may be base64, which is checked when the message is read.
        return Ok(unhex(&text).map_or(text, |bytes| base64(&bytes)).into());
    }
    if let Kind::Enum(kind) = field.kind() {
        let wanted = text.to_uppercase().replace('-', "_");
        let is = |name: &str| name == wanted || schema::short(field, name) == wanted;
        let names: Vec<String> = kind.values().map(|value| value.name().into()).collect();
        if let Some(name) = names.iter().find(|name| is(name)) {
            return Ok(name.clone().into());
        }
        let known: Vec<&str> =
            names.iter().skip(1).map(|name| schema::short(field, name)).collect();
        return Err(invalid(field.name(), known.join(", ")));
    }
    if field.name().ends_with("_us") {
        let instant = time::instant(&text).map_err(|why| invalid(field.name(), why))?;
        return Ok(instant.micros().into());
    }
    Ok(text.into())
}

/// Messages that have a text form of their own.
fn nested(
    descriptor: &MessageDescriptor,
    name: &str,
    value: Json,
    openings: &mut Vec<Opening>,
) -> Result<Json, Failure> {
    let Json::String(text) = value else {
        return object(descriptor, value, openings);
    };
    match (descriptor.name(), text.strip_prefix('@')) {
        ("Date", _) => {
            let date = Date::parse(&text).map_err(|why| invalid(name, why))?;
            Ok(json!({ "days": date.days() }))
        }
        ("Share", _) => {
            let (numerator, denominator) =
                text.split_once('/').ok_or_else(|| invalid(name, "1/2"))?;
            Ok(json!({ "numerator": numerator, "denominator": denominator }))
        }
        ("Sealed", _) => {
            let opening = Opening::new(&text).map_err(|why| invalid(name, why))?;
            let commitment = base64(&opening.commitment().0);
            openings.push(opening);
            Ok(json!({ "commitment": commitment }))
        }
        ("ContentDigest", path) => digest(Path::new(path.unwrap_or(&text))),
        (_, Some(path)) => {
            let path = Path::new(path);
            let bytes = fs::read(path).map_err(|error| file(path, &error))?;
            let json = serde_json::from_slice(&bytes).map_err(|why| invalid(name, why))?;
            object(descriptor, json, openings)
        }
        (_, None) if text.trim_start().starts_with('{') => {
            let json = serde_json::from_str(&text).map_err(|why| invalid(name, why))?;
            object(descriptor, json, openings)
        }
        (kind, None) => Err(invalid(name, format!("{kind}: JSON, or @ and a file of JSON"))),
    }
}

/// The digest of a file, which itself stays where it is.
fn digest(path: &Path) -> Result<Json, Failure> {
    let bytes = fs::read(path).map_err(|error| file(path, &error))?;
    let media_type = media_type(path);
    let sha256 = base64(&Sha256::digest(&bytes));
    Ok(json!({ "sha256": sha256, "size": bytes.len(), "media_type": media_type }))
}

/// The media type of a file, by the end of its name.
#[must_use]
pub fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
