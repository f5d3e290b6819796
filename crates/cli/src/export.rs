//! `rights export FILE`: everything an auditor needs, in one file that `rights-verify` reads.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::PathBuf,
};

use rights_verifier::export::Exporter;
use tlog::head::{Head, Seen};

use crate::{
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
}

impl Export {
    /// Writes the export, and prints the head that closes it.
    ///
    /// # Errors
    /// `FILE_UNUSABLE`, or why the data directory cannot be read.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let data_dir = settings.data_dir()?;
        let evidence = Evidence::open(&data_dir)?;
        // Written beside it first: what has the file's name is whole.
        let unfinished = self.export.with_extension("unfinished");
        let out = File::create_new(&unfinished).map_err(|error| file(&unfinished, &error))?;
        let written = write(evidence, BufWriter::new(out));
        let head = match written {
            Ok(head) => head,
            Err(failure) => {
                fs::remove_file(&unfinished).ok();
                return Err(failure);
            }
        };
        fs::rename(&unfinished, &self.export).map_err(|error| file(&self.export, &error))?;
        settings.say("export-written", &[("path", &self.export.display().to_string())]);
        let parts = [("records", head.size.to_string()), ("root", head.root.to_string())];
        let parts: Vec<_> = parts.map(|(name, value)| (settings.lang.word(name), value)).into();
        let json = serde_json::json!({ "size": head.size, "root": head.root.to_string() });
        Ok(output::one(settings.format, &parts, &json)?)
    }
}

fn write(mut evidence: Evidence, out: BufWriter<File>) -> Result<Seen, Failure> {
    let mut exporter = Exporter::begin(out, &evidence.ledger)?;
    let mut head = Head::START.seen();
    while let Some(frame) = evidence.next_frame() {
        let frame = frame.map_err(|why| own("LOG_UNREADABLE", Exit::Order).fact("why", why))?;
        exporter.frame(frame.bytes())?;
        head = frame.after.seen();
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
