//! Where a test run keeps its ledgers: each in a directory, or, where the variable
//! `RIGHTS_TEST_STORES` is `servers`, each on a topic and in databases of its own.

use std::path::Path;

use rights_config::settings::Settings;

/// What the environment asks for.
///
/// # Panics
/// If it asks for servers and this build has no client for any: what did not run is not green.
#[must_use]
pub fn on_servers() -> bool {
    let asked = std::env::var_os("RIGHTS_TEST_STORES").is_some_and(|stores| stores == "servers");
    assert!(!asked || cfg!(feature = "servers"), "RIGHTS_TEST_STORES asks for --features servers");
    asked
}

/// The stores of a new ledger whose files are in `directory`.
#[must_use]
pub fn settings(directory: &Path) -> Settings {
    let settings = Settings::embedded(directory);
    #[cfg(feature = "servers")]
    if on_servers() {
        return crate::servers::placed(settings);
    }
    settings
}

/// The variables that tell a process where a new ledger is, beside its data directory; none where
/// it is in that.
#[must_use]
pub fn variables() -> Vec<(&'static str, String)> {
    #[cfg(feature = "servers")]
    if on_servers() {
        return crate::servers::variables().into();
    }
    Vec::new()
}
