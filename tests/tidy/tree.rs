//! Who may depend on whom.

use std::{collections::BTreeSet, fs, path::PathBuf};

use super::{cargo, lines, read, rust_files, top};

/// The names of the packages in the normal dependency tree of `package`.
fn dependencies(package: &str) -> BTreeSet<String> {
    let tree =
        cargo(&["tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "none"]);
    tree.lines().filter_map(|line| line.split(' ').next()).map(String::from).collect()
}

fn services() -> Vec<String> {
    let folders = fs::read_dir(top().join("services")).expect("there are services");
    let name = |folder: fs::DirEntry| folder.file_name().into_string().expect("names are UTF-8");
    folders.map(|folder| name(folder.expect("the folder can be read"))).collect()
}

#[test]
fn the_core_cannot_do_input_or_output() {
    for file in ["src/lib.rs", "crates/tlog/src/lib.rs"] {
        assert!(read(file.as_ref()).contains("#![no_std]"), "{file}");
    }
    for package in ["rights", "tlog"] {
        let tree = cargo(&[
            "tree",
            "--locked",
            "--package",
            package,
            "--prefix",
            "none",
            "--edges",
            "normal,features,no-proc-macro",
        ]);
        let with_std: Vec<&str> =
            tree.lines().filter(|line| line.contains("feature \"std\"")).collect();
        assert!(with_std.is_empty(), "{package}: {with_std:?}");
    }
}

#[test]
fn the_core_stands_on_five_crates() {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--package",
        "rights",
        "--edges",
        "normal",
        "--depth",
        "1",
        "--prefix",
        "none",
    ]);
    let names: BTreeSet<&str> =
        tree.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, BTreeSet::from(["ed25519-dalek", "prost", "sha2", "thiserror", "tlog"]));
}

#[test]
fn the_transparency_log_knows_nothing_of_rights() {
    assert!(dependencies("tlog").iter().all(|name| !name.starts_with("rights")));
}

#[test]
fn ports_do_not_know_each_other() {
    let ports = ["rights-log", "rights-openings", "rights-views"];
    for port in ports {
        let others = ports.into_iter().filter(|other| *other != port);
        let known = dependencies(port);
        for other in others {
            assert!(!known.contains(other), "{port} knows {other}");
        }
    }
}

#[test]
fn services_do_not_know_each_other() {
    let names: Vec<String> = services().iter().map(|name| format!("rights-{name}")).collect();
    for name in &names {
        let known = dependencies(name);
        for other in names.iter().filter(|other| *other != name) {
            assert!(!known.contains(other), "{name} knows {other}");
        }
    }
}

#[test]
fn the_settings_know_none_of_those_whom_they_set() {
    let known = dependencies("rights-config");
    let own: Vec<_> = known.iter().filter(|name| name.starts_with("rights")).collect();
    assert_eq!(own, ["rights-config"]);
}

#[test]
fn the_verifier_has_no_network_code() {
    let known = dependencies("rights-verifier");
    let network =
        ["tokio", "tonic", "hyper", "rdkafka", "rustls", "tokio-postgres", "rusqlite", "axum"];
    for name in network {
        assert!(!known.contains(name), "the verifier depends on {name}");
    }
}

#[test]
fn only_the_sequencer_claims_the_log() {
    let files = rust_files(&["services", "crates/client", "crates/cli", "crates/api"]);
    let elsewhere: Vec<_> =
        files.into_iter().filter(|file| !file.starts_with("services/sequencer")).collect();
    let found = lines(&elsewhere, |line| line.contains(".claim("));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn statuses_are_built_in_one_table() {
    let files = rust_files(&["services", "crates"]);
    let elsewhere: Vec<_> =
        files.into_iter().filter(|file| !file.starts_with("crates/api/src/status")).collect();
    let built = [
        "Status::new(",
        "Status::internal(",
        "Status::invalid_argument(",
        "Status::unavailable(",
        "Status::not_found(",
        "Status::unimplemented(",
    ];
    let found = lines(&elsewhere, |line| built.iter().any(|built| line.contains(built)));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn protobuf_of_the_ledger_is_converted_in_the_core_and_the_api_alone() {
    let files = rust_files(&["services", "crates/client", "crates/log", "crates/openings"]);
    // A test may write down by hand what the code under test then reads.
    let in_tests = |file: &PathBuf| file.iter().any(|part| part == "tests");
    let files: Vec<_> = files.into_iter().filter(|file| !in_tests(file)).collect();
    let found = lines(&files, |line| line.contains("wire::v1"));
    assert!(found.is_empty(), "{found:#?}");
}
