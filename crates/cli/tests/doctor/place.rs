//! A founded ledger, and the doctor's report about it.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
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

/// A founded ledger in files.
pub(crate) struct Place {
    directory: TempDir,
    /// Where it is placed, if not in files.
    variables: Vec<(&'static str, String)>,
}

impl Place {
    /// Where nothing was founded.
    pub(crate) fn empty() -> Place {
        Place { directory: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    pub(crate) fn founded() -> Place {
        Place::founded_at("rights.example/aurora", Vec::new())
    }

    /// The ledger `origin`, founded where `variables` place it.
    pub(crate) fn founded_at(origin: &str, variables: Vec<(&'static str, String)>) -> Place {
        let place = Place { variables, ..Place::empty() };
        let founding = FOUNDING.replace("rights.example/aurora", origin);
        fs::write(place.path().join("founding.toml"), founding).unwrap();
        let keys = ["--generate-keys", "keys", "--no-passphrase"];
        let found = ["found", "founding.toml", "--development", "--at", "2026-02-02T09:00:00Z"];
        let founded = place.run(&[&found[..], &keys].concat());
        assert!(founded.status.success(), "{}", String::from_utf8_lossy(&founded.stderr));
        place.fill_views();
        fs::set_permissions(place.data(), fs::Permissions::from_mode(0o700)).unwrap();
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
        command.args(arguments).current_dir(&self.directory).env_clear();
        command.envs(self.variables.iter().cloned()).env("RIGHTS_DATA_DIR", self.data());
        command
    }

    /// The views are filled by whoever opens the ledger first.
    fn fill_views(&self) {
        if self.variables.is_empty() {
            assert!(self.run(&["party", "list"]).status.success());
        } else {
            self.serve_once();
        }
    }

    /// Whoever serves the ledger says where once its views reflect the whole log.
    fn serve_once(&self) {
        let mut serving = self.command(&["serve", "--port", "0"]);
        let mut serving = serving.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        let mut output = BufReader::new(serving.stdout.take().unwrap());
        output.read_line(&mut address).unwrap();
        assert!(address.starts_with("http://"), "{address}");
        let told = Command::new("kill").arg(serving.id().to_string()).status().unwrap();
        assert!(told.success() && serving.wait().unwrap().success());
    }

    /// How the doctor ends, and the state of each check by `area/check`.
    pub(crate) fn doctor(&self, more: &[&str]) -> (i32, BTreeMap<String, String>, Value) {
        let asked = ["doctor", "--port", "0", "-o", "json"];
        let output = self.run(&[&asked[..], more].concat());
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        let mut states = BTreeMap::new();
        for area in report["areas"].as_array().unwrap() {
            for check in area["checks"].as_array().unwrap() {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                let name = format!("{}/{}", text(&area["area"]), text(&check["check"]));
                states.insert(name, text(&check["state"]));
            }
        }
        (output.status.code().unwrap(), states, report)
    }
}

#[track_caller]
pub(crate) fn found(states: &BTreeMap<String, String>, check: &str, state: &str) {
    assert_eq!(states.get(check).map(String::as_str), Some(state), "{check} in {states:#?}");
}

/// Every file below `directory`, with its bytes.
pub(crate) fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// Room is the machine's matter: a small disk may warn here.
pub(crate) fn failures(states: &BTreeMap<String, String>) -> Vec<&String> {
    states.iter().filter(|(_, state)| *state == "fail").map(|(check, _)| check).collect()
}
