//! `rights-verify`: verifies an exported ledger, offline, with no network code in its tree.

use std::{fs::File, io::BufReader, process::ExitCode};

use rights_verifier::export::verify_export;
use tlog::hash::Hash;

const USAGE: &str = "\
usage: rights-verify FILE [--record-0 HEX]

Verifies the export FILE. --record-0 pins the hash of record 0, the ledger's identity.

exit: 0 all that was examined follows · 2 usage · 20 signature · 21 order, hash or opening
      25 events or rows · 26 malformed or unreadable";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--help" | "-h"] => {
            say(USAGE);
            ExitCode::SUCCESS
        }
        [path] => run(path, None),
        [path, "--record-0", hex] => match Hash::parse(hex) {
            Ok(pinned) => run(path, Some(pinned)),
            Err(_) => usage("--record-0 takes 64 hex digits"),
        },
        [..] => usage("one file, and perhaps --record-0"),
    }
}

fn run(path: &str, pinned: Option<Hash>) -> ExitCode {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return usage(&format!("{path}: {error}")),
    };
    let report = verify_export(BufReader::new(file), pinned);
    say(report.to_string().trim_end());
    ExitCode::from(report.exit_code())
}

fn usage(what: &str) -> ExitCode {
    #[allow(clippy::print_stderr, reason = "messages of a command go to standard error")]
    {
        eprintln!("error: {what}\n{USAGE}");
    }
    ExitCode::from(2)
}

#[allow(clippy::print_stdout, reason = "what the command found is its output")]
fn say(text: &str) {
    println!("{text}");
}
