//! The settings of the services as this command has them: the flags that set them, and what a person
//! is told about what is wrong with them.

use std::{fmt, path::Path};

use rights_config::{
    key::{KEYS, Key, Kind, Lang as KeyLang, Standard},
    load::Flag,
    origin::Origin,
    problem::{Problem, Wrong},
    settings::Settings as Serving,
    url::{LogUrl, NotAUrl, OpeningsUrl, ViewsUrl},
};

use crate::{
    exit::Exit,
    failure::{Failure, own},
    lang::Lang,
};

/// The flags that say where a ledger's stores are, beside the data directory.
#[derive(Clone, Default, Debug, clap::Args)]
pub struct Placed {
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    #[arg(long, value_name = "URL")]
    views: Option<String>,
    #[arg(long, value_name = "URL")]
    openings: Option<String>,
}

/// The flags of those who serve something of a ledger.
#[derive(Clone, Default, Debug, clap::Args)]
pub struct Served {
    #[arg(long, value_name = "ADDRESS", conflicts_with = "port")]
    listen: Option<String>,
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    #[command(flatten)]
    placed: Placed,
}

/// The flags of those who decide, beside those of every command.
#[derive(Clone, Default, Debug, clap::Args)]
pub struct Asked {
    #[command(flatten)]
    pub served: Served,
    #[arg(long, value_name = "HOURS")]
    permit_silence: Option<u64>,
}

impl From<Served> for Asked {
    fn from(served: Served) -> Asked {
        Asked { served, permit_silence: None }
    }
}

impl From<Placed> for Asked {
    fn from(placed: Placed) -> Asked {
        Served { placed, ..Served::default() }.into()
    }
}

impl Asked {
    /// The keys that they set.
    #[must_use]
    pub fn flags(&self) -> Vec<Flag> {
        let hours = self.permit_silence.map(|hours| format!("{hours}h"));
        let Served { listen, port: _, placed } = &self.served;
        let all = [
            ("--listen", "listen", listen),
            ("--log", "log", &placed.log),
            ("--views", "views", &placed.views),
            ("--openings", "openings", &placed.openings),
            ("--permit-silence", "sequencer.silence_max", &hours),
        ];
        let asked =
            all.into_iter().filter_map(|(name, key, text)| Some((name, key, text.as_ref()?)));
        asked.map(|(name, key, text)| Flag { name, key, text: text.into() }).collect()
    }
}

impl From<Lang> for KeyLang {
    fn from(lang: Lang) -> KeyLang {
        match lang {
            Lang::En => KeyLang::En,
            Lang::Ru => KeyLang::Ru,
        }
    }
}

/// The key that the flag `--long` sets, if it sets one.
#[must_use]
pub fn key_of(long: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.flag.is_some_and(|flag| flag.strip_prefix("--") == Some(long)))
}

