//! The legal effect of a command in plain words, before anybody signs it.

use prost_reflect::{DynamicMessage, FieldDescriptor};

use crate::{lang::Lang, readable, schema};

/// What recording `message` as `operation` will do: one sentence, then the fields that hold something.
#[must_use]
pub fn words(lang: Lang, operation: &FieldDescriptor, message: &DynamicMessage) -> String {
    let command = schema::name_of(operation);
    let effect = lang.find(&format!("effect-{command}"), &[]).unwrap_or(command);
    let fields = readable::readable(message).into_iter().filter(|(_, value)| !value.is_empty());
    let fields = fields.map(|(name, value)| format!("  {}: {value}", lang.word(&name)));
    [effect].into_iter().chain(fields).collect::<Vec<_>>().join("\n")
}

/// What the command with these signed bytes will do; none if they are no command that is known here.
#[must_use]
pub fn of_payload(lang: Lang, payload: &[u8]) -> Option<String> {
    let kind = schema::message("rights.ledger.v1.Command");
    let command = DynamicMessage::decode(kind, payload).ok()?;
    let operation = schema::operations().find(|operation| command.has_field(operation))?;
    let asked = command.get_field(&operation);
    asked.as_message().map(|message| words(lang, &operation, message))
}

#[cfg(test)]
mod tests {
    use super::*;

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
