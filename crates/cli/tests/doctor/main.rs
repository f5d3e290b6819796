//! `rights doctor`: what it finds, what it advises, and how it ends.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

mod place;
#[cfg(feature = "servers")]
mod servers;

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt as _};

use place::{Place, failures, files, found};

#[test]
fn a_whole_ledger_is_found_whole_and_is_left_as_it_was() {
    let place = Place::founded();
    let before = files(&place.data());
    let (code, states, report) = place.doctor(&[]);
    assert_eq!((code, failures(&states)), (0, vec![]), "{report:#}");
    for check in [
        "configuration/configuration-loads",
        "disk/disk-modes",
        "keys/key-file",
        "keys/key-known",
        "ports/port-any",
        "clock/clock-last",
        "log/log-size",
        "log/log-pages",
        "openings/openings-kept",
        "views/views-ledger",
        "heads/lag-none",
        "heads/heads-log",
        "heads/heads-views",
    ] {
        found(&states, check, "ok");
    }
    assert_eq!(report["failures"], 0);
    assert!(report["areas"][0]["checks"][0]["facts"].is_object());
    assert_eq!(files(&place.data()), before, "nothing was written");
}

#[test]
fn people_read_marks_in_one_column_and_both_languages() {
    let place = Place::founded();
    for (lang, heading) in [("en", "agreement of log"), ("ru", "согласие журнала")] {
        let output = place.run(&["doctor", "--port", "0", "--lang", lang]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains(&format!("[ ok ] {heading}")), "{text}");
        assert!(text.lines().any(|line| line.starts_with("  [ ok ] ")), "{text}");
        assert!(!text.contains('\u{1b}'), "no colour where nobody looks: {text}");
    }
}

#[test]
fn what_reads_everything_is_left_out_when_asked_and_said_to_be() {
    let (code, states, _) = Place::founded().doctor(&["--quick"]);
    assert_eq!(code, 0);
    found(&states, "heads/unchecked-heads", "skip");
    found(&states, "log/unchecked-pages", "skip");
    found(&states, "openings/unchecked-openings", "skip");
    found(&states, "heads/lag-none", "ok");
}

#[test]
fn a_key_file_that_others_can_read_is_a_failure_with_the_command_that_mends_it() {
    let place = Place::founded();
    let key = place.data().join("keys/clerk-due.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, states, report) = place.doctor(&[]);
    assert_eq!(code, 30);
    found(&states, "keys/KEY_FILE_OPEN_TO_OTHERS", "fail");
    found(&states, "keys/key-unchecked", "skip");
    assert!(report.to_string().contains("chmod 600"), "{report:#}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o400)).unwrap();
    assert_eq!(place.doctor(&[]).0, 0);
}

#[test]
fn a_key_that_the_ledger_does_not_know_as_the_clerk_s_is_a_failure() {
    let place = Place::founded();
    let path = place.data().join("keys/clerk-due.pem");
    fs::copy(place.data().join("keys/clerk-state.pem"), &path).unwrap();
    let (code, states, _) = place.doctor(&[]);
    assert_eq!(code, 30);
    found(&states, "keys/key-of-another-role", "fail");
}

#[test]
fn a_port_in_use_is_a_failure_unless_a_ledger_answers_there() {
    let place = Place::founded();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    // Whoever has the port says nothing, and hangs up.
    let silent = std::thread::spawn(move || drop(taken.accept().unwrap()));
    let output = place.run(&["doctor", "--listen", &address.to_string(), "-o", "jsonl"]);
    silent.join().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(30), "{lines}");
    let taken = lines.lines().find(|line| line.contains("port-taken")).unwrap();
    assert!(taken.contains("\"fail\"") && taken.contains("listen"), "{taken}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("error[DOCTOR_FOUND]: "), "{message}");
}

#[test]
fn views_of_another_history_are_a_failure() {
    let place = Place::founded();
    let views = rusqlite::Connection::open(place.data().join("views.db")).unwrap();
    views.execute("UPDATE slots SET root = zeroblob(32)", []).unwrap();
    let (code, states, _) = place.doctor(&[]);
    assert_eq!(code, 30);
    found(&states, "heads/heads-views-differ", "fail");
    views.execute("UPDATE slots SET size = size + 1", []).unwrap();
    let (code, states, _) = place.doctor(&["--quick"]);
    assert_eq!(code, 30);
    found(&states, "heads/heads-views-ahead", "fail");
}

#[test]
fn a_directory_that_anybody_can_write_into_is_a_failure() {
    let place = Place::founded();
    fs::set_permissions(place.data(), fs::Permissions::from_mode(0o777)).unwrap();
    let (code, states, _) = place.doctor(&[]);
    assert_eq!(code, 30);
    found(&states, "disk/disk-anybody", "fail");
}

#[test]
fn every_mistake_in_the_configuration_is_told_with_its_place_and_the_rest_is_not_checked() {
    let place = Place::founded();
    let file = place.path().join("rights.toml");
    fs::write(&file, "listn = \"127.0.0.1:1\"\nlog_level = \"loud\"\n").unwrap();
    let output = place.run(&["doctor", "--config", "rights.toml"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(30), "{text}");
    assert!(text.contains("rights.toml:1:1: ") && text.contains("listen"), "{text}");
    assert!(text.contains("rights.toml:2:"), "{text}");
    assert!(text.contains("[skip] log\n  [skip] not checked"), "{text}");
}

#[test]
fn where_nothing_was_founded_nothing_is_made() {
    let place = Place::empty();
    let (code, states, _) = place.doctor(&[]);
    assert_eq!(code, 30);
    found(&states, "disk/disk-missing", "fail");
    found(&states, "log/LEDGER_NOT_FOUNDED", "fail");
    found(&states, "heads/unchecked", "skip");
    assert!(files(place.path()).is_empty());
}
