//! Damage to the embedded log is never skipped: neither in its rows nor in its file.

use std::path::Path;

use rights_log::embedded::{Embedded, FILE_NAME};
use rights_log::{Accepted, Damage, Error, Log, Reading as _, Stop};
use rusqlite::Connection;
use tempfile::TempDir;
use tlog::hash::Hash;
use tlog::head::Seen;

use crate::log_promises::{claim, founded, frames};
use crate::{Backend, LEDGER, copied, stopped};

/// Eight frames: two claims, and records before, between and after them.
fn written() -> (TempDir, Vec<Accepted>) {
    let Backend { log, directory } = Backend::new();
    founded(&log);
    let mut writer = claim(&log);
    for records in [&["e"][..], &["f", "g"], &["h"]] {
        writer.append(&crate::log_promises::batch(records)).expect("the claimer may append");
    }
    (directory, frames(&log))
}

fn edit(directory: &Path, sql: &str) {
    let log = Connection::open(directory.join(FILE_NAME)).expect("the log is a database");
    log.execute_batch(sql).expect("the database can be edited");
}

/// Every frame up to the end, or to where the reader stopped and why.
fn read(log: &dyn Log) -> (Vec<Accepted>, Option<Error>) {
    let mut reader = match log.read(None) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut read = Vec::new();
    loop {
        match reader.read_next() {
            Ok(Some(frame)) => read.push(frame),
            Ok(None) => return (read, None),
            Err(error) => return (read, Some(error)),
        }
    }
}

/// Reading and claiming stop at `position`, and give out what is before it only.
#[track_caller]
fn damaged_at(directory: &Path, before: &[Accepted], position: u64) -> Damage {
    let log = Embedded::open(directory).expect("the file is a log");
    let (given, error) = read(&log);
    assert_eq!(given, before);
    match (error, stopped(log.claim(None, &[], &mut |_| {}))) {
        (
            Some(Error::Stop(Stop::Damaged { position: one, why })),
            Stop::Damaged { position: other, .. },
        ) => {
            assert_eq!((one, other), (position, position));
            why
        }
        (error, stop) => panic!("{error:?}, then {stop}"),
    }
}

#[test]
fn a_changed_byte_in_any_frame_stops_readers_and_claimers_there() {
    let (directory, frames) = written();
    for (index, frame) in frames.iter().enumerate() {
        let length = frame.bytes().len();
        for byte in (0..length).step_by(5).chain([length - 1]) {
            let copy = copied(directory.path());
            flip(copy.path(), frame.position, byte);
            let why = damaged_at(copy.path(), &frames[..index], frame.position);
            assert!(matches!(why, Damage::Digest), "{why}");
        }
    }
}

/// Flips the lowest bit of one byte of a stored frame.
fn flip(directory: &Path, position: u64, byte: usize) {
    let log = Connection::open(directory.join(FILE_NAME)).expect("the log is a database");
    let select = "SELECT frame FROM frames WHERE position = ?1";
    let frame = log.query_row(select, [position], |row| row.get::<_, Vec<u8>>(0));
    let mut frame = frame.expect("the row is there");
    frame[byte] ^= 1;
    let update = "UPDATE frames SET frame = ?2 WHERE position = ?1";
    log.execute(update, (position, frame)).expect("the database can be edited");
}

/// Repairs the digest of a changed frame, as someone who means it would.
fn hide(directory: &Path, position: u64) {
    let log = Connection::open(directory.join(FILE_NAME)).expect("the log is a database");
    let select = "SELECT frame FROM frames WHERE position = ?1";
    let frame = log.query_row(select, [position], |row| row.get::<_, Vec<u8>>(0));
    let digest = Hash::of(&[&frame.expect("the row is there")]);
    let update = "UPDATE frames SET digest = ?2 WHERE position = ?1";
    log.execute(update, (position, digest.bytes())).expect("the database can be edited");
}

#[test]
fn a_change_with_its_digest_repaired_is_found_by_the_tree_or_by_who_remembers() {
    let (directory, frames) = written();
    let remembered = [frames.last().expect("the log has frames").after.seen()];
    for frame in frames.iter().filter(|frame| frame.before.size < frame.after.size) {
        let copy = copied(directory.path());
        flip(copy.path(), frame.position, frame.bytes().len() - 1);
        hide(copy.path(), frame.position);
        let log = Embedded::open(copy.path()).expect("the file is a log");
        let stop = stopped(log.claim(None, &remembered, &mut |_| {}));
        assert!(matches!(stop, Stop::Damaged { .. } | Stop::RolledBack { .. }), "{stop}");
    }
}

#[test]
fn a_reader_that_stopped_at_damage_stays_there() {
    let (directory, frames) = written();
    flip(directory.path(), 3, 0);
    let log = Embedded::open(directory.path()).expect("the file is a log");
    let mut reader = log.read(None).expect("the log can be read");
    for frame in &frames[..2] {
        assert_eq!(reader.read_next().expect("it is whole up to here").as_ref(), Some(frame));
    }
    for _ in 0..3 {
        let stop = stopped(reader.read_next());
        assert!(matches!(stop, Stop::Damaged { position: 3, why: Damage::Digest }), "{stop}");
        assert_eq!(reader.bookmark().expect("frames were read").head(), frames[1].after);
    }
}

