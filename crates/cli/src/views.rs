//! `rights views rebuild`: new views from the log, beside those that answer until the new ones do.

use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use rights_log::Reading;
use rights_projector::{Projector, Step};
use rights_views::{Position, Views as Stored};

use crate::{configuration::Asked, failure::Failure, output, settings::Settings};

#[derive(clap::Subcommand)]
pub enum Views {
    Rebuild,
}

impl Views {
    /// Fills new views, has them served, and prints what they reflect. It blocks.
    ///
    /// # Errors
    /// Why the log or the views cannot be had, before anything is begun; or why filling broke off:
    /// what answered before still does then, and the next rebuild drops what was left.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let Views::Rebuild = self;
        let serving = settings.serving(&Asked::default())?;
        // The log first: without it there is nothing to fill from.
        let log = rights_stores::log(&serving)?;
        let views = rights_stores::views(&serving)?;
        settings.say("views-rebuilding", &[]);
        let begun = Instant::now();
        let position = rebuild(&*log, &*views)?;
        let took = format!("{:.1}", begun.elapsed().as_secs_f64());
        let (size, root) =
            position.map_or_else(Default::default, |at| (at.head.size, at.head.root.to_string()));
        settings.say("views-rebuilt", &[("count", &size.to_string()), ("seconds", &took)]);
        let parts = [("records", size.to_string()), ("root", root.clone())];
        let parts: Vec<_> = parts.map(|(name, value)| (settings.lang.word(name), value)).into();
        let json = serde_json::json!({ "size": size, "root": root });
        Ok(output::one(settings.format, &parts, &json)?)
    }
}

fn rebuild(log: &dyn Reading, views: &dyn Stored) -> Result<Option<Position>, Failure> {
    // The log holds at least what was reflected once, and usually little more.
    let known = views.remembered()?.into_iter().map(|seen| seen.size).max();
    let bar = progress(known.unwrap_or_default());
    let mut projector = Projector::filling(log, views.filler_beside()?)?;
    while projector.step()? == Step::Forward {
        let records = projector.records();
        bar.set_length(records.max(known.unwrap_or_default()));
        bar.set_position(records);
    }
    bar.finish_and_clear();
    Ok(projector.position())
}

/// Seen on a terminal only.
fn progress(records: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}")
        .expect("the template names what indicatif knows");
    ProgressBar::new(records).with_style(style)
}
