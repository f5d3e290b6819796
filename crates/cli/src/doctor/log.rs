//! Whether the log can be reached, and how far it is.

use std::sync::Arc;

use rights::{
    ledger::{
        Change,
        programme::{Event, Purpose},
    },
    time::Instant,
    wire::record,
};
use rights_config::{settings::Settings as Serving, url::LogUrl};
use rights_log::{Reading, Tail};
use rights_stores::examine;
use tlog::hash::Hash;

use super::{
    Depth,
    finding::{Area, Finding, fail, ok, refused, skip},
    topic,
};
use crate::exit::Exit;
use crate::failure::{Failure, own};

/// How many broken pages are told: more say nothing new.
const PAGES_TOLD: usize = 5;

/// A log that can be read, and what its ends say.
pub(super) struct Known {
    pub(super) reading: Arc<dyn Reading>,
    pub(super) tail: Tail,
    /// What the founding record says; none if it cannot be read.
    pub(super) purpose: Option<Purpose>,
    /// When the last record was recorded.
    pub(super) last: Option<Instant>,
}

impl Known {
    /// SHA-256 of the ledger's origin.
    pub(super) fn ledger(&self) -> Hash {
        self.reading.ledger()
    }
}

/// What is known of the log; none if there is none, or it cannot be read.
pub(super) fn check(serving: &Serving, depth: Depth) -> (Area, Option<Known>) {
    let (mut findings, fit) = topic::check(serving);
    if !fit {
        findings.push(skip("doctor-unchecked-log", "doctor-why-topic"));
        return (Area::new("doctor-area-log", findings), None);
    }
    let known = match open(serving) {
        Ok(known) => {
            let reached = ok("doctor-log-reached").fact("log", &serving.log);
            findings.push(reached.fact("ledger", known.ledger()));
            findings.push(size(&known));
            Some(known)
        }
        Err(failure) => {
            findings.push(refused(failure));
            None
        }
    };
    if known.is_some() && serving.log == LogUrl::Embedded {
        findings.extend(pages(serving, depth));
    }
    (Area::new("doctor-area-log", findings), known)
}

fn open(serving: &Serving) -> Result<Known, Failure> {
    let reading = rights_stores::log(serving)?;
    let tail = examine::tail(serving)?;
    if tail.size == 0 {
        let founded = own("LEDGER_NOT_FOUNDED", Exit::Configuration);
        return Err(founded.fact("path", &serving.log));
    }
    let last = tail.last.as_deref().and_then(|bytes| record::read(bytes).ok());
    let last = last.map(|last| last.recorded_at);
    let purpose = purpose(&*reading)?;
    Ok(Known { reading, tail, purpose, last })
}

fn size(known: &Known) -> Finding {
    let purpose = match known.purpose {
        Some(Purpose::Production) => "PRODUCTION",
        Some(Purpose::Development) => "DEVELOPMENT",
        None => return fail("doctor-log-founding").fact("records", known.tail.size),
    };
    ok("doctor-log-size").fact("records", known.tail.size).fact("purpose", purpose)
}

/// What the ledger is for, as record 0 says.
fn purpose(log: &dyn Reading) -> Result<Option<Purpose>, Failure> {
    let mut reader = log.read(None)?;
    while let Some(frame) = reader.read_next()? {
        let Some((_, founding)) = frame.records().next() else { continue };
        let Ok(founding) = record::read(founding) else { return Ok(None) };
        return Ok(founding.events.iter().find_map(|event| match &event.change {
            Change::Programme(Event::ProgrammeOpened(opened)) => Some(opened.purpose),
            Change::Programme(_)
            | Change::Office(_)
            | Change::Party(_)
            | Change::Key(_)
            | Change::Contract(_)
            | Change::Result(_)
            | Change::Disclosure(_) => None,
        }));
    }
    Ok(None)
}

/// Whether SQLite can read every page of an embedded log.
fn pages(serving: &Serving, depth: Depth) -> Vec<Finding> {
    if depth == Depth::Quick {
        return vec![skip("doctor-unchecked-pages", "doctor-why-quick")];
    }
    match examine::broken_pages(serving) {
        Err(why) => vec![refused(why)],
        Ok(broken) if broken.is_empty() => vec![ok("doctor-log-pages")],
        Ok(broken) => {
            let told = broken.into_iter().take(PAGES_TOLD);
            told.map(|page| fail("doctor-log-page-broken").fact("why", page)).collect()
        }
    }
}
