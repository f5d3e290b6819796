//! The process `rights-sequencer`: decides for one ledger, or waits until it is its turn.

use std::process::ExitCode;

use rights_cli::{
    configuration::Asked,
    failure::Failure,
    node::{
        port::Port,
        sequencing::{REGISTRY, Sequencing},
        stores::{Stores, patiently},
    },
    process::{self, Process},
};
use rights_config::settings::Settings;

fn main() -> ExitCode {
    process::run::<Asked, _>("rights-sequencer", sequencer).into()
}

async fn sequencer(process: Process, settings: Settings) -> Result<(), Failure> {
    let placed = settings.clone();
    let begun = patiently(move || Sequencing::begin(&Stores::open(&placed)?, &placed));
    let Some(sequencing) = process.told().unless(begun).await? else { return Ok(()) };
    process.told().pass_on(sequencing.turn());
    let mut port = Port::of(&[REGISTRY]).await;
    sequencing.host(&mut port);
    let (served, handle) = (port.composed(&settings)?, sequencing.handle().clone());
    process.serve(served, sequencing.ended(), || handle.close()).await
}
