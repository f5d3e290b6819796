//! The log's promises kept by SQLite, and those that only a file can break.

mod log_crashes;
mod log_damage;
mod log_promises;

use std::collections::BTreeMap;
use std::path::Path;

use rights_log::embedded::{Embedded, Onlooker, make_room};
use rights_log::{Error, Log, Reading as _, Stop};
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

fn stopped<T>(result: Result<T, Error>) -> Stop {
    match result {
        Ok(_) => panic!("it went on"),
        Err(Error::Stop(stop)) => stop,
        Err(Error::Unavailable(unavailable)) => panic!("{unavailable}"),
    }
}

/// The files as they lie there now, which is what a crash would leave.
fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().expect("there is room for a directory");
    for name in ["log.db", "log.db-wal"] {
        // Without a connection there is no write-ahead log.
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.path().join(name)).expect("there is room for it");
        }
    }
    to
}

#[test]
fn a_data_directory_is_used_by_one_handle_and_says_which_process_has_it() {
    let backend = Backend::new();
    let directory = backend.directory.path();
    let me = std::process::id().to_string();
    for stop in [stopped(Embedded::open(directory)), stopped(Embedded::create(directory, LEDGER))] {
        let Stop::InUse { path, holder } = &stop else { panic!("{stop}") };
        assert_eq!((path.as_path(), holder), (directory, &me));
        let text = format!(
            "{} is in use by process {me}: stop it, or choose another data directory",
            directory.display()
        );
        assert_eq!(stop.to_string(), text);
    }
    backend.reopened();
}

#[test]
fn a_log_is_opened_only_where_one_was_created() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    assert!(matches!(stopped(Embedded::open(directory.path())), Stop::NoLog(_)));
    std::fs::write(directory.path().join("log.db"), "a letter to a friend, of some length")
        .expect("the directory can be written");
    assert!(matches!(stopped(Embedded::open(directory.path())), Stop::NotALog(_)));
    assert!(matches!(stopped(Embedded::create(directory.path(), LEDGER)), Stop::NotALog(_)));
}

#[test]
fn a_database_of_another_program_is_not_taken_for_a_log() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let other = rusqlite::Connection::open(directory.path().join("log.db"));
    other.and_then(|other| other.execute_batch("CREATE TABLE songs (title)")).expect("it is new");
    assert!(matches!(stopped(Embedded::open(directory.path())), Stop::NotALog(_)));
    assert!(matches!(stopped(Embedded::create(directory.path(), LEDGER)), Stop::NotALog(_)));
}

#[test]
fn a_creation_that_stopped_half_way_is_taken_up_by_creating() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    std::fs::write(directory.path().join("log.db"), "").expect("the directory can be written");
    assert!(matches!(stopped(Embedded::open(directory.path())), Stop::NotALog(_)));
    let log = Embedded::create(directory.path(), LEDGER).expect("an empty file can be filled");
    log.found(&[]).expect("an empty log can be founded");
}

#[test]
fn a_directory_keeps_the_log_of_one_ledger() {
    let backend = Backend::new();
    log_promises::founded(&backend.log);
    let Backend { log, directory } = backend;
    drop(log);
    let asked = Hash::new([8; 32]);
    let stop = stopped(Embedded::create(directory.path(), asked));
    let found = matches!(stop, Stop::OtherLedger { found, .. } if found == LEDGER);
    assert!(found, "the directory holds the ledger it was created for");
    let log = Embedded::create(directory.path(), LEDGER).expect("it is the same ledger");
    assert_eq!(log_promises::records(&log).len(), 4);
}

#[test]
fn a_log_can_be_inspected_while_another_holds_it() {
    let backend = Backend::new();
    let mut writer = log_promises::founded(&backend.log);
    let directory = backend.directory.path();
    let onlooker = Onlooker::open(directory).expect("the directory holds a log");
    assert_eq!((onlooker.ledger(), onlooker.size().expect("it is whole")), (LEDGER, 4));
    let mut reader = onlooker.read(None).expect("the log can be read");
    let mut seen: Vec<_> =
        std::iter::from_fn(|| reader.read_next().expect("the log is whole")).collect();
    writer.append(&log_promises::batch(&["e"])).expect("the founder may append");
    seen.extend(reader.read_next().expect("the log is whole"));
    assert_eq!(seen, log_promises::frames(&backend.log));
    assert_eq!(onlooker.size().expect("it is whole"), 5);
}

#[test]
fn claims_behind_the_last_record_do_not_hide_how_many_records_there_are() {
    let backend = Backend::new();
    let onlooker = Onlooker::open(backend.directory.path()).expect("there is a log");
    assert_eq!(onlooker.size().expect("it is whole"), 0);
    log_promises::founded(&backend.log);
    for _ in 0..3 {
        log_promises::claim(&backend.log);
    }
    assert_eq!(onlooker.size().expect("it is whole"), 4);
}

#[test]
fn looking_at_a_closed_log_leaves_every_file_as_it_is() {
    let Backend { log, directory } = Backend::new();
    log_promises::founded(&log);
    drop(log);
    let files = || -> BTreeMap<_, _> {
        let files = std::fs::read_dir(directory.path()).expect("there is a directory");
        let paths = files.map(|file| file.expect("it can be read").path());
        paths.map(|path| (path.clone(), std::fs::read(&path).expect("it can be read"))).collect()
    };
    let before = files();
    for _ in 0..10 {
        let onlooker = Onlooker::open(directory.path()).expect("there is a log");
        let mut reader = onlooker.read(None).expect("the log can be read");
        while reader.read_next().expect("the log is whole").is_some() {}
    }
    assert_eq!(files(), before);
}

#[test]
fn a_founding_that_stopped_before_record_0_makes_room_for_another() {
    let Backend { log, directory } = Backend::new();
    log.found(&[]).expect("an empty log can be founded");
    drop(log);
    make_room(directory.path()).expect("nothing depends on it");
    let asked = Hash::new([8; 32]);
    let log = Embedded::create(directory.path(), asked).expect("there is room");
    let in_use = stopped(make_room(directory.path()));
    assert!(matches!(in_use, Stop::InUse { .. }), "{in_use}");
    log_promises::founded(&log);
    let size = |stop| matches!(stop, Stop::AlreadyFounded { size: 4 });
    assert!(size(stopped(make_room(directory.path()))), "also while it is held");
    drop(log);
    assert!(size(stopped(make_room(directory.path()))));
}

#[test]
fn no_room_is_made_where_another_program_keeps_its_file() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    make_room(directory.path()).expect("there is nothing");
    std::fs::write(directory.path().join("log.db"), "").expect("the directory can be written");
    make_room(directory.path()).expect("a creation that stopped half-way has left it");
    let letter = "a letter to a friend, of some length";
    std::fs::write(directory.path().join("log.db"), letter).expect("it can be written");
    assert!(matches!(stopped(make_room(directory.path())), Stop::NotALog(_)));
    let kept = std::fs::read_to_string(directory.path().join("log.db"));
    assert_eq!(kept.expect("it is still there"), letter);
}
