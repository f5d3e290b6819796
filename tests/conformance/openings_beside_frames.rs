//! The promises of openings kept in the log's own file, durable in the transaction of the frame.

mod openings_promises;

use std::path::Path;
use std::sync::Mutex;

use openings_promises::{kept, opening, record, texts};
use rights_log::{Log, Writer};
use rights_openings::{Kept, Openings, Reading as _, embedded};
use tempfile::TempDir;
use tlog::frame::Batch;
use tlog::hash::Hash;

const LEDGER: Hash = Hash::new([7; 32]);

/// A data directory of its own, gone with the value.
pub(crate) struct Backend {
    openings: embedded::Embedded,
    writer: Mutex<Box<dyn Writer>>,
    log: rights_log::embedded::Embedded,
    directory: TempDir,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let log = rights_log::embedded::Embedded::create(directory.path(), LEDGER);
        let (log, openings) = composed(log.expect("the directory is empty"));
        let writer = Mutex::new(log.found(&[]).expect("an empty log can be founded"));
        let new = Self { openings, writer, log, directory };
        // Founding brings no openings.
        new.append();
        new
    }

    pub(crate) fn openings(&self) -> &dyn Openings {
        &self.openings
    }

    /// A record follows what was stored.
    pub(crate) fn append(&self) {
        let mut batch = Batch::default();
        batch.push(b"a record").expect("the batch is empty");
        let appended = self.writer.lock().expect("no test poisons it").append(&batch);
        appended.expect("the claimer may append");
    }

    pub(crate) fn reopened(self) -> Self {
        let Self { openings, writer, log, directory } = self;
        drop((openings, writer, log));
        let log = rights_log::embedded::Embedded::open(directory.path());
        let (log, openings) = composed(log.expect("the directory holds a log"));
        let writer = Mutex::new(log.claim(None, &[], &mut |_| {}).expect("the log was founded"));
        Self { openings, writer, log, directory }
    }
}

/// As a process composes them: each knows nothing of the other.
fn composed(
    log: rights_log::embedded::Embedded,
) -> (rights_log::embedded::Embedded, embedded::Embedded) {
    let beside = embedded::Embedded::beside_frames(log.path());
    let (openings, mut staged) = beside.expect("the file can be opened");
    log.write_beside(Box::new(move |transaction| staged.write(transaction)));
    (log, openings)
}

#[test]
fn an_opening_is_not_there_before_its_record() {
    let backend = Backend::new();
    backend.openings().store(&[opening("title")]).expect("it was not erased");
    assert_eq!(kept(backend.openings(), "title"), Kept::Absent);
    backend.append();
    assert_eq!(kept(backend.openings(), "title"), Kept::Opening(opening("title")));
}

#[test]
fn what_a_deposed_writer_left_is_not_stored_with_the_next_ones_records() {
    let backend = Backend::new();
    backend.openings().store(&[opening("title")]).expect("it was not erased");
    let next = backend.log.claim(None, &[], &mut |_| {}).expect("the log was founded");
    let swept = backend.openings().sweep(next.head().term, &mut |_| true);
    assert_eq!(swept.expect("the term is new"), 0);
    *backend.writer.lock().expect("no test poisons it") = next;
    backend.append();
    assert_eq!(texts(backend.openings()), Vec::<String>::new());
}

#[test]
fn a_log_torn_anywhere_holds_the_openings_of_exactly_its_records() {
    let backend = Backend::new();
    let all = ["title", "abstract", "price", "name"];
    for text in all {
        record(&backend, &[text]);
    }
    let wal = std::fs::read(backend.directory.path().join("log.db-wal")).expect("it is in use");
    for length in (0..wal.len()).step_by(601).chain([wal.len()]) {
        let copy = torn(backend.directory.path(), &wal[..length]);
        let Ok(log) = rights_log::embedded::Embedded::open(copy.path()) else { continue };
        let records = records(&log);
        let Ok((openings, _unused)) = embedded::Embedded::beside_frames(log.path()) else {
            panic!("a torn log can be opened");
        };
        // The first record is the founding's.
        assert_eq!(texts(&openings), all[..records.saturating_sub(1)]);
    }
}

fn torn(from: &Path, wal: &[u8]) -> TempDir {
    let to = tempfile::tempdir().expect("there is room for a directory");
    std::fs::copy(from.join("log.db"), to.path().join("log.db")).expect("there is room for it");
    std::fs::write(to.path().join("log.db-wal"), wal).expect("there is room for it");
    to
}

fn records(log: &dyn Log) -> usize {
    let mut reader = log.read(None).expect("the log can be read");
    let frames = std::iter::from_fn(|| reader.read_next().expect("the log is whole"));
    frames.map(|frame| frame.records().count()).sum()
}

#[test]
fn an_onlooker_sees_what_is_durable_and_changes_nothing() {
    let backend = Backend::new();
    let path = backend.log.path().to_owned();
    let onlooker = embedded::Onlooker::open(&path).expect("the file can be read");
    record(&backend, &["title"]);
    let seen = |text| onlooker.get(&opening(text).commitment()).expect("the openings are whole");
    assert_eq!(seen("title"), Kept::Opening(opening("title")));
    backend.openings.store(&[opening("price")]).expect("nothing was erased");
    assert_eq!(seen("price"), Kept::Absent, "it waits for a frame");
    backend.append();
    assert_eq!(seen("price"), Kept::Opening(opening("price")));
    backend.openings.erase(&[opening("title").commitment()]).expect("the disk has room");
    assert_eq!(seen("title"), Kept::Erased);
    let mut texts = Vec::new();
    onlooker.each(&mut |stored| texts.push(stored.text)).expect("the openings are whole");
    assert_eq!(texts.len(), 1, "an erased text is gone");
}

#[test]
fn where_openings_were_never_kept_an_onlooker_finds_none() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let log = rights_log::embedded::Embedded::create(directory.path(), LEDGER);
    let log = log.expect("the directory is empty");
    let before = std::fs::read(log.path()).expect("the log is a file");
    let onlooker = embedded::Onlooker::open(log.path()).expect("the file can be read");
    let got = onlooker.get(&opening("title").commitment()).expect("there are none");
    assert_eq!(got, Kept::Absent);
    assert_eq!(std::fs::read(log.path()).expect("the log is a file"), before);
}
