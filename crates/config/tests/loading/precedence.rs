//! Flag over environment over file over default.

use std::path::Path;

use rights_config::{key::KEYS, origin::Origin};

use crate::given::Process;

#[test]
fn a_flag_overrules_the_environment_which_overrules_the_file_which_overrules_the_default() {
    for layers in 0..8_u8 {
        let (mut process, mut expected) = (Process::new(), ("127.0.0.1:7878", Origin::Default));
        if layers & 1 != 0 {
            process = process.file("# first\nlisten = \"127.0.0.1:1\"\n");
            let path = process.path("rights.toml");
            expected = ("127.0.0.1:1", Origin::File { path, line: 2, column: 10 });
        }
        if layers & 2 != 0 {
            process = process.variable("RIGHTS_LISTEN", "127.0.0.1:2");
            expected = ("127.0.0.1:2", Origin::Variable("RIGHTS_LISTEN".into()));
        }
        if layers & 4 != 0 {
            process = process.flag("--listen", "listen", "127.0.0.1:3");
            expected = ("127.0.0.1:3", Origin::Flag("--listen".into()));
        }
        assert_eq!(process.effective("listen"), (expected.0.into(), expected.1), "{layers:03b}");
    }
}

#[test]
fn every_key_is_taken_from_the_file_and_from_its_variable() {
    let sample = |name: &str| match name {
        "listen" | "metrics.listen" => "0.0.0.0:1",
        "gateway.sequencers" => "http://one:1,http://two:2",
        "log" => "kafka://h:1/t",
        "views" | "openings" => "postgres://u@h:1/d",
        "sequencer.verifiers" | "sequencer.inbox_max" => "7",
        "sequencer.standby" => "true",
        "sequencer.silence_max" | "sequencer.patience" => "9s",
        "sequencer.heartbeat" => "8ms",
        "log_level" => "trace",
        _ => "/somewhere",
    };
    for key in KEYS {
        let text = sample(key.name);
        let bare = ["7", "true"].contains(&text);
        let written = if bare { text.to_owned() } else { format!("{text:?}") };
        let file = Process::new().file(&format!("{} = {written}\n", key.name));
        assert_eq!(file.effective(key.name).0, text, "{}", key.name);
        let variable = Process::new().variable(&key.variable(), text);
        let origin = Origin::Variable(key.variable());
        assert_eq!(variable.effective(key.name), (text.into(), origin));
    }
}

#[test]
fn a_table_may_be_written_as_one_or_with_dots_and_numbers_in_any_of_their_forms() {
    for text in [
        "[sequencer]\ninbox_max = 4_096\n",
        "sequencer.inbox_max = 0x1000\n",
        "sequencer = { inbox_max = 4096 }\n",
    ] {
        let process = Process::new().file(text);
        let (value, origin) = process.effective("sequencer.inbox_max");
        assert_eq!(value, "4096");
        assert!(matches!(origin, Origin::File { .. }), "{origin:?}");
    }
}

#[test]
fn the_file_is_the_named_one_or_else_the_user_s_own_if_there_is_one() {
    let own = "home/.config/rights/rights.toml";
    let process = Process::new().holding(own, "log_level = \"info\"\n");
    assert_eq!(process.effective("log_level").0, "info");
    let process = process.holding("named.toml", "log_level = \"debug\"\n");
    let named = process.path("named.toml");
    let process = process.variable("RIGHTS_CONFIG", named.to_str().unwrap());
    assert_eq!(process.effective("log_level").0, "debug");
    let process = process.file("log_level = \"trace\"\n");
    assert_eq!(process.effective("log_level").0, "trace");
    let xdg = Process::new().holding("xdg/rights/rights.toml", "log_level = \"off\"\n");
    let path = xdg.path("xdg");
    let xdg = xdg.variable("XDG_CONFIG_HOME", path.to_str().unwrap());
    assert_eq!(xdg.effective("log_level").0, "off");
}

#[test]
fn another_port_keeps_the_address_that_was_chosen_below_it() {
    let process = Process::new().file("listen = \"0.0.0.0:80\"\n").port(0);
    let port = Origin::Flag("--port".into());
    assert_eq!(process.effective("listen"), ("0.0.0.0:0".into(), port));
}

#[test]
fn a_path_in_a_file_is_relative_to_the_file_and_elsewhere_to_the_working_directory() {
    let process = Process::new().file("data_dir = \"data\"\n");
    assert_eq!(Path::new(&process.effective("data_dir").0), process.path("data"));
    let process = process.variable("RIGHTS_DATA_DIR", "data");
    assert_eq!(process.effective("data_dir").0, "data");
    assert_eq!(process.effective("clerk_key_file").0, "data/keys/clerk-due.pem");
}

#[test]
fn what_nobody_sets_follows_from_the_machine_and_from_other_keys() {
    let process = Process::new();
    let data_dir = process.path("home/.local/share/rights");
    assert_eq!(process.effective("data_dir"), (data_dir.display().to_string(), Origin::Default));
    assert_eq!(process.effective("openings").0, "sqlite:");
    let process = process
        .variable("RIGHTS_LOG", "kafka://h:1/t")
        .variable("RIGHTS_VIEWS", "postgres://u@h:1/d");
    let openings = ("postgres://u@h:1/d".into(), Origin::Default);
    assert_eq!(process.effective("openings"), openings);
}

#[test]
fn an_empty_variable_is_not_set_and_those_of_the_command_are_no_keys() {
    let process = Process::new()
        .variable("RIGHTS_VIEWS", "")
        .variable("RIGHTS_NO_SUCH_THING", "")
        .variable("RIGHTS_PASSPHRASE", "geheim")
        .variable("RIGHTS_LANG", "ru");
    assert_eq!(process.effective("views"), ("sqlite:".into(), Origin::Default));
}

#[test]
fn a_list_is_one_of_toml_or_has_commas() {
    let list = "http://one:1,http://two:2";
    for written in ["[\"http://one:1\", \"http://two:2\"]", "\"http://one:1,http://two:2\""] {
        let process = Process::new().file(&format!("gateway.sequencers = {written}"));
        assert_eq!(process.effective("gateway.sequencers").0, list);
    }
}
