//! Somebody edits the files of a ledger, and `rights verify` finds it. The files are the subject, so
//! these ledgers are in files wherever the test run keeps others; `bad_servers` is the counterpart.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    process::{Command, Output},
};

use tempfile::TempDir;

const FOUNDING: &str = r#"
name = "rights.example/aurora"
instrument = "Agreement on the programme Aurora, 2026-01-10"
threshold = 2
valid = ["2026-01-01", "2036-12-31"]

[secretary]
name = "The Secretary"

[treaties.ria-2007]
title = "Agreement on mutual protection of rights to RIA"

[states.BY.head]
[states.BY.bound]
ria-2007 = "2008-01-01"

[states.RU.head]
[states.RU.bound]
ria-2007 = "2008-01-01"
"#;

/// Every how many bytes of a file an ordinary run changes one.
const EVERY: usize = 7_919;

/// The files of a founded ledger, whole.
struct Place {
    directory: TempDir,
    log: Vec<u8>,
    views: Vec<u8>,
    export: Vec<u8>,
}

impl Place {
    fn founded() -> Place {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("founding.toml"), FOUNDING).unwrap();
        let mut place = Place { directory, log: Vec::new(), views: Vec::new(), export: Vec::new() };
        let keys = ["--generate-keys", "keys", "--no-passphrase"];
        let found = ["found", "founding.toml", "--development", "--at", "2026-02-02T09:00:00Z"];
        assert!(place.run(&[&found[..], &keys].concat()).status.success());
        // The views are filled by whoever opens the ledger first.
        assert!(place.run(&["party", "list"]).status.success());
        place.export = place.exported().unwrap();
        (place.log, place.views) = (place.read("log.db"), place.read("views.db"));
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join("data").join(name)
    }

    /// The file, with nothing beside it that has not been written into it yet.
    fn read(&self, name: &str) -> Vec<u8> {
        let wal = fs::metadata(self.path(&format!("{name}-wal")));
        assert!(wal.map_or(0, |file| file.len()) == 0, "{name} was closed in an orderly way");
        fs::read(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
        command.args(arguments).current_dir(&self.directory).env_clear();
        command.env("RIGHTS_DATA_DIR", self.directory.path().join("data")).output().unwrap()
    }

    fn exported(&self) -> Option<Vec<u8>> {
        let written = self.run(&["export", "ledger.rlx"]).status.success();
        let path = self.directory.path().join("ledger.rlx");
        let export = fs::read(&path).ok();
        fs::remove_file(path).ok();
        export.filter(|_| written)
    }

    /// The files are these now.
    fn put(&self, log: &[u8], views: &[u8]) {
        for (name, bytes) in [("log.db", log), ("views.db", views)] {
            for beside in ["-wal", "-shm"] {
                fs::remove_file(self.path(&format!("{name}{beside}"))).ok();
            }
            fs::write(self.path(name), bytes).unwrap();
        }
    }

    /// How `rights verify` ends, and what it says.
    fn verified(&self) -> (i32, String) {
        let output = self.run(&["verify"]);
        let code = output.status.code().expect("it ends by itself");
        (code, String::from_utf8(output.stderr).unwrap())
    }
}

/// `file` with the first byte of every `needle` behind the database's header changed.
fn altered(file: &[u8], needle: &[u8]) -> Vec<u8> {
    let windows = file.windows(needle.len()).enumerate();
    let places: Vec<usize> =
        windows.filter(|(at, window)| *at >= 100 && *window == needle).map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "it is in the file");
    let mut altered = file.to_vec();
    for at in places {
        altered[at] ^= 1;
    }
    altered
}

#[test]
fn what_is_changed_in_the_files_is_found_by_the_check_of_its_layer() {
    let place = Place::founded();
    place.put(&place.log, &place.views);
    assert_eq!(place.verified().0, 0);
    let frame = b"RLF1";
    let signed = b"Agreement on the programme";
    let opened = b"The Secretary";
    for (needle, code) in [(&frame[..], 21), (signed, 21), (opened, 21)] {
        place.put(&altered(&place.log, needle), &place.views);
        let (found, message) = place.verified();
        assert_eq!(found, code, "{}: {message}", String::from_utf8_lossy(needle));
    }
    place.put(&place.log, &altered(&place.views, signed));
    assert_eq!(place.verified().0, 25);
    place.put(&place.log, &altered(&place.views, b"NP_HEAD/RU"));
    assert_eq!(place.verified().0, 25);
}

#[test]
fn whatever_byte_is_changed_nobody_is_given_another_history() {
    let place = Place::founded();
    let spots = |file: &[u8]| (0..file.len()).step_by(EVERY).collect::<Vec<_>>();
    for at in spots(&place.log) {
        let mut log = place.log.clone();
        log[at] ^= 1 << (at % 8);
        place.put(&log, &place.views);
        same_or_found(&place, &format!("byte {at} of log.db"));
    }
    for at in spots(&place.views) {
        let mut views = place.views.clone();
        views[at] ^= 1 << (at % 8);
        place.put(&place.log, &views);
        same_or_found(&place, &format!("byte {at} of views.db"));
    }
}

/// A byte that nothing is read from may verify: then everything reads as before.
#[track_caller]
fn same_or_found(place: &Place, what: &str) {
    let (code, message) = place.verified();
    assert!([0, 7, 20, 21, 25, 26, 78].contains(&code), "{what}: {code}: {message}");
    assert!(!message.contains("panicked"), "{what}: {message}");
    if code == 0 {
        assert!(place.exported().is_some_and(|export| export == place.export), "{what}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let place = Place::founded();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = place.run(&["serve", "--port", &port]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(78), "{message}");
    assert!(message.contains("error[PORT_IN_USE]"), "{message}");
}
