//! Which moment of the log an answer shows.

use rights::time::Instant;
use rights_api::{
    status::Failure,
    v1::{AsOf, Moment, Reason, moment},
};
use rights_views::{Position, Reader};

use super::failure;

/// The position that the views reflect.
///
/// # Errors
/// `LEDGER_NOT_FOUNDED`: no record is reflected yet.
pub(super) fn position(reader: &dyn Reader) -> Result<Position, Failure> {
    let founded = reader.position().filter(|position| position.head.size > 0);
    founded.ok_or_else(|| Failure::new(Reason::LedgerNotFounded))
}

/// The sequence of the last record that an answer about `moment` reflects; the newest if absent.
///
/// # Errors
/// `AS_OF_UNKNOWN`: the views do not reach so far, or nothing was recorded so early.
pub(super) fn sequence(reader: &dyn Reader, moment: Option<&Moment>) -> Result<u64, Failure> {
    let size = position(reader)?.head.size;
    match moment.and_then(|moment| moment.as_of) {
        None => Ok(size - 1),
        Some(moment::AsOf::Sequence(sequence)) if sequence < size => Ok(sequence),
        Some(moment::AsOf::Sequence(sequence)) => {
            Err(unknown().fact("sequence", sequence).fact("size", size))
        }
        Some(moment::AsOf::TimeUs(time)) => {
            let found = reader.sequence_at(Instant::from_micros(time)).map_err(failure::of)?;
            found.ok_or_else(|| unknown().fact("time_us", time))
        }
    }
}

/// What an answer says about the moment that it shows.
///
/// # Errors
/// Those of the views.
pub(super) fn as_of(reader: &dyn Reader, sequence: u64) -> Result<AsOf, Failure> {
    let record = reader.record(sequence).map_err(failure::of)?;
    let record = record.ok_or_else(|| Failure::new(Reason::ViewsDamaged).fact("record", sequence));
    Ok(AsOf { sequence, recorded_at_us: record?.recorded_at.micros() })
}

fn unknown() -> Failure {
    Failure::new(Reason::AsOfUnknown)
}
