//! Policy values that are sets and tables. An empty one is written `EMPTY`.

use super::choice::Level;
use super::keys::KEYS;
use super::value::Value;
use crate::territory::State;
use crate::time::Date;
use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

const EMPTY: &str = "EMPTY";
/// Bytes of a mark, a name of a command, a role or a control list.
const NAME_BYTES_MAX: usize = 100;

/// A set, in its order without repeats. Written `TERRITORY,FIELD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T>(BTreeSet<T>);

/// A table of keys with one or more values each. Written `AM:2026-01-01,2026-01-28;RU:…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists<K, V>(BTreeMap<K, BTreeSet<V>>);

/// The levels of confidentiality in use, ascending; [`Level::L0`] is always among them, because
/// a reader without a session reads at no other (GEN-22). Written `L0,L1,L2,L3,L4,LX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels(Set<Level>);

/// Which level a mark on a document means, by state (CFD-7). Written `RU:mark=L3;*:mark=L2`,
/// where `*` stands for every state that does not define the mark itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks(BTreeMap<(Option<State>, String), Level>);

/// Whose export clearance a delivery needs (THD-2, THD-10).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clearance {
    /// That of the state of every title holder. Written `HOLDERS`.
    Holders,
    /// That of the state of every owner of background used. Written `BACKGROUND`.
    Background,
    /// That of this state, for what is on this control list. Written `RU:LIST-1`.
    Listed(State, ControlList),
}

/// The name of a state's control list: capital letters, digits, `.` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ControlList(String);

/// The name of a command, as in `GrantLicence`: ASCII letters and digits, a capital first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommandName(String);

/// The code of a role, as in `NP_SEC`: ASCII capital letters and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleName(String);

/// A policy key, or all keys below a prefix, as in `licence.*`; `policy.contractMay` is never
/// among them, for a contract does not widen its own freedom (POL-6).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyPattern(String);

impl<T: Ord> Set<T> {
    /// Whether `value` is in the set.
    #[must_use]
    pub fn contains(&self, value: &T) -> bool {
        self.0.contains(value)
    }

    /// The values, ascending.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<K: Ord, V> Lists<K, V> {
    /// The values of `key`, if the table has it; never empty.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&BTreeSet<V>> {
        self.0.get(key)
    }

    /// The whole table.
    #[must_use]
    pub const fn as_map(&self) -> &BTreeMap<K, BTreeSet<V>> {
        &self.0
    }
}

impl Levels {
    /// Whether `level` is in use.
    #[must_use]
    pub fn contains(&self, level: Level) -> bool {
        self.0.contains(&level)
    }

    /// The levels in use, the most open first.
    pub fn iter(&self) -> impl Iterator<Item = Level> {
        self.0.iter().copied()
    }
}

impl Marks {
    /// The level that `mark` means in `state`; none if it is not mapped there, and then it is
    /// treated as the stricter neighbour (CFD-7).
    #[must_use]
    pub fn level_of(&self, state: State, mark: &str) -> Option<Level> {
        let own = self.0.get(&(Some(state), mark.to_owned()));
        own.or_else(|| self.0.get(&(None, mark.to_owned()))).copied()
    }

    /// The whole table: the state (none for every state), the mark, and its level.
    pub fn iter(&self) -> impl Iterator<Item = (Option<State>, &str, Level)> {
        self.0.iter().map(|((state, mark), level)| (*state, mark.as_str(), *level))
    }
}

impl KeyPattern {
    /// Whether `key` is the key, or below the prefix, that the pattern names.
    #[must_use]
    pub fn covers(&self, key: &str) -> bool {
        covers(&self.0, key)
    }
}

impl<T: Value + Ord> Value for Set<T> {
    fn read(text: &str) -> Option<Self> {
        if text == EMPTY {
            return Some(Self(BTreeSet::new()));
        }
        text.split(',').map(T::read).collect::<Option<_>>().map(Self)
    }

    fn allowed() -> String {
        format!("EMPTY | any of these, in order, joined by commas: {}", T::allowed())
    }
}

impl<T: fmt::Display> fmt::Display for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        joined(f, self.0.iter())
    }
}

impl<K: Value + Ord, V: Value + Ord> Value for Lists<K, V> {
    fn read(text: &str) -> Option<Self> {
        if text == EMPTY {
            return Some(Self(BTreeMap::new()));
        }
        let row = |row: &str| {
            let (key, values) = row.split_once(':')?;
            let values = values.split(',').map(V::read).collect::<Option<_>>()?;
            Some((K::read(key)?, values))
        };
        text.split(';').map(row).collect::<Option<_>>().map(Self)
    }