#[test]
fn a_changed_digest_is_damage_too() {
    let (directory, frames) = written();
    edit(directory.path(), "UPDATE frames SET digest = zeroblob(32) WHERE position = 5");
    assert!(matches!(damaged_at(directory.path(), &frames[..4], 5), Damage::Digest));
}

#[test]
fn a_missing_row_is_damage_at_the_row_behind_it() {
    let (directory, frames) = written();
    for missing in 1..frames.len() {
        let copy = copied(directory.path());
        edit(copy.path(), &format!("DELETE FROM frames WHERE position = {missing}"));
        let behind = missing as u64 + 1;
        let why = damaged_at(copy.path(), &frames[..missing - 1], behind);
        assert!(matches!(why, Damage::Gap), "{why}");
    }
}

#[test]
fn a_closed_gap_is_damage_because_the_row_behind_it_is_not_next() {
    let (directory, frames) = written();
    for missing in 1..frames.len() {
        let copy = copied(directory.path());
        let close = format!(
            "DELETE FROM frames WHERE position = {missing};
             UPDATE frames SET position = -position WHERE position > {missing};
             UPDATE frames SET position = -position - 1 WHERE position < 0;"
        );
        edit(copy.path(), &close);
        let log = Embedded::open(copy.path()).expect("the file is a log");
        assert!(matches!(stopped(log.claim(None, &[], &mut |_| {})), Stop::Damaged { .. }));
    }
}

#[test]
fn a_late_or_doubled_frame_is_damage_where_appending_is_conditional() {
    let (directory, frames) = written();
    edit(
        directory.path(),
        "INSERT INTO frames SELECT 9, digest, frame FROM frames WHERE position = 3",
    );
    assert!(matches!(damaged_at(directory.path(), &frames, 9), Damage::Stale(_)));
}

#[test]
fn missing_last_rows_are_found_by_who_remembers_them() {
    let (directory, frames) = written();
    let remembered = [frames.last().expect("the log has frames").after.seen()];
    edit(directory.path(), "DELETE FROM frames WHERE position > 6");
    let log = Embedded::open(directory.path()).expect("the file is a log");
    let stop = stopped(log.claim(None, &remembered, &mut |_| {}));
    assert!(matches!(stop, Stop::RolledBack { .. }), "{stop}");
}

#[test]
fn a_writer_whose_last_frame_was_taken_away_stops() {
    let backend = Backend::new();
    let mut writer = founded(&*backend.log());
    edit(backend.directory.path(), "DELETE FROM frames WHERE position = 4");
    let stop = stopped(writer.append(&crate::log_promises::batch(&["e"])));
    assert!(matches!(stop, Stop::Damaged { position: 4, why: Damage::Vanished }), "{stop}");
}

#[test]
fn frames_of_another_ledger_are_damage() {
    let (directory, _) = written();
    edit(directory.path(), "UPDATE ledger SET hash = zeroblob(32)");
    assert!(matches!(damaged_at(directory.path(), &[], 1), Damage::Impossible(_)));
}

#[test]
fn values_of_another_type_are_damage() {
    for spoil in [
        "UPDATE frames SET frame = 'text' WHERE position = 2",
        "UPDATE frames SET digest = 7 WHERE position = 2",
        "UPDATE frames SET digest = x'00' WHERE position = 2",
    ] {
        let (directory, _) = written();
        edit(directory.path(), spoil);
        let log = Embedded::open(directory.path()).expect("the file is a log");
        assert!(matches!(stopped(log.claim(None, &[], &mut |_| {})), Stop::Damaged { .. }));
    }
}

/// The file without its write-ahead log, as it lies on the disk after a tidy end.
fn settled(directory: &Path) -> Vec<u8> {
    edit(directory, "PRAGMA wal_checkpoint(TRUNCATE)");
    std::fs::read(directory.join(FILE_NAME)).expect("the log has a file")
}

#[test]
fn a_changed_byte_anywhere_in_the_file_never_changes_what_readers_are_given() {
    let (directory, frames) = written();
    let whole = settled(directory.path());
    let remembered: Vec<Seen> = frames.iter().map(|frame| frame.after.seen()).collect();
    for byte in (0..whole.len()).step_by(41) {
        let mut spoilt = whole.clone();
        spoilt[byte] ^= 0x55;
        claimed_whole_or_not_at_all(&spoilt, &frames, &remembered);
    }
}

#[test]
fn a_file_cut_short_is_never_taken_for_a_shorter_log() {
    let (directory, frames) = written();
    let whole = settled(directory.path());
    let remembered: Vec<Seen> = frames.iter().map(|frame| frame.after.seen()).collect();
    for length in (0..whole.len()).step_by(1000) {
        claimed_whole_or_not_at_all(&whole[..length], &frames, &remembered);
    }
}

fn claimed_whole_or_not_at_all(file: &[u8], frames: &[Accepted], remembered: &[Seen]) {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    std::fs::write(directory.path().join(FILE_NAME), file).expect("there is room for a file");
    let Ok(log) = Embedded::open(directory.path()) else { return };
    let (read, _) = read(&log);
    assert!(frames.starts_with(&read), "a reader is given what was written, or nothing");
    let mut replayed = Vec::new();
    if log.claim(None, remembered, &mut |frame| replayed.push(frame.clone())).is_ok() {
        assert_eq!((replayed.as_slice(), log.ledger()), (frames, LEDGER));
    }
}
