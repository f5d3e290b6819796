//! A projector on a thread of its own, for as long as the process lives.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rights_log::Reading;
use rights_views::{Position, Views};
use tokio::sync::watch;

use crate::{Error, Metrics, Projector, Step, Stop, metrics::Meter};

/// Longest time between two looks at the log, and at whether to stop.
const LOOK: Duration = Duration::from_millis(250);
/// How long to wait before asking again what was unavailable.
const PAUSE: Duration = Duration::from_secs(1);

/// A projector that follows its log until it is told to stop, or must.
pub struct Running {
    positions: watch::Receiver<Option<Position>>,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<(), Stop>>,
    meter: Arc<Meter>,
}

/// The projector has stopped; [`Running::ended`] says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the projector has stopped")]
pub struct Ended;

/// Starts a projector that keeps `views` at the end of `log`.
///
/// # Errors
/// [`Error::Unavailable`]: also when no thread can be had; start again. [`Error::Stop`].
pub fn spawn(log: &dyn Reading, views: &dyn Views) -> Result<Running, Error> {
    let projector = Projector::start(log, views)?;
    let (positions, stop) = (projector.positions(), Arc::default());
    let meter = Arc::clone(&projector.keeping.meter);
    let told = Arc::clone(&stop);
    let thread = thread::Builder::new()
        .name("projector".into())
        .spawn(move || follow(projector, &told))
        .map_err(|error| Error::Unavailable(error.into()))?;
    Ok(Running { positions, stop, thread, meter })
}

/// Waits until the views reflect the record `sequence`; the position that does.
///
/// # Errors
/// [`Ended`]: they never will.
pub async fn reflects(
    positions: &mut watch::Receiver<Option<Position>>,
    sequence: u64,
) -> Result<Position, Ended> {
    let reflects = |position: &Option<Position>| {
        position.is_some_and(|position| position.head.size > sequence)
    };
    let position = positions.wait_for(reflects).await.map_err(|_| Ended)?;
    position.ok_or(Ended)
}

impl Running {
    /// What the views reflect, as it grows; closed when the projector has stopped.
    #[must_use]
    pub fn positions(&self) -> watch::Receiver<Option<Position>> {
        self.positions.clone()
    }

    /// Its numbers, where the log holds as many records as `log_records` says when asked.
    #[must_use]
    pub fn metrics(&self, log_records: impl Fn() -> u64 + Send + Sync + 'static) -> Metrics {
        Metrics::new(Arc::clone(&self.meter), log_records)
    }

    /// Waits until the projector has stopped by itself, which it never does without a reason.
    ///
    /// # Errors
    /// Why it had to stop.
    ///
    /// # Panics
    /// When the projector did.
    pub async fn ended(mut self) -> Result<(), Stop> {
        while self.positions.changed().await.is_ok() {}
        self.stop()
    }

    /// Stops the projector between two transactions, and waits for it: at most a quarter of a
    /// second, if the log and the views answer.
    ///
    /// # Errors
    /// Why it had stopped before.
    ///
    /// # Panics
    /// When the projector did.
    pub fn stop(self) -> Result<(), Stop> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn follow(mut projector: Projector, stop: &AtomicBool) -> Result<(), Stop> {
    tracing::info!("projecting begins at the first frame of the log");
    while !stop.load(Ordering::Relaxed) {
        let stepped = projector.step().and_then(|step| match step {
            Step::Forward => Ok(()),
            Step::AtEnd => projector.gathering.wait(LOOK),
        });
        match stepped {
            Ok(()) => {}
            Err(Error::Stop(stop)) => {
                tracing::error!(%stop, "projecting cannot go on");
                return Err(stop);
            }
            Err(Error::Unavailable(error)) => {
                tracing::warn!(%error, "projecting waits for the log or the views");
                thread::park_timeout(PAUSE);
            }
        }
    }
    tracing::info!("projecting was told to end");
    Ok(())
}
