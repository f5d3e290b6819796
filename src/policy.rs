//! Policies: the numbers and choices that a programme sets for itself, complete and immutable.
//!
//! A policy states every key (POL-5). A value's type admits exactly what its key allows, so a
//! [`Policy`] that exists is valid. Every value has one spelling, and a policy one text.

use crate::time::Calendar;
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub mod bounds;
pub mod choice;
#[cfg(test)]
mod edges;
mod keys;
pub mod list;
mod preset;
#[cfg(test)]
mod rules;
pub mod value;

pub use keys::{KEYS, Key, Policy};
pub use preset::Preset;

use value::Value;

/// Why texts are not a policy, or an override is none that a contract may make.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// A key is not stated.
    #[error("{key} is missing: a policy states every key")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A key does not exist.
    #[error("{key} is no policy key")]
    Unknown {
        /// The text in the place of a key.
        key: String,
    },
    /// A key is stated twice in a row.
    #[error("{key} is stated twice")]
    Repeated {
        /// The key.
        key: String,
    },
    /// A key comes after a greater one.
    #[error("{key} is out of order: keys ascend")]
    OutOfOrder {
        /// The key that comes too late.
        key: String,
    },
    /// A value is none that its key allows, or not spelled as it must be.
    #[error("{key} cannot be {value:?}: it is {allowed}")]
    Invalid {
        /// The key.
        key: &'static str,
        /// The value stated.
        value: String,
        /// What the key allows, in words.
        allowed: String,
    },
    /// `policy.contractMay` does not list the key (POL-6).
    #[error("a contract may not set {key}: policy.contractMay does not list it")]
    NotForContracts {
        /// The key.
        key: &'static str,
    },
}

/// A key whose value differs between two policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key.
    pub key: &'static str,
    /// How the first policy spells its value.
    pub old: String,
    /// How the second policy spells its value.
    pub new: String,
}

impl Policy {
    /// The policy that `stated` spells: every key with its value, ascending by the bytes of the
    /// key (POL-5).
    ///
    /// # Errors
    /// The first [`PolicyFault`]: of the order, then of unknown keys, then of missing keys and
    /// invalid values. The text has to be corrected.
    pub fn parse(stated: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, PolicyFault> {
        let stated: Vec<(&str, &str)> =
            stated.iter().map(|(key, value)| (key.as_ref(), value.as_ref())).collect();
        ascending(&stated)?;
        if let Some((key, _)) = stated.iter().find(|(key, _)| named(key).is_none()) {
            return Err(PolicyFault::Unknown { key: (*key).to_owned() });
        }
        keys::read(&stated)
    }

    /// Every key with the spelling of its value, ascending by key: what [`Policy::parse`] reads
    /// as this policy again.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let mut entries = keys::written(self);
        entries.sort_unstable_by_key(|(key, _)| *key);
        entries
    }

    /// The policy of the reference programme: every default.
    #[must_use]
    pub fn reference() -> Self {
        Self::preset(Preset::Reference)
    }

    /// The policy that is shipped for `preset`.
    #[must_use]
    pub fn preset(preset: Preset) -> Self {
        preset.policy()
    }

    /// The keys whose values differ, ascending by key; none if the policies are equal.
    #[must_use]
    pub fn differences(old: &Self, new: &Self) -> Vec<Difference> {
        let pairs = old.entries().into_iter().zip(new.entries());
        pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((key, old), (_, new))| Difference { key, old, new })
            .collect()
    }

    /// This policy as a contract sets `key` to `value` for its own results (POL-6).
    ///
    /// # Errors
    /// [`PolicyFault::Unknown`], [`PolicyFault::NotForContracts`] or [`PolicyFault::Invalid`].
    pub fn with_override(&self, key: &str, value: &str) -> Result<Self, PolicyFault> {
        let Some(named) = named(key) else {
            return Err(PolicyFault::Unknown { key: key.to_owned() });
        };
        if !self.policy_contract_may.iter().any(|pattern| pattern.covers(key)) {
            return Err(PolicyFault::NotForContracts { key: named.name });
        }
        let mut entries = self.entries();
        for (stated, text) in &mut entries {
            if *stated == named.name {
                value.clone_into(text);
            }
        }
        Self::parse(&entries)
    }

    /// The calendar in which this policy's periods are counted (GEN-7, GEN-8).
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar {
            zone: self.clock_zone,
            weekend: self.clock_weekend,
            holidays: self.clock_holidays.as_map().clone(),
            shift: self.clock_non_working_shift,
        }
    }
}

/// The key of this name, if there is one.
fn named(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

fn ascending(stated: &[(&str, &str)]) -> Result<(), PolicyFault> {
    for pair in stated.windows(2) {
        let [(before, _), (key, _)] = pair else { continue };
        if before == key {
            return Err(PolicyFault::Repeated { key: (*key).to_owned() });
        }
        if before > key {
            return Err(PolicyFault::OutOfOrder { key: (*key).to_owned() });
        }
    }
    Ok(())
}

/// The value of `key` among the ascending `stated`, if it is allowed and spelled canonically.
fn value_of<T: Value>(key: &'static str, stated: &[(&str, &str)]) -> Result<T, PolicyFault> {
    let Ok(index) = stated.binary_search_by_key(&key, |(name, _)| *name) else {
        return Err(PolicyFault::Missing { key });
    };
    let (_, text) = stated[index];
    // Shown again, the value must give the same text: otherwise one policy had two digests.
    T::read(text).filter(|value| value.to_string() == text).ok_or_else(|| PolicyFault::Invalid {
        key,
        value: text.to_owned(),
        allowed: T::allowed(),
    })
}
