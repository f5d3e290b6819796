//! A forger at work on a copy, and what the verifier says to each forgery.

use std::{fs, path::Path};

use prost::Message as _;
use rights::{verify::Layer, wire::v1};
use rights_verifier::{Report, export::verify_export};
use tlog::hash::Hash;

use crate::failure::{Failure, file};

/// Where a share was changed, by one bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In the words that its holder signed.
    Signed,
    /// In the events recorded with them, which nobody signs.
    Recorded,
    /// In the rows that readers read.
    Shown,
}

/// One forgery, and what gave it away.
pub struct Caught {
    pub place: Place,
    pub layer: Layer,
    /// How `rights verify` ends.
    pub exit: u8,
    pub what: String,
}

/// What the verifier says to every forgery of the export in `honest`; the first is kept in `forged`.
/// None for a forgery that it does not notice.
///
/// # Errors
/// `FILE_UNUSABLE`.
pub fn forge(honest: &Path, forged: &Path, pinned: Hash) -> Result<Vec<Option<Caught>>, Failure> {
    let bytes = fs::read(honest).map_err(|error| file(honest, &error))?;
    let mut outcomes = Vec::new();
    for (place, at) in places(&bytes) {
        let mut copy = bytes.clone();
        copy[at] ^= 1;
        if outcomes.is_empty() {
            fs::write(forged, &copy).map_err(|error| file(forged, &error))?;
        }
        outcomes.push(caught(place, &verify_export(copy.as_slice(), Some(pinned))));
    }
    Ok(outcomes)
}

fn caught(place: Place, report: &Report) -> Option<Caught> {
    let verdict = report.verdict()?;
    let (layer, what) = (verdict.layer, verdict.what.clone());
    Some(Caught { place, layer, exit: report.exit_code(), what })
}

/// Where the 3 of "NA holds 3/5" stands: first in the command that proposed it, last in the event
/// that made it so, and in the rows as text.
fn places(bytes: &[u8]) -> Vec<(Place, usize)> {
    let share = v1::Share { numerator: 3, denominator: 5 };
    let agreed = v1::ShareOf { party: "NA".into(), share: Some(share) }.encode_to_vec();
    // The numerator is followed by the denominator, which takes two bytes.
    let numerator = agreed.len() - 3;
    let text = b"NA 3/5";
    let mut recorded = all(bytes, &agreed);
    let signed = recorded.next();
    let recorded = recorded.last();
    let shown = all(bytes, text).next();
    let found = [
        (Place::Signed, signed.map(|at| at + numerator)),
        (Place::Recorded, recorded.map(|at| at + numerator)),
        (Place::Shown, shown.map(|at| at + text.len() - 3)),
    ];
    found.into_iter().filter_map(|(place, at)| Some((place, at?))).collect()
}

fn all<'a>(bytes: &'a [u8], sought: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let windows = bytes.windows(sought.len()).enumerate();
    windows.filter(move |(_, window)| *window == sought).map(|(at, _)| at)
}
