//! Why a command did not do what it was asked, as data; and the one way to say it to a person.

use std::{fmt::Write as _, io, path::Path};

use rights_api::status::{Refused, name, read};
use rights_client::{draft::DraftError, keys::KeyError, submit::NotRecorded};
use tonic::{Code, Status};

use crate::{exit::Exit, explain, lang::Lang, output, schema, time};

/// What went wrong, and how the command ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The stable name, for example `SHARE_EXCEEDS_HOLDING`.
    pub reason: String,
    pub exit: Exit,
    pub facts: Vec<(String, String)>,
    pub origin: Source,
}

/// Who says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// The ledger or its services: facts are listed below the prose.
    Ledger { rule: Option<String>, policy: Option<u32> },
    /// This command: the prose names the facts.
    Command,
}

/// A failure of this command itself.
#[must_use]
pub fn own(reason: &str, exit: Exit) -> Failure {
    Failure { reason: reason.into(), exit, facts: Vec::new(), origin: Source::Command }
}

/// A file that cannot be read or written.
#[must_use]
pub fn file(path: &Path, error: &io::Error) -> Failure {
    own("FILE_UNUSABLE", Exit::Usage).fact("path", path.display()).fact("why", error)
}

/// A value that is not what its field takes.
pub fn invalid(field: &str, why: impl std::fmt::Display) -> Failure {
    own("VALUE_INVALID", Exit::Usage).fact("field", field).fact("why", why)
}

impl Failure {
    /// With one more fact.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl std::fmt::Display) -> Failure {
        self.facts.push((name.into(), value.to_string()));
        self
    }

    /// What it is for developers: the reason and its facts.
    #[must_use]
    pub fn told(&self) -> String {
        let facts = self.facts.iter().map(|(name, value)| format!(" {name}={value}"));
        format!("{}{}", self.reason, facts.collect::<String>())
    }

    /// Tells a person: what, with which facts, what to do, where to read more.
    pub fn report(&self, lang: Lang) {
        output::message(self.text(lang).trim_end());
    }

    fn text(&self, lang: Lang) -> String {
        let key = format!("reason-{}", self.reason);
        let facts: Vec<(&str, &str)> =
            self.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let prose = lang.find(&key, &facts).unwrap_or_else(|| lang.say("reason-unknown"));
        let head = output::loud(&format!("{}[{}]", lang.say("error"), self.reason));
        let mut text = format!("{head}: {prose}\n");
        if let Source::Ledger { rule, policy } = &self.origin {
            for (name, value) in &self.facts {
                line(&mut text, &format!("  · {}: {}", lang.word(name), shown(name, value)));
            }
            if let Some(rule) = rule {
                line(&mut text, &ruled(lang, rule, *policy));
            }
        }
        if let Some(fix) = lang.find(&format!("{key}.fix"), &facts) {
            line(&mut text, &format!("  {}: {fix}", lang.say("error-fix")));
        }
        if explain::page(&self.reason).is_some() {
            let docs = lang.say("error-docs");
            line(&mut text, &format!("  {docs}: rights explain {}", self.reason));
        }
        text
    }
}

/// A fact as a person reads it: instants travel in microseconds.
fn shown(name: &str, value: &str) -> String {
    match value.parse() {
        Ok(micros) if name.ends_with("_us") => time::iso(micros),
        Ok(_) | Err(_) => value.to_owned(),
    }
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes every line");
}

fn ruled(lang: Lang, rule: &str, policy: Option<u32>) -> String {
    let rule = lang.tell("error-rule", &[("rule", rule)]);
    match policy {
        None => format!("  · {rule}"),
        Some(version) => {
            let version = version.to_string();
            format!("  · {rule}, {}", lang.tell("error-policy", &[("version", &version)]))
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        let exit = Exit::of_status(schema::code_of(refused.reason));
        let Refused { reason, rule, policy, facts } = refused;
        let origin = Source::Ledger { rule, policy };
        Failure { reason: name(reason).into(), exit, facts, origin }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Failure {
        if let Some(refused) = read(&status) {
            return refused.into();
        }
        let (exit, code) = (Exit::of_status(status.code()), status.code());
        match code {
            Code::Unavailable => own("UNREACHABLE", exit).fact("why", status.message()),
            Code::Ok
            | Code::Cancelled
            | Code::Unknown
            | Code::InvalidArgument
            | Code::DeadlineExceeded
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::ResourceExhausted
            | Code::FailedPrecondition
            | Code::Aborted
            | Code::OutOfRange
            | Code::Unimplemented
            | Code::Internal
            | Code::DataLoss
            | Code::Unauthenticated => own("FOREIGN_ANSWER", exit)
                .fact("code", format!("{code:?}"))
                .fact("why", status.message()),
        }
    }
}

impl From<NotRecorded> for Failure {
    fn from(why: NotRecorded) -> Failure {
        match why {
            NotRecorded::Refused(refused) => refused.into(),
            NotRecorded::Failed(status) => (*status).into(),
            NotRecorded::Unanswered { attempts, last } => own("UNANSWERED", Exit::Unavailable)
                .fact("attempts", attempts)
                .fact("why", last.message()),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Failure {
        match error {
            KeyError::Io { path, source } => file(&path, &source),
            KeyError::Exists(path) => {
                own("KEY_FILE_EXISTS", Exit::Usage).fact("path", path.display())
            }
            KeyError::Lax { path, mode } => own("KEY_FILE_OPEN_TO_OTHERS", Exit::Configuration)
                .fact("path", path.display())
                .fact("mode", format!("{mode:o}")),
            KeyError::Encrypted(path) => {
                own("PASSPHRASE_MISSING", Exit::Usage).fact("path", path.display())
            }
            KeyError::WrongPassphrase(path) => {
                own("PASSPHRASE_WRONG", Exit::NotAuthenticated).fact("path", path.display())
            }
            KeyError::NotAKey(path) => own("NOT_A_KEY", Exit::Usage).fact("path", path.display()),
            KeyError::NoRandomness(why) => own("NO_RANDOMNESS", Exit::Unavailable).fact("why", why),
        }
    }
}

impl From<DraftError> for Failure {
    fn from(error: DraftError) -> Failure {
        match error {
            DraftError::Signers => own("SIGNERS_INVALID", Exit::Usage),
            DraftError::Unwritable(malformed) => {
                own("VALUE_MISSING", Exit::Usage).fact("field", malformed.place)
            }
            DraftError::NotASigner(key) => own("NOT_A_SIGNER", Exit::Usage).fact("key", key),
            DraftError::Unsigned(key) => own("UNSIGNED", Exit::Usage).fact("key", key),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        own("OUTPUT_FAILED", Exit::Unavailable).fact("why", error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_with_its_facts_its_rule_and_where_to_read_more() {
        let refused = Refused {
            reason: rights_api::v1::Reason::WrongState,
            rule: Some("PTY-2".into()),
            policy: Some(1),
            facts: vec![("state".into(), "ACCREDITED".into())],
        };
        let failure = Failure::from(refused);
        assert_eq!(failure.exit, Exit::Refused);
        for lang in Lang::ALL {
            let text = failure.text(lang);
            assert!(text.contains("[WRONG_STATE]: "), "{text}");
            assert!(text.contains("ACCREDITED") && text.contains("PTY-2"), "{text}");
        }
    }
}
