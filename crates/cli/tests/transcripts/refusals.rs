//! What is not done, how it is told, and how the command then ends.

use std::{fs, path::Path};

use crate::place::{Place, proposing, texts};

#[test]
fn a_changed_byte_is_found_and_named() {
    let place = Place::founded();
    place.done(&["export", "ledger.rlx"]);
    let mut export = fs::read(place.path("ledger.rlx")).unwrap();
    let at = export.windows(6).position(|bytes| bytes == b"Aurora").unwrap();
    export[at] ^= 1;
    fs::write(place.path("ledger.rlx"), export).unwrap();
    let output = place.run(&["verify", "ledger.rlx"]);
    assert!((20..=27).contains(&output.status.code().unwrap()));
    assert!(texts(&output).1.contains("error[NOT_VERIFIED]"));
}

#[test]
fn a_stranger_is_refused_in_the_reader_s_language() {
    let place = Place::founded();
    let (code, english) = place.refused(&proposing(&["--key", "keys/np_head-by.pem"]));
    assert_eq!(code, 5);
    assert!(english.contains("error[NOT_AUTHORISED]: the signers may not do this"), "{english}");
    let (code, russian) =
        place.refused(&proposing(&["--key", "keys/np_head-by.pem", "--lang", "ru"]));
    assert_eq!(code, 5);
    assert!(russian.contains("ошибка[NOT_AUTHORISED]: подписавшим это не разрешено"), "{russian}");
}

#[test]
fn whoever_is_early_is_told_what_to_do() {
    let place = Place::empty();
    for (arguments, code, reason) in [
        (&["party", "list"][..], 78, "LEDGER_NOT_FOUNDED"),
        (&["serve", "--port", "0"], 78, "LEDGER_NOT_FOUNDED"),
        (&["verify"], 78, "LEDGER_NOT_FOUNDED"),
        (&["export", "ledger.rlx"], 78, "LEDGER_NOT_FOUNDED"),
        (&["found", "founding.toml"], 2, "FILE_UNUSABLE"),
        (&["explain", "no-such"], 3, "NO_SUCH_REASON"),
        (&["list", "clouds"], 2, "NO_SUCH_TABLE"),
        (&["party", "list", "--address", "127.0.0.1:1"], 7, "UNREACHABLE"),
    ] {
        let (ended, message) = place.refused(arguments);
        assert_eq!(ended, code, "{arguments:?}: {message}");
        assert!(message.contains(&format!("error[{reason}]: ")), "{arguments:?}: {message}");
    }
}

#[test]
fn a_ledger_is_founded_once() {
    let place = Place::founded();
    let keys = ["--generate-keys", "more", "--no-passphrase"];
    let again = [&["found", "founding.toml", "--development"][..], &keys].concat();
    let (code, message) = place.refused(&again);
    assert!(code == 4 && message.contains("error[ALREADY_FOUNDED]"), "{message}");
    assert!(!Path::new(&place.path("more")).exists());
}

#[test]
fn a_damaged_log_file_is_not_served() {
    let place = Place::of_files().with_ledger();
    let log = place.path("data/log.db");
    fs::write(&log, b"this is no log, but a text of some length").unwrap();
    for file in ["data/log.db-wal", "data/log.db-shm"] {
        fs::remove_file(place.path(file)).ok();
    }
    let (_, message) = place.refused(&["party", "list"]);
    assert!(message.contains("error[NOT_A_LOG]") || message.contains("error[LOG_DAMAGED]"));
}

#[test]
fn a_new_key_is_encrypted_unless_it_is_said_aloud() {
    let place = Place::empty();
    let (code, message) = place.refused(&["key", "new", "a.pem"]);
    assert!(code == 2 && message.contains("error[PASSPHRASE_MISSING]"), "{message}");
    fs::write(place.path("words"), "four words make one\n").unwrap();
    let new = place.done(&["key", "new", "a.pem", "--passphrase-file", "words"]);
    assert!(fs::read_to_string(place.path("a.pem")).unwrap().contains("ENCRYPTED"));
    assert_eq!(new, place.done(&["key", "show", "a.pem", "--passphrase-file", "words"]));
    let (code, message) = place.refused(&["key", "new", "a.pem", "--passphrase-file", "words"]);
    assert!(code == 2 && message.contains("error[KEY_FILE_EXISTS]"), "{message}");
}

#[test]
fn help_is_in_the_reader_s_language() {
    let place = Place::empty();
    assert!(place.done(&["--help"]).contains("Usage: rights"));
    let russian = place.done(&["party", "--help", "--lang", "ru"]);
    assert!(russian.contains("Вызов: rights party"), "{russian}");
    assert!(russian.contains("предлагает организацию в участники"), "{russian}");
    assert!(place.done(&["completion", "bash"]).contains("complete"));
}

#[test]
fn an_unknown_verb_names_the_nearest_one() {
    let place = Place::empty();
    for (asked, nearest) in [(&["partty", "list"][..], "'party'"), (&["party", "lst"], "'list'")] {
        let (code, message) = place.refused(asked);
        assert!(code == 2 && message.contains(nearest), "{code} {message}");
    }
}
