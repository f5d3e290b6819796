//! The real binary, from an empty directory to a verified export.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

const FOUNDING: &str = r#"
name = "rights.example/aurora"
instrument = "Agreement on the programme Aurora, 2026-01-10"
threshold = 2
valid = ["2026-01-01", "2036-12-31"]

[secretary]

[treaties.ria-2007]
title = "Agreement on mutual protection of rights to RIA"

[states.BY.head]
[states.BY.bound]
ria-2007 = "2008-01-01"

[states.RU.head]
name = "The Head"
[states.RU.bound]
ria-2007 = "2008-01-01"
"#;

/// A directory of its own for one test, and the binary in it.
struct Place(TempDir);

impl Place {
    fn empty() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn founded() -> Place {
        let place = Place::empty();
        fs::write(place.path("founding.toml"), FOUNDING).unwrap();
        let keys = ["--generate-keys", "keys", "--no-passphrase"];
        let found = ["found", "founding.toml", "--development", "--at", "2026-02-02T09:00:00Z"];
        place.done(&[&found[..], &keys].concat());
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
        command.args(arguments).current_dir(&self.0).env_clear();
        command.env("RIGHTS_DATA_DIR", self.path("data"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The ledger served on a free port, and its address.
    fn serve(&self) -> (Child, String) {
        let mut serve = self.command(&["serve", "--port", "0"]);
        let mut serving = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut address).unwrap();
        (serving, address.trim().to_owned())
    }

    /// What a command that succeeds prints.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, messages) = texts(&output);
        assert!(output.status.success(), "{arguments:?}: {messages}{out}");
        out
    }

    /// How a command that does not succeed ends, and what it says.
    fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let (out, messages) = texts(&output);
        assert!(!output.status.success() && out.is_empty(), "{arguments:?}: {out}");
        (output.status.code().unwrap(), messages)
    }

    /// The secretary of the Russian national part, with a key of its own.
    fn with_secretary(self) -> Place {
        self.done(&["key", "new", "secretary.pem", "--no-passphrase"]);
        let found = self.done(&["key", "list", "-o", "csv"]);
        assert!(found.contains("NP_HEAD/RU"), "{found}");
        let origin = self.origin();
        let offer = self.done(&[
            "key",
            "prove",
            "secretary.pem",
            "--ledger",
            &origin,
            "--role",
            "NP_SEC/RU",
            "--holder",
            "NP_SEC-RU",
            "--from",
            "2026-01-01",
            "--until",
            "2030-12-31",
        ]);
        fs::write(self.path("offer.json"), offer).unwrap();
        self.done(&[
            "office",
            "appoint-secretary",
            "--state",
            "RU",
            "--name",
            "The Secretary",
            "--offer",
            "@offer.json",
            "--key",
            "keys/np_head-ru.pem",
            "--at",
            "2026-02-02T10:00:00Z",
        ]);
        self
    }

