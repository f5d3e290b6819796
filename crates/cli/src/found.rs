//! `rights found FILE`: the founding instrument becomes record 0, signed by the heads that it
//! names.

use std::path::PathBuf;

use rights::{id::Origin, ledger::programme::Purpose, time::Instant};
use rights_client::draft::{Draft, Terms};
use rights_config::{settings::Settings as Serving, url::LogUrl};
use rights_log::embedded as log;
use rights_openings::Opening;
use rights_projector::Projector;
use rights_sequencer::{NotFounded, Receipt, Submission};
use rights_stores::Written;
use serde_json::json;
use tlog::hash::Hash;
use tokio::task::{block_in_place, spawn_blocking};

use crate::{
    configuration::{Placed, data_dir_of},
    exit::Exit,
    failure::{Failure, invalid, own},
    founding::{Founding, Parts},
    output,
    secret::Secret,
    service_keys,
    settings::Settings,
    time, trouble,
};

#[derive(clap::Args)]
pub struct Found {
    #[arg(value_name = "FOUNDING")]
    founding: PathBuf,
    #[arg(long)]
    development: bool,
    #[arg(long, value_name = "INSTANT", requires = "development")]
    at: Option<String>,
    #[arg(long, value_name = "DIR")]
    generate_keys: Option<PathBuf>,
    #[arg(long, requires = "generate_keys", conflicts_with = "passphrase_file")]
    no_passphrase: bool,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    placed: Placed,
}

/// What founding came to.
pub struct Founded {
    pub origin: Origin,
    pub receipt: Receipt,
}

impl Found {
    /// Founds the ledger of the data directory, and prints its identity.
    ///
    /// # Errors
    /// `FOUNDING_INVALID`, `ALREADY_FOUNDED`, or what the rules object to.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let purpose = if self.development { Purpose::Development } else { Purpose::Production };
        let at = match &self.at {
            Some(text) => time::instant(text).map_err(|why| invalid("--at", why))?,
            None => time::now(),
        };
        let serving = settings.serving(&self.placed.clone().into())?;
        // The keys of the services lie there, wherever the ledger does.
        let data_dir = &data_dir_of(&serving)?.to_owned();
        block_in_place(|| make_room(&serving))?;
        let founding = Founding::read(&self.founding)?;
        let origin = founding.draw_origin()?;
        if let Some(directory) = &self.generate_keys {
            let existing = service_keys::left_behind(data_dir);
            founding.generate_keys(directory, existing, |path| {
                if self.no_passphrase {
                    Ok(None)
                } else {
                    self.secret.new_passphrase(path, settings).map(Some)
                }
            })?;
        }
        let keys = self.generate_keys.as_deref();
        let load = |uri: &str| self.secret.key(uri, settings);
        let parts = founding.parts(&origin, purpose, data_dir, keys, load)?;
        settings.say("effect-OpenProgramme", &[]);
        let founded = found(&serving, origin, parts, at).await?;
        print(&founded, data_dir, settings)?;
        let filled = spawn_blocking(move || fill(&serving)).await.map_err(trouble::panicked)?;
        if let Err(why) = filled {
            // It is founded all the same.
            settings.say("found-views-later", &[("why", &why.text(settings.lang))]);
        }
        Ok(())
    }
}

/// Founds the ledger `origin` where `serving` places it, at the instant `at`.
///
/// # Errors
/// What the rules or the storage object to.
pub async fn found(
    serving: &Serving,
    origin: Origin,
    parts: Parts,
    at: Instant,
) -> Result<Founded, Failure> {
    let Parts { command, heads, openings } = parts;
    let ids: Vec<_> = heads.iter().map(rights_client::keys::id_of).collect();
    let (author, others) = ids.split_first().ok_or_else(|| own("NO_KEY", Exit::Usage))?;
    let mut draft = Draft::new(&origin, command.into(), *author, others, Terms::at(at))?;
    heads.iter().try_for_each(|head| draft.sign(head))?;
    let openings = openings.into_iter().map(|opening| {
        Opening::new(opening.salt, opening.text).map_err(|why| invalid("name", why))
    });
    let submission = Submission {
        envelope: draft.envelope()?.into(),
        openings: openings.collect::<Result<_, _>>()?,
        at: None,
    };
    let ledger = Hash::of(&[origin.as_str().as_bytes()]);
    let serving = serving.clone();
    let recorded = spawn_blocking(move || record(&serving, ledger, submission, at)).await;
    Ok(Founded { origin, receipt: recorded.map_err(trouble::panicked)?? })
}

/// Nothing, or what a founding that stopped before record 0 has left, is no obstacle to founding
/// where the log is embedded. A topic must not be there: it may be somebody else's.
fn make_room(serving: &Serving) -> Result<(), Failure> {
    match &serving.log {
        LogUrl::Kafka(url) => match rights_stores::vacant(serving) {
            Err(rights_stores::Error::Log(rights_log::Error::Stop(
                rights_log::Stop::AlreadyFounded { .. },
            ))) => Err(own("ALREADY_FOUNDED", Exit::Conflict).fact("path", url)),
            vacant => Ok(vacant?),
        },
        LogUrl::Embedded => {
            let data_dir = data_dir_of(serving)?;
            match log::make_room(data_dir) {
                Err(rights_log::Error::Stop(rights_log::Stop::AlreadyFounded { .. })) => {
                    let found = own("ALREADY_FOUNDED", Exit::Conflict);
                    Err(found.fact("path", data_dir.display()))
                }
                made => Ok(made?),
            }
        }
    }
}

/// The views show record 0. In a data directory whoever reads first does this; on a server readers
/// fill nothing, since a projector may be about to.
fn fill(serving: &Serving) -> Result<(), Failure> {
    if let LogUrl::Kafka(_) = &serving.log {
        let (log, views) = (rights_stores::log(serving)?, rights_stores::views(serving)?);
        Projector::start(&*log, &*views)?.catch_up()?;
    }
    Ok(())
}

fn record(
    serving: &Serving,
    ledger: Hash,
    submission: Submission,
    at: Instant,
) -> Result<Receipt, Failure> {
    let Written { log, openings } = rights_stores::create(serving, ledger)?;
    let receipt = rights_sequencer::found(&*log, &openings, submission, at);
    if matches!(receipt, Err(NotFounded::Refused(_))) {
        // Nothing was recorded: whoever mends the founding file may found here again. If this
        // does not succeed, founding again does it first.
        drop((log, openings));
        make_room(serving).ok();
    }
    Ok(receipt?)
}

fn print(
    founded: &Founded,
    data_dir: &std::path::Path,
    settings: &Settings,
) -> Result<(), Failure> {
    let Founded { origin, receipt } = founded;
    let record = receipt.record.to_string();
    let parts = [
        ("ledger", origin.to_string()),
        ("record_0", record.clone()),
        ("data", data_dir.display().to_string()),
    ];
    let parts: Vec<_> = parts.map(|(name, value)| (settings.lang.word(name), value)).into();
    let json = json!({
        "ledger": origin.as_str(), "record0": record, "dataDir": data_dir.display().to_string(),
    });
    output::one(settings.format, &parts, &json)?;
    settings.say("found-pin", &[]);
    Ok(())
}
