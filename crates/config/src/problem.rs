//! What is wrong with a configuration, as data: the prose is made where people read.

use crate::{key::Kind, origin::Origin, url::NotAUrl};

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where a person mends it.
    pub place: Origin,
    /// The key, variable or flag as it was written; empty where a whole file is meant.
    pub name: String,
    pub wrong: Wrong,
}

/// What is wrong. No variant holds a value that may be a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// There is no such key or variable; perhaps `nearest` is meant.
    Unknown { nearest: Option<String> },
    /// The value is not of this kind; it is told only where it cannot be a secret.
    Value { expected: Kind, given: Option<String> },
    /// The value is no URL of its kind.
    Url(NotAUrl),
    /// The key is a table of other keys.
    Table,
    /// A password stands where every process of the machine can read it.
    SecretInArguments,
    /// The duration is not shorter than that of the key `than`.
    NotShorter { than: &'static str },
    /// The URL has a password, and a file gives one too.
    TwoPasswords,
    /// The file of a password holds none.
    Empty,
    /// The file is no TOML.
    Syntax(String),
    /// The file cannot be read.
    Unreadable(String),
}
