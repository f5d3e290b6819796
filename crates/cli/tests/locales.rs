//! Every text that people read is there in both languages, and every one that is there is used.
#![allow(clippy::unwrap_used, reason = "a test reads its own sources")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rights_api::{status::name, v1::Reason};

/// Families whose members are named at run time; each has a test that goes through what names them.
const FAMILIES: [&str; 11] = [
    "effect-",
    "word-",
    "reason-",
    "exit-",
    "check-",
    "arg-",
    "table-",
    "help-rights",
    "demo-party-",
    "bench-",
    "doctor-",
];

fn keys(language: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut keys = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let mut message = String::new();
        for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let Some((name, _)) = line.split_once(" = ") else { continue };
            if let Some(attribute) = name.trim_start().strip_prefix('.') {
                assert!(keys.insert(format!("{message}.{attribute}")), "{message}.{attribute}");
            } else {
                message = name.into();
                assert!(keys.insert(message.clone()), "{message} twice in {language}");
            }
        }
    }
    keys
}

fn source() -> String {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &fs::read_to_string(path).unwrap();
            }
        }
    }
    text
}

/// What stands in quotes behind each occurrence of `before`.
fn quoted<'a>(source: &'a str, before: &str) -> Vec<&'a str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The reasons that this command gives itself.
fn own(source: &str) -> BTreeSet<String> {
    let reasons = quoted(source, "own(\"").into_iter();
    reasons.map(|reason| format!("reason-{reason}")).collect()
}

#[test]
fn both_languages_have_the_same_texts() {
    let (en, ru) = (keys("en"), keys("ru"));
    let missing: Vec<_> = en.symmetric_difference(&ru).collect();
    assert!(missing.is_empty(), "in one language alone: {missing:?}");
}

#[test]
fn facts_are_named_as_they_are_given() {
    for language in ["en", "ru"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
        for file in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let facts = text.split("{ $").skip(1).filter_map(|rest| rest.split(" }").next());
            // Underscores of facts become dashes before a text is looked up.
            let unknown: Vec<_> = facts.filter(|fact| fact.contains('_')).collect();
            assert!(unknown.is_empty(), "{unknown:?} in {language}");
        }
    }
}

#[test]
fn every_text_that_is_named_is_there() {
    let (keys, source) = (keys("en"), source());
    for before in [".say(\"", ".tell(\"", "prompt(\""] {
        for key in quoted(&source, before) {
            assert!(keys.contains(key), "{key} is used and is not there");
        }
    }
    let missing: Vec<_> = own(&source).into_iter().filter(|key| !keys.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_text_is_left_over() {
    let source = source();
    let found = |key: &String| {
        source.contains(&format!("\"{key}\""))
            || FAMILIES.iter().any(|family| key.starts_with(family))
    };
    let unused: Vec<_> = keys("en").into_iter().filter(|key| !found(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_doctor_has_words_for_what_it_finds_and_for_nothing_else() {
    let source = source();
    let found = quoted(&source, "\"doctor-").into_iter().map(|rest| format!("doctor-{rest}"));
    let found: BTreeSet<String> = found.filter(|key| key != "doctor-").collect();
    let prefix = BTreeSet::from(["doctor-area-".to_owned()]);
    let found: BTreeSet<_> = found.difference(&prefix).cloned().collect();
    let told = keys("ru").into_iter();
    let told: BTreeSet<_> =
        told.filter(|key| key.starts_with("doctor-") && !key.contains('.')).collect();
    assert_eq!(found, told);
}

#[test]
fn every_reason_is_told_and_no_other_is() {
    let own = own(&source());
    let services: BTreeSet<String> = (1..3_000)
        .filter_map(|number| Reason::try_from(number).ok())
        .map(name)
        .chain(rights::ledger::Reason::ALL.iter().map(|reason| reason.as_str()))
        .map(|reason| format!("reason-{reason}"))
        .collect();
    let keys = keys("ru");
    let untold: Vec<_> = services.iter().filter(|reason| !keys.contains(*reason)).collect();
    assert!(untold.is_empty(), "{untold:?}");
    let told = keys.iter().filter(|key| key.starts_with("reason-") && !key.contains('.'));
    let known = |key: &&String| services.contains(*key) || own.contains(*key);
    let nobodys: Vec<_> = told.filter(|key| *key != "reason-unknown" && !known(key)).collect();
    assert!(nobodys.is_empty(), "{nobodys:?}");
}
