//! What may be linked: the list in deny.toml is what the dependencies have, no less and no more.

use std::collections::BTreeSet;

use super::{cargo, read};

/// The licences that deny.toml allows.
fn allowed() -> BTreeSet<String> {
    let text = read("deny.toml".as_ref());
    let list = text.split_once("\nallow = [").and_then(|(_, rest)| rest.split_once(']'));
    let (list, _) = list.expect("deny.toml has a list of licences");
    list.split('"').skip(1).step_by(2).map(String::from).collect()
}

/// The licence expression of every dependency, with its name.
fn expressions() -> Vec<(String, String)> {
    // This machine's dependencies alone: those of others were never downloaded.
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.expect("cargo says what it runs on");
    let metadata = cargo(&[
        "metadata",
        "--locked",
        "--offline",
        "--format-version",
        "1",
        "--filter-platform",
        host,
    ]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    packages.iter().map(|package| (text(&package["name"]), text(&package["license"]))).collect()
}

/// The alternatives of an expression in order, each with the licences that it needs together. The
/// older form has a slash for OR; deeper nesting than `A AND (B OR C)` does not occur.
fn alternatives(expression: &str) -> Vec<Vec<&str>> {
    let mut alternatives: Vec<Vec<&str>> = vec![Vec::new()];
    for part in expression.split(" AND ") {
        let either = part.trim_matches(['(', ')']).split(" OR ").flat_map(|one| one.split('/'));
        let mut longer = Vec::new();
        for one in either.map(str::trim) {
            longer.extend(alternatives.iter().map(|needed| [&needed[..], &[one]].concat()));
        }
        alternatives = longer;
    }
    alternatives
}

#[test]
fn every_dependency_may_be_linked_under_licences_that_are_allowed() {
    let allowed = allowed();
    let admitted = |needed: &Vec<&str>| needed.iter().all(|one| allowed.contains(*one));
    for (name, expression) in expressions() {
        assert!(alternatives(&expression).iter().any(admitted), "{name}: {expression}");
    }
}

#[test]
fn every_licence_that_is_allowed_is_needed_by_some_dependency() {
    let expressions = expressions();
    for licence in allowed() {
        let others: BTreeSet<_> = allowed().into_iter().filter(|other| *other != licence).collect();
        let without = |needed: &Vec<&str>| needed.iter().all(|one| others.contains(*one));
        let needs = |expression: &str| !alternatives(expression).iter().any(without);
        assert!(expressions.iter().any(|(_, expression)| needs(expression)), "{licence}");
    }
}
