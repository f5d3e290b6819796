//! Whoever reads a ledger changes nothing in it, and needs nobody's leave.
//!
//! What is about the files themselves is about a ledger in files.

use std::fs;

use rights_log::embedded::Embedded;

use crate::place::{Place, proposing, texts};

const READS: [&[&str]; 5] = [
    &["programme", "show"],
    &["office", "list"],
    &["list", "keys", "--as-of", "0"],
    &["history", "treaties", "ria-2007"],
    &["key", "list", "-o", "json"],
];

fn read_everything(place: &Place) {
    for read in READS {
        assert!(!place.done(read).is_empty(), "{read:?}");
    }
}

#[test]
fn reading_a_closed_ledger_ten_times_changes_no_byte_of_it() {
    let place = Place::of_files().with_ledger().with_secretary();
    let files =
        || ["log.db", "views.db"].map(|name| fs::read(place.path("data").join(name)).unwrap());
    let before = files();
    for _ in 0..2 {
        read_everything(&place);
    }
    assert!(files() == before, "a file has changed");
    let names = fs::read_dir(place.path("data")).unwrap().map(|file| file.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains("db-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_ledger_is_read_where_it_is_stored_while_it_is_served() {
    let place = Place::founded().with_secretary();
    let (mut serving, address) = place.serve();
    let written = proposing(&["--key", "secretary.pem", "--address", &address]);
    place.done(&written);
    read_everything(&place);
    let beside = place.done(&["party", "show", "NA", "-o", "json"]);
    assert_eq!(beside, place.done(&["party", "show", "NA", "-o", "json", "--address", &address]));
    assert!(place.done(&["verify"]).contains("[ ok ]"));
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn nobody_writes_to_files_that_are_served() {
    let place = Place::of_files().with_ledger().with_secretary();
    let (mut serving, _) = place.serve();
    let (code, message) = place.refused(&proposing(&["--key", "secretary.pem"]));
    assert!(code == 7 && message.contains("error[DATA_DIRECTORY_IN_USE]"), "{message}");
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn views_that_are_lost_or_late_are_filled_by_whoever_reads_first() {
    let place = Place::of_files().with_ledger().with_secretary();
    let shown = place.done(&["office", "list"]);
    fs::remove_file(place.path("data/views.db")).unwrap();
    assert_eq!(place.done(&["office", "list"]), shown);
}

#[test]
fn whoever_reads_late_views_beside_another_process_is_told_so() {
    let place = Place::of_files().with_ledger();
    let early = place.done(&["office", "list"]);
    let (views, aside) = (place.path("data/views.db"), place.path("aside"));
    fs::copy(&views, &aside).unwrap();
    let place = place.with_secretary();
    let late = place.done(&["office", "list"]);
    fs::copy(&aside, &views).unwrap();
    let held = Embedded::open(&place.path("data")).unwrap();
    let (out, messages) = texts(&place.run(&["office", "list"]));
    assert_eq!(out, early);
    assert!(messages.starts_with("As of record 1 of 2: "), "{messages}");
    drop(held);
    assert_eq!(texts(&place.run(&["office", "list"])), (late, String::new()));
}

#[test]
fn a_log_that_lost_records_which_the_views_reflect_is_not_read() {
    let place = Place::of_files().with_ledger();
    let (log, aside) = (place.path("data/log.db"), place.path("aside"));
    fs::copy(&log, &aside).unwrap();
    let place = place.with_secretary();
    place.done(&["office", "list"]);
    fs::copy(&aside, &log).unwrap();
    let (code, message) = place.refused(&["office", "list"]);
    assert!(code == 21 && message.contains("error[ROLLBACK_DETECTED]"), "{code} {message}");
}
