//! `rights submit`: any command of the rulebook by its name, or a draft in a file.

use std::path::Path;

use crate::{
    drafts,
    failure::Failure,
    schema,
    settings::Settings,
    write::{self, WriteOptions},
};

#[derive(clap::Args)]
pub struct Submit {
    #[arg(value_name = "COMMAND|DRAFT")]
    what: String,
    #[command(flatten)]
    options: WriteOptions,
}

impl Submit {
    /// Submits it.
    ///
    /// # Errors
    /// What the fields, the draft, the keys or the ledger object to.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        if schema::operation(&self.what).is_some() || !Path::new(&self.what).exists() {
            return write::named(&self.what, &self.options, settings).await;
        }
        drafts::submit(Path::new(&self.what), self.options.at()?, settings).await
    }
}
