//! The policy through time: versions, each in force from its own day (POL-1, POL-8).

use alloc::{sync::Arc, vec::Vec};

use super::{Ledger, PolicyEntry, Reason, Refusal};
use crate::{
    policy::{Policy, PolicyFault},
    time::{Calendar, Date, Instant, Zone},
};

/// All versions ever adopted, in order; version `n` stands at position `n − 1`.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    versions: Vec<Version>,
}

#[derive(Clone, Debug)]
struct Version {
    policy: Arc<Policy>,
    calendar: Arc<Calendar>,
    from: Date,
    record: u64,
}

impl Policies {
    /// The version in force at `at`; 0 before founding.
    #[must_use]
    pub fn in_force_at(&self, at: Instant) -> u32 {
        let holds = |version: &Version| version.policy.clock_zone.date_of(at) >= version.from;
        count(self.versions.iter().rposition(holds).map_or(0, |position| position + 1))
    }

    /// The version in force on `day`; 0 before founding.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> u32 {
        let holds = |version: &Version| day >= version.from;
        count(self.versions.iter().rposition(holds).map_or(0, |position| position + 1))
    }

    /// The newest version adopted, in force or not yet; 0 before founding.
    #[must_use]
    pub fn newest(&self) -> u32 {
        count(self.versions.len())
    }

    /// The first day of the newest version.
    #[must_use]
    pub fn newest_from(&self) -> Option<Date> {
        self.versions.last().map(|version| version.from)
    }

    /// The first day of `version`.
    #[must_use]
    pub fn from(&self, version: u32) -> Option<Date> {
        self.version(version).map(|version| version.from)
    }

    /// The sequence of the record that adopted `version`.
    #[must_use]
    pub fn record(&self, version: u32) -> Option<u64> {
        self.version(version).map(|version| version.record)
    }

    /// The policy of a version that was adopted.
    #[must_use]
    pub fn get(&self, version: u32) -> Option<&Policy> {
        self.version(version).map(|version| &*version.policy)
    }

    fn calendar(&self, version: u32) -> Option<&Calendar> {
        self.version(version).map(|version| &*version.calendar)
    }

    fn version(&self, version: u32) -> Option<&Version> {
        self.versions.get(usize::try_from(version).ok()?.checked_sub(1)?)
    }

    /// Adopts the next version, in force from the day `from`.
    pub(super) fn adopt(&mut self, policy: Policy, from: Date, record: u64) {
        let calendar = Arc::new(policy.calendar());
        self.versions.push(Version { policy: Arc::new(policy), calendar, from, record });
    }
}

fn count(position: usize) -> u32 {
    u32::try_from(position).expect("each version takes a record of its own")
}

impl Ledger {
    /// The policy of `version`, which a recorded process names.
    ///
    /// # Panics
    /// When no such version was adopted: processes name adopted versions only.
    #[must_use]
    pub fn policy(&self, version: u32) -> &Policy {
        self.policies.get(version).expect("a process names an adopted version")
    }

    /// The calendar by which periods of `version` run (GEN-7, GEN-8).
    ///
    /// # Panics
    /// When no such version was adopted: processes name adopted versions only.
    #[must_use]
    pub fn calendar(&self, version: u32) -> &Calendar {
        self.policies.calendar(version).expect("a process names an adopted version")
    }

    /// The time zone in force at `at`; UTC before founding.
    #[must_use]
    pub fn zone(&self, at: Instant) -> Zone {
        self.policies
            .get(self.policies.in_force_at(at))
            .map_or(Zone::UTC, |policy| policy.clock_zone)
    }
}

/// The policy that `entries` state.
///
/// # Errors
/// `POLICY_INCOMPLETE` or `POLICY_VALUE_INVALID`, naming the key (POL-5).
pub(super) fn parse(entries: &[PolicyEntry]) -> Result<Policy, Refusal> {
    let pairs: Vec<(&str, &str)> =
        entries.iter().map(|entry| (entry.key.as_str(), entry.value.as_str())).collect();
    Policy::parse(&pairs).map_err(fault)
}

/// Why texts are not a policy, or not what a contract may set, as a refusal.
pub(super) fn fault(fault: PolicyFault) -> Refusal {
    match fault {
        PolicyFault::Missing { key } => {
            Refusal::new(Reason::PolicyIncomplete, "POL-5").fact("missing", key)
        }
        PolicyFault::Unknown { key } => {
            Refusal::new(Reason::PolicyIncomplete, "POL-5").fact("unknown", key)
        }
        PolicyFault::Repeated { key } | PolicyFault::OutOfOrder { key } => {
            Refusal::new(Reason::Malformed, "POL-5").fact("out_of_order", key)
        }
        PolicyFault::NotForContracts { key } => {
            Refusal::new(Reason::PolicyValueInvalid, "POL-6").fact("key", key)
        }
        PolicyFault::Invalid { key, value, allowed } => {
            Refusal::new(Reason::PolicyValueInvalid, "POL-5")
                .fact("key", key)
                .fact("value", value)
                .fact("allowed", allowed)
        }
    }
}
