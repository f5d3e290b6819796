//! The sequencer of a process, active or waiting for its turn: its service, its readiness, its
//! numbers.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use rights_api::v1::registry_server::{self, RegistryServer};
use rights_config::settings::Settings;
use rights_gateway::{health::follow, pages::thousands};
use rights_log::pulse::Pulse;
use rights_sequencer::{
    Config, Handle, Metrics, RegistryService, Sequencer, Standby, SystemClock, Turn,
};

use super::{port::Port, stores::Stores};
use crate::{
    configuration,
    exit::Exit,
    failure::{Failure, own},
    service_keys,
};

/// Its service, as the health service names it.
pub const REGISTRY: &str = registry_server::SERVICE_NAME;

/// A sequencer.
pub struct Sequencing {
    handle: Handle,
    state: State,
}

/// Whether its turn has come.
enum State {
    Active(Sequencer),
    Waiting(Standby),
}

impl Sequencing {
    /// Claims the log in `stores` and replays it, or begins to wait for its turn, as `settings` say.
    /// Call it where blocking is allowed.
    ///
    /// # Errors
    /// Why it cannot decide for this ledger.
    pub fn begin(stores: &Stores, settings: &Settings) -> Result<Sequencing, Failure> {
        let pulse = rights_stores::pulse(settings)?;
        let config = config(stores, settings, pulse.clone())?;
        let (log, openings) = (Arc::clone(&stores.log), Arc::clone(&stores.openings));
        if !settings.sequencer.standby {
            let (handle, sequencer) = Sequencer::start(log, openings, config)?;
            return Ok(Sequencing { handle, state: State::Active(sequencer) });
        }
        // Nobody else can hold a log in a directory of this machine.
        let alone = || own("STANDBY_ALONE", Exit::Configuration).fact("key", "sequencer.standby");
        let standby = Sequencer::stand_by(log, openings, pulse.ok_or_else(alone)?, config)?;
        Ok(Sequencing { handle: standby.handle().clone(), state: State::Waiting(standby) })
    }

    /// The way to it.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// How it is told to claim the log now. One that is active has done so.
    #[must_use]
    pub fn turn(&self) -> Turn {
        match &self.state {
            State::Active(_) => Turn::default(),
            State::Waiting(standby) => standby.turn(),
        }
    }

    /// Hosts its service on `port`, ready while it decides.
    pub fn host(&self, port: &mut Port) {
        let service = RegistryService::new(self.handle.clone());
        port.services.add_service(RegistryServer::new(service));
        Metrics::of(&self.handle).register(&mut port.numbers);
        let handle = self.handle.clone();
        port.check("sequencer", REGISTRY, move || match handle.counters().size.load(Relaxed) {
            0 => "the log is not claimed yet".to_owned(),
            size => format!("claims the log again, which held {} records", thousands(size)),
        });
        let deciding = self.handle.deciding();
        tokio::spawn(follow(port.readiness.clone(), REGISTRY, deciding, |deciding| *deciding));
    }

    /// Why it ended; `Ok` once its handle was closed and everything submitted is answered.
    ///
    /// # Errors
    /// Why it cannot go on: `DEPOSED` if another one does.
    pub async fn ended(self) -> Result<(), Failure> {
        let sequencer = match self.state {
            State::Active(sequencer) => sequencer,
            State::Waiting(standby) => match standby.active().await? {
                Some((_, sequencer)) => sequencer,
                None => return Ok(()),
            },
        };
        Ok(sequencer.ended().await?)
    }
}

fn config(
    stores: &Stores,
    settings: &Settings,
    pulse: Option<Arc<dyn Pulse>>,
) -> Result<Config, Failure> {
    let clerk = settings.clerk_key_file.as_deref().ok_or_else(configuration::no_data_directory)?;
    let set = settings.sequencer;
    Ok(Config {
        clerk: service_keys::due_clerk(clerk)?,
        clock: Arc::new(SystemClock::default()),
        silence_max: set.silence_max,
        verifiers: set.verifiers.get(),
        inbox_max: set.inbox_max.get(),
        remembered: stores.views.remembered()?,
        pulse,
        heartbeat: set.heartbeat,
        patience: set.patience,
    })
}
