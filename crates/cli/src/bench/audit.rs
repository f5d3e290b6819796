//! The history again, as `rights verify` examines it: how long that takes beside its signatures.

use std::time::{Duration, Instant};

use rights_config::settings::Settings;
use rights_verifier::{Closing, Evidence as Given, verify};

use crate::{
    evidence::{self, Evidence},
    exit::Exit,
    failure::{Failure, own},
};

/// What is examined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// Form, order, signatures, every decision made again.
    Log,
    /// The rows of the views, too.
    LogAndViews,
}

/// How long examining what the stores of `serving` hold takes.
///
/// # Errors
/// `NOT_VERIFIED` if it does not follow.
pub fn audit(serving: &Settings, extent: Extent) -> Result<Duration, Failure> {
    let begun = Instant::now();
    let mut evidence = Evidence::open(serving)?;
    let closing = evidence.reflected().map_or(Closing::Unknown, Closing::Contains);
    let views = evidence.views.take().filter(|_| extent == Extent::LogAndViews);
    let size = views.as_ref().and_then(|views| views.position());
    let size = size.map_or(0, |position| position.head.size);
    let mut rows = views.as_deref().map(evidence::rows);
    let rows = rows.as_mut().map(|rows| (size, rows as &mut dyn Iterator<Item = _>));
    let ledger = evidence.ledger;
    let mut frames = evidence.frames();
    let evidence =
        Given { ledger, pinned: None, frames: &mut frames, closing, openings: None, rows };
    let report = verify(evidence);
    match report.verdict() {
        None => Ok(begun.elapsed()),
        Some(verdict) => {
            Err(own("NOT_VERIFIED", Exit::of(report.exit_code())).fact("why", verdict))
        }
    }
}
