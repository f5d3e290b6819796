//! `rights import` with the real binary: what a register published becomes a ledger that verifies.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use rusqlite::{Connection, types::Value};
use serde_json::Value as Json;
use tempfile::TempDir;

const PRODUCTION: &str = r#"
name = "rights.example/aurora"
instrument = "Agreement on the programme Aurora, 2026-01-10"
threshold = 2
valid = ["2026-01-01", "2060-12-31"]

[secretary]

[treaties.ria-2007]
title = "Agreement on mutual protection of rights to RIA"

[states.BY.head]
[states.BY.bound]
ria-2007 = "2008-01-01"

[states.RU.head]
[states.RU.bound]
ria-2007 = "2008-01-01"
"#;

/// A later file: a state, an enterprise and a set of owners that the sample does not have.
const LATER: &str = r#"{"reference": "KG 1", "kind": "INVENTION", "filed": "2001-02-03", "owners": [{"name": "Ala-Too Optics", "country": "KG"}, {"name": "НПО «Берег»", "country": "RU"}], "creators": 1, "ipc": ["G02B 5/00"]}
"#;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/results.jsonl")
}

/// A directory of its own for one test, and the binary in it; its ledger is where the test run keeps
/// its ledgers.
struct Place {
    directory: TempDir,
    stores: Vec<(&'static str, String)>,
}

impl Place {
    fn empty() -> Place {
        Place { directory: tempfile::tempdir().unwrap(), stores: tests::stores::variables() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
        command.args(arguments).current_dir(&self.directory).env_clear();
        command.envs(self.stores.iter().map(|(name, url)| (name, url)));
        command.env("RIGHTS_DATA_DIR", self.path("data")).output().unwrap()
    }

    /// The report of an import, with the code that it ended with.
    fn import(&self, file: &Path) -> (i32, Json) {
        let output = self.run(&["import", file.to_str().unwrap(), "-o", "json"]);
        let messages = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice(&output.stdout);
        (output.status.code().unwrap(), report.unwrap_or_else(|why| panic!("{why}: {messages}")))
    }

    fn import_text(&self, text: &str) -> (i32, Json) {
        let file = self.path("later.jsonl");
        fs::write(&file, text).unwrap();
        self.import(&file)
    }

    fn verify(&self) {
        let output = self.run(&["verify"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The answer of the views to `query`, each value as text.
    fn rows(&self, query: &str) -> Vec<Vec<String>> {
        #[cfg(feature = "servers")]
        if let Some((_, url)) = self.stores.iter().find(|(name, _)| *name == "RIGHTS_VIEWS") {
            use tests::servers::postgres::{answer, connect};
            let query = format!("SET search_path TO ledger; {query}");
            let answered = answer(&mut connect(url), &query);
            let row = |line: &str| line.split(" | ").map(str::to_owned).collect();
            return answered.lines().skip(1).map(row).collect();
        }
        let views = Connection::open(self.path("data/views.db")).unwrap();
        let mut query = views.prepare(query).unwrap();
        let columns = query.column_count();
        let text = |value| match value {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Null | Value::Real(_) | Value::Blob(_) => panic!("{value:?}"),
        };
        let row = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at).map(text)).collect();
        query.query_map([], row).unwrap().map(Result::unwrap).collect()
    }

    fn count(&self, query: &str) -> u64 {
        self.rows(query)[0][0].parse().unwrap()
    }

    /// Each result that is registered, and what the title shares of its holders add up to, over
    /// their common denominator.
    fn shares(&self) -> Vec<(String, u64, u64)> {
        let query = "SELECT result, numerator, denominator FROM holdings JOIN results \
                     USING (result) WHERE results.state = 'REGISTERED'";
        let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for row in self.rows(query) {
            let [result, numerator, denominator] = row.try_into().unwrap();
            let number = |text: String| text.parse::<u64>().unwrap();
            let (numerator, denominator) = (number(numerator), number(denominator));
            let (n, d) = sums.get(&result).copied().unwrap_or((0, 1));
            sums.insert(result, (n * denominator + numerator * d, d * denominator));
        }
        sums.into_iter().map(|(result, (n, d))| (result, n, d)).collect()
    }
}

fn counts(report: &Json) -> [u64; 5] {
    ["lines", "registered", "joint", "provisional", "skipped"]
        .map(|name| report[name].as_u64().unwrap())
}

/// The lines named in a list of the report, each with its reason.
fn lines(report: &Json, list: &str) -> Vec<(u64, String)> {
    let one =
        |line: &Json| (line["line"].as_u64().unwrap(), line["reason"].as_str().unwrap().to_owned());
    report[list].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn what_can_be_registered_is_and_every_other_line_is_told_with_its_reason() {
    let place = Place::empty();
    let (code, report) = place.import(&sample());
    assert_eq!(counts(&report), [16, 7, 3, 0, 0]);
    let refused = [
        (8, "LINE_OWNER_WITHOUT_STATE"),
        (9, "LINE_WITHOUT_OWNER"),
        (10, "LINE_WITHOUT_DATE"),
        (11, "LINE_WITHOUT_FIELD"),
        (12, "LINE_KIND_UNKNOWN"),
        (13, "LINE_REPEATED"),
        (14, "LINE_VALUE_UNUSABLE"),
        (15, "DATE_INVALID"),
        (16, "LINE_NOT_A_RECORD"),
    ];
    let refused = refused.map(|(line, reason)| (line, reason.to_owned()));
    assert_eq!(lines(&report, "refused"), refused);
    assert_eq!(lines(&report, "warnings"), [(5, "LINE_DATES_CONTRADICT".into())]);
    // A script that does not look must not take part of a file for the whole.
    assert_eq!(code, 1);
    place.verify();
}

#[test]
fn every_registered_result_is_held_to_exactly_one_by_its_co_owners_alike() {
    // SHA-1
    let place = Place::empty();
    place.import(&sample());
    let shares = place.shares();
    assert_eq!(shares.len(), 7);
    assert!(shares.iter().all(|(_, sum, whole)| sum == whole), "{shares:?}");
    let thirds = "SELECT count(*) FROM holdings WHERE numerator = 1 AND denominator = 3";
    assert_eq!(place.count(thirds), 3);
    assert_eq!(place.count("SELECT count(*) FROM results WHERE state = 'REGISTERED'"), 7);
}

#[test]
fn the_same_set_of_owners_has_one_contract_and_each_spelling_is_a_party() {
    let place = Place::empty();
    place.import(&sample());
    // Two sets of co-owners; three sole owners, one of them the state body's partner twice.
    assert_eq!(place.count("SELECT count(*) FROM contracts"), 6);
    let spelled = "SELECT count(*) FROM parties WHERE seat = 'AM' AND kind = 'ENTERPRISE'";
    assert_eq!(place.count(spelled), 2);
}

#[test]
fn importing_again_changes_nothing() {
    let place = Place::empty();
    let (_, first) = place.import(&sample());
    let records = place.count("SELECT count(*) FROM records");
    let (code, again) = place.import(&sample());
    assert_eq!((code, counts(&again)), (1, [16, 0, 0, 0, 7]));
    assert_eq!(again["records"], 0);
    assert_eq!(lines(&again, "refused"), lines(&first, "refused"));
    assert_eq!(place.count("SELECT count(*) FROM records"), records);
    place.verify();
}

#[test]
fn a_later_file_brings_its_states_in() {
    // STM-1, NAT-1
    let place = Place::empty();
    place.import(&sample());
    let (code, report) = place.import_text(LATER);
    assert_eq!((code, counts(&report)), (0, [1, 1, 1, 0, 0]));
    assert_eq!(place.count("SELECT count(*) FROM national_parts WHERE state = 'KG'"), 1);
    let shares = place.shares();
    assert!(shares.len() == 8 && shares.iter().all(|(_, sum, whole)| sum == whole), "{shares:?}");
    place.verify();
}

#[test]
fn nothing_is_imported_into_a_ledger_that_states_rely_on() {
    let place = Place::empty();
    fs::write(place.path("founding.toml"), PRODUCTION).unwrap();
    let keys = ["--generate-keys", "keys", "--no-passphrase"];
    let founded = place.run(&[&["found", "founding.toml"][..], &keys].concat());
    assert!(founded.status.success(), "{}", String::from_utf8_lossy(&founded.stderr));
    let output = place.run(&["import", sample().to_str().unwrap()]);
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{messages}");
    assert!(messages.contains("[NOT_DEVELOPMENT]") && messages.contains("data directory"));
    assert_eq!(place.count("SELECT count(*) FROM records"), 1);
}
