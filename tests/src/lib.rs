//! What tests of several packages share.

#[allow(clippy::missing_panics_doc, reason = "a cast that panics fails its test, as it should")]
pub mod cast;
#[allow(clippy::missing_panics_doc, reason = "a cast that panics fails its test, as it should")]
pub mod dealings;
#[cfg(feature = "servers")]
#[allow(clippy::missing_panics_doc, reason = "a harness that panics fails its run, as it should")]
pub mod faults;
#[allow(clippy::missing_panics_doc, reason = "a cast that panics fails its test, as it should")]
pub mod k17;
#[cfg(feature = "servers")]
#[allow(clippy::missing_panics_doc, reason = "a server that panics fails its test, as it should")]
pub mod servers;
pub mod stores;
#[allow(clippy::missing_panics_doc, reason = "a system that panics fails its test, as it should")]
pub mod system;
