//! The JSON Schema of a configuration file (draft 2020-12), for editors that know schemas.

use serde_json::{Map, Value, json};

use crate::{
    key::{KEYS, Key, Kind, LEVELS, Lang, Standard},
    value,
};

/// The schema, its descriptions in `lang`.
#[must_use]
pub fn schema(lang: Lang) -> Value {
    let mut top = Map::new();
    for key in KEYS {
        match key.name.split_once('.') {
            None => drop(top.insert(key.name.into(), property(key, lang))),
            Some((table, name)) => {
                let table = top.entry(table).or_insert_with(|| object(Map::new()));
                table["properties"][name] = property(key, lang);
            }
        }
    }
    let mut schema = object(top);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "rights.toml".into();
    schema
}

/// An object with these properties and no others.
fn object(properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn property(key: &Key, lang: Lang) -> Value {
    let mut property = match key.kind {
        Kind::Count => json!({ "type": "integer", "minimum": 1 }),
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Level => json!({ "enum": LEVELS }),
        Kind::Path => json!({ "type": "string", "minLength": 1 }),
        Kind::Peers => json!({ "anyOf": [
            { "type": "string", "pattern": key.kind.pattern() },
            { "type": "array", "items": { "type": "string" }, "minItems": 1 },
        ] }),
        Kind::Address | Kind::Log | Kind::Views | Kind::Openings | Kind::Duration => {
            json!({ "type": "string", "pattern": key.kind.pattern() })
        }
    };
    property["description"] = key.doc.of(lang).into();
    if let Standard::Fixed(text) = key.standard {
        let standard = value::Value::parse(key.kind, text, None);
        property["default"] = standard.map_or(Value::Null, |standard| json(&standard));
    }
    property
}

/// A value as JSON has it: numbers and yes or no as such, all else as a person writes it.
#[must_use]
pub fn json(value: &value::Value) -> Value {
    match value {
        value::Value::Count(count) => json!(count),
        value::Value::Switch(switch) => json!(switch),
        value::Value::Path(_)
        | value::Value::Address(_)
        | value::Value::Log(_)
        | value::Value::Views(_)
        | value::Value::Openings(_)
        | value::Value::Duration(_)
        | value::Value::Peers(_)
        | value::Value::Level(_) => json!(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_place_in_the_schema_and_nothing_else_has() {
        let schema = schema(Lang::En);
        let mut count = 0;
        for key in KEYS {
            let path = key.name.replace('.', "/properties/");
            let property = schema.pointer(&format!("/properties/{path}")).expect(key.name);
            assert_eq!(property["description"], key.doc.en);
            count += 1;
        }
        let properties = |value: &Value| value["properties"].as_object().map_or(0, Map::len);
        let tables = ["sequencer", "gateway", "metrics"].map(|table| &schema["properties"][table]);
        let within: usize = tables.iter().map(|table| properties(table)).sum();
        assert_eq!(properties(&schema) - tables.len() + within, count);
        for object in [&[&schema][..], &tables].concat() {
            assert_eq!(object["additionalProperties"], false);
        }
    }

    #[test]
    fn defaults_have_the_type_that_the_file_takes() {
        let schema = schema(Lang::Ru);
        let sequencer = &schema["properties"]["sequencer"]["properties"];
        assert_eq!(sequencer["inbox_max"]["default"], 4_096);
        assert_eq!(sequencer["standby"]["default"], false);
        assert_eq!(sequencer["patience"]["default"], "2s");
    }
}
