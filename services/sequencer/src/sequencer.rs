//! A sequencer as its process sees it: started at once, or standing by until its turn comes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use rights_log::{Log, pulse::Pulse};
use rights_openings::Openings;
use tokio::sync::oneshot;

use crate::{
    Clerk, Config, Handle, Stop,
    intake::{Inbox, start_verifiers},
    task::Task,
    vigil::Vigil,
};

/// A running sequencer.
#[derive(Debug)]
pub struct Sequencer {
    ended: oneshot::Receiver<Result<(), Stop>>,
}

/// A sequencer whose turn has not come: another one holds the log.
#[derive(Debug)]
pub struct Standby {
    handle: Handle,
    turn: Turn,
    is_ready: oneshot::Receiver<()>,
    sequencer: Sequencer,
}

/// The way to tell a standby that its turn has come. Clones tell the same one.
#[derive(Clone, Debug, Default)]
pub struct Turn(Arc<AtomicBool>);

impl Turn {
    /// It claims the log now, whether or not another holds it; nothing if it has claimed it before.
    pub fn take(&self) {
        self.0.store(true, SeqCst);
    }

    pub(crate) fn is_taken(&self) -> bool {
        self.0.load(SeqCst)
    }
}

impl Sequencer {
    /// Claims and replays `log`, then decides what callers submit. Returns once it does: call it
    /// where blocking is allowed.
    ///
    /// # Errors
    /// [`Stop`]: this ledger cannot be served here. While the log is unavailable it tries again.
    pub fn start(
        log: Arc<dyn Log>,
        openings: Arc<dyn Openings>,
        config: Config,
    ) -> Result<(Handle, Sequencer), Stop> {
        // Nobody could have closed it, so nothing but a panic ends it without a word.
        begin(log, openings, config, None)?.wait()?.ok_or(Stop::Panicked)
    }

    /// Follows `log`, listening to `pulse`, and claims it when told, or when it heard nothing for
    /// as long as its patience lasts: neither a beat nor a new frame. Returns at once.
    ///
    /// Claiming too early does no harm: there is one history, and whoever was deposed ends.
    ///
    /// # Errors
    /// [`Stop::NoThread`].
    pub fn stand_by(
        log: Arc<dyn Log>,
        openings: Arc<dyn Openings>,
        pulse: Arc<dyn Pulse>,
        config: Config,
    ) -> Result<Standby, Stop> {
        let config = Config { pulse: Some(Arc::clone(&pulse)), ..config };
        begin(log, openings, config, Some(pulse))
    }

    /// Why it ended: `Ok` after [`Handle::close`].
    ///
    /// # Errors
    /// [`Stop`]: end the process. [`Stop::is_deposition`] if another sequencer goes on.
    pub async fn ended(self) -> Result<(), Stop> {
        self.ended.await.unwrap_or(Err(Stop::Panicked))
    }

    /// As [`Sequencer::ended`], where blocking is allowed.
    ///
    /// # Errors
    /// As [`Sequencer::ended`].
    pub fn wait(self) -> Result<(), Stop> {
        self.ended.blocking_recv().unwrap_or(Err(Stop::Panicked))
    }
}

impl Standby {
    /// The way to it. Until its turn comes, whoever submits is told that it is unavailable.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Tells it to claim now, whether or not another holds the log.
    pub fn take_over(&self) {
        self.turn.take();
    }

    /// As [`Standby::take_over`], for whoever waits meanwhile for it to become active.
    #[must_use]
    pub fn turn(&self) -> Turn {
        self.turn.clone()
    }

    /// The sequencer, once it has claimed the log and decides; none if it was closed before.
    ///
    /// # Errors
    /// [`Stop`]: this ledger cannot be served here.
    pub async fn active(self) -> Result<Option<(Handle, Sequencer)>, Stop> {
        match self.is_ready.await {
            Ok(()) => Ok(Some((self.handle, self.sequencer))),
            // The thread has let go of its end, so it is about to say why, or it has panicked.
            Err(_) => self.sequencer.ended().await.map(|()| None),
        }
    }

    /// As [`Standby::active`], where blocking is allowed.
    ///
    /// # Errors
    /// As [`Standby::active`].
    pub fn wait(self) -> Result<Option<(Handle, Sequencer)>, Stop> {
        match self.is_ready.blocking_recv() {
            Ok(()) => Ok(Some((self.handle, self.sequencer))),
            Err(_) => self.sequencer.wait().map(|()| None),
        }
    }
}

fn begin(
    log: Arc<dyn Log>,
    openings: Arc<dyn Openings>,
    config: Config,
    pulse: Option<Arc<dyn Pulse>>,
) -> Result<Standby, Stop> {
    let no_thread = |error: std::io::Error| Stop::NoThread(error.to_string());
    let (calls, called) = mpsc::channel();
    let (notes, to_sort) = mpsc::channel();
    let (keys, counters) = (Arc::default(), Arc::default());
    start_verifiers(config.verifiers, called, &notes, &keys, &counters).map_err(no_thread)?;
    let handle = Handle::new(calls, config.inbox_max, Arc::clone(&counters));
    let turn = Turn::default();
    let task = Task {
        log,
        openings,
        clerk: Clerk::new(config.clerk.clone()),
        remembered: config.remembered.clone(),
        config,
        keys,
        counters,
        notes,
        inbox: Inbox::new(to_sort),
        vigil: pulse.map(|pulse| Vigil::new(pulse, turn.clone())),
        closing: false,
    };
    let (ready, is_ready) = oneshot::channel();
    let (end, ended) = oneshot::channel();
    let run = move || end.send(task.run(ready)).ok();
    thread::Builder::new().name("sequencer".into()).spawn(run).map_err(no_thread)?;
    Ok(Standby { handle, turn, is_ready, sequencer: Sequencer { ended } })
}
