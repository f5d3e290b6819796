//! What a sequencer needs besides its stores.

use std::{sync::Arc, time::Duration};

use ed25519_dalek::SigningKey;
use rights_log::pulse::Pulse;
use tlog::head::Seen;

use crate::Clock;

/// What a sequencer needs besides its stores.
#[derive(Clone)]
pub struct Config {
    /// The clerk's key for deadlines.
    pub clerk: SigningKey,
    pub clock: Arc<dyn Clock>,
    /// How far the last record of a PRODUCTION ledger and the wall clock may be apart at the start.
    pub silence_max: Duration,
    /// Threads that verify signatures: as many as there are cores.
    pub verifiers: usize,
    /// Commands between their submission and their answer, at most; beyond it callers wait.
    pub inbox_max: usize,
    /// What the operator's stores know of the log: views' position, last signed checkpoint.
    pub remembered: Vec<Seen>,
    /// Where it says that it is alive while it holds the log; none where nobody stands by.
    pub pulse: Option<Arc<dyn Pulse>>,
    /// How often it says so.
    pub heartbeat: Duration,
    /// How long whoever stands by hears nothing before it claims the log: several heartbeats.
    pub patience: Duration,
}

/// 30 days without a record are confirmed by a person.
pub const SILENCE_MAX: Duration = Duration::from_hours(30 * 24);
/// Two bulk streams and as many single callers.
pub const INBOX_MAX: usize = 4_096;
/// Seldom enough to cost nothing.
pub const HEARTBEAT: Duration = Duration::from_millis(500);
/// Four heartbeats: one that is lost or late deposes nobody.
pub const PATIENCE: Duration = Duration::from_secs(2);
