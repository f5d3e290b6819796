//! The log's promises kept by SQLite, and those that only a file can break.

mod log_promises;

use rights_log::Log;
use rights_log::embedded::Embedded;
use tempfile::TempDir;
use tlog::hash::Hash;

const LEDGER: Hash = Hash::new([7; 32]);

/// A data directory of its own, gone with the value.
pub(crate) struct Backend {
    log: Embedded,
    directory: TempDir,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let log = Embedded::create(directory.path(), LEDGER).expect("the directory is empty");
        Self { log, directory }
    }

    /// A handle to the log.
    pub(crate) fn log(&self) -> Box<dyn Log> {
        Box::new(self.log.clone())
    }

    /// The same log, after every handle was dropped.
    pub(crate) fn reopened(self) -> Self {
        let Self { log, directory } = self;
        drop(log);
        let log = Embedded::open(directory.path()).expect("the directory holds a log");
        Self { log, directory }
    }
}
