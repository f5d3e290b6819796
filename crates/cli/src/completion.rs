//! `rights completion SHELL`: what a shell needs to complete this command's arguments.

use std::io;

use clap_complete::{Shell, generate};

use crate::{arguments, failure::Failure, settings::Settings};

#[derive(clap::Args)]
pub struct Completion {
    shell: Shell,
}

impl Completion {
    /// Prints the script.
    ///
    /// # Errors
    /// Whatever standard output gives.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut arguments::command(settings.lang), "rights", &mut script);
        Ok(io::Write::write_all(&mut io::stdout().lock(), &script)?)
    }
}
