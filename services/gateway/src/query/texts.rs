//! The texts behind the commitments that rows hold.

use std::{collections::BTreeSet, sync::Arc};

use rights::{row::Row, table::Cell};
use rights_api::{status::Failure, v1::Text};
use rights_openings::{Kept, Reading};
use tlog::hash::Hash;

use super::failure;

/// Where texts come from, if anybody may read them here.
#[derive(Clone)]
pub(super) struct Texts(Option<Arc<dyn Reading>>);

impl Texts {
    pub(super) fn of(openings: Option<Arc<dyn Reading>>) -> Texts {
        Texts(openings)
    }

    /// The texts behind the commitments in `row` that are kept, each once, in the columns' order;
    /// those in `given` were given already, and are added to it.
    ///
    /// Tables do not say which bytes are commitments. They need not: what is no commitment opens
    /// nothing.
    ///
    /// # Errors
    /// Those of the openings.
    pub(super) fn behind(
        &self,
        row: &Row,
        given: &mut BTreeSet<Hash>,
    ) -> Result<Vec<Text>, Failure> {
        let Some(openings) = &self.0 else { return Ok(Vec::new()) };
        let mut texts = Vec::new();
        for commitment in row.cells().iter().filter_map(commitment) {
            if !given.insert(commitment) {
                continue;
            }
            let kept = openings.get(&commitment);
            match kept.map_err(|error| failure::of_openings(&error))? {
                Kept::Opening(opening) => texts.push(Text {
                    commitment: commitment.bytes().to_vec(),
                    salt: opening.salt().to_vec(),
                    text: opening.text().into(),
                }),
                Kept::Erased | Kept::Absent => {}
            }
        }
        Ok(texts)
    }
}

fn commitment(cell: &Cell) -> Option<Hash> {
    match cell {
        Cell::Bytes(bytes) => bytes.as_slice().try_into().ok().map(Hash::new),
        Cell::Text(_) | Cell::Whole(_) | Cell::Time(_) | Cell::Day(_) | Cell::List(_) => None,
    }
}