/// The default of `key`, if it is always the same and in the words of its flag.
#[must_use]
pub fn fixed(key: &'static Key) -> Option<&'static str> {
    match key.standard {
        // Its flag counts hours.
        Standard::Fixed(_) if key.kind == Kind::Duration => None,
        Standard::Fixed(text) => Some(text),
        Standard::Derived(_) => None,
    }
}

/// Everything that is wrong with the configuration, told in `lang`.
#[must_use]
pub fn invalid(problems: Vec<Problem>, lang: Lang) -> Failure {
    let line = |problem: &Problem| {
        let (place, told) = (problem.place.to_string(), told(problem, lang));
        // A flag or variable is its own place, and what is told names it.
        if place == problem.name {
            format!("\n  · {told}")
        } else {
            format!("\n  · {place}: {told}")
        }
    };
    let lines: String = problems.iter().map(line).collect();
    own("CONFIGURATION_INVALID", Exit::Configuration).fact("problems", lines)
}

/// Nothing says where the data is.
#[must_use]
pub fn no_data_directory() -> Failure {
    own("NO_DATA_DIRECTORY", Exit::Configuration)
}

/// The data directory that `settings` name.
///
/// # Errors
/// `NO_DATA_DIRECTORY`.
pub fn data_dir_of(settings: &Serving) -> Result<&Path, Failure> {
    settings.data_dir.as_deref().ok_or_else(no_data_directory)
}

/// What is done to files alone can be done to a ledger that is embedded.
///
/// # Errors
/// `CLIENT_NOT_BUILT` for the first store that is not.
pub fn embedded(settings: &Serving) -> Result<(), Failure> {
    match (&settings.log, &settings.openings, &settings.views) {
        (LogUrl::Embedded, OpeningsUrl::Embedded, ViewsUrl::Embedded) => Ok(()),
        (LogUrl::Kafka(url), _, _) => Err(no_client("log", url)),
        (LogUrl::Embedded, OpeningsUrl::Postgres(url), _) => Err(no_client("openings", url)),
        (LogUrl::Embedded, OpeningsUrl::Embedded, ViewsUrl::Postgres(url)) => {
            Err(no_client("views", url))
        }
    }
}

/// The value of `key` is on a server for which this build has no client.
#[must_use]
pub fn no_client(key: &str, url: impl fmt::Display) -> Failure {
    own("CLIENT_NOT_BUILT", Exit::Configuration).fact("key", key).fact("url", url)
}

/// Where a setting comes from, in `lang`.
#[must_use]
pub fn origin(origin: &Origin, lang: Lang) -> String {
    match origin {
        Origin::Default => lang.say("config-default"),
        Origin::File { path, line, .. } => format!("{}:{line}", path.display()),
        Origin::Variable(name) | Origin::Flag(name) => name.clone(),
    }
}

fn told(Problem { place: _, name, wrong }: &Problem, lang: Lang) -> String {
    match wrong {
        Wrong::Unknown { nearest: None } => lang.tell("config-unknown", &[("name", name)]),
        Wrong::Unknown { nearest: Some(nearest) } => {
            lang.tell("config-unknown-near", &[("name", name), ("nearest", nearest)])
        }
        Wrong::Value { expected, given } => {
            let expected = expected_of(*expected, lang);
            let not = |given: &String| lang.tell("config-not", &[("given", given)]);
            let given = given.as_ref().map(not).unwrap_or_default();
            let facts = [("name", name.as_str()), ("expected", &expected), ("given", &given)];
            lang.tell("config-value-wrong", &facts)
        }
        Wrong::Url(not_a_url) => {
            lang.tell("config-url", &[("name", name), ("why", &url(*not_a_url, lang))])
        }
        Wrong::Table => lang.tell("config-table", &[("name", name)]),
        Wrong::SecretInArguments => lang.tell("config-secret", &[("name", name)]),
        Wrong::NotShorter { than } => {
            lang.tell("config-not-shorter", &[("name", name), ("than", than)])
        }
        Wrong::TwoPasswords => lang.tell("config-two-passwords", &[("name", name)]),
        Wrong::Empty => lang.tell("config-empty", &[("name", name)]),
        Wrong::Syntax(why) => lang.tell("config-syntax", &[("why", why)]),
        Wrong::Unreadable(why) => lang.tell("config-unreadable", &[("name", name), ("why", why)]),
    }
}

fn expected_of(kind: Kind, lang: Lang) -> String {
    match kind {
        Kind::Path => lang.say("config-expected-path"),
        Kind::Address => lang.say("config-expected-address"),
        Kind::Log | Kind::Views | Kind::Openings => lang.say("config-expected-url"),
        Kind::Peers => lang.say("config-expected-peers"),
        Kind::Count => lang.say("config-expected-count"),
        Kind::Switch => lang.say("config-expected-switch"),
        Kind::Duration => lang.say("config-expected-duration"),
        Kind::Level => {
            let levels = rights_config::key::LEVELS.join(", ");
            lang.tell("config-expected-level", &[("levels", &levels)])
        }
    }
}

fn url(wrong: NotAUrl, lang: Lang) -> String {
    match wrong {
        NotAUrl::Scheme { either, or } => {
            lang.tell("config-url-scheme", &[("either", either), ("or", or)])
        }
        NotAUrl::EmbeddedElsewhere => lang.say("config-url-embedded"),
        NotAUrl::User => lang.say("config-url-user"),
        NotAUrl::Host => lang.say("config-url-host"),
        NotAUrl::Port => lang.say("config-url-port"),
        NotAUrl::Topic => lang.say("config-url-topic"),
        NotAUrl::Database => lang.say("config-url-database"),
        NotAUrl::Option => lang.say("config-url-option"),
        NotAUrl::Escape => lang.say("config-url-escape"),
        NotAUrl::NoHttp => lang.say("config-url-no-http"),
        NotAUrl::Path => lang.say("config-url-path"),
    }
}
