//! The process `rights-gateway`: answers readers of one ledger, and passes commands on to the
//! sequencer that is active.

use std::process::ExitCode;

use rights_cli::{
    configuration::Served,
    failure::Failure,
    node::{
        forwarding::{self, sequencers},
        port::Port,
        reading::{AUDIT, QUERY, Reading},
        sequencing::REGISTRY,
        stores::{Read, patiently},
    },
    process::{self, Process},
};
use rights_config::settings::Settings;

fn main() -> ExitCode {
    process::run::<Served, _>("rights-gateway", gateway).into()
}

async fn gateway(process: Process, settings: Settings) -> Result<(), Failure> {
    let sequencers = sequencers(&settings)?;
    let placed = settings.clone();
    let opened = patiently(move || Read::open(&placed));
    let Some(read) = process.told().unless(opened).await? else { return Ok(()) };
    let mut port = Port::of(&[REGISTRY, QUERY, AUDIT]).await;
    forwarding::host(&mut port, sequencers);
    let reading = Reading::over(read, port.stopping())?;
    let unreadable = reading.unreadable();
    reading.host_beside_projector(&mut port)?;
    process.serve(port.composed(&settings)?, unreadable, || {}).await
}
