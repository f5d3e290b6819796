//! `rights demo`: a story of six states and six enterprises, played on a real ledger in a directory of
//! its own, which stays.

pub mod acts;
pub mod forger;
pub mod place;
pub mod scene;
pub mod show;
pub mod stage;
pub mod tell;
pub mod words;

use rights_config::settings::Settings as Serving;
use std::{
    env,
    path::{Path, PathBuf},
};

use rights::verify::Layer;
use serde_json::json;
use tlog::hash::Hash;

use self::{
    acts::{ACTS, programme},
    forger::{Caught, forge},
    place::Place,
    stage::Stage,
    tell::Teller,
    words::WIDTH,
};
use crate::{
    cast::Cast,
    exit::Exit,
    export::export,
    failure::{Failure, own},
    lang::Lang,
    output::{self, Format},
    settings::Settings,
    verify,
};

/// The name of the ledger, before its drawn digits.
const NAME: &str = "rights.example/demo";
/// When it is founded.
const FOUNDED: &str = "2026-01-10 09:00";
/// The folder of the demo, unless another directory is asked for.
const FOLDER: &str = "demo";

#[derive(clap::Args)]
pub struct Demo {
    #[arg(long)]
    reset: bool,
}

impl Demo {
    /// Plays and tells the story, or says that it was played already.
    ///
    /// # Errors
    /// `NOT_A_DEMO`; `STORY_DEPARTS`; or why there cannot be a ledger.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let directory = settings.data_dir_or(FOLDER)?;
        let mut teller = Teller::new(settings);
        match (place::look(&directory)?, self.reset) {
            (Place::Other, _) => return Err(place::not_a_demo(&directory)),
            (Place::Demo, false) => return again(&teller, &directory, settings),
            (Place::Unfinished, false) => {
                return Err(
                    own("DEMO_UNFINISHED", Exit::Conflict).fact("path", directory.display())
                );
            }
            (Place::Demo | Place::Unfinished, true) => place::clear(&directory)?,
            (Place::Free, _) => {}
        }
        place::begin(&directory)?;
        let identity = play(&mut teller, &directory).await?;
        verified(&mut teller, &directory, identity)?;
        place::finish(&directory)?;
        whats_next(&teller, &directory)?;
        teller.end()
    }
}

/// The whole story; the hash of record 0, which is the ledger's identity.
async fn play(teller: &mut Teller, directory: &Path) -> Result<Hash, Failure> {
    let lang = teller.lang;
    teller.print(&words::wrapped(&lang.say("demo-opening"), WIDTH).join("\n"))?;
    let terms = programme::founding(|key| lang.say(key));
    let at = scene::instant(FOUNDED)?;
    let cast = Cast::found(directory.to_owned(), NAME, &terms, at, lang).await?;
    let identity = cast.founded.receipt.record;
    let mut stage = Stage::new(cast, lang);
    for (number, act) in ACTS.iter().enumerate() {
        teller.act(act.title)?;
        if number == 0 {
            founded(teller, identity)?;
        }
        for scene in act.scenes {
            let played = stage.play(scene).await?;
            teller.scene(scene, &played)?;
        }
    }
    stage.cast.close().await?;
    Ok(identity)
}

fn founded(teller: &mut Teller, identity: Hash) -> Result<(), Failure> {
    let date = FOUNDED.split(' ').next().unwrap_or_default();
    teller.paragraph(date, &teller.lang.say("demo-founded"))?;
    let hash = identity.to_string();
    teller.below(&teller.lang.tell("demo-identity", &[("hash", &hash[..16])]))?;
    let heads: Vec<String> = programme::STATES.map(|of| format!("NP_HEAD/{of}")).into();
    teller.line([FOUNDED, "founded", "OpenProgramme", &heads.join(" "), "0", "RECORDED"]);
    Ok(())
}

/// The history decides itself again; then a forger tries three places of a copy.
fn verified(teller: &mut Teller, directory: &Path, identity: Hash) -> Result<(), Failure> {
    teller.act("demo-act-verified")?;
    teller.paragraph("", &teller.lang.say("demo-verifying"))?;
    let report = verify::live(&Serving::embedded(directory), Some(identity))?;
    for (check, count) in report.checks_made() {
        let words = teller.lang.say(&format!("check-{check:?}"));
        teller.marked(&format!("[ ok ] {count:>5}"), &words)?;
    }
    if let Some(verdict) = report.verdict() {
        return Err(own("NOT_VERIFIED", Exit::of(report.exit_code())).fact("why", verdict));
    }
    teller.line(["", "verified", "", "", "", "OK"]);
    forged(teller, directory, identity)
}

