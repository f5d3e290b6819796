//! A place in the log from which records are read in chunks, without blocking whoever waits.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use rights_api::{
    status::Failure,
    v1::{LogRecord, Reason},
};
use rights_log::{Bookmark, Error, Reader, Reading, Stop};

/// When a chunk is large enough: what one reader holds in memory at once, but for one frame.
const CHUNK_RECORDS: usize = 256;

/// How many records lie between two marks at least.
const MARK_RECORDS: u64 = 4096;

/// Bookmarks on the way, so that reading from the middle does not begin at the beginning.
#[derive(Clone, Default)]
pub(super) struct Marks(Arc<Mutex<BTreeMap<u64, Bookmark>>>);

impl Marks {
    /// Remembers where `reader` is, if nobody was near.
    pub(super) fn pass(&self, reader: &dyn Reader) {
        let Some(bookmark) = reader.bookmark() else { return };
        let size = bookmark.head().size;
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let near = marks.range(..=size).next_back().map_or(0, |(size, _)| *size);
        if size - near >= MARK_RECORDS {
            marks.insert(size, bookmark);
        }
    }

    /// The last place that was remembered with at most `sequence` records before it.
    pub(super) fn before(&self, sequence: u64) -> Option<Bookmark> {
        let marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.range(..=sequence).next_back().map(|(_, bookmark)| bookmark.clone())
    }
}

/// A log to read from anywhere.
#[derive(Clone)]
pub(super) struct Source {
    log: Arc<dyn Reading>,
    marks: Marks,
}

impl Source {
    pub(super) fn new(log: Arc<dyn Reading>, marks: Marks) -> Source {
        Source { log, marks }
    }

    /// The place before the record `sequence`; nothing is read yet.
    pub(super) fn cursor(&self, sequence: u64) -> Cursor {
        Cursor { source: self.clone(), reader: None, next: sequence, passed: 0 }
    }
}

/// A place between two records.
pub(super) struct Cursor {
    source: Source,
    reader: Option<Box<dyn Reader>>,
    /// The sequence of the next record to give out.
    next: u64,
    /// How many records the frames read so far end with.
    passed: u64,
}

impl Cursor {
    /// The sequence of the next record to give out.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// How many records the log held at the last look.
    pub(super) fn passed(&self) -> u64 {
        self.passed
    }

    /// The next records, in order and without a gap; none at the end that the log has now.
    pub(super) async fn chunk(mut self) -> (Cursor, Result<Vec<LogRecord>, Failure>) {
        let read = tokio::task::spawn_blocking(move || {
            let chunk = self.read();
            (self, chunk)
        });
        let (cursor, chunk) = read.await.expect("reading a log does not panic, and is not aborted");
        (cursor, chunk.map_err(|error| failure(&error)))
    }

    /// A reader that begins as near before the next record as anybody was.
    fn open(&mut self) -> Result<Box<dyn Reader>, Error> {
        let mark = self.source.marks.before(self.next);
        self.passed = mark.as_ref().map_or(0, |mark| mark.head().size);
        self.source.log.read(mark.as_ref())
    }

    fn read(&mut self) -> Result<Vec<LogRecord>, Error> {
        let mut reader = self.reader.take().map_or_else(|| self.open(), Ok)?;
        let mut chunk = Vec::new();
        while chunk.len() < CHUNK_RECORDS {
            let frame = match reader.read_next() {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                // What precedes the failure is given out first; the next read meets it again.
                Err(_) if !chunk.is_empty() => break,
                Err(error) => return Err(error),
            };
            self.passed = frame.after.size;
            self.source.marks.pass(&*reader);
            let wanted = frame.records().filter(|(sequence, _)| *sequence >= self.next);
            chunk.extend(
                wanted.map(|(sequence, record)| LogRecord { sequence, record: record.into() }),
            );
        }
        if let Some(last) = chunk.last() {
            self.next = last.sequence + 1;
        }
        self.reader = Some(reader);
        Ok(chunk)
    }
}

/// What whoever reads the log is told when it cannot be read.
pub(crate) fn failure(error: &Error) -> Failure {
    let failure = |reason| Failure::new(reason).fact("why", error);
    match error {
        Error::Unavailable(_) => failure(Reason::Unavailable),
        Error::Stop(Stop::Damaged { position, .. }) => {
            failure(Reason::LogDamaged).fact("position", position)
        }
        Error::Stop(Stop::RolledBack { .. }) => failure(Reason::RollbackDetected),
        Error::Stop(Stop::NotFounded | Stop::NoLog(_)) => failure(Reason::LedgerNotFounded),
        Error::Stop(Stop::InUse { .. }) => failure(Reason::DataDirectoryInUse),
        Error::Stop(
            Stop::Deposed { .. }
            | Stop::AlreadyFounded { .. }
            | Stop::NotALog(_)
            | Stop::OtherLedger { .. }
            | Stop::Topic { .. },
        ) => failure(Reason::Internal),
    }
}
