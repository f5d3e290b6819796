//! `rights-faults`: faults under load for as long as one likes, reproduced from a seed.

use std::process::ExitCode;
use std::time::Duration;

use tests::faults::fault::Kind;
use tests::faults::run::{Plan, run};

const USAGE: &str =
    "usage: rights-faults [--seed N] [--faults N] [--round N] [--minutes N] [--cluster]
                     [--kind WORDS]

  --seed     which schedule (1)
  --faults   how many (100)
  --round    how many each ledger has (25)
  --minutes  no round begins later (60)
  --kind     faults of one kind alone, as the summary calls it
  --cluster  three brokers, each record on two at least, instead of one";

fn main() -> ExitCode {
    let Some(plan) = plan(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(64);
    };
    match run(plan, &mut std::io::stdout()) {
        Ok(summary) => {
            eprintln!("{summary}");
            ExitCode::SUCCESS
        }
        Err(what) => {
            eprintln!("\nVIOLATED: {what}");
            ExitCode::FAILURE
        }
    }
}

/// None if that is no way to call it.
fn plan(mut arguments: impl Iterator<Item = String>) -> Option<Plan> {
    let at_most = Duration::from_hours(1);
    let mut plan = Plan { seed: 1, faults: 100, round: 25, at_most, brokers: 1, only: None };
    while let Some(name) = arguments.next() {
        if name == "--cluster" {
            plan.brokers = 3;
            continue;
        }
        let value = arguments.next()?;
        if name == "--kind" {
            let named = |kind: &Kind| kind.to_string() == value;
            plan.only = Some(Kind::ALL.into_iter().find(named)?);
            continue;
        }
        let number: u32 = value.parse().ok()?;
        match name.as_str() {
            "--seed" => plan.seed = number.into(),
            "--faults" => plan.faults = number.try_into().ok()?,
            "--round" => plan.round = number.try_into().ok().filter(|round| *round > 0)?,
            "--minutes" => plan.at_most = Duration::from_mins(number.into()),
            _ => return None,
        }
    }
    Some(plan)
}
