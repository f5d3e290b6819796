//! The two languages in which people read, and where their texts are.

use std::{borrow::Cow, collections::HashMap, env};

use fluent_templates::{LanguageIdentifier, fluent_bundle::FluentValue, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Isolation marks would end up in what people copy from their terminals.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const ENGLISH: LanguageIdentifier = langid!("en");
const RUSSIAN: LanguageIdentifier = langid!("ru");

/// A language that people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Lang {
    En,
    Ru,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ru];

    /// The language that was asked for: `--lang`, then `RIGHTS_LANG`, then `LC_ALL`, `LC_MESSAGES`
    /// and `LANG`; English if nothing asks for another. Read before the arguments are, whose help
    /// is written in it.
    #[must_use]
    pub fn asked(arguments: &[String]) -> Lang {
        let flag = arguments.iter().enumerate().find_map(|(at, argument)| {
            match argument.strip_prefix("--lang") {
                Some("") => arguments.get(at + 1).cloned(),
                Some(rest) => rest.strip_prefix('=').map(Into::into),
                None => None,
            }
        });
        let variables = ["RIGHTS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let environment = variables
            .into_iter()
            .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
        match flag.or(environment) {
            Some(wanted) if wanted.starts_with("ru") => Lang::Ru,
            Some(_) | None => Lang::En,
        }
    }

    /// The text `key`.
    ///
    /// # Panics
    /// If there is none: a test finds every key that this crate uses in both languages.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        self.tell(key, &[])
    }

    /// The text `key` with `facts` in their places.
    ///
    /// # Panics
    /// As [`Lang::say`].
    #[must_use]
    pub fn tell(self, key: &str, facts: &[(&str, &str)]) -> String {
        self.find(key, facts).unwrap_or_else(|| panic!("no text {key} with {facts:?}"))
    }

    /// The text `key` with `facts` in their places, if there is one that needs no other facts.
    #[must_use]
    pub fn find(self, key: &str, facts: &[(&str, &str)]) -> Option<String> {
        let facts: HashMap<Cow<'static, str>, FluentValue<'_>> = facts
            .iter()
            .map(|(name, value)| (Cow::Owned(name.replace('_', "-")), FluentValue::from(*value)))
            .collect();
        LOCALES.lookup_single_language(&self.identifier(), key, Some(&facts)).ok()
    }

    /// What a field, a column or a fact is called where people read; its own name if nothing better
    /// is known.
    #[must_use]
    pub fn word(self, name: &str) -> String {
        let key = format!("word-{}", name.replace('_', "-"));
        self.find(&key, &[]).unwrap_or_else(|| name.replace('_', " "))
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Lang::En => ENGLISH,
            Lang::Ru => RUSSIAN,
        }
    }
}
