//! What the README promises: its commands are those that the suite executes.

use std::os::unix::fs::PermissionsExt as _;

use super::{read, top};

/// The lines of every block of shell commands in the README.
fn commands() -> Vec<String> {
    let (readme, mut commands, mut inside) = (read("README.md".as_ref()), Vec::new(), false);
    for line in readme.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside && !line.is_empty() => commands.push(line.to_owned()),
            _ => {}
        }
    }
    commands
}

#[test]
fn the_readme_shows_the_demonstration_and_the_suite() {
    assert_eq!(commands(), ["cargo run --release --bin rights -- demo", "./tests/run"]);
}

#[test]
fn the_suite_executes_the_commands_of_the_readme_as_its_last_step() {
    let suite = read("tests/run".as_ref());
    let steps: Vec<_> = suite.lines().filter(|line| line.starts_with("step \"")).collect();
    assert_eq!(steps.last(), Some(&"step \"readme\" tests/readme"));
    assert!(suite.contains("echo \"$passed passed, $failed failed\""));
}

#[test]
fn what_is_told_to_be_run_can_be_run() {
    for script in ["tests/run", "tests/readme"] {
        let file = top().join(script).metadata().expect("the script is there");
        assert!(file.permissions().mode() & 0o111 == 0o111, "{script}");
    }
}
