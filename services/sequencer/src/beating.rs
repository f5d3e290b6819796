//! Says that the holder of the log is alive, for as long as it is.

use std::{
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use rights_log::pulse::{Beat, Pulse};

use crate::Stop;

/// Beats until it is dropped, by a panic too: whoever holds it is alive. A process that was stopped
/// does not beat.
pub(crate) struct Beating {
    _until_dropped: mpsc::Sender<()>,
}

impl Beating {
    /// Sends `beat` now and then `every` so often.
    pub(crate) fn start(pulse: Arc<dyn Pulse>, beat: Beat, every: Duration) -> Result<Self, Stop> {
        let (until_dropped, dropped) = mpsc::channel();
        let run = move || keep(&*pulse, &beat, every, &dropped);
        let spawned = thread::Builder::new().name("heartbeat".into()).spawn(run);
        spawned.map_err(|error| Stop::NoThread(error.to_string()))?;
        Ok(Beating { _until_dropped: until_dropped })
    }
}

fn keep(pulse: &dyn Pulse, beat: &Beat, every: Duration, dropped: &mpsc::Receiver<()>) {
    let mut was_sent = true;
    loop {
        let sent = pulse.beat(beat);
        // Told once, and not twice a second for as long as a network is down.
        if was_sent && let Err(error) = &sent {
            tracing::warn!(cause = error as &dyn std::error::Error, "no heartbeat was sent");
        }
        was_sent = sent.is_ok();
        match dropped.recv_timeout(every) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
