//! Waiting for other processes, which tell nobody when they are ready, and for faults to last.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// How soon something is looked at again.
const MOMENT: Duration = Duration::from_millis(25);

/// Returns when a fault has lasted that long.
pub fn lasts(time: Duration) {
    sleep(time);
}

/// Gives others a moment before they are looked at again.
pub fn moment() {
    sleep(MOMENT);
}

/// What `look` finds at last.
///
/// # Errors
/// `otherwise`, and for how long, if it finds nothing within `patience`.
pub fn until<T>(
    patience: Duration,
    otherwise: &str,
    mut look: impl FnMut() -> Option<T>,
) -> Result<T, String> {
    let end = Instant::now() + patience;
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if Instant::now() > end {
            return Err(format!("{otherwise} for {patience:?}"));
        }
        moment();
    }
}
