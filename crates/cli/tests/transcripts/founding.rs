//! A founding that the storage stops, wherever it does, is taken up by founding again: the limits
//! here are on files, so the ledgers are in files.

use std::{ffi::OsStr, fs, process::Command, process::Output};

use crate::place::{FOUNDING, Place, texts};

const FOUND: [&str; 8] = [
    "found",
    "founding.toml",
    "--development",
    "--at",
    "2026-02-02T09:00:00Z",
    "--generate-keys",
    "keys",
    "--no-passphrase",
];

/// What becomes of a process that writes beyond the limit.
#[derive(Clone, Copy)]
enum Beyond {
    /// The write fails, as on a full disk.
    Fails,
    /// The process is killed.
    Kills,
}

/// The founding, where no file may grow beyond `blocks` of 512 bytes.
fn found_within(place: &Place, blocks: u32, beyond: Beyond) -> Output {
    let trap = match beyond {
        Beyond::Fails => "trap '' XFSZ; ",
        Beyond::Kills => "ulimit -c 0; ",
    };
    let found = place.command(&FOUND);
    let mut limited = Command::new("/bin/sh");
    limited.arg("-c").arg(format!("{trap}ulimit -f {blocks} && exec \"$0\" \"$@\""));
    limited.arg(found.get_program()).args(found.get_args());
    limited.current_dir(found.get_current_dir().unwrap()).env_clear();
    limited.envs(found.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.output().unwrap()
}

fn stopped_and_taken_up(beyond: Beyond) -> u32 {
    let mut stopped_with_a_log = 0;
    for blocks in (64..=320).step_by(16) {
        let place = Place::of_files();
        fs::write(place.path("founding.toml"), FOUNDING).unwrap();
        let first = found_within(&place, blocks, beyond);
        if first.status.success() {
            break;
        }
        let had_log = place.path("data").join(OsStr::new("log.db")).exists();
        stopped_with_a_log += u32::from(had_log);
        let (out, messages) = texts(&place.run(&FOUND));
        // Record 0 may be in the log already: then the ledger is founded, and says so.
        let founded = !out.is_empty() || messages.contains("error[ALREADY_FOUNDED]");
        assert!(founded, "{blocks} blocks: {} then {messages}", texts(&first).1);
        assert!(place.done(&["verify"]).contains("[ ok ]"), "{blocks} blocks");
        assert!(!place.done(&["office", "list"]).is_empty(), "{blocks} blocks");
    }
    stopped_with_a_log
}

#[test]
fn founding_goes_on_where_a_full_disk_stopped_it() {
    assert!(stopped_and_taken_up(Beyond::Fails) > 0, "no limit stopped it in the middle");
}

#[test]
fn founding_goes_on_where_the_process_was_killed() {
    assert!(stopped_and_taken_up(Beyond::Kills) > 0, "no limit stopped it in the middle");
}
