//! Waiting for what others do: whoever learns something here tells those who wait, and they look
//! again; of other processes nobody here is told, so they are looked at after a moment, too.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How soon something is looked at again of which nobody tells.
const MOMENT: Duration = Duration::from_millis(25);

/// How often somebody learned something.
static LEARNED: Mutex<u64> = Mutex::new(0);
static TOLD: Condvar = Condvar::new();

/// Has everybody who waits look again.
pub fn tell() {
    *LEARNED.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    TOLD.notify_all();
}

/// Returns when a fault has lasted that long.
pub fn lasts(time: Duration) {
    let learned = LEARNED.lock().unwrap_or_else(PoisonError::into_inner);
    // Whatever is learned meanwhile does not end it.
    drop(TOLD.wait_timeout_while(learned, time, |_| true));
}

/// Returns when somebody learns something, after a moment at the latest.
pub fn moment() {
    let learned = LEARNED.lock().unwrap_or_else(PoisonError::into_inner);
    let before = *learned;
    drop(TOLD.wait_timeout_while(learned, MOMENT, |now| *now == before));
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
