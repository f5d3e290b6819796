//! The command `rights`.

use std::process::ExitCode;

fn main() -> ExitCode {
    rights_cli::run().into()
}