    /// A founded ledger does not tell its name in a listing: record 0 of its export does.
    fn origin(&self) -> String {
        self.done(&["export", "origin.rlx"]);
        let export = fs::read(self.path("origin.rlx")).unwrap();
        let name = b"rights.example/aurora/";
        let at = export.windows(name.len()).position(|bytes| bytes == name).unwrap();
        String::from_utf8(export[at..at + name.len() + 16].to_vec()).unwrap()
    }
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

const PROPOSE: [&str; 12] = [
    "party",
    "propose",
    "--party",
    "NA",
    "--seat",
    "RU",
    "--kind",
    "enterprise",
    "--name",
    "Neva Avionics",
    "--at",
    "2026-02-02T11:00:00Z",
];

fn proposing<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PROPOSE.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn a_ledger_is_founded_written_read_verified_and_exported() {
    let place = Place::founded().with_secretary();
    let receipt = place.done(&proposing(&["--key", "secretary.pem"]));
    assert!(receipt.contains("record hash"), "{receipt}");
    fs::write(place.path("right.pdf"), b"a licence for foreign trade").unwrap();
    place.done(&[
        "party",
        "accredit",
        "--party",
        "NA",
        "--treaty",
        "ria-2007",
        "--right",
        "right.pdf",
        "--from",
        "2026-01-12",
        "--until",
        "2030-12-31",
        "--key",
        "keys/np_head-ru.pem",
        "--at",
        "2026-02-02T12:00:00Z",
    ]);
    assert!(place.done(&["party", "show", "NA"]).contains("ACCREDITED"));
    let history = place.done(&["history", "parties", "NA"]);
    assert!(history.contains("ProposeParty") && history.contains("AccreditParty"), "{history}");
    assert!(place.done(&["verify"]).contains("[ ok ]"));
    place.done(&["export", "ledger.rlx"]);
    let export = fs::File::open(place.path("ledger.rlx")).unwrap();
    let report = rights_verifier::export::verify_export(export, None);
    assert_eq!(report.verdict(), None);
}

#[test]
fn a_served_ledger_is_written_and_read_by_address_and_stops_when_told() {
    let place = Place::founded().with_secretary();
    let (mut serving, address) = place.serve();
    assert!(address.starts_with("http://127.0.0.1:"), "{address:?}");
    place.done(&proposing(&["--key", "secretary.pem", "--address", &address]));
    assert!(place.done(&["party", "show", "NA", "--address", &address]).contains("PROPOSED"));
    let (code, message) = place.refused(&["party", "list"]);
    assert!(code == 7 && message.contains("error[DATA_DIRECTORY_IN_USE]"), "{message}");
    assert!(place.done(&["verify"]).contains("[ ok ]"), "an auditor reads beside the server");
    let told = Command::new("kill").arg(serving.id().to_string()).status().unwrap();
    assert!(told.success() && serving.wait().unwrap().success());
}

#[test]
fn a_changed_byte_is_found_and_named() {
    let place = Place::founded();
    place.done(&["export", "ledger.rlx"]);
    let mut export = fs::read(place.path("ledger.rlx")).unwrap();
    let at = export.windows(6).position(|bytes| bytes == b"Aurora").unwrap();
    export[at] ^= 1;
    fs::write(place.path("ledger.rlx"), export).unwrap();
    let output = place.run(&["verify", "ledger.rlx"]);
    assert!((20..=27).contains(&output.status.code().unwrap()));
    assert!(texts(&output).1.contains("error[NOT_VERIFIED]"));
}

#[test]
fn a_stranger_is_refused_in_the_reader_s_language() {
    let place = Place::founded();
    let (code, english) = place.refused(&proposing(&["--key", "keys/np_head-by.pem"]));
    assert_eq!(code, 5);
    assert!(english.contains("error[NOT_AUTHORISED]: the signers may not do this"), "{english}");
    let (code, russian) =
        place.refused(&proposing(&["--key", "keys/np_head-by.pem", "--lang", "ru"]));
    assert_eq!(code, 5);
    assert!(russian.contains("ошибка[NOT_AUTHORISED]: подписавшим это не разрешено"), "{russian}");
}

#[test]
fn a_rehearsal_records_nothing() {
    let place = Place::founded().with_secretary();
    place.done(&proposing(&["--key", "secretary.pem", "--dry-run"]));
    assert_eq!(place.done(&["party", "list", "-o", "json"]).trim(), "[]");
}

#[test]
fn a_draft_is_signed_elsewhere_and_then_submitted() {
    let place = Place::founded().with_secretary();
    place.done(&proposing(&["--key", "secretary.pem", "--draft", "draft.json"]));
    let (code, message) = place.refused(&["submit", "draft.json"]);
    assert_eq!(code, 2);
    assert!(message.contains("error[UNSIGNED]"), "{message}");
    place.done(&["sign", "draft.json", "--key", "secretary.pem"]);
    let submit = ["submit", "draft.json", "--at", "2026-02-02T12:00:00Z"];
    let first = place.done(&submit);
    assert_eq!(first, place.done(&submit), "the same command gets the same receipt (GEN-2)");
    assert!(place.done(&["party", "list"]).contains("Neva Avionics"));
}

#[test]
fn whoever_is_early_is_told_what_to_do() {
    let place = Place::empty();
    for (arguments, code, reason) in [
        (&["party", "list"][..], 78, "LEDGER_NOT_FOUNDED"),
        (&["verify"], 78, "LEDGER_NOT_FOUNDED"),
        (&["found", "founding.toml"], 2, "FILE_UNUSABLE"),
        (&["explain", "no-such"], 3, "NO_SUCH_REASON"),
        (&["list", "clouds"], 2, "NO_SUCH_TABLE"),
        (&["party", "list", "--address", "127.0.0.1:1"], 7, "UNREACHABLE"),
    ] {
        let (ended, message) = place.refused(arguments);
        assert_eq!(ended, code, "{arguments:?}: {message}");
        assert!(message.contains(&format!("error[{reason}]: ")), "{arguments:?}: {message}");
    }
}

#[test]
fn a_ledger_is_founded_once() {
    let place = Place::founded();
    let keys = ["--generate-keys", "more", "--no-passphrase"];
    let again = [&["found", "founding.toml", "--development"][..], &keys].concat();
    let (code, message) = place.refused(&again);
    assert!(code == 4 && message.contains("error[ALREADY_FOUNDED]"), "{message}");
    assert!(!Path::new(&place.path("more")).exists());
}

#[test]
fn a_damaged_log_is_not_served() {
    let place = Place::founded();
    let log = place.path("data/log.db");
    fs::write(&log, b"this is no log, but a text of some length").unwrap();
    for file in ["data/log.db-wal", "data/log.db-shm"] {
        fs::remove_file(place.path(file)).ok();
    }
    let (_, message) = place.refused(&["party", "list"]);
    assert!(message.contains("error[NOT_A_LOG]") || message.contains("error[LOG_DAMAGED]"));
}

#[test]
fn a_new_key_is_encrypted_unless_it_is_said_aloud() {
    let place = Place::empty();
    let (code, message) = place.refused(&["key", "new", "a.pem"]);
    assert!(code == 2 && message.contains("error[PASSPHRASE_MISSING]"), "{message}");
    fs::write(place.path("words"), "four words make one\n").unwrap();
    let new = place.done(&["key", "new", "a.pem", "--passphrase-file", "words"]);
    assert!(fs::read_to_string(place.path("a.pem")).unwrap().contains("ENCRYPTED"));
    assert_eq!(new, place.done(&["key", "show", "a.pem", "--passphrase-file", "words"]));
    let (code, message) = place.refused(&["key", "new", "a.pem", "--passphrase-file", "words"]);
    assert!(code == 2 && message.contains("error[KEY_FILE_EXISTS]"), "{message}");
}

#[test]
fn help_is_in_the_reader_s_language() {
    let place = Place::empty();
    assert!(place.done(&["--help"]).contains("Usage: rights"));
    let russian = place.done(&["party", "--help", "--lang", "ru"]);
    assert!(russian.contains("Вызов: rights party"), "{russian}");
    assert!(russian.contains("предлагает организацию в участники"), "{russian}");
    assert!(place.done(&["completion", "bash"]).contains("complete"));
}
