//! The port to heartbeats: how those who would take over the right to append hear that whoever
//! holds it is alive.
//!
//! Nothing depends on a beat but when somebody claims. A claim too early deposes a writer that was
//! well; it never makes a second history, since readers accept the last claimer's frames alone. So
//! a pulse may lose beats, double them and deliver them late, and keeps none.

use std::time::Duration;

use tlog::hash::Hash;
use tlog::head::WriterId;

use crate::Unavailable;

mod local;

pub use local::Local;

/// One sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// SHA-256 of the origin of the ledger whose log is held.
    pub ledger: Hash,
    /// The claim by which it is held: a beat of an earlier term comes from somebody deposed.
    pub term: u64,
    pub writer: WriterId,
}

/// Where beats are sent and heard.
pub trait Pulse: Send + Sync {
    /// Sends one beat. It does not wait to be heard.
    ///
    /// # Errors
    /// [`Unavailable`]: it may not have been sent; the next one is as good.
    fn beat(&self, beat: &Beat) -> Result<(), Unavailable>;

    /// Listens from now on: beats from before are not heard.
    ///
    /// # Errors
    /// [`Unavailable`]: try again.
    fn listen(&self) -> Result<Box<dyn Listener>, Unavailable>;
}

/// Somebody who listens.
pub trait Listener: Send {
    /// The newest of the beats that came since the last call, as soon as there is one; none if
    /// there was none for `at_most`. When it came is for the listener's own clock to say.
    ///
    /// # Errors
    /// [`Unavailable`]: nothing can be heard now, which is not silence. Ask again; what was beaten
    /// meanwhile may be lost.
    fn next(&mut self, at_most: Duration) -> Result<Option<Beat>, Unavailable>;
}
