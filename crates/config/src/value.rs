//! One value of one kind, parsed from what a person wrote.

use std::{
    fmt,
    net::SocketAddr,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    duration,
    key::{Kind, LEVELS},
    problem::Wrong,
    url::{LogUrl, OpeningsUrl, ViewsUrl, peers::Peers},
};

/// A value that exists is one of its kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Path(PathBuf),
    Address(SocketAddr),
    Log(LogUrl),
    Views(ViewsUrl),
    Openings(OpeningsUrl),
    Count(NonZeroUsize),
    Switch(bool),
    Duration(Duration),
    Peers(Peers),
    /// One of [`LEVELS`].
    Level(&'static str),
}

impl Value {
    /// The value of `kind` that `text` writes; a relative path is relative to `base`, or to the
    /// working directory.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(kind: Kind, text: &str, base: Option<&Path>) -> Result<Value, Wrong> {
        let wrong = || Wrong::Value { expected: kind, given: Some(abridged(text)) };
        match kind {
            Kind::Path if text.is_empty() || text.contains('\0') => Err(wrong()),
            Kind::Path => Ok(Value::Path(base.unwrap_or(Path::new("")).join(text))),
            Kind::Address => text.parse().map(Value::Address).map_err(|_| wrong()),
            Kind::Log => LogUrl::parse(text).map(Value::Log).map_err(Wrong::Url),
            Kind::Views => ViewsUrl::parse(text).map(Value::Views).map_err(Wrong::Url),
            Kind::Openings => OpeningsUrl::parse(text).map(Value::Openings).map_err(Wrong::Url),
            Kind::Count => text.parse().map(Value::Count).map_err(|_| wrong()),
            Kind::Switch => text.parse().map(Value::Switch).map_err(|_| wrong()),
            Kind::Duration => duration::parse(text).map(Value::Duration).ok_or_else(wrong),
            Kind::Peers => Peers::parse(text).map(Value::Peers).map_err(Wrong::Url),
            Kind::Level => {
                let level = LEVELS.into_iter().find(|level| *level == text);
                level.map(Value::Level).ok_or_else(wrong)
            }
        }
    }

    /// Whether it holds a password or the like.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self {
            Value::Log(url) => url.has_secret(),
            Value::Views(url) => url.has_secret(),
            Value::Openings(url) => url.has_secret(),
            Value::Path(_)
            | Value::Address(_)
            | Value::Count(_)
            | Value::Switch(_)
            | Value::Duration(_)
            | Value::Peers(_)
            | Value::Level(_) => false,
        }
    }
}

/// As a person writes it, with `***` for passwords.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Path(path) => path.display().fmt(f),
            Value::Address(address) => address.fmt(f),
            Value::Log(url) => url.fmt(f),
            Value::Views(url) => url.fmt(f),
            Value::Openings(url) => url.fmt(f),
            Value::Count(count) => count.fmt(f),
            Value::Switch(switch) => switch.fmt(f),
            Value::Duration(duration) => f.write_str(&duration::show(*duration)),
            Value::Peers(peers) => peers.fmt(f),
            Value::Level(level) => f.write_str(level),
        }
    }
}

/// The beginning of a long text, on one line.
pub(crate) fn abridged(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut line: String =
        text.chars().take(SHOWN).map(|c| if c < ' ' { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_value_of_its_kind_is_refused_with_what_was_given() {
        for (kind, text) in [
            (Kind::Path, ""),
            (Kind::Address, "localhost"),
            (Kind::Address, "127.0.0.1"),
            (Kind::Address, ":7878"),
            (Kind::Count, "0"),
            (Kind::Count, "-1"),
            (Kind::Count, "1.5"),
            (Kind::Switch, "yes"),
            (Kind::Duration, "2"),
            (Kind::Level, "WARN"),
        ] {
            let wrong = Wrong::Value { expected: kind, given: Some(text.into()) };
            assert_eq!(Value::parse(kind, text, None), Err(wrong));
        }
    }

    #[test]
    fn no_complaint_about_a_url_repeats_it() {
        for kind in [Kind::Log, Kind::Views, Kind::Openings] {
            let Err(wrong) = Value::parse(kind, "postgres://u:geheim@h:x/d", None) else {
                panic!("it has no port");
            };
            assert!(!format!("{wrong:?}").contains("geheim"));
        }
    }
}
