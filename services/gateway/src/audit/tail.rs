//! Follows the end of the log, once for everybody who waits there.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use rights_api::status::Failure;
use rights_log::{Bookmark, Error, Reader, Reading};
use tokio::sync::watch;

use super::cursor::{Marks, failure};
use crate::serve::Stopping;

/// How long the end is waited at before it is looked at again. Writers of this process wake the
/// reader; this is for those of others, and for noticing that the process stops.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// How far the log is known to reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// It holds this many records at least; false until its end was seen for the first time.
    To { size: u64, seen: bool },
    /// It cannot be read on.
    Broken(Failure),
}

/// The end of a log. Clones are handles to the same.
#[derive(Clone)]
pub struct Tail {
    reach: watch::Receiver<Reach>,
    marks: Marks,
    skipped: Arc<AtomicU64>,
}

impl Tail {
    /// Follows `log` in a thread of its own, until `stopping`.
    ///
    /// # Errors
    /// The operating system's, when it has no thread to give.
    pub fn of(log: Arc<dyn Reading>, stopping: Stopping) -> io::Result<Tail> {
        let (sender, reach) = watch::channel(Reach::To { size: 0, seen: false });
        let marks = Marks::default();
        let skipped = Arc::<AtomicU64>::default();
        let (marked, stale) = (marks.clone(), Arc::clone(&skipped));
        let follow = move || {
            if let Err(error) = follow(&*log, &marked, &stale, &sender, &stopping) {
                tracing::error!(%error, "the log cannot be read on");
                sender.send_replace(Reach::Broken(failure(&error)));
            }
            // In this order: whoever waits for the end of this may open the log anew.
            drop(log);
            drop(sender);
        };
        thread::Builder::new().name("log-tail".into()).spawn(follow)?;
        Ok(Tail { reach, marks, skipped })
    }

    /// The end of a log of `size` records that nobody follows: it stays where it is.
    #[must_use]
    pub fn still(size: u64) -> Tail {
        let (_, reach) = watch::channel(Reach::To { size, seen: true });
        Tail { reach, marks: Marks::default(), skipped: Arc::default() }
    }

    /// How many records the log is known to hold; none once it cannot be read on.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match &*self.reach.borrow() {
            Reach::To { size, .. } => Some(*size),
            Reach::Broken(_) => None,
        }
    }

    /// How many records the log held when its end was seen last; none before the first time.
    pub(crate) fn seen(&self) -> Option<u64> {
        match &*self.reach.borrow() {
            Reach::To { size, seen: true } => Some(*size),
            Reach::To { seen: false, .. } | Reach::Broken(_) => None,
        }
    }

    /// A place on the way with at most `size` records before it, to read on from.
    pub(crate) fn mark_before(&self, size: u64) -> Option<Bookmark> {
        self.marks.before(size)
    }

    /// How many stale frames were skipped while following: late writes of deposed writers.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped.load(Relaxed)
    }

    /// Waits until the log can be given out: its end was seen.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub async fn ready(&mut self) -> Result<(), Failure> {
        self.wait_for(|_, seen| seen).await
    }

    /// Waits until the log cannot be read on, or the process stops and this holds the log no more.
    pub async fn broken(&mut self) {
        let broken = |reach: &Reach| matches!(reach, Reach::Broken(_));
        // An error is the end of the one who follows.
        self.reach.wait_for(broken).await.ok();
    }

    /// Waits until the log holds more than `size` records.
    pub(super) async fn beyond(&mut self, size: u64) -> Result<(), Failure> {
        self.wait_for(|reached, _| reached > size).await
    }

    async fn wait_for(&mut self, enough: impl Fn(u64, bool) -> bool) -> Result<(), Failure> {
        let settled = |reach: &Reach| match reach {
            Reach::To { size, seen } => enough(*size, *seen),
            Reach::Broken(_) => true,
        };
        match self.reach.wait_for(settled).await.as_deref() {
            Ok(Reach::To { .. }) => Ok(()),
            Ok(Reach::Broken(failure)) => Err(failure.clone()),
            Err(_) => Err(super::watcher::shutting_down()),
        }
    }

    pub(super) fn marks(&self) -> Marks {
        self.marks.clone()
    }
}

fn follow(
    log: &dyn Reading,
    marks: &Marks,
    skipped: &AtomicU64,
    sender: &watch::Sender<Reach>,
    stopping: &Stopping,
) -> Result<(), Error> {
    let mut reader = loop {
        match log.read(None) {
            Ok(reader) => break reader,
            Err(Error::Unavailable(why)) => pause(&why, stopping),
            Err(stop @ Error::Stop(_)) => return Err(stop),
        }
        if stopping.is_said() {
            return Ok(());
        }
    };
    let mut size = 0;
    while !stopping.is_said() {
        match catch_up(&mut *reader, marks, &mut size) {
            Ok(()) => {
                skipped.store(reader.skipped(), Relaxed);
                sender.send_replace(Reach::To { size, seen: true });
                reader.wait(LOOK_AGAIN)?;
            }
            Err(Error::Unavailable(why)) => pause(&why, stopping),
            Err(stop @ Error::Stop(_)) => return Err(stop),
        }
    }
    Ok(())
}

fn catch_up(reader: &mut dyn Reader, marks: &Marks, size: &mut u64) -> Result<(), Error> {
    while let Some(frame) = reader.read_next()? {
        *size = frame.after.size;
        marks.pass(reader);
    }
    Ok(())
}

/// The log may be read again in a moment.
fn pause(why: &rights_log::Unavailable, stopping: &Stopping) {
    if !stopping.is_said() {
        tracing::warn!(%why, "the log cannot be read now");
        thread::sleep(LOOK_AGAIN);
    }
}