fn forged(teller: &mut Teller, directory: &Path, identity: Hash) -> Result<(), Failure> {
    let (honest, copy) = (directory.join("history.rlx"), directory.join("forged.rlx"));
    export(&Serving::embedded(directory), &honest)?;
    teller.paragraph("", &teller.lang.say("demo-forging"))?;
    for outcome in forge(&honest, &copy, identity)? {
        let caught = outcome.ok_or_else(|| {
            own("STORY_DEPARTS", Exit::Rules)
                .fact("scene", "demo-forging")
                .fact("expected", "NOT_VERIFIED")
                .fact("answered", "Ok")
        })?;
        tell_caught(teller, &caught)?;
    }
    let verify = format!("verify {}", quoted(&copy));
    let verify = command(directory, teller.lang, &verify);
    teller.print(&format!("\n{}\n  {verify}", teller.lang.say("demo-forged-kept")))
}

fn tell_caught(teller: &mut Teller, caught: &Caught) -> Result<(), Failure> {
    let lang = teller.lang;
    let place = lang.say(match caught.place {
        forger::Place::Signed => "demo-forged-signed",
        forger::Place::Recorded => "demo-forged-recorded",
        forger::Place::Shown => "demo-forged-shown",
    });
    let layer = lang.say(match caught.layer {
        Layer::Form => "demo-layer-form",
        Layer::FrameHead => "demo-layer-order",
        Layer::Signature => "demo-layer-signature",
        Layer::Events => "demo-layer-events",
        Layer::Opening => "demo-layer-opening",
        Layer::Rows => "demo-layer-rows",
    });
    let code = caught.exit.to_string();
    teller.paragraph("", &place)?;
    teller.below(&lang.tell("demo-caught", &[("layer", &layer), ("code", &code)]))?;
    let what: Vec<String> = caught.what.split(' ').map(output::abridged).collect();
    teller.marked(" ", &what.join(" "))?;
    teller.line(["", "forged", "", "", "", &format!("{:?} {code}", caught.layer)]);
    Ok(())
}

/// A second run changes nothing.
fn again(teller: &Teller, directory: &Path, settings: &Settings) -> Result<(), Failure> {
    let path = directory.display().to_string();
    if settings.format != Format::Table {
        let parts = [("data".into(), path.clone())];
        return Ok(output::one(settings.format, &parts, &json!({ "dataDir": path }))?);
    }
    teller.print(&teller.lang.tell("demo-again", &[("path", &path)]))?;
    let reset = command(directory, teller.lang, "demo --reset");
    teller.print(&teller.lang.tell("demo-again-reset", &[("command", &reset)]))?;
    commands(teller, directory)
}

fn whats_next(teller: &Teller, directory: &Path) -> Result<(), Failure> {
    let path = directory.display().to_string();
    teller.print(&format!("\n{}", teller.lang.tell("demo-kept", &[("path", &path)])))?;
    teller.print(&words::wrapped(&teller.lang.say("demo-clock"), WIDTH).join("\n"))?;
    commands(teller, directory)
}

fn commands(teller: &Teller, directory: &Path) -> Result<(), Failure> {
    teller.print(&teller.lang.say("demo-try"))?;
    for verb in ["result list", "history holdings R-1 NA", "verify"] {
        teller.print(&format!("  {}", command(directory, teller.lang, verb)))?;
    }
    Ok(())
}

/// `verb` of this program about the ledger in `directory`, as a shell takes it.
fn command(directory: &Path, lang: Lang, verb: &str) -> String {
    // As this process was started: it need not be on the path of the shell.
    let program = env::args_os().next().map_or_else(|| PathBuf::from("rights"), PathBuf::from);
    let (program, directory) = (quoted(&program), quoted(directory));
    let lang = match lang {
        Lang::En => "",
        Lang::Ru => " --lang ru",
    };
    format!("{program}{lang} --data-dir {directory} {verb}")
}

fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_a_shell_takes_it() {
        assert_eq!(quoted(Path::new("/tmp/demo-1")), "/tmp/demo-1");
        assert_eq!(quoted(Path::new("/tmp/it's here")), r"'/tmp/it'\''s here'");
    }
}
