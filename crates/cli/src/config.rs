//! `rights config show|schema`: what holds and where it comes from, and what may be set.

use rights_config::{load::Setting, origin::Origin, schema};
use serde_json::{Value, json};

use crate::{
    configuration::{self, Asked},
    failure::Failure,
    output::{self, Line},
    settings::Settings,
};

#[derive(clap::Subcommand)]
pub enum Config {
    Show(Show),
    Schema,
}

#[derive(clap::Args)]
pub struct Show {
    #[arg(id = "show_origin", long = "origin")]
    origin: bool,
    #[command(flatten)]
    asked: Asked,
}

impl Config {
    /// Prints what is asked for.
    ///
    /// # Errors
    /// `CONFIGURATION_INVALID`, or whatever standard output gives.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        match self {
            Config::Show(show) => show.run(settings),
            Config::Schema => {
                Ok(output::text(&format!("{:#}", schema::schema(settings.lang.into())))?)
            }
        }
    }
}

impl Show {
    /// One line for each key: its value as the flags of `rights serve` would have it.
    fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let configuration = settings.configuration(&self.asked)?;
        let mut names: Vec<String> = ["key", "value"].map(String::from).into();
        if self.origin {
            names.push("origin".into());
        }
        let lang = settings.lang;
        let heads = [lang.say("config-key"), lang.say("config-value"), lang.say("config-origin")];
        let columns: Vec<String> = heads.into_iter().take(names.len()).collect();
        let line = |setting| self.line(setting, settings);
        let lines: Vec<Line> = configuration.settings().iter().map(line).collect();
        Ok(output::rows(settings.format, &columns, &names, &lines)?)
    }

    fn line(&self, setting: &Setting, settings: &Settings) -> Line {
        let Setting { key, value, origin } = setting;
        let text = value.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut cells = vec![key.name.to_owned(), text];
        let mut json = json!({ "key": key.name, "value": value.as_ref().map(schema::json) });
        if self.origin {
            cells.push(configuration::origin(origin, settings.lang));
            json["origin"] = machine(origin);
        }
        Line { cells, json }
    }
}

/// An origin as machines read it.
fn machine(origin: &Origin) -> Value {
    match origin {
        Origin::Default => json!({ "kind": "default" }),
        Origin::File { path, line, column } => {
            json!({ "kind": "file", "path": path, "line": line, "column": column })
        }
        Origin::Variable(name) => json!({ "kind": "environment", "name": name }),
        Origin::Flag(name) => json!({ "kind": "flag", "name": name }),
    }
}
