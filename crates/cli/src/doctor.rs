//! `rights doctor`: whether this ledger can be served from here, and what to change if not. It only
//! looks: nothing is claimed, created or written. (SQLite may tidy up after a process that crashed:
//! it moves what its write-ahead log holds to where it belongs.)

use rights_config::settings::Settings as Serving;
use rights_views::Examined;

use crate::{
    configuration::Asked,
    exit::Exit,
    failure::{Failure, own},
    settings::Settings,
};

mod amount;
mod clock;
mod configuration;
mod databases;
mod disk;
mod finding;
mod heads;
mod keys;
mod log;
mod openings;
mod ports;
mod show;
mod topic;
mod views;
mod walk;

use finding::{Area, skip};
use show::Tally;

#[derive(clap::Args)]
pub struct Doctor {
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    asked: Asked,
}

/// How much of the log is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Depth {
    /// Its ends.
    Quick,
    /// All of it.
    Whole,
}

/// What is not looked at when the configuration does not say where anything is.
const BEHIND_CONFIGURATION: [&str; 8] = [
    "doctor-area-disk",
    "doctor-area-keys",
    "doctor-area-ports",
    "doctor-area-clock",
    "doctor-area-log",
    "doctor-area-openings",
    "doctor-area-views",
    "doctor-area-heads",
];

impl Doctor {
    /// Prints what was found. Call it where blocking is allowed.
    ///
    /// # Errors
    /// `DOCTOR_FOUND` if a check failed; whatever standard output gives.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let areas = self.examine(settings);
        show::print(&areas, settings)?;
        match Tally::of(&areas).failed {
            0 => Ok(()),
            failed => Err(own("DOCTOR_FOUND", Exit::Doctor).fact("failed", failed)),
        }
    }

    fn examine(&self, settings: &Settings) -> Vec<Area> {
        let (configuration, serving) = configuration::check(settings, &self.asked);
        let mut areas = vec![configuration];
        match serving {
            Some(serving) => areas.extend(self.ledger(&serving)),
            None => areas.extend(BEHIND_CONFIGURATION.map(|area| {
                Area::new(area, vec![skip("doctor-unchecked", "doctor-why-configuration")])
            })),
        }
        areas
    }

    fn ledger(&self, serving: &Serving) -> Vec<Area> {
        let depth = if self.quick { Depth::Quick } else { Depth::Whole };
        let (of_databases, databases) = databases::check(serving);
        // The views before the log: what they reflect is then in the log, whoever goes on appending.
        let (mut of_views, views) = views::check(serving, &databases);
        let (of_log, log) = log::check(serving, depth);
        let reader = views.as_ref().and_then(|views| views::reader(serving, views));
        if let (Some(log), Some(reader)) = (&log, &reader) {
            of_views.findings.push(views::identity(&**reader, log));
        }
        let reflected: Option<&Examined> = views.as_ref();
        let mut areas = vec![
            disk::check(serving),
            keys::check(serving, reader.as_deref()),
            ports::check(serving),
            clock::check(serving, log.as_ref(), &databases),
            of_log,
        ];
        areas.extend(of_databases);
        areas.extend([
            openings::check(serving, log.as_ref(), &databases, depth),
            of_views,
            heads::check(serving, log.as_ref(), (reflected, reader.as_deref()), depth),
        ]);
        areas
    }
}
