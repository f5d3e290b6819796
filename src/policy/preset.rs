//! The policies that are shipped: the reference programme's, and those of its siblings.

use super::choice::{choice, names, spelled, spelled_as};
use super::keys::{self, KEYS, Policy};
use super::value::Value;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

choice! {
    /// A shipped policy. It states every key; where a sibling is silent, or says what no key can
    /// say, the default stands and the key is open. Values from practice are to be checked
    /// before use.
    Preset {
        /// The reference programme: every default.
        Reference = "REFERENCE",
        /// Horizon grants under a DESCA consortium agreement.
        Horizon = "HORIZON",
        /// The ITER agreement.
        Iter = "ITER",
        /// A defence memorandum of understanding.
        Defence = "DEFENCE",
        /// Plain national law.
        National = "NATIONAL",
    }
}

type Values = &'static [(&'static str, &'static str)];

const HORIZON: Values = &[
    ("abandonment.offerToCoOwners", "45cd"),
    ("council.quorum", "2/3"),
    ("council.rule.substantive", "2/3"),
    ("council.veto", "true"),
    ("council.veto.window", "15cd"),
    ("jointRegime.untilAgreed", "DEFAULT_JOINT"),
    // Against recorded compensation, which LIC-15 demands of every such licence.
    ("licence.nonExclusive.consent", "NOTICE(45)"),
    ("licence.onParentEnd", "CASCADE"),
    ("licence.sublicence", "FORBIDDEN"),
    ("ownership.default", "GENERATOR"),
    ("publication.notice", "45cd"),
    ("publication.objection", "30cd"),
    ("shares.defaultSplit", "NONE"),
    ("transfer.consent", "NONE"),
    ("transfer.notice", "45cd"),
    ("transfer.objection.ground", "ADVERSE_EFFECT"),
    ("transfer.objection.window", "30cd"),
    ("transfer.obligationsRunWithTitle", "true"),
    ("transfer.preemption", "NONE"),
    ("use.own.consent", "NOTICE(45)"),
    ("use.own.payment", "FAIR"),
];

const ITER: Values = &[
    ("council.rule.substantive", "UNANIMITY"),
    ("council.veto", "false"),
    ("jointRegime.untilAgreed", "DEFAULT_JOINT"),
    ("licence.nonExclusive.consent", "NONE"),
    ("licence.onParentEnd", "SURVIVE"),
    ("licence.sublicence", "INHERIT"),
    ("ownership.default", "GENERATOR"),
    ("shares.defaultSplit", "NONE"),
    ("transfer.consent", "NONE"),
    ("transfer.notice", "0cd"),
    ("transfer.objection.window", "0cd"),
    ("transfer.obligationsRunWithTitle", "true"),
    ("transfer.preemption", "NONE"),
    ("use.own.consent", "NONE"),
    ("use.own.payment", "NONE"),
];

const DEFENCE: Values = &[
    ("council.rule.substantive", "UNANIMITY"),
    ("council.veto", "false"),
    ("jointRegime.untilAgreed", "NO_DISPOSAL"),
    ("licence.nonExclusive.consent", "ALL"),
    ("licence.onParentEnd", "CASCADE"),
    ("licence.sublicence", "CONSENT"),
    ("ownership.default", "CONTRACT_ONLY"),
    ("shares.defaultSplit", "NONE"),
    ("transfer.consent", "ALL"),
    ("transfer.notice", "45cd"),
    ("transfer.objection.ground", "SECURITY"),
    ("transfer.objection.window", "30cd"),
    ("transfer.obligationsRunWithTitle", "true"),
    ("transfer.preemption", "NONE"),
    ("use.own.consent", "NONE"),
    ("use.own.payment", "NONE"),
];

const NATIONAL: Values = &[
    ("abandonment.offerToCoOwners", "0cd"),
    ("jointRegime.untilAgreed", "DEFAULT_JOINT"),
    ("ownership.default", "EMPLOYER"),
    ("publication.notice", "0cd"),
    ("publication.objection", "0cd"),
    ("shares.defaultSplit", "EQUAL"),
    ("thirdState.consent", "NONE"),
    ("transfer.notice", "0cd"),
    ("transfer.objection.window", "0cd"),
    ("transfer.obligationsRunWithTitle", "false"),
];

impl Preset {
    /// All five, the reference first.
    pub const ALL: [Self; 5] =
        [Self::Reference, Self::Horizon, Self::Iter, Self::Defence, Self::National];

    /// The keys that the sibling leaves open, ascending: each has the default, to be decided
    /// before the preset is used.
    #[must_use]
    pub const fn open_keys(self) -> &'static [&'static str] {
        match self {
            Self::Reference => &[],
            Self::Horizon => &["thirdState.consent"],
            Self::Iter | Self::Defence => &[
                "abandonment.offerToCoOwners",
                "council.quorum",
                "publication.notice",
                "publication.objection",
                "thirdState.consent",
            ],
            Self::National => &[
                "council.quorum",
                "council.rule.substantive",
                "council.veto",
                "licence.nonExclusive.consent",
                "licence.onParentEnd",
                "licence.sublicence",
                "transfer.consent",
                "transfer.preemption",
                "use.own.consent",
                "use.own.payment",
            ],
        }
    }

    /// What the sibling says, ascending by key; the other keys have their defaults.
    pub(super) const fn stated(self) -> Values {
        match self {
            Self::Reference => &[],
            Self::Horizon => HORIZON,
            Self::Iter => ITER,
            Self::Defence => DEFENCE,
            Self::National => NATIONAL,
        }
    }

    /// The complete policy.
    pub(super) fn policy(self) -> Policy {
        let value = |key: &keys::Key| {
            let own = self.stated().iter().find(|(name, _)| *name == key.name);
            (key.name, own.map_or(key.default, |(_, value)| *value))
        };
        let mut entries: Vec<_> = KEYS.iter().map(value).collect();
        entries.sort_unstable();
        keys::read(&entries).expect("every default and every preset value is one its key allows")
    }
}
