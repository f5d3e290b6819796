//! Verifies a ledger from what was kept of it: frames, openings and rows, wherever they come from.
//!
//! Nothing here trusts the operator, and nothing opens a socket. [`verify`] examines in the order of
//! [`Layer`] and stops at the first thing that does not follow; its [`Report`] lists the checks that
//! were made and those that were not.

mod replay;
mod rows;

pub mod export;
pub mod report;

use std::thread;

use rights::verify::{Auditor, Finding, Layer};
use tlog::{
    hash::Hash,
    head::{Head, Seen},
};

pub use self::{
    report::{Check, Report, Verdict},
    rows::StoredRow,
};

/// What there is to verify. Iterators are read once, to their ends, in the order of the fields.
pub struct Evidence<'a> {
    /// SHA-256 of the ledger's origin, which every frame must name.
    pub ledger: Hash,
    /// The hash of record 0, if the auditor pinned it: the ledger's identity.
    pub pinned: Option<Hash>,
    /// The accepted frames, claims included, in order. An error ends the verification there.
    pub frames: &'a mut (dyn Iterator<Item = Result<Vec<u8>, Unreadable>> + Send),
    /// What closes the log.
    pub closing: Closing,
    /// Every opening kept beside the log; none if they are not at hand.
    pub openings: Option<&'a mut dyn Iterator<Item = Result<StoredOpening, Unreadable>>>,
    /// Every row of the views, and how many records they reflect; none if they are not at hand.
    pub rows: Option<(u64, &'a mut dyn Iterator<Item = Result<StoredRow, Unreadable>>)>,
}

/// Which head the log must have, so that its last frame is covered too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closing {
    /// The log ends there, in that writer's term: an export.
    At(Head),
    /// The log was there and may have grown since: the views' position of a live ledger.
    Contains(Seen),
    /// Nobody kept a head: the last frame's own bytes are covered by nothing.
    Unknown,
}

/// An opening as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredOpening {
    pub commitment: Hash,
    pub salt: Vec<u8>,
    pub text: Vec<u8>,
}

/// What is kept cannot be read to its end; the layer says what it was.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Unreadable {
    pub layer: Layer,
    /// What cannot be read and why, in words.
    pub what: String,
}

/// Examines `evidence`; never panics on hostile evidence.
#[must_use]
pub fn verify(evidence: Evidence<'_>) -> Report {
    let mut report = Report::default();
    let mut replayed = None;
    let verdict = examine(evidence, &mut replayed, &mut report);
    report.conclude(verdict);
    // To free a large ledger takes a while, for which nobody need wait.
    thread::spawn(move || drop(replayed));
    report
}

fn examine(
    evidence: Evidence<'_>,
    replayed: &mut Option<Auditor>,
    report: &mut Report,
) -> Result<(), Verdict> {
    let Evidence { ledger, pinned, frames, closing, openings, rows } = evidence;
    let reflected = rows.as_ref().map(|(size, _)| *size);
    let mut expected = rows::Expected::up_to(reflected);
    let auditor = replay::replay(ledger, pinned, frames, &mut expected, report)?;
    let auditor = replayed.insert(auditor);
    close(auditor, closing, report)?;
    let log_size = auditor.head().size;
    match openings {
        Some(openings) => check_openings(openings, report)?,
        None => report.not_made(Check::Openings),
    }
    let Some((size, rows)) = rows else {
        report.not_made(Check::Rows);
        return Ok(());
    };
    expected.compare(size, log_size, rows, report)
}

fn close(auditor: &Auditor, closing: Closing, report: &mut Report) -> Result<(), Verdict> {
    let size = auditor.head().size;
    match closing {
        Closing::At(head) => auditor.close(&head)?,
        Closing::Contains(seen) if !auditor.contains(&seen) => {
            return Err(Finding::ClosingHead { size: seen.size }.into());
        }
        Closing::Contains(_) => {}
        Closing::Unknown => {
            report.not_made(Check::ClosingHead);
            return Ok(());
        }
    }
    report.made(Check::ClosingHead, size);
    Ok(())
}

fn check_openings(
    openings: &mut dyn Iterator<Item = Result<StoredOpening, Unreadable>>,
    report: &mut Report,
) -> Result<(), Verdict> {
    let mut count = 0;
    for opening in openings {
        let opening = opening?;
        if !opening.opens() {
            let what = format!("the opening of {} does not open it", opening.commitment);
            return Err(Verdict { layer: Layer::Opening, what });
        }
        count += 1;
    }
    report.made(Check::Openings, count);
    Ok(())
}

impl StoredOpening {
    fn opens(&self) -> bool {
        let Ok(salt) = <&[u8; 16]>::try_from(self.salt.as_slice()) else {
            return false;
        };
        let text = std::str::from_utf8(&self.text);
        text.is_ok_and(|text| rights::sealed::commitment(salt, text).0 == *self.commitment.bytes())
    }
}
