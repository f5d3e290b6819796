//! Prints the page `docs/configuration.md`.

use std::io::{self, Write as _};

fn main() -> io::Result<()> {
    io::stdout().write_all(rights_config::reference::page().as_bytes())
}
