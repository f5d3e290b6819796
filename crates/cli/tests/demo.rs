//! The demo, as a newcomer runs it: the real binary in an empty directory.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A home of its own, in which nothing was ever done.
struct Home(TempDir);

impl Home {
    fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    fn demo(&self) -> PathBuf {
        self.0.path().join(".local/share/rights/demo")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.0).env_clear().env("HOME", self.0.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_rights")).args(arguments).output().unwrap()
    }

    /// What a command that succeeds prints, all of it on standard output, none of it in colour.
    fn told(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, messages) = texts(&output);
        assert_eq!((output.status.code(), messages.as_str()), (Some(0), ""), "{out}");
        assert!(!out.contains('\u{1b}'), "{out}");
        out
    }
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// The commands that a story ends with.
fn commands(story: &str) -> Vec<&str> {
    let (_, end) = story.rsplit_once(":\n").unwrap();
    end.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// What is the same in every language: dates, fractions, reasons, exit codes.
fn promised(story: &str) {
    let facts = [
        // S-1
        "3/5 60",
        "9/40 22",
        "7/40 17",
        "SHARES_NOT_ONE",
        "99/100",
        "2026-04-09",
        "2026-04-13",
        "DEADLINE_PASSED",
        "DUPLICATE_CONTENT",
        "2026-04-14 00:00",
        // GEN-15, KEY-7, SHA-8
        "NOT_AUTHORISED",
        "FROZEN",
        "8/11",
        "3/11",
    ];
    tells(story, &facts);
}

/// The story has these words, wherever its lines break.
fn tells(story: &str, facts: &[&str]) {
    let words = story.split_whitespace().collect::<Vec<_>>().join(" ");
    for fact in facts {
        assert!(words.contains(fact), "{fact}: {story}");
    }
}

#[test]
fn the_story_is_told_in_english_and_its_last_commands_work_word_for_word() {
    let home = Home::new();
    let story = home.told(&["demo", "--lang", "en"]);
    promised(&story);
    tells(
        &story,
        &[
            "R-1 is REGISTERED: registered, final from 2026-04-14",
            "Signed by",
            "code 20",
            "code 25",
        ],
    );
    let commands = commands(&story);
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        let output = home.command("/bin/sh").args(["-c", command]).output().unwrap();
        let (out, messages) = texts(&output);
        assert!(output.status.success() && !out.is_empty(), "{command}: {messages}{out}");
    }
}

#[test]
fn the_story_is_told_in_russian() {
    let home = Home::new();
    let story = home.told(&["demo", "--lang", "ru"]);
    promised(&story);
    tells(&story, &["доли", "окончательно с 2026-04-14", "код завершения 20", "код завершения 25"]);
    let first = commands(&story)[0].to_owned();
    let output = home.command("/bin/sh").args(["-c", &first]).output().unwrap();
    assert!(texts(&output).0.contains("Антенная решётка"), "{output:?}");
}

#[test]
fn what_the_forger_made_is_kept_and_does_not_verify() {
    let home = Home::new();
    home.told(&["demo"]);
    let export = |name: &str| home.demo().join(name).display().to_string();
    let exit = |path: &str| home.run(&["verify", path]).status.code();
    assert_eq!(exit(&export("history.rlx")), Some(0));
    assert_eq!(exit(&export("forged.rlx")), Some(20));
}

#[test]
fn machines_read_every_answer_as_a_line() {
    let home = Home::new();
    let lines = home.told(&["demo", "-o", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = |scene: &str| -> Vec<&str> {
        let of_scene = lines.iter().filter(|line| line["scene"] == scene);
        of_scene.map(|line| line["answer"].as_str().unwrap()).collect()
    };
    assert_eq!(answered("not-one"), ["SHARES_NOT_ONE"]);
    assert_eq!(answered("agreed"), ["RECORDED"]);
    assert_eq!(answered("too-late"), ["DEADLINE_PASSED"]);
    assert_eq!(answered("verified"), ["OK"]);
    assert_eq!(answered("forged"), ["Signature 20", "Events 25", "Rows 25"]);
}

#[test]
fn a_second_run_says_what_is_there_and_only_a_reset_starts_anew() {
    let home = Home::new();
    home.told(&["demo"]);
    let log = fs::read(home.demo().join("log.db")).unwrap();
    let again = home.told(&["demo"]);
    assert!(again.contains("already") && again.contains("--reset"), "{again}");
    assert_eq!(commands(&again).len(), 3, "{again}");
    assert_eq!(fs::read(home.demo().join("log.db")).unwrap(), log);
    promised(&home.told(&["demo", "--reset"]));
    assert_ne!(fs::read(home.demo().join("log.db")).unwrap(), log);
}

#[test]
fn a_demo_that_stopped_in_the_middle_is_not_taken_for_a_whole_one() {
    let home = Home::new();
    home.told(&["demo"]);
    // As it stands until the last scene was played.
    fs::write(home.demo().join("made-by-rights-demo"), "unfinished").unwrap();
    let (out, messages) = texts(&home.run(&["demo"]));
    assert!(out.is_empty() && messages.contains("DEMO_UNFINISHED"), "{messages}");
    promised(&home.told(&["demo", "--reset"]));
}

#[test]
fn a_demo_that_is_being_served_is_not_deleted() {
    let home = Home::new();
    home.told(&["demo"]);
    let data_dir = home.demo().display().to_string();
    let mut serve = home.command(env!("CARGO_BIN_EXE_rights"));
    let serve = serve.args(["serve", "--port", "0", "--data-dir", &data_dir]);
    let mut serving = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // It says where it serves once it does.
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    let (out, messages) = texts(&home.run(&["demo", "--reset"]));
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(out.is_empty() && messages.contains("DATA_DIRECTORY_IN_USE"), "{messages}");
    assert!(home.demo().join("log.db").exists());
}

#[test]
fn a_directory_that_no_demo_made_is_left_alone() {
    let home = Home::new();
    fs::write(home.0.path().join("letter"), "dear").unwrap();
    for arguments in [&["demo", "--data-dir", "."][..], &["demo", "--data-dir", ".", "--reset"]] {
        let output = home.run(arguments);
        let (out, messages) = texts(&output);
        assert_eq!((output.status.code(), out.as_str()), (Some(4), ""), "{messages}");
        assert!(messages.contains("NOT_A_DEMO"), "{messages}");
    }
    assert_eq!(fs::read_to_string(home.0.path().join("letter")).unwrap(), "dear");
}

#[cfg(unix)]
#[test]
fn the_keys_of_a_demo_are_readable_by_their_owner_alone_and_say_what_they_are() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    home.told(&["demo"]);
    let keys = home.demo().join("keys");
    assert!(fs::read_to_string(keys.join("README")).unwrap().contains("DEVELOPMENT"));
    for entry in fs::read_dir(keys).unwrap().map(Result::unwrap) {
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let key = entry.path().extension().is_some_and(|extension| extension == "pem");
        assert!(!key || mode == 0o600, "{:?}: {mode:o}", entry.path());
    }
}
