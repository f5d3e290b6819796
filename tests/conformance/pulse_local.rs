//! The promises of a pulse, kept within one process.

mod pulse_promises;

use rights_log::pulse::{Local, Pulse};

/// One heart.
#[derive(Default)]
pub(crate) struct Backend {
    local: Local,
}

impl Backend {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn pulse(&self) -> Box<dyn Pulse> {
        Box::new(self.local.clone())
    }
}
