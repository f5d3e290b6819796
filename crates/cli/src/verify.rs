//! `rights verify`: the whole history again, from the stores or from an export, trusting
//! nobody; which checks were made, and which were not.

use std::{fs::File, io::BufReader, path::PathBuf};

use rights_config::settings::Settings as Serving;
use rights_verifier::{Check, Closing, Evidence as Given, Report, export::verify_export, verify};
use serde_json::{Map, Value as Json, json};
use tlog::hash::Hash;

use crate::{
    configuration::Placed,
    evidence::{self, Evidence},
    exit::Exit,
    failure::{Failure, file, invalid, own},
    output::{self, Format},
    settings::Settings,
};

#[derive(clap::Args)]
pub struct Verify {
    #[arg(value_name = "EXPORT")]
    export: Option<PathBuf>,
    #[arg(long, value_name = "HEX")]
    record_0: Option<String>,
    #[command(flatten)]
    placed: Placed,
}

impl Verify {
    /// Prints the report.
    ///
    /// # Errors
    /// `NOT_VERIFIED`, with the exit code of the layer that does not follow.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let pinned = self.record_0.as_deref().map(Hash::parse).transpose();
        let pinned = pinned.map_err(|_| invalid("--record-0", "64 hex digits"))?;
        let report = match &self.export {
            Some(path) => {
                let export = File::open(path).map_err(|error| file(path, &error))?;
                verify_export(BufReader::new(export), pinned)
            }
            None => live(&settings.serving(&self.placed.clone().into())?, pinned)?,
        };
        print(&report, settings)?;
        match report.verdict() {
            None => Ok(()),
            Some(verdict) => {
                Err(own("NOT_VERIFIED", Exit::of(report.exit_code())).fact("why", verdict))
            }
        }
    }
}

/// The whole history of the ledger that `serving` places, decided again.
///
/// # Errors
/// Why there is nothing to verify.
pub fn live(serving: &Serving, pinned: Option<Hash>) -> Result<Report, Failure> {
    let mut evidence = Evidence::open(serving)?;
    let closing = evidence.reflected().map_or(Closing::Unknown, Closing::Contains);
    let views = evidence.views.take();
    let mut rows = views.as_deref().map(evidence::rows);
    let reflected = views.as_ref().and_then(|views| views.position());
    let size = reflected.map_or(0, |position| position.head.size);
    let rows = rows.as_mut().map(|rows| (size, rows as &mut dyn Iterator<Item = _>));
    let openings = std::mem::take(&mut evidence.openings);
    let mut openings = openings.into_iter().map(Ok);
    let ledger = evidence.ledger;
    let mut frames = evidence.frames();
    Ok(verify(Given {
        ledger,
        pinned,
        frames: &mut frames,
        closing,
        openings: Some(&mut openings),
        rows,
    }))
}

fn print(report: &Report, settings: &Settings) -> Result<(), Failure> {
    if settings.format != Format::Table {
        return Ok(output::one(settings.format, &parts(report, settings), &json_of(report))?);
    }
    for (check, count) in report.checks_made() {
        let words = settings.lang.say(&format!("check-{check:?}"));
        output::text(&format!("[ ok ] {count:>9}  {words}"))?;
    }
    let not_made = settings.lang.say("check-not-made");
    for check in report.checks_not_made() {
        let words = settings.lang.say(&format!("check-{check:?}"));
        output::text(&format!("[ -- ] {not_made:>9}  {words}"))?;
    }
    Ok(())
}

fn parts(report: &Report, settings: &Settings) -> Vec<(String, String)> {
    let word = |check: Check| settings.lang.say(&format!("check-{check:?}"));
    report.checks_made().map(|(check, count)| (word(check), count.to_string())).collect()
}

fn json_of(report: &Report) -> Json {
    let made = report.checks_made().map(|(check, count)| (format!("{check:?}"), count.into()));
    let not_made = report.checks_not_made().iter().map(|check| format!("{check:?}"));
    json!({
        "checksMade": made.collect::<Map<String, Json>>(),
        "checksNotMade": not_made.collect::<Vec<_>>(),
        "verdict": report.verdict().map(ToString::to_string),
        "exit": report.exit_code(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_check_is_named_in_both_languages() {
        let all = [
            Check::Frames,
            Check::Records,
            Check::Identity,
            Check::Signatures,
            Check::Decisions,
            Check::ClosingHead,
            Check::Openings,
            Check::Rows,
            Check::Inclusion,
            Check::Cosignatures,
        ];
        for (check, lang) in all.iter().flat_map(|check| Lang::ALL.map(|lang| (check, lang))) {
            assert!(lang.find(&format!("check-{check:?}"), &[]).is_some(), "{check:?} {lang:?}");
        }
    }
}
