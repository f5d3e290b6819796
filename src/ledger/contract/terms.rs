//! What a contract says: its headings, its end, its own policy values.

use alloc::{borrow::Cow, sync::Arc, vec::Vec};

use super::{
    super::{ContentDigest, Ledger, Level, PolicyEntry, Reason, Refusal, policies},
    Contract,
};
use crate::{id::PartyId, policy::Policy, text::Text, time::Date};

/// A heading under which a contract states its terms.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Heading {
    /// Rights to foreground, by contributions (CTR-4).
    Foreground,
    /// Rights to income, by contributions (CTR-4).
    Income,
    Protection,
    UseAtHome,
    UseInThirdStates,
    Confidentiality,
    /// Compensation of losses.
    Compensation,
    /// Own use by one co-owner (CTR-8).
    OwnUse,
    /// Licensing by one co-owner (CTR-8).
    Licensing,
    /// Assignment by one co-owner (CTR-8).
    Assignment,
}

impl Heading {
    /// All headings, ascending.
    pub const ALL: &[Heading] = &[
        Heading::Foreground,
        Heading::Income,
        Heading::Protection,
        Heading::UseAtHome,
        Heading::UseInThirdStates,
        Heading::Confidentiality,
        Heading::Compensation,
        Heading::OwnUse,
        Heading::Licensing,
        Heading::Assignment,
    ];

    /// Those on which no contract is silent (CTR-4).
    pub const MANDATORY: &[Heading] = &[Heading::Foreground, Heading::Income];

    /// The heading as rows and refusals spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Heading::Foreground => "FOREGROUND",
            Heading::Income => "INCOME",
            Heading::Protection => "PROTECTION",
            Heading::UseAtHome => "USE_AT_HOME",
            Heading::UseInThirdStates => "USE_IN_THIRD_STATES",
            Heading::Confidentiality => "CONFIDENTIALITY",
            Heading::Compensation => "COMPENSATION",
            Heading::OwnUse => "OWN_USE",
            Heading::Licensing => "LICENSING",
            Heading::Assignment => "ASSIGNMENT",
        }
    }
}

/// A clause under which one party alone may terminate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TerminationRight {
    pub clause: Text,
    /// Whose right it is; none = every party's.
    pub party: Option<PartyId>,
}

/// What a contract says.
#[derive(Clone, PartialEq, Debug)]
pub struct Terms {
    /// The contract's own term set; none is refused (CTR-5).
    pub document: Option<ContentDigest>,
    /// Ascending, without repeats.
    pub headings: Vec<Heading>,
    pub level: Level,
    /// The marks of the confidentiality annex; ascending, without repeats.
    pub marks: Vec<Text>,
    /// The last day of the work; none where none is agreed.
    pub until: Option<Date>,
    /// The last day of late disclosures; none where there are none.
    pub tail: Option<Date>,
    /// Ascending, without repeats.
    pub termination_rights: Vec<TerminationRight>,
    /// The policy keys that the contract sets for its own results; ascending by key (POL-6).
    pub overrides: Vec<PolicyEntry>,
}

impl Terms {
    /// Whether the contract says something under `heading`.
    #[must_use]
    pub fn states(&self, heading: Heading) -> bool {
        self.headings.binary_search(&heading).is_ok()
    }

    /// Whether `party` may terminate alone under `clause`.
    #[must_use]
    pub fn let_terminate(&self, party: &PartyId, clause: &Text) -> bool {
        let of_party = |right: &TerminationRight| right.party.is_none_or(|of| of == *party);
        self.termination_rights.iter().any(|right| right.clause == *clause && of_party(right))
    }

    /// # Errors
    /// `MALFORMED`: a list is not in its order, or the dates are not in theirs.
    pub(super) fn well_formed(&self, from: Date) -> Result<(), Refusal> {
        let lists = [
            ("headings", self.headings.is_sorted_by(|a, b| a < b)),
            ("marks", self.marks.is_sorted_by(|a, b| a < b)),
            ("termination_rights", self.termination_rights.is_sorted_by(|a, b| a < b)),
            ("overrides", self.overrides.is_sorted_by(|a, b| a.key < b.key)),
            ("until", self.until.is_none_or(|until| from <= until)),
            ("tail", self.tail.is_none_or(|tail| self.until.unwrap_or(from) <= tail)),
        ];
        match lists.into_iter().find(|(_, sound)| !sound) {
            None => Ok(()),
            Some((place, _)) => Err(Refusal::new(Reason::Malformed, "CTR-5").fact("place", place)),
        }
    }

    /// # Errors
    /// `TERMS_INCOMPLETE`: the contract is silent on what none may be silent on, or has no term set
    /// of its own.
    pub(super) fn complete(&self) -> Result<(), Refusal> {
        if self.document.is_none() {
            return Err(Refusal::new(Reason::TermsIncomplete, "CTR-5").fact("missing", "document"));
        }
        match Heading::MANDATORY.iter().find(|heading| !self.states(**heading)) {
            None => Ok(()),
            Some(heading) => {
                Err(Refusal::new(Reason::TermsIncomplete, "CTR-4")
                    .fact("missing", heading.as_str()))
            }
        }
    }

    /// `policy` as the contract sets it for its own results.
    ///
    /// # Errors
    /// `POLICY_VALUE_INVALID` for a key that `policy.contractMay` does not list, or a value that the
    /// key does not allow; `POLICY_INCOMPLETE` for a key that does not exist (POL-6).
    pub(super) fn over<'a>(&self, policy: &'a Policy) -> Result<Cow<'a, Policy>, Refusal> {
        self.overrides.iter().try_fold(Cow::Borrowed(policy), |policy, entry| {
            let set = policy.with_override(&entry.key, &entry.value).map_err(policies::fault)?;
            Ok(Cow::Owned(set))
        })
    }
}

impl Ledger {
    /// The policy of `version` as `contract` sets it for its own results. Where that version no longer
    /// admits what the contract sets, the version counts (POL-6).
    #[must_use]
    pub fn contract_policy<'a>(&'a self, contract: &'a Contract, version: u32) -> Cow<'a, Policy> {
        let policy = self.policy(version);
        if version == contract.policy {
            return Cow::Borrowed(contract.own_policy.as_deref().unwrap_or(policy));
        }
        contract.terms.over(policy).unwrap_or(Cow::Borrowed(policy))
    }

    /// What `terms` make of the policy of `version`; none where they set nothing. It is kept, because
    /// rows ask for it whenever a contribution is recorded.
    pub(super) fn own_policy(&self, terms: &Terms, version: u32) -> Option<Arc<Policy>> {
        match terms.over(self.policy(version)) {
            Ok(Cow::Owned(policy)) => Some(Arc::new(policy)),
            Ok(Cow::Borrowed(_)) | Err(_) => None,
        }
    }
}