    fn allowed() -> String {
        let (key, value) = (K::allowed(), V::allowed());
        format!("EMPTY | key:value,value;key:value in order; a key is {key}; a value is {value}")
    }
}

impl<K: fmt::Display, V: fmt::Display> fmt::Display for Lists<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(EMPTY);
        }
        for (index, (key, values)) in self.0.iter().enumerate() {
            write!(f, "{}{key}:", if index == 0 { "" } else { ";" })?;
            joined(f, values.iter())?;
        }
        Ok(())
    }
}

impl Value for Levels {
    fn read(text: &str) -> Option<Self> {
        Set::read(text).filter(|levels| levels.contains(&Level::L0)).map(Self)
    }

    fn allowed() -> String {
        format!("L0 and any of these, in order, joined by commas: {}", Level::allowed())
    }
}

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Value for Marks {
    fn read(text: &str) -> Option<Self> {
        if text == EMPTY {
            return Some(Self(BTreeMap::new()));
        }
        let row = |row: &str| {
            let (state, rest) = row.split_once(':')?;
            let state = if state == "*" { None } else { Some(State::read(state)?) };
            let (mark, level) = rest.split_once('=')?;
            Some(((state, mark_text(mark)?), Level::read(level)?))
        };
        text.split(';').map(row).collect::<Option<_>>().map(Self)
    }

    fn allowed() -> String {
        format!(
            "EMPTY | state:mark=level;… in order, * for any state; a level is {}",
            Level::allowed()
        )
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(EMPTY);
        }
        for (index, ((state, mark), level)) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ";" })?;
            match state {
                Some(state) => write!(f, "{state}:{mark}={level}")?,
                None => write!(f, "*:{mark}={level}")?,
            }
        }
        Ok(())
    }
}

impl Value for Clearance {
    fn read(text: &str) -> Option<Self> {
        match text {
            "HOLDERS" => Some(Self::Holders),
            "BACKGROUND" => Some(Self::Background),
            _ => {
                let (state, list) = text.split_once(':')?;
                Some(Self::Listed(State::read(state)?, ControlList::read(list)?))
            }
        }
    }

    fn allowed() -> String {
        "HOLDERS | BACKGROUND | state:control list, as in RU:LIST-1".to_owned()
    }
}

impl fmt::Display for Clearance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holders => f.write_str("HOLDERS"),
            Self::Background => f.write_str("BACKGROUND"),
            Self::Listed(state, list) => write!(f, "{state}:{list}"),
        }
    }
}

impl Value for State {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn allowed() -> String {
        "a state by two capital letters".to_owned()
    }
}

impl Value for Date {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn allowed() -> String {
        "a date YYYY-MM-DD".to_owned()
    }
}

/// A name: which texts it can be, and what to call that.
macro_rules! name {
    ($name:ident, $admits:expr, $allowed:literal) => {
        impl $name {
            /// The name as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Value for $name {
            fn read(text: &str) -> Option<Self> {
                let admits: fn(&str) -> bool = $admits;
                let fits = !text.is_empty() && text.len() <= NAME_BYTES_MAX;
                if fits && admits(text) { Some(Self(text.to_string())) } else { None }
            }

            fn allowed() -> String {
                $allowed.to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    ControlList,
    |text| text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-')),
    "a control list by capital letters, digits, . and -"
);
name!(
    CommandName,
    |text| {
        text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().all(|b| b.is_ascii_alphanumeric())
    },
    "the name of a command, as in GrantLicence"
);
name!(
    RoleName,
    |text| {
        text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'_'))
    },
    "the code of a role, as in NP_SEC"
);
name!(
    KeyPattern,
    |text| KEYS.iter().any(|key| covers(text, key.name)),
    "a policy key, or a prefix as in licence.*"
);

fn covers(pattern: &str, key: &str) -> bool {
    let below = pattern.strip_suffix('*').filter(|prefix| prefix.ends_with('.'));
    let covered = match below {
        Some(prefix) => key.starts_with(prefix),
        None => key == pattern,
    };
    covered && key != "policy.contractMay"
}

/// A mark: not empty, no blanks around it, none of the signs that part a table, no controls.
fn mark_text(text: &str) -> Option<String> {
    let parts = |c: char| matches!(c, ';' | ':' | '=') || c.is_control();
    let fits = !text.is_empty() && text.len() <= NAME_BYTES_MAX && text.trim() == text;
    if fits && !text.contains(parts) { Some(text.to_owned()) } else { None }
}

/// Writes `items` with commas between them, or `EMPTY`.
pub(super) fn joined<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    items: impl Iterator<Item = T>,
) -> fmt::Result {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return f.write_str(EMPTY);
    }
    for (index, item) in items.enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { "," })?;
    }
    Ok(())
}
