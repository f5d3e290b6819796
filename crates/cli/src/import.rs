//! `rights import FILE`: results as public registers published them, with their owners, states, classes
//! and dates, into a development ledger. What is presumed where registers are silent is told in
//! `docs/importing.md`.

use std::path::PathBuf;

use rights::{
    territory::State,
    time::{Instant, Zone},
};
use rights_api::v1::{ListRegistrationWindowsRequest, Moment, query_client::QueryClient};
use rights_config::settings::Settings as Serving;
use tokio::task::spawn_blocking;

use self::{
    actors::Actors, courier::Courier, known::Known, plan::Plan, report::Report, steps::steps,
};
use crate::{
    configuration::{Placed, data_dir_of},
    exit::Exit,
    failure::{Failure, invalid, own},
    node::Node,
    reach,
    settings::Settings,
    time, trouble,
};

mod actors;
mod courier;
mod file;
mod founding;
mod known;
mod plan;
mod report;
mod source;
mod steps;

#[cfg(test)]
mod interrupted;

#[derive(clap::Args)]
pub struct Import {
    #[arg(value_name = "FILE")]
    results: PathBuf,
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    #[arg(long, value_name = "STATE")]
    state: Vec<String>,
    #[command(flatten)]
    placed: Placed,
}

/// How long before now the history begins that an import founds: long enough for a contest window
/// to pass, and for other files to follow.
const DAYS_BACK: u64 = 365;

impl Import {
    /// Registers what the file holds and the ledger does not, and says what came of each line.
    ///
    /// # Errors
    /// `LINES_REFUSED` once everything else is recorded; `NOT_DEVELOPMENT`; what the file, a key or
    /// the storage is wrong with.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        if settings.address.is_some() {
            return Err(own("IMPORT_IS_LOCAL", Exit::Usage));
        }
        let serving = settings.serving(&self.placed.clone().into())?;
        data_dir_of(&serving)?;
        let read = file::read(&self.results)?;
        let mut plan = Plan::of(read.entries);
        for state in &self.state {
            plan.states.insert(State::parse(state).map_err(|why| invalid("--state", why))?);
        }
        let mut report = Report::of(&self.results, read.lines, read.refused, read.odd);
        if !plan.works.is_empty() {
            let at = self.at()?;
            if is_vacant(&serving).await? {
                founding::found(&serving, &plan, at.unwrap_or_else(|| begin(&plan)), settings)
                    .await?;
            }
            into(&serving, &plan, at, &mut report).await?;
        }
        report.print(settings)
    }

    fn at(&self) -> Result<Option<Instant>, Failure> {
        let instant = |text: &String| time::instant(text).map_err(|why| invalid("--at", why));
        self.at.as_ref().map(instant).transpose()
    }
}

/// When a history begins that an import founds: [`DAYS_BACK`] before now, but after the last filing.
fn begin(plan: &Plan) -> Instant {
    let ago = Instant::EPOCH.plus_days(DAYS_BACK).micros();
    let year_ago = Instant::from_micros(time::now().micros().saturating_sub(ago));
    year_ago.max(after_filing(plan))
}

/// The first day after the last filing of `plan`, in UTC; never ahead of now.
fn after_filing(plan: &Plan) -> Instant {
    let now = time::now();
    let last = plan.last_filed(Zone::UTC.date_of(now));
    last.map_or(Instant::EPOCH, |filed| Zone::UTC.start_of(filed.plus_days(1))).min(now)
}

/// Whether no ledger is where `serving` places one.
async fn is_vacant(serving: &Serving) -> Result<bool, Failure> {
    use rights_log::{Error, Stop};
    let serving = serving.clone();
    let looked = spawn_blocking(move || rights_stores::vacant(&serving)).await;
    match looked.map_err(trouble::panicked)? {
        Ok(()) => Ok(true),
        Err(rights_stores::Error::Log(Error::Stop(Stop::AlreadyFounded { .. }))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What the ledger holds that `serving` places.
async fn known(serving: &Serving) -> Result<Known, Failure> {
    let serving = serving.clone();
    spawn_blocking(move || Known::read(&serving)).await.map_err(trouble::panicked)?
}

/// Records what `plan` asks for and the ledger that `serving` places does not hold, from `at` on, or
/// from its last record on, but after the last filing.
async fn into(
    serving: &Serving,
    plan: &Plan,
    at: Option<Instant>,
    report: &mut Report,
) -> Result<(), Failure> {
    reach::unserved(serving).await?;
    let node = Node::configured(serving.clone()).await?;
    let recorded = record(serving, plan, at, &node, report).await;
    // Why a service ended tells more than that it does not answer.
    node.close().await?;
    let after = if recorded? > 0 {
        // Once more, because opening waits until the views reflect what fell due at the end.
        Node::configured(serving.clone()).await?.close().await?;
        Some(known(serving).await?)
    } else {
        None
    };
    report.conclude(plan, after.as_ref());
    Ok(())
}

/// How many records it came to.
async fn record(
    serving: &Serving,
    plan: &Plan,
    at: Option<Instant>,
    node: &Node,
    report: &mut Report,
) -> Result<u64, Failure> {
    let known = known(serving).await?;
    let at = at.unwrap_or_else(|| known.last.max(after_filing(plan)));
    let mut actors = Actors::of(known.origin.clone(), data_dir_of(serving)?.to_owned());
    let asks = steps(plan, &known, &mut actors, at)?;
    let mut courier = Courier::new(node.handle(), actors, at);
    courier.send(asks).await?;
    courier.acknowledge(plan, &known).await?;
    let outcomes = courier.finish();
    if let Some(last) = outcomes.last {
        reflected(node, last).await?;
        pass_windows(serving, plan, node).await?;
    }
    let records = outcomes.recorded;
    report.take(plan, known, outcomes);
    Ok(records)
}

/// Returns once the views show the record `sequence`.
async fn reflected(node: &Node, sequence: u64) -> Result<(), Failure> {
    let moment = Some(Moment { as_of: None, min_sequence: sequence });
    let asked = ListRegistrationWindowsRequest { moment, page_size: 1, ..Default::default() };
    QueryClient::new(node.channel()).list_registration_windows(asked).await?;
    Ok(())
}

/// Moves the ledger's clock to where the last contest window of `plan` is over, so that what is due
/// is recorded; not at all where that lies ahead of now.
async fn pass_windows(serving: &Serving, plan: &Plan, node: &Node) -> Result<(), Failure> {
    let known = known(serving).await?;
    let progress = plan.works.iter().filter_map(|work| known.results.get(&work.result));
    let open = progress.filter(|progress| !progress.is_final);
    let Some(last_day) = open.filter_map(|progress| progress.contestable).max() else {
        return Ok(());
    };
    // Two days later it is over in every zone.
    let over = Zone::UTC.start_of(last_day.plus_days(2));
    if over < known.last || time::now() < over {
        return Ok(());
    }
    let set = node.handle().set_clock(Some(over)).await;
    match set {
        Some(Ok(_)) => Ok(()),
        Some(Err(refused)) => Err(invalid("--at", refused)),
        None => Err(courier::unanswered()),
    }
}
