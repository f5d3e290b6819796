//! Rounds of faults, one line for each, until there were as many as asked for or something is wrong.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::fault::{Fault, Kind, Schedule};
use super::ground::Ground;
use super::part::Part;
use super::round::{PATIENCE, Round};
use super::strike::strike;
use super::summary::Summary;

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    pub faults: usize,
    /// How many faults one ledger has.
    pub round: usize,
    /// No round begins after so long.
    pub at_most: Duration,
    /// How many brokers there are: one, or three.
    pub brokers: usize,
    /// Only faults of this kind.
    pub only: Option<Kind>,
}

/// Runs `plan`, writing to `out` what happens.
///
/// # Errors
/// What was violated, and where the evidence lies, which is kept then.
pub fn run(plan: Plan, out: &mut dyn Write) -> Result<Summary, String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut summary = Summary::default();
    let ran = rounds(plan, directory.path(), &mut summary, out);
    match ran {
        Ok(()) => Ok(summary),
        Err(what) => {
            let kept = directory.keep();
            let kept = kept.display();
            Err(format!("{what}\nthe evidence is in {kept}; the seed is {}\n{summary}", plan.seed))
        }
    }
}

fn rounds(
    plan: Plan,
    directory: &std::path::Path,
    summary: &mut Summary,
    out: &mut dyn Write,
) -> Result<(), String> {
    let (began, written) = (Instant::now(), |error: io::Error| error.to_string());
    let wanted = |fault: &Fault| plan.only.is_none_or(|only| fault.kind() == only);
    let all: Vec<Fault> = Schedule::of(plan.seed).filter(wanted).take(plan.faults).collect();
    writeln!(out, "seed {}: {} faults on {} brokers", plan.seed, plan.faults, plan.brokers)
        .map_err(written)?;
    let mut ground = Ground::prepare(plan.brokers, directory);
    for (number, faults) in (0..).zip(all.chunks(plan.round)) {
        if began.elapsed() > plan.at_most {
            writeln!(out, "time is up").map_err(written)?;
            break;
        }
        let mut round = Round::begin(&ground, number)?;
        let ran = one(faults, &mut ground, &mut round, summary, out);
        let ran = ran.and_then(|()| round.end(&ground));
        if let Err(what) = ran {
            round.keep(&ground, &what);
            return Err(what);
        }
        let counts = round.load.journal().counts();
        summary.acknowledged += counts.acknowledged;
        summary.refused += counts.refused;
        summary.retries += round.load.retries();
        summary.records += round.records();
        summary.restarts += round.supervisor.ends(&Part::ALL);
        summary.rounds += 1;
        let records = round.records();
        writeln!(out, "round {number}: rights verify accepts {records} records")
            .map_err(written)?;
    }
    Ok(())
}

/// Every fault of one round, each after all was well.
fn one(
    faults: &[Fault],
    ground: &mut Ground,
    round: &mut Round,
    summary: &mut Summary,
    out: &mut dyn Write,
) -> Result<(), String> {
    round.check()?;
    for fault in faults {
        let number = summary.faults() + 1;
        let written = |error: io::Error| error.to_string();
        write!(out, "{number:>5}  {:<44}", fault.to_string()).map_err(written)?;
        out.flush().map_err(written)?;
        round.load.journal().listen();
        let outcome = strike(*fault, ground, round).and_then(|()| {
            let struck = Instant::now();
            round.load.journal().resumed(struck, PATIENCE)?;
            Ok(struck.elapsed())
        });
        let resumed = outcome.map_err(|what| format!("fault {number}, {fault}: {what}"))?;
        let silent = round.load.journal().silence();
        round.check().map_err(|what| format!("fault {number}, {fault}: {what}"))?;
        summary.add(fault.kind(), resumed, silent);
        let (resumed, silent) = (resumed.as_secs_f64(), silent.as_secs_f64());
        let (records, retries) = (round.records(), round.load.retries());
        writeln!(
            out,
            "resumed after {resumed:>6.2} s, silent {silent:>6.2} s, {records:>7} records, \
             {retries:>6} retries"
        )
        .map_err(written)?;
    }
    Ok(())
}
