//! The legal effect of a command in plain words, before anybody signs it.

use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage as _, Value};
use rights_client::sealed::Opening;

use crate::{lang::Lang, readable, schema};

/// Messages that a person reads on one line.
const ON_ONE_LINE: [&str; 4] = ["Date", "Share", "Sealed", "ContentDigest"];

/// What recording `message` as `operation` will do: one sentence, then the fields that hold
/// something, sealed texts as `openings` open them.
#[must_use]
pub fn words(
    lang: Lang,
    operation: &FieldDescriptor,
    message: &DynamicMessage,
    openings: &[Opening],
) -> String {
    let command = schema::name_of(operation);
    let effect = lang.find(&format!("effect-{command}"), &[]).unwrap_or(command);
    let mut lines = vec![effect];
    fields(lang, message, openings, "  ", &mut lines);
    lines.join("\n")
}

/// What the command with these signed bytes will do; none if they are no command that is known
/// here.
#[must_use]
pub fn of_payload(lang: Lang, payload: &[u8], openings: &[Opening]) -> Option<String> {
    let kind = schema::message("rights.ledger.v1.Command");
    let command = DynamicMessage::decode(kind, payload).ok()?;
    let operation = schema::operations().find(|operation| command.has_field(operation))?;
    let asked = command.get_field(&operation);
    asked.as_message().map(|message| words(lang, &operation, message, openings))
}

fn fields(
    lang: Lang,
    message: &DynamicMessage,
    openings: &[Opening],
    indent: &str,
    lines: &mut Vec<String>,
) {
    for field in message.descriptor().fields().filter(|field| message.has_field(field)) {
        let word = lang.word(field.name());
        let value = message.get_field(&field);
        let items = value.as_list().unwrap_or(std::slice::from_ref(value.as_ref()));
        let parts = items.iter().filter_map(Value::as_message);
        let parts: Vec<_> =
            parts.filter(|part| !ON_ONE_LINE.contains(&part.descriptor().name())).collect();
        for part in &parts {
            lines.push(format!("{indent}{word}:"));
            fields(lang, part, openings, &format!("{indent}  "), lines);
        }
        if parts.is_empty() {
            let text = opened(readable::field(message, &field), openings);
            lines.push(format!("{indent}{word}: {text}"));
        }
    }
}

/// The text that a commitment stands for, if its opening is at hand; anything else as it is.
fn opened(text: String, openings: &[Opening]) -> String {
    let opening = openings.iter().find(|opening| opening.commitment().to_string() == text);
    opening.map_or(text, |opening| opening.text.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::shape;

    #[test]
    fn a_signer_reads_the_text_that_is_sealed_and_what_is_inside() {
        let operation = schema::operation("EnrolKey").unwrap();
        let written =
            json!({ "role": "PARTY/NA", "offer": { "holder": "na", "from": "2026-01-01" } });
        let kind = schema::command_of(&operation);
        let key = shape::message(&kind, written).unwrap();
        let text = words(Lang::En, &operation, &key.message, &key.openings);
        assert!(text.contains("  new key:\n    holder: na\n    from: 2026-01-01"), "{text}");
        let operation = schema::operation("AppointSecretary").unwrap();
        let written = json!({ "state": "RU", "name": "A. Secretary" });
        let named = shape::message(&schema::command_of(&operation), written).unwrap();
        let text = words(Lang::En, &operation, &named.message, &named.openings);
        assert!(text.contains("name: A. Secretary"), "{text}");
    }

    #[test]
    fn every_command_says_its_effect_in_both_languages() {
        for operation in schema::operations() {
            let name = schema::name_of(&operation);
            for lang in Lang::ALL {
                let effect = lang.find(&format!("effect-{name}"), &[]);
                assert!(effect.is_some(), "effect-{name} in {lang:?}");
            }
        }
    }

    #[test]
    fn every_column_has_a_word_in_both_languages() {
        let columns = rights::row::TABLES.iter().flat_map(|table| table.columns);
        for (column, lang) in columns.flat_map(|column| Lang::ALL.map(|lang| (column, lang))) {
            let key = format!("word-{}", column.name.replace('_', "-"));
            assert!(lang.find(&key, &[]).is_some(), "{key} in {lang:?}");
        }
    }

    #[test]
    fn every_field_of_a_command_has_a_word_in_both_languages() {
        for operation in schema::operations() {
            for field in schema::command_of(&operation).fields() {
                let key = format!("word-{}", field.name().replace('_', "-"));
                for lang in Lang::ALL {
                    assert!(lang.find(&key, &[]).is_some(), "{key} in {lang:?}");
                }
            }
        }
    }
}
