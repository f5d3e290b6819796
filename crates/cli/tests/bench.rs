//! `rights bench`, on a ledger too small to say anything about a machine.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

use std::{fs, process::Command};

use serde_json::Value;

#[test]
fn every_measurement_is_made_and_nothing_is_left_behind() {
    let place = tempfile::tempdir().unwrap();
    let few = ["bench", "--commands", "60", "--paced", "1", "-o", "json"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
    let output =
        command.args(few).env_clear().env("RIGHTS_DATA_DIR", place.path()).output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    let figures: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<_> = figures.as_array().unwrap().iter().map(|it| &it["figure"]).collect();
    for name in ["verification-all", "acknowledged", "paced-p99", "alone-p50", "audit", "start"] {
        assert!(names.iter().any(|found| **found == *name), "{name}: {names:?}");
    }
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
