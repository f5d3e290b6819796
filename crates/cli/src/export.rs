//! `rights export FILE`: everything an auditor needs, in one file that `rights-verify` reads.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
};

use rights_config::settings::Settings as Serving;
use rights_verifier::export::Exporter;
use tlog::head::Head;

use crate::{
    configuration::Placed,
    evidence::{self, Evidence},
    exit::Exit,
    failure::{Failure, file, own},
    output,
    settings::Settings,
};

#[derive(clap::Args)]
pub struct Export {
    #[arg(value_name = "FILE")]
    export: PathBuf,
    #[command(flatten)]
    placed: Placed,
}

impl Export {
    /// Writes the export, and prints the head that closes it.
    ///
    /// # Errors
    /// `FILE_UNUSABLE`, or why the data directory cannot be read.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let head = export(&settings.serving(&self.placed.clone().into())?, &self.export)?;
        settings.say("export-written", &[("path", &self.export.display().to_string())]);
        let parts = [("records", head.size.to_string()), ("root", head.root.to_string())];
        let parts: Vec<_> = parts.map(|(name, value)| (settings.lang.word(name), value)).into();
        let json = serde_json::json!({ "size": head.size, "root": head.root.to_string() });
        Ok(output::one(settings.format, &parts, &json)?)
    }
}

/// Writes all that the stores of `serving` hold to `path`; the head that closes it.
///
/// # Errors
/// `FILE_UNUSABLE`, or why the stores cannot be read.
pub fn export(serving: &Serving, path: &Path) -> Result<Head, Failure> {
    let evidence = Evidence::open(serving)?;
    // Written beside it first: what has the file's name is whole.
    let unfinished = path.with_extension("unfinished");
    let out = File::create_new(&unfinished).map_err(|error| file(&unfinished, &error))?;
    let written = write(evidence, BufWriter::new(out));
    let head = match written {
        Ok(head) => head,
        Err(failure) => {
            fs::remove_file(&unfinished).ok();
            return Err(failure);
        }
    };
    fs::rename(&unfinished, path).map_err(|error| file(path, &error))?;
    Ok(head)
}

fn write(mut evidence: Evidence, out: BufWriter<File>) -> Result<Head, Failure> {
    let mut exporter = Exporter::begin(out, &evidence.ledger)?;
    let mut head = Head::START;
    while let Some(frame) = evidence.next_frame() {
        let frame = frame.map_err(|why| own("LOG_UNREADABLE", Exit::Order).fact("why", why))?;
        exporter.frame(frame.bytes())?;
        head = frame.after;
    }
    exporter.head(&head)?;
    for opening in &evidence.openings {
        exporter.opening(opening)?;
    }
    if let Some(views) = &evidence.views
        && let Some(position) = views.position()
    {
        exporter.views(position.head.size)?;
        for row in evidence::rows(&**views) {
            let row = row.map_err(|why| own("VIEWS_DAMAGED", Exit::Rules).fact("why", why))?;
            exporter.row(row.sequence, &row.row)?;
        }
    }
    exporter.end()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(head)
}
