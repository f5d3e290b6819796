//! Whatever stops in the middle of an append, a frame is whole or absent.

use rights_log::embedded::{Beside, Embedded};
use rights_log::{Error, Log};

use crate::log_promises::{batch, claim, founded, frames, records};
use crate::{Backend, copied};

#[test]
fn a_log_torn_anywhere_in_its_last_writes_holds_whole_frames_only() {
    let backend = Backend::new();
    let _writer = founded(&backend.log);
    let written = frames(&backend.log);
    let wal = std::fs::read(backend.directory.path().join("log.db-wal")).expect("it is in use");
    let mut held = Vec::new();
    for length in (0..wal.len()).step_by(331).chain([wal.len()]) {
        let copy = copied(backend.directory.path());
        std::fs::write(copy.path().join("log.db-wal"), &wal[..length]).expect("it can be cut");
        // Before the tables are there, it is no log yet.
        let Ok(log) = Embedded::open(copy.path()) else { continue };
        let whole = frames(&log);
        assert!(written.starts_with(&whole), "what is there is whole and in order");
        held.push(whole.len());
    }
    held.dedup();
    let every_prefix: Vec<usize> = (0..=written.len()).collect();
    assert_eq!(held, every_prefix, "each frame comes in at one length, as a whole");
}

#[test]
fn a_log_torn_anywhere_can_be_appended_to_again() {
    let backend = Backend::new();
    let _writer = founded(&backend.log);
    let wal = std::fs::read(backend.directory.path().join("log.db-wal")).expect("it is in use");
    for length in (0..wal.len()).step_by(5_003) {
        let copy = copied(backend.directory.path());
        std::fs::write(copy.path().join("log.db-wal"), &wal[..length]).expect("it can be cut");
        let Ok(log) = Embedded::open(copy.path()) else { continue };
        let before = records(&log);
        let mut writer = match log.claim(None, &[], &mut |_| {}) {
            Ok(writer) => writer,
            Err(_) => log.found(&[]).expect("a log without records can be founded"),
        };
        writer.append(&batch(&["z"])).expect("the claimer may append");
        let after = records(&log);
        assert_eq!(after[..before.len()], before);
        assert_eq!(after[before.len()..], [(before.len() as u64, b"z".to_vec())]);
    }
}

fn failing(log: &Embedded, beside: Beside) {
    let mut writer = claim(log);
    let before = frames(log);
    log.write_beside(beside);
    let appended = writer.append(&batch(&["x"; 200]));
    assert!(matches!(appended, Err(Error::Unavailable(_))), "{appended:?}");
    assert_eq!(frames(log), before, "the frame is absent");
    log.write_beside(Box::new(|_| Ok(())));
    assert!(writer.append(&batch(&["x"])).is_err(), "the writer is spent");
    assert_eq!(frames(log), before);
    claim(log).append(&batch(&["y"])).expect("the next claimer may append");
}

#[test]
fn a_full_disk_leaves_the_frame_absent_and_the_writer_spent() {
    let backend = Backend::new();
    founded(&backend.log);
    failing(
        &backend.log,
        Box::new(|transaction| {
            transaction.pragma_update(None, "max_page_count", 1)?;
            transaction.execute_batch("CREATE TABLE large AS SELECT zeroblob(100000)")
        }),
    );
}

#[test]
fn a_frame_is_absent_when_what_belongs_beside_it_is_not_kept() {
    let backend = Backend::new();
    founded(&backend.log);
    let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_WRITE);
    failing(
        &backend.log,
        Box::new(move |transaction| {
            transaction
                .execute_batch("CREATE TABLE beside (text); INSERT INTO beside VALUES (1)")?;
            Err(rusqlite::Error::SqliteFailure(busy, None))
        }),
    );
    let log = rusqlite::Connection::open(backend.log.path()).expect("the log is a database");
    assert!(log.prepare("SELECT text FROM beside").is_err(), "what was beside it is absent too");
}

#[test]
fn what_is_written_beside_a_frame_is_there_when_the_frame_is() {
    let backend = Backend::new();
    backend.log.write_beside(Box::new(|transaction| {
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS beside (frames);
             INSERT INTO beside SELECT count(*) FROM frames WHERE length(frame) > 104;",
        )
    }));
    let _writer = founded(&backend.log);
    let wal = std::fs::read(backend.directory.path().join("log.db-wal")).expect("it is in use");
    for length in (0..wal.len()).step_by(997).chain([wal.len()]) {
        let copy = copied(backend.directory.path());
        std::fs::write(copy.path().join("log.db-wal"), &wal[..length]).expect("it can be cut");
        let Ok(log) = Embedded::open(copy.path()) else { continue };
        let kept = frames(&log).iter().filter(|frame| frame.records().next().is_some()).count();
        let file = rusqlite::Connection::open(log.path()).expect("the log is a database");
        let count = "SELECT count(*) FROM beside";
        let beside = file.query_row(count, [], |row| row.get::<_, usize>(0)).unwrap_or(0);
        assert_eq!(beside, kept);
    }
}
