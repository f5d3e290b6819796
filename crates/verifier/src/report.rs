//! What was checked, what was not, and what came of it.

use std::{collections::BTreeMap, fmt};

use rights::verify::{Finding, Layer};

use crate::Unreadable;

/// One kind of check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Check {
    Frames,
    Records,
    Identity,
    Signatures,
    Decisions,
    ClosingHead,
    Openings,
    Rows,
    Inclusion,
    Cosignatures,
}

/// The first thing that does not follow.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Verdict {
    pub layer: Layer,
    /// What does not follow, in words.
    pub what: String,
}

/// The outcome of a verification.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Report {
    made: BTreeMap<Check, u64>,
    not_made: Vec<Check>,
    verdict: Option<Verdict>,
}

impl Check {
    /// What the check says, in English.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Check::Frames => "frames have their form and extend the head before them",
            Check::Records => "records have their form, are dense, and time does not go back",
            Check::Identity => "record 0 is the one that was pinned",
            Check::Signatures => "signatures are the listed signers', strictly",
            Check::Decisions => {
                "decisions made again give the recorded events; nothing due passed by"
            }
            Check::ClosingHead => "records lie under the head that closes the log",
            Check::Openings => "openings open their commitments",
            Check::Rows => "rows of the views follow from the log",
            Check::Inclusion => "a checkpoint signed by the log covers the records",
            Check::Cosignatures => "witnesses cosigned the checkpoint",
        }
    }
}

impl Report {
    /// The checks made, with how many things each examined, in the order of [`Check`].
    pub fn checks_made(&self) -> impl Iterator<Item = (Check, u64)> {
        self.made.iter().map(|(check, count)| (*check, *count))
    }

    /// The checks not made, because what they need is not at hand or was not reached.
    #[must_use]
    pub fn checks_not_made(&self) -> &[Check] {
        &self.not_made
    }

    /// The first thing that does not follow; none if everything examined does.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// 0 if everything examined follows; otherwise by layer: 20 signature, 21 order, hash or opening,
    /// 25 events or rows, 26 malformed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.verdict.as_ref().map_or(0, |verdict| match verdict.layer {
            Layer::Form => 26,
            Layer::FrameHead | Layer::Opening => 21,
            Layer::Signature => 20,
            Layer::Events | Layer::Rows => 25,
        })
    }

    pub(crate) fn made(&mut self, check: Check, count: u64) {
        self.made.insert(check, count);
    }

    pub(crate) fn not_made(&mut self, check: Check) {
        self.not_made.push(check);
    }

    pub(crate) fn conclude(&mut self, outcome: Result<(), Verdict>) {
        // Proofs to checkpoints and their witnesses are no part of what is kept yet.
        self.not_made.extend([Check::Inclusion, Check::Cosignatures]);
        self.not_made.sort_unstable();
        self.verdict = outcome.err();
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (check, count) in self.checks_made() {
            writeln!(f, "[ ok ] {count:>9}  {}", check.words())?;
        }
        if let Some(verdict) = &self.verdict {
            writeln!(f, "[fail]            {verdict}")?;
        }
        for check in &self.not_made {
            writeln!(f, "[ -- ]  not made  {}", check.words())?;
        }
        Ok(())
    }
}

impl From<Finding> for Verdict {
    fn from(finding: Finding) -> Verdict {
        Verdict { layer: finding.layer(), what: finding.to_string() }
    }
}

impl From<Unreadable> for Verdict {
    fn from(unreadable: Unreadable) -> Verdict {
        Verdict { layer: unreadable.layer, what: unreadable.what }
    }
}
