//! Founding: record 0 of an empty log, signed by the heads that it names.

use std::{sync::Arc, time::Duration};

use rights::{
    ledger::{Reason, Refusal},
    time::Instant,
};
use rights_log::Log;
use rights_openings::Openings;

use crate::{
    Counters, Desk, KnownKeys, Lost, NotRecorded, Receipt, Reply, Scribe, Submission, check,
    desk::Job,
};

/// Why a ledger was not founded.
#[derive(Debug, thiserror::Error)]
pub enum NotFounded {
    /// Nothing was written.
    #[error("{0}")]
    Refused(Refusal),
    /// Whether record 0 is in the log is unknown: found again, with the same command.
    #[error("the log or the openings are unavailable")]
    Lost(#[from] Lost),
}

/// Founds the ledger of `log`, which must hold no record, at the instant `at`: the receipt of
/// record 0, whose hash is the ledger's identity.
///
/// For a PRODUCTION ledger `at` is the wall time; a DEVELOPMENT ledger may begin in the past.
///
/// # Errors
/// [`NotFounded`]. A founding that stopped in the middle is taken up by founding again.
pub fn found(
    log: &dyn Log,
    openings: &Arc<dyn Openings>,
    submission: Submission,
    at: Instant,
) -> Result<Receipt, NotFounded> {
    let counters = Arc::<Counters>::default();
    let checked = check(submission, &KnownKeys::default()).map_err(NotFounded::Refused)?;
    let origin = checked.origin_hash();
    if origin != log.ledger() {
        let refusal = Refusal::new(Reason::WrongLedger, "XCH-9");
        return Err(NotFounded::Refused(refusal.fact("ledger", origin)));
    }
    let mut desk = Desk::unfounded(Arc::clone(openings), Arc::clone(&counters));
    let (reply, mut answer) = Reply::new();
    desk.take(Job::Submit(checked, reply), Ok(at)).map_err(Lost::from)?;
    // One command fills one frame, which holds its answer.
    while let Some(frame) = desk.next_frame() {
        // A refusal brings no record, and an empty log stays as it is.
        if frame.records() > 0 {
            let writer = log.found(&[]).map_err(Lost::from)?;
            let mut scribe = Scribe::new(writer, Arc::clone(openings), Arc::clone(&counters));
            scribe.append(&frame, Duration::ZERO)?;
        }
        frame.answer();
    }
    match answer.try_recv().unwrap_or(Err(NotRecorded::Unavailable)) {
        Ok(receipt) => Ok(receipt),
        Err(NotRecorded::Refused(refusal)) => Err(NotFounded::Refused(refusal)),
        Err(
            lost @ (NotRecorded::Unavailable
            | NotRecorded::Deposed
            | NotRecorded::ShuttingDown
            | NotRecorded::Clock(_)),
        ) => Err(NotFounded::Lost(Lost::Unavailable(lost.into()))),
    }
}
