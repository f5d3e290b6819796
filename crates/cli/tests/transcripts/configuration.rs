//! What the services are told, and how mistakes in it are told.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use serde_json::Value;

use crate::place::{Place, texts};

#[test]
fn every_mistake_is_told_at_once_with_its_place_and_the_nearest_key_in_both_languages() {
    let place = Place::of_files();
    fs::write(place.path("rights.toml"), "lisen = \"x\"\n[sequencer]\n  patience = 2\n").unwrap();
    let serve = ["serve", "--config", "rights.toml", "--openings", "mysql://u@h/d"];
    let english = "\
error[CONFIGURATION_INVALID]: the configuration cannot be used:
  · rights.toml:1:1: there is no lisen; did you mean listen?
  · rights.toml:3:14: sequencer.patience takes a duration in quotes, such as 500ms, 2s, 5m, 12h or 30d, not 2
  · there is no RIGHTS_LISTN; did you mean RIGHTS_LISTEN?
  · --openings: the URL begins neither with sqlite: nor with postgres://
  fix: see docs/configuration.md, or `rights config schema`
";
    let output = place.command(&serve).env("RIGHTS_LISTN", "0.0.0.0:1").output().unwrap();
    assert_eq!((output.status.code(), texts(&output).1.as_str()), (Some(78), english));
    let serve = [&serve[..], &["--lang", "ru"]].concat();
    let (code, russian) = place.refused(&serve);
    assert_eq!(code, 78);
    assert!(russian.contains("rights.toml:1:1: lisen: такого имени нет"), "{russian}");
    assert!(russian.contains("возможно, имелось в виду listen"), "{russian}");
}

#[test]
fn every_value_is_shown_with_where_it_comes_from() {
    let place = Place::of_files();
    fs::write(place.path("rights.toml"), "\nviews = \"postgres://u:geheim@h/d\"\n").unwrap();
    let show = ["config", "show", "--config", "rights.toml", "--port", "0", "--origin"];
    let shown = place.done(&show);
    let line = |key: &str| -> Vec<&str> {
        let line = shown.lines().find(|line| line.starts_with(key)).unwrap();
        line.split_whitespace().collect()
    };
    assert_eq!(line("data_dir")[2], "RIGHTS_DATA_DIR");
    assert_eq!(line("listen"), ["listen", "127.0.0.1:0", "--port"]);
    assert_eq!(line("views "), ["views", "postgres://u:***@h:5432/d", "rights.toml:2"]);
    assert_eq!(line("sequencer.patience"), ["sequencer.patience", "2s", "default"]);
    let json = place.done(&[&show[..], &["-o", "json"]].concat());
    assert!(!json.contains("geheim"), "{json}");
    let json: Value = serde_json::from_str(&json).unwrap();
    let views = json.as_array().unwrap().iter().find(|line| line["key"] == "views").unwrap();
    assert_eq!((&views["origin"]["kind"], &views["origin"]["line"]), (&"file".into(), &2.into()));
    let bare = place.done(&["config", "show", "-o", "csv"]);
    assert!(bare.starts_with("key,value\n") && bare.contains("\nlog,sqlite:\n"), "{bare}");
}

#[test]
fn the_schema_is_one_and_speaks_the_reader_s_language() {
    let place = Place::of_files();
    let schema: Value = serde_json::from_str(&place.done(&["config", "schema"])).unwrap();
    assert_eq!(schema["properties"]["listen"]["default"], "127.0.0.1:7878");
    assert!(place.done(&["config", "schema", "--lang", "ru"]).contains("Журнал"));
}

#[test]
fn nobody_stands_by_for_a_log_that_one_process_alone_can_hold() {
    let place = Place::of_files().with_ledger();
    let mut serve = place.command(&["serve", "--port", "0"]);
    let output = serve.env("RIGHTS_SEQUENCER__STANDBY", "true").output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    let message = texts(&output).1;
    assert!(message.contains("error[STANDBY_ALONE]"), "{message}");
    assert!(message.contains("sequencer.standby"), "{message}");
}

#[cfg(not(feature = "servers"))]
#[test]
fn a_ledger_on_a_server_is_refused_by_a_program_that_has_no_client_for_it() {
    let place = Place::of_files().with_ledger();
    for flags in [
        ["--log", "kafka://broker/aurora"],
        ["--views", "postgres://u@h/d"],
        ["--openings", "postgres://u@h/d"],
    ] {
        let (code, message) = place.refused(&[&["serve", "--port", "0"][..], &flags].concat());
        assert_eq!(code, 78, "{message}");
        assert!(message.contains("error[CLIENT_NOT_BUILT]"), "{message}");
        assert!(message.contains("--features servers"), "{message}");
    }
    // Whoever configures a server does not mean what lies in the data directory.
    for arguments in [&["verify"][..], &["party", "list"], &["export", "x.rlx"]] {
        let mut command = place.command(arguments);
        let output = command.env("RIGHTS_LOG", "kafka://broker/aurora").output().unwrap();
        assert_eq!(output.status.code(), Some(78), "{arguments:?}");
        assert!(texts(&output).1.contains("error[CLIENT_NOT_BUILT]"), "{arguments:?}");
    }
}

#[test]
fn a_ledger_is_served_and_read_as_the_file_says() {
    let place = Place::founded();
    fs::rename(place.path("data/keys/clerk-due.pem"), place.path("clerk.pem")).unwrap();
    let file = "data_dir = \"data\"\nlisten = \"127.0.0.1:0\"\nclerk_key_file = \"clerk.pem\"\n";
    fs::write(place.path("rights.toml"), file).unwrap();
    let mut serve = place.command(&["serve", "--config", "rights.toml"]);
    serve.env_remove("RIGHTS_DATA_DIR").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serving = serve.spawn().unwrap();
    let mut address = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert!(place.done(&["programme", "show", "--address", address.trim()]).contains("aurora"));
    serving.kill().unwrap();
    serving.wait().unwrap();
    let mut show = place.command(&["programme", "show"]);
    show.env_remove("RIGHTS_DATA_DIR").env("RIGHTS_CONFIG", place.path("rights.toml"));
    let output = show.output().unwrap();
    assert!(output.status.success() && texts(&output).0.contains("aurora"));
}
