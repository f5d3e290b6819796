//! `rights bench`: what this machine allows, and what the ledger makes of it; nothing is kept.

pub mod audit;
pub mod cost;
pub mod figure;
pub mod limits;
pub mod load;
pub mod machine;
pub mod measured;
pub mod start;
pub mod world;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{failure::Failure, output, settings::Settings};

use self::figure::{COLUMNS, Figure};

#[derive(clap::Args)]
pub struct Bench {
    /// Commands of the ledger that is filled, verified and started.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    commands: u64,
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
        let scratch = Scratch::within(&within)?;
        describe(settings);
        let figures = self.measured(&scratch, settings).await?;
        describe(settings);
        print(&figures, settings)
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
