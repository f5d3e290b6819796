//! A data directory with a sequencer on it, and what a test asks of both.

use std::{path::Path, sync::Arc, time::Duration};

use rights::{ledger::Reason, ledger::programme::Purpose, time::Instant};
use rights_log::{Reading as _, embedded::Embedded as EmbeddedLog};
use rights_openings::{Openings, embedded::Embedded as EmbeddedOpenings};
use rights_sequencer::{
    Config, HEARTBEAT, Handle, NotRecorded, PATIENCE, Receipt, SILENCE_MAX, Sequencer, Stop, found,
};
use tempfile::TempDir;
use tests::cast::{self, Ask, HeldClock, clerk, founding, noon};

/// The day on which every test begins.
pub(crate) const DAY: &str = "2026-01-12";

/// One ledger in a directory of its own.
pub(crate) struct Bench {
    /// Removed when the test ends.
    _directory: TempDir,
    pub(crate) clock: Arc<HeldClock>,
    pub(crate) log: EmbeddedLog,
    pub(crate) openings: Arc<dyn Openings>,
    pub(crate) handle: Handle,
    pub(crate) sequencer: Option<Sequencer>,
}

pub(crate) fn now() -> Instant {
    noon(DAY)
}

pub(crate) fn stores(log: EmbeddedLog) -> (EmbeddedLog, Arc<dyn Openings>) {
    let (openings, mut staged) = EmbeddedOpenings::beside_frames(log.path()).unwrap();
    log.write_beside(Box::new(move |transaction| staged.write(transaction)));
    (log, Arc::new(openings))
}

pub(crate) fn config(clock: &Arc<HeldClock>) -> Config {
    Config {
        clerk: clerk(),
        clock: Arc::clone(clock) as _,
        silence_max: SILENCE_MAX,
        verifiers: 2,
        inbox_max: 256,
        remembered: Vec::new(),
        pulse: None,
        heartbeat: HEARTBEAT,
        patience: PATIENCE,
    }
}

/// A founded ledger's stores in `directory`, not sequenced yet.
pub(crate) fn founded(directory: &Path, purpose: Purpose) -> (EmbeddedLog, Arc<dyn Openings>) {
    let (log, openings) = stores(EmbeddedLog::create(directory, cast::ledger()).unwrap());
    found(&log, &openings, founding(purpose, now()).numbered(0), now()).unwrap();
    (log, openings)
}

impl Bench {
    /// A founded DEVELOPMENT ledger, sequenced.
    pub(crate) fn new() -> Bench {
        Bench::of(Purpose::Development)
    }

    pub(crate) fn of(purpose: Purpose) -> Bench {
        let directory = tempfile::tempdir().unwrap();
        let clock = Arc::new(HeldClock::at(now()));
        let (log, openings) = founded(directory.path(), purpose);
        let (handle, sequencer) =
            Sequencer::start(Arc::new(log.clone()), Arc::clone(&openings), config(&clock)).unwrap();
        Bench { _directory: directory, clock, log, openings, handle, sequencer: Some(sequencer) }
    }

    /// Ends it in an orderly way, and starts another on the same files.
    pub(crate) fn restart(mut self) -> Bench {
        self.close().unwrap();
        self.start_again().unwrap();
        self
    }

    pub(crate) fn close(&mut self) -> Result<(), Stop> {
        self.handle.close();
        self.sequencer.take().unwrap().wait()
    }

    pub(crate) fn start_again(&mut self) -> Result<(), Stop> {
        let (log, openings) = (Arc::new(self.log.clone()), Arc::clone(&self.openings));
        let (handle, sequencer) = Sequencer::start(log, openings, config(&self.clock))?;
        (self.handle, self.sequencer) = (handle, Some(sequencer));
        Ok(())
    }

    pub(crate) fn submit(&self, asked: &Ask, number: u64) -> Result<Receipt, NotRecorded> {
        wait(self.handle.submit(asked.numbered(number)))
    }

    /// The command must be recorded.
    #[track_caller]
    pub(crate) fn given(&self, asked: &Ask, number: u64) -> Receipt {
        self.submit(asked, number).unwrap()
    }

    /// The command must be refused for this reason.
    #[track_caller]
    pub(crate) fn refused(&self, asked: &Ask, number: u64, reason: Reason) {
        match self.submit(asked, number) {
            Err(NotRecorded::Refused(refusal)) => assert_eq!(refusal.reason, reason, "{refusal}"),
            other => panic!("{other:?}"),
        }
    }

    /// Every record of the log, in order.
    pub(crate) fn records(&self) -> Vec<Vec<u8>> {
        let mut reader = self.log.read(None).unwrap();
        let mut records = Vec::new();
        while let Some(frame) = reader.read_next().unwrap() {
            records.extend(frame.records().map(|(_, record)| record.to_vec()));
        }
        records
    }
}

/// The answer to come. A test that hangs fails here instead.
#[track_caller]
pub(crate) fn wait<T>(answer: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let answer = async { tokio::time::timeout(Duration::from_mins(1), answer).await };
    runtime.block_on(answer).expect("the answer comes within a minute")
}
