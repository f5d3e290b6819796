//! What a proto message holds, as a person reads it: days, fractions, names without their prefixes.

use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage as _, Value};
use rights::time::Date;

use crate::{digits::hex, schema, time};

/// The fields of `message` that hold something, each as a person reads it.
#[must_use]
pub fn readable(message: &DynamicMessage) -> Vec<(String, String)> {
    let text = |found: FieldDescriptor| (found.name().to_owned(), field(message, &found));
    message.descriptor().fields().map(text).collect()
}

/// What one field of `message` holds, as a person reads it; empty if it holds nothing.
#[must_use]
pub fn field(message: &DynamicMessage, field: &FieldDescriptor) -> String {
    if field.supports_presence() && !message.has_field(field) {
        return String::new();
    }
    let value = message.get_field(field);
    if let Some(items) = value.as_list() {
        return items.iter().map(|item| text(field, item)).collect::<Vec<_>>().join(", ");
    }
    text(field, &value)
}

fn text(field: &FieldDescriptor, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bytes(bytes) => hex(bytes),
        Value::U64(micros) if field.name().ends_with("_us") => time::iso(*micros),
        Value::U64(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::Bool(fact) => fact.to_string(),
        Value::F32(number) => number.to_string(),
        Value::F64(number) => number.to_string(),
        Value::EnumNumber(number) => {
            let value = field.kind().as_enum().and_then(|kind| kind.get_value(*number));
            let name = value.map(|value| schema::short(field, value.name()).to_owned());
            name.unwrap_or_else(|| number.to_string())
        }
        Value::Message(message) => message_text(message),
        Value::List(_) | Value::Map(_) => String::new(),
    }
}

fn message_text(message: &DynamicMessage) -> String {
    let number = |name: &str| message.get_field_by_name(name).and_then(|value| value.as_u64());
    match message.descriptor().name() {
        "Date" => {
            let days = message.get_field_by_name("days").and_then(|value| value.as_i32());
            let date = days.and_then(|days| Date::from_days(days).ok());
            date.map_or_else(String::new, |date| date.to_string())
        }
        "Share" => match (number("numerator"), number("denominator")) {
            (Some(numerator), Some(denominator)) => share(numerator, denominator),
            (_, _) => String::new(),
        },
        _ => {
            let parts = readable(message).into_iter().filter(|(_, value)| !value.is_empty());
            parts.map(|(_, value)| value).collect::<Vec<_>>().join(" ")
        }
    }
}

/// A fraction with a rounded percentage beside it, never instead.
fn share(numerator: u64, denominator: u64) -> String {
    let denominator_of = u128::from(denominator.max(1));
    let tenths = (u128::from(numerator) * 1_000 + denominator_of / 2) / denominator_of;
    format!("{numerator}/{denominator} ({}.{} %)", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_shows_a_rounded_percentage_beside_the_fraction() {
        assert_eq!(share(1, 3), "1/3 (33.3 %)");
        assert_eq!(share(2, 3), "2/3 (66.7 %)");
    }
}
