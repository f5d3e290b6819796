//! `rights bench`: what this machine allows, and what the ledger makes of it; nothing is kept.

pub mod audit;
pub mod cost;
pub mod figure;
pub mod limits;
pub mod load;
pub mod machine;
pub mod measured;
pub mod start;
pub mod views;
pub mod world;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rights_config::{
    settings::Settings as Serving,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};

use crate::{
    failure::{Failure, invalid},
    output,
    settings::Settings,
};

use self::figure::{COLUMNS, Figure};

/// Commands of the ledger, unless they are named; and of a long run on servers, where filling the
/// views again is worth measuring over many.
const COMMANDS: [u64; 2] = [100_000, 1_000_000];

#[derive(clap::Args)]
pub struct Bench {
    /// Commands of the ledger that is filled, verified and started.
    #[arg(long, value_name = "COUNT")]
    commands: Option<u64>,
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    streams: usize,
    #[arg(long, value_name = "COUNT", default_value_t = 1_024)]
    in_flight: usize,
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    paced: u64,
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
    #[arg(long)]
    long: bool,
    /// Flags alone name servers here: a configured ledger is never measured by filling it.
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    #[arg(long, value_name = "URL")]
    views: Option<String>,
}

/// Where the ledgers that are measured have their stores, and what is asked of them there.
pub struct Ground {
    log: LogUrl,
    views: ViewsUrl,
}

impl Ground {
    /// Everything in directories that go afterwards.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.log == LogUrl::Embedded && self.views == ViewsUrl::Embedded
    }

    /// Whether the views are in such a directory.
    #[must_use]
    pub fn views_are_embedded(&self) -> bool {
        self.views == ViewsUrl::Embedded
    }

    /// The settings of the ledger whose keys, and whatever is embedded, are in `directory`.
    #[must_use]
    pub fn serving(&self, directory: &Path) -> Serving {
        let (log, views) = (self.log.clone(), self.views.clone());
        let openings = OpeningsUrl::beside(&log, &views);
        Serving { log, views, openings, ..Serving::embedded(directory) }
    }
}

impl Bench {
    /// Measures, and prints every figure beside its limit and its target.
    ///
    /// # Errors
    /// Why it could not be measured. A missed target is no error: it is data.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let within = match &self.directory {
            Some(directory) => directory.clone(),
            None => settings.data_dir()?,
        };
        let ground = self.ground()?;
        let scratch = Scratch::within(&within)?;
        describe(settings);
        let figures = self.measured(&scratch, &ground, settings).await?;
        describe(settings);
        if !ground.is_embedded() {
            settings.say("bench-left", &[]);
        }
        print(&figures, settings)
    }

    fn commands(&self) -> u64 {
        let [short, long] = COMMANDS;
        let on_servers = self.log.is_some() || self.views.is_some();
        self.commands.unwrap_or(if self.long && on_servers { long } else { short })
    }

    fn ground(&self) -> Result<Ground, Failure> {
        let wrong = |name: &'static str| move |why| invalid(name, format!("{why:?}"));
        let log = self.log.as_deref().map(LogUrl::parse).transpose().map_err(wrong("--log"))?;
        let views = self.views.as_deref().map(ViewsUrl::parse).transpose();
        let (log, views) = (log.unwrap_or(LogUrl::Embedded), views.map_err(wrong("--views"))?);
        Ok(Ground { log, views: views.unwrap_or(ViewsUrl::Embedded) })
    }
}

/// A directory that goes when this does.
pub struct Scratch(PathBuf);

impl Scratch {
    fn within(directory: &Path) -> Result<Scratch, Failure> {
        let path = directory.join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| crate::failure::file(&path, &error))?;
        Ok(Scratch(path))
    }

    /// The directory `name` in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left over then is named after this command, and belongs to nobody.
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// How many of something there were a second.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "what is counted here stays far below 2^52")]
pub fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// Says which machine this is and how busy it is.
fn describe(settings: &Settings) {
    let unknown = || settings.lang.say("bench-unknown");
    let processor = machine::processor().unwrap_or_else(unknown);
    let load = machine::load().map_or_else(unknown, |load| format!("{load:.2}"));
    let cores = machine::cores().to_string();
    settings.say("bench-machine", &[("processor", &processor), ("cores", &cores), ("load", &load)]);
}

fn print(figures: &[Figure], settings: &Settings) -> Result<(), Failure> {
    let columns = COLUMNS.map(|column| settings.lang.say(&format!("bench-column-{column}")));
    let lines: Vec<_> = figures.iter().map(|figure| figure.line(settings.lang)).collect();
    Ok(output::rows(settings.format, &columns, &COLUMNS.map(Into::into), &lines)?)
}
