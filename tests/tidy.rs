//! The house rules that a machine can check: what may depend on what, and what every file looks like.

#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/licences.rs"]
mod licences;
#[path = "tidy/readme.rs"]
mod readme;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/words.rs"]
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The top of the repository.
fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies below the top").into()
}

/// Every file that git knows and that still exists, relative to the top, ascending.
fn tracked() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(top()).output();
    let listed = listed.expect("git is at hand");
    assert!(listed.status.success(), "the repository is a git checkout");
    let names = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    let files = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    files.filter(|file| top().join(file).is_file()).collect()
}

/// The tracked Rust files below any of `folders`.
fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let below = |file: &PathBuf| folders.iter().any(|folder| file.starts_with(folder));
    let rust = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "rs");
    tracked().into_iter().filter(|file| rust(file) && below(file)).collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(top().join(file))
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The part of a file before its tests, which have more freedom.
fn production(text: &str) -> &str {
    text.split_once("#[cfg(test)]\nmod tests").map_or(text, |(before, _)| before)
}

/// `file:line` of every line of `files` that `wrong` names, before the tests of each.
fn lines(files: &[PathBuf], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in production(&read(file)).lines().enumerate() {
            if wrong(line) && !line.trim_start().starts_with("//") {
                found.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    found
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo).args(arguments).current_dir(top()).output();
    let output = output.expect("cargo is at hand");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}
