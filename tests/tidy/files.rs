//! What every file looks like.

use super::{lines, read, rust_files, tracked};

const ALL: [&str; 5] = ["src", "crates", "services", "tests", "benches"];

#[test]
fn every_file_says_first_what_it_is() {
    for file in rust_files(&ALL) {
        assert!(read(&file).starts_with("//!"), "{}", file.display());
    }
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    for file in rust_files(&ALL) {
        let count = read(&file).lines().count();
        assert!(count <= 500, "{} has {count} lines", file.display());
    }
}

#[test]
fn the_core_has_no_match_that_swallows_new_variants() {
    // Texts are matched with a wildcard elsewhere; the enums of the machine never are.
    let files = rust_files(&["src/ledger", "src/row", "src/wire"]);
    let found = lines(&files, |line| line.trim_start().starts_with("_ =>"));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_is_left_unfinished() {
    let unfinished = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME")];
    let found = lines(&rust_files(&ALL), |line| unfinished.iter().any(|word| line.contains(word)));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_test_is_ignored_or_sleeps() {
    let wrong = [concat!("#[ig", "nore"), concat!("thread::", "sleep"), concat!("time::", "sleep")];
    for file in rust_files(&ALL).into_iter().filter(|file| !file.starts_with("tests/tidy")) {
        let text = read(&file);
        let tests = text.split_once("#[cfg(test)]").map_or("", |(_, tests)| tests);
        let tests =
            if file.components().any(|part| part.as_os_str() == "tests") { &text } else { tests };
        for word in wrong {
            assert!(!tests.contains(word), "{}: {word}", file.display());
        }
    }
}

#[test]
fn every_protobuf_field_and_value_has_a_comment() {
    let protos =
        tracked().into_iter().filter(|file| file.extension().is_some_and(|e| e == "proto"));
    for file in protos {
        let text = read(&file);
        let mut before = "";
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            let declares = line.ends_with(';')
                && line.contains(" = ")
                && !line.starts_with("//")
                && !line.starts_with("syntax")
                && !line.starts_with("option")
                && !line.starts_with('(');
            // The lines of a oneof name messages that have comments of their own.
            let names_a_message = line.chars().next().is_some_and(char::is_uppercase)
                && !line
                    .split(' ')
                    .next()
                    .is_some_and(|word| word.contains('_') && !word.contains('.'));
            if declares && !names_a_message {
                assert!(before.starts_with("//"), "{}:{}: {line}", file.display(), number + 1);
            }
            before = line;
        }
    }
}
