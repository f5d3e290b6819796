//! Views on a server, filled again from a log that is there: rows stored with nothing else to do,
//! by a projector, and into new tables while those that are served are read.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use rights::{row::TABLES, table::Table};
use rights_config::settings::Settings as Serving;
use rights_log::Reading;
use rights_projector::{Gathering, Projector};
use rights_views::{Batch, Filler, Selection, Views};

use super::{
    figure::{Figure, Target, Unit},
    measured::{millis, percentile},
    per_second,
};
use crate::failure::Failure;

/// Of the rows that the database takes, a projector stores at least so many.
const PROJECTED: f64 = 0.90;
/// Rows a second in a rebuild.
const REBUILT: f64 = 50_000.0;
/// Batches made before they are stored: what they occupy is bounded, and the database is measured
/// over stretches, not over single transactions with pauses between.
const RECORDED: usize = 32;
/// Somebody reads as often.
const READ_EVERY: Duration = Duration::from_millis(5);
/// Reads with nothing else going on.
const READS: usize = 200;
/// What is read: a page of this table.
const READ: &str = "results";
const PAGE: u32 = 100;

/// Rows, and the time that storing them took. A row is a version of a row of a table, whether it
/// holds now or is history, or what is known about a record.
#[derive(Default)]
struct Stored {
    records: u64,
    rows: usize,
    took: Duration,
}

impl Stored {
    fn per_second(&self) -> f64 {
        per_second(self.rows, self.took)
    }
}

/// The figures of the views that `serving` places, of the log that it places. They are served anew
/// afterwards. It blocks.
///
/// # Errors
/// Why they cannot be filled or read.
pub fn figures(serving: &Serving) -> Result<Vec<Figure>, Failure> {
    let (log, views) = (rights_stores::log(serving)?, rights_stores::views(serving)?);
    let (log, views) = (&*log, &*views);
    let raw = raw(log, views)?;
    let projected = Stored { took: projected(log, views, raw.records)?, ..raw };
    let alone = reads(views, |done| done == READS)?;
    let (took, beside) = rebuilt(log, views)?;
    let rebuilt = Stored { took, ..raw };
    let p99 = |waited: &[Duration]| millis(percentile(waited, 99));
    Ok(vec![
        Figure::stated("views-raw", Unit::PerSecond, raw.per_second()),
        Figure::stated("views-projected", Unit::PerSecond, projected.per_second())
            .beside(raw.per_second(), Target::RatioAtLeast(PROJECTED)),
        Figure::stated("views-rebuilt", Unit::PerSecond, rebuilt.per_second()).at_least(REBUILT),
        Figure::stated("views-rebuilt-in", Unit::Seconds, took.as_secs_f64()),
        Figure::stated("views-read-p99", Unit::Millis, p99(&beside))
            .beside(p99(&alone), Target::None),
    ])
}

/// New, empty tables with all their indexes, as those that are served have them.
fn indexed(views: &dyn Views) -> Result<Box<dyn Filler>, Failure> {
    let mut filler = views.filler_beside()?;
    filler.prepare()?;
    Ok(filler)
}

/// The very batches of a projection, stored while nothing is read or computed.
fn raw(log: &dyn Reading, views: &dyn Views) -> Result<Stored, Failure> {
    let (mut filler, mut gathering) = (indexed(views)?, Gathering::of(log)?);
    let mut stored = Stored::default();
    loop {
        let recorded = recorded(&mut gathering, filler.records_at_once())?;
        if recorded.is_empty() {
            return Ok(stored);
        }
        let begun = Instant::now();
        for batch in &recorded {
            filler.store(batch)?;
        }
        stored.took += begun.elapsed();
        for batch in &recorded {
            stored.records += batch.records.len() as u64;
            stored.rows += batch.records.len() + batch.changes.len();
        }
    }
}

fn recorded(gathering: &mut Gathering, records: usize) -> Result<Vec<Batch>, Failure> {
    let mut batches = Vec::with_capacity(RECORDED);
    while batches.len() < RECORDED
        && let Some(batch) = gathering.batch(records)?
    {
        batches.push(batch);
    }
    Ok(batches)
}

/// How long a projector takes for `records`, from the first frame on, into tables as above.
fn projected(log: &dyn Reading, views: &dyn Views, records: u64) -> Result<Duration, Failure> {
    let filler = indexed(views)?;
    let begun = Instant::now();
    let mut projector = Projector::filling(log, filler)?;
    while projector.records() < records {
        projector.step()?;
    }
    Ok(begun.elapsed())
}

/// How long new views take until they are served, and how long each read of those that are served
/// took meanwhile; ascending.
fn rebuilt(log: &dyn Reading, views: &dyn Views) -> Result<(Duration, Vec<Duration>), Failure> {
    let over = AtomicBool::new(false);
    let (rebuilt, read) = thread::scope(|scope| {
        let reading = scope.spawn(|| reads(views, |_| over.load(Relaxed)));
        let begun = Instant::now();
        let rebuilt = rights_projector::rebuild(log, views);
        let took = begun.elapsed();
        // Whatever became of it: whoever reads waits for this.
        over.store(true, Relaxed);
        let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (rebuilt.map(|_| took), read)
    });
    Ok((rebuilt?, read?))
}

/// How long each read takes, until `is_over`, told how many there were; ascending.
fn reads(views: &dyn Views, is_over: impl Fn(usize) -> bool) -> Result<Vec<Duration>, Failure> {
    let is_read = |table: &&Table| table.name == READ;
    let table = TABLES.iter().find(is_read).expect("the rulebook registers results");
    let asked = Selection { limit: PAGE, ..Selection::ALL };
    let mut waited = Vec::new();
    while !is_over(waited.len()) {
        let begun = Instant::now();
        let reader = views.snapshot()?;
        reader.list(table, &asked)?;
        // Ending the transaction is part of it.
        drop(reader);
        waited.push(begun.elapsed());
        thread::sleep(READ_EVERY);
    }
    waited.sort_unstable();
    Ok(waited)
}
