//! The command `rights`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(rights_cli::run().code())
}
