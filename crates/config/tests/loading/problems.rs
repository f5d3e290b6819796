//! What is said about what is wrong: all of it, each at its place.

use rights_config::{key::Kind, problem::Wrong, url::NotAUrl};

use crate::given::Process;

fn unknown(nearest: Option<&str>) -> Wrong {
    Wrong::Unknown { nearest: nearest.map(Into::into) }
}

fn no(expected: Kind, given: &str) -> Wrong {
    Wrong::Value { expected, given: Some(given.into()) }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_each_at_its_place() {
    let file = "\
lisen = \"127.0.0.1:1\"
log_level = \"loud\"  # ё

[sequencer]
inbox_max = 0
  patience = 5
standby = \"yes\"
patince = \"2s\"

[sequenzer]
verifiers = 1
";
    let process = Process::new()
        .file(file)
        .variable("RIGHTS_SEQUENCER_INBOX_MAX", "1")
        .variable("RIGHTS_SEQUENCER__VERIFIERS", "many")
        .flag("--permit-silence", "sequencer.silence_max", "0h");
    let told = [
        ("1:1", "lisen", unknown(Some("listen"))),
        ("2:13", "log_level", no(Kind::Level, "loud")),
        ("5:13", "sequencer.inbox_max", no(Kind::Count, "0")),
        ("6:14", "sequencer.patience", no(Kind::Duration, "5")),
        ("7:11", "sequencer.standby", no(Kind::Switch, "\"yes\"")),
        ("8:1", "sequencer.patince", unknown(Some("sequencer.patience"))),
        ("10:2", "sequenzer", unknown(Some("sequencer"))),
        (
            "RIGHTS_SEQUENCER_INBOX_MAX",
            "RIGHTS_SEQUENCER_INBOX_MAX",
            unknown(Some("RIGHTS_SEQUENCER__INBOX_MAX")),
        ),
        ("RIGHTS_SEQUENCER__VERIFIERS", "RIGHTS_SEQUENCER__VERIFIERS", no(Kind::Count, "many")),
        ("--permit-silence", "--permit-silence", no(Kind::Duration, "0h")),
    ];
    let told = told.map(|(place, name, wrong)| (place.into(), name.into(), wrong));
    assert_eq!(process.wrong(), told);
}

#[test]
fn columns_count_letters_and_not_bytes() {
    let process =
        Process::new().file("log_level = \"warn\"\nmetrics = { \"слушать\" = 1, lisen = 2 }\n");
    let places: Vec<_> = process.wrong().into_iter().map(|(place, ..)| place).collect();
    assert_eq!(places, ["2:13", "2:28"]);
}

#[test]
fn a_line_that_is_no_toml_hides_no_other_mistake_and_invents_none() {
    let process = Process::new().file("listen = \n[sequencer]\ninbox = 3\n");
    let wrong = process.wrong();
    assert!(
        matches!(&wrong[0], (place, _, Wrong::Syntax(_)) if place.starts_with("1:")),
        "{wrong:?}"
    );
    let hint = ("3:1".into(), "sequencer.inbox".into(), unknown(Some("sequencer.inbox_max")));
    assert_eq!(wrong[1..], [hint]);
}

#[test]
fn what_a_higher_layer_overrules_must_be_right_too() {
    let process =
        Process::new().file("listen = \"nowhere\"\n").flag("--listen", "listen", "127.0.0.1:1");
    let told = ("1:10".into(), "listen".into(), no(Kind::Address, "nowhere"));
    assert_eq!(process.wrong(), [told]);
}

#[test]
fn a_table_is_no_value_and_a_value_is_no_table() {
    let process = Process::new().file("sequencer = 1\nlisten = { port = 1 }\n");
    let (table, value) = (Wrong::Table, no(Kind::Address, "{ port = 1 }"));
    let told =
        [("1:13".into(), "sequencer".into(), table), ("2:10".into(), "listen".into(), value)];
    assert_eq!(process.wrong(), told);
}

#[test]
fn a_heartbeat_is_shorter_than_the_patience_that_waits_for_it() {
    let process = Process::new()
        .file("sequencer.heartbeat = \"1s\"\n")
        .variable("RIGHTS_SEQUENCER__PATIENCE", "1s");
    let shorter = Wrong::NotShorter { than: "sequencer.patience" };
    // Told where the last word was spoken.
    let place = "RIGHTS_SEQUENCER__PATIENCE".into();
    assert_eq!(process.wrong(), [(place, "sequencer.heartbeat".into(), shorter)]);
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let process = Process::new().variable("RIGHTS_CONFIG", "no-such.toml");
    let wrong = process.wrong();
    let (place, name, Wrong::Unreadable(_)) = &wrong[0] else { panic!("{wrong:?}") };
    assert_eq!((place.as_str(), name.as_str()), ("RIGHTS_CONFIG", "no-such.toml"));
}

#[test]
fn a_url_is_wrong_for_a_reason() {
    let process = Process::new().variable("RIGHTS_VIEWS", "postgres://u@h:0/d");
    let told = ("RIGHTS_VIEWS".into(), "RIGHTS_VIEWS".into(), Wrong::Url(NotAUrl::Port));
    assert_eq!(process.wrong(), [told]);
}
