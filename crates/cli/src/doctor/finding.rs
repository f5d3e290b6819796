//! What a check found, as data; the prose is made where people read.

use std::fmt::Display;

use crate::{failure::Failure, lang::Lang};

/// How a check ended; the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum State {
    /// Not made, because another one failed or was not asked for.
    Skipped,
    Fine,
    Warning,
    Failed,
}

impl State {
    /// As machines read it.
    pub(super) fn name(self) -> &'static str {
        match self {
            State::Skipped => "skip",
            State::Fine => "ok",
            State::Warning => "warn",
            State::Failed => "fail",
        }
    }
}

/// One check, and how it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Finding {
    pub(super) state: State,
    said: Said,
}

/// Who has the words for it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Said {
    /// The text `key`, whose attribute `fix` is the advice; `because` is a text too.
    Here { key: &'static str, facts: Vec<(&'static str, String)>, because: Option<&'static str> },
    /// The same words in which a command would refuse.
    Refusal(Failure),
}

/// All is well.
pub(super) fn ok(key: &'static str) -> Finding {
    Finding::here(State::Fine, key, None)
}

/// It works, and something is to be changed.
pub(super) fn warn(key: &'static str) -> Finding {
    Finding::here(State::Warning, key, None)
}

/// It does not work, or loses what is acknowledged.
pub(super) fn fail(key: &'static str) -> Finding {
    Finding::here(State::Failed, key, None)
}

/// It was not looked at, `because` of what that text says.
pub(super) fn skip(key: &'static str, because: &'static str) -> Finding {
    Finding::here(State::Skipped, key, Some(because))
}

/// A command would refuse for this reason.
pub(super) fn refused(failure: impl Into<Failure>) -> Finding {
    Finding { state: State::Failed, said: Said::Refusal(failure.into()) }
}

impl Finding {
    fn here(state: State, key: &'static str, because: Option<&'static str>) -> Finding {
        Finding { state, said: Said::Here { key, facts: Vec::new(), because } }
    }

    /// With one more fact.
    #[must_use]
    pub(super) fn fact(mut self, name: &'static str, value: impl Display) -> Finding {
        match &mut self.said {
            Said::Here { facts, .. } => facts.push((name, value.to_string())),
            Said::Refusal(failure) => failure.facts.push((name.into(), value.to_string())),
        }
        self
    }

    /// The check's name for machines.
    pub(super) fn check(&self) -> &str {
        match &self.said {
            Said::Here { key, .. } => key.strip_prefix("doctor-").unwrap_or(key),
            Said::Refusal(failure) => &failure.reason,
        }
    }

    pub(super) fn facts(&self) -> Vec<(&str, &str)> {
        match &self.said {
            Said::Here { facts, .. } => {
                facts.iter().map(|(name, value)| (*name, value.as_str())).collect()
            }
            Said::Refusal(failure) => {
                let facts = failure.facts.iter();
                facts.map(|(name, value)| (name.as_str(), value.as_str())).collect()
            }
        }
    }

    /// What was found.
    pub(super) fn text(&self, lang: Lang) -> String {
        match &self.said {
            Said::Here { key, because, .. } => {
                let why = because.map(|because| lang.say(because)).unwrap_or_default();
                let mut facts = self.facts();
                if because.is_some() {
                    facts.push(("why", &why));
                }
                lang.tell(key, &facts)
            }
            Said::Refusal(failure) => failure.prose(lang),
        }
    }

    /// What to change, if there is anything.
    pub(super) fn advice(&self, lang: Lang) -> Option<String> {
        match &self.said {
            Said::Here { key, .. } => lang.find(&format!("{key}.fix"), &self.facts()),
            Said::Refusal(failure) => failure.fix(lang),
        }
    }
}

/// Checks of one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Area {
    /// The text that names it.
    pub(super) key: &'static str,
    pub(super) findings: Vec<Finding>,
}

impl Area {
    pub(super) fn new(key: &'static str, findings: Vec<Finding>) -> Area {
        Area { key, findings }
    }

    /// The area's name for machines.
    pub(super) fn name(&self) -> &'static str {
        self.key.strip_prefix("doctor-area-").unwrap_or(self.key)
    }

    /// That of the worst finding.
    pub(super) fn state(&self) -> State {
        self.findings.iter().map(|finding| finding.state).max().unwrap_or(State::Skipped)
    }
}
