//! Founds the ledger into which a file is imported, where there is none.

use rights_config::settings::Settings as Serving;
use std::fs;

use rights::{
    id::TreatyId,
    ledger::programme::{self, Purpose},
    policy::Policy,
    role::{ClerkDuty, Role},
    text::Text,
    time::Instant,
};
use rights_client::founding::{Founding, draw_origin};

use super::{
    actors::Actors,
    plan::Plan,
    steps::{BOUND_FROM, dates},
};
use crate::{
    configuration::data_dir_of,
    exit::Exit,
    failure::{Failure, file, invalid, own},
    found,
    founding::Parts,
    settings::Settings,
};

/// Founds a development ledger where `serving` places it, at the instant `at`, with a national part for every
/// state of `plan`.
///
/// # Errors
/// `IMPORT_NEEDS_STATES`; what a key file or the storage is wrong with.
pub(super) async fn found(
    serving: &Serving,
    plan: &Plan,
    at: Instant,
    settings: &Settings,
) -> Result<(), Failure> {
    let data_dir = data_dir_of(serving)?;
    if plan.states.len() < 2 {
        return Err(own("IMPORT_NEEDS_STATES", Exit::Usage));
    }
    let states = plan.states.len().to_string();
    settings.say("import-founds", &[("states", &states)]);
    let terms = terms(plan, at);
    let origin = draw_origin("import").map_err(|why| invalid("name", why))?;
    let mut actors = Actors::of(origin.clone(), data_dir.to_owned());
    let offices = [
        Role::Secretary,
        Role::Clerk(ClerkDuty::Deadlines),
        Role::Clerk(ClerkDuty::State),
        Role::Gateway,
    ];
    let heads: Vec<Role> = plan.states.iter().copied().map(Role::Head).collect();
    for role in offices.iter().chain(&heads) {
        actors.offer(*role, terms.dates)?;
    }
    let readme = data_dir.join("keys/README");
    fs::write(&readme, settings.lang.say("cast-keys")).map_err(|error| file(&readme, &error))?;
    let (command, heads) = actors.found(&terms, &heads)?;
    let command = programme::Command::OpenProgramme(command);
    let parts = Parts { command, heads, openings: Vec::new() };
    found::found(serving, origin, parts, at).await?;
    Ok(())
}

fn terms(plan: &Plan, at: Instant) -> Founding {
    let line = |text| Text::parse(text).expect("it is one line of letters");
    Founding {
        purpose: Purpose::Development,
        instrument: line("Founding presumed by an import"),
        treaty: TreatyId::parse("import").expect("letters make an id"),
        treaty_title: line("Treaty presumed by an import"),
        states: plan.states.iter().map(|of| (*of, BOUND_FROM)).collect(),
        // As few as act together at all: one hand holds all keys.
        threshold: 2,
        policy: Policy::reference(),
        dates: dates(at),
    }
}
