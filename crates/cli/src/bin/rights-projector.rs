//! The process `rights-projector`: keeps the views of one ledger at the end of its log.

use std::process::ExitCode;

use rights_cli::{
    configuration::Served,
    failure::Failure,
    node::{
        port::Port,
        projecting::{PROJECTOR, Projecting},
        stores::{Filled, patiently},
    },
    process::{self, Process},
};
use rights_config::settings::Settings;
use rights_gateway::audit::Tail;

fn main() -> ExitCode {
    process::run::<Served, _>("rights-projector", projector).into()
}

async fn projector(process: Process, settings: Settings) -> Result<(), Failure> {
    let placed = settings.clone();
    let begun = patiently(move || {
        let Filled { log, views } = Filled::open(&placed)?;
        Ok((Projecting::begin(&*log, &*views)?, log))
    });
    let Some((projecting, log)) = process.told().unless(begun).await? else { return Ok(()) };
    let mut port = Port::of(&[PROJECTOR]).await;
    let tail = Tail::of(log, port.stopping())?;
    projecting.host(&mut port, PROJECTOR, &tail);
    let served = port.composed(&settings)?;
    process.serve(served, projecting.ended(), || {}).await
}
