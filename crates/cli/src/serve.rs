//! `rights serve`: the ledger as it is configured, on one port of this machine.

use crate::{
    configuration::Asked,
    failure::Failure,
    node::{Begun, Node, stores::patiently},
    process::Process,
    settings::Settings,
};

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    asked: Asked,
}

impl Serve {
    /// Serves until SIGINT or SIGTERM.
    ///
    /// # Errors
    /// `CONFIGURATION_INVALID`, `PORT_IN_USE`, or why the ledger cannot be served.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let serving = settings.serving(&self.asked)?;
        let process = Process::begin(settings, &serving).await?;
        let told = process.told().clone();
        let begin = {
            let serving = serving.clone();
            move || Begun::begin(&serving)
        };
        let node = async { Node::of(patiently(begin).await?, &serving).await };
        let Some(node) = told.unless(node).await? else { return Ok(()) };
        told.pass_on(node.turn());
        node.serve(process.announced()?, told.to_end()).await
    }
}
