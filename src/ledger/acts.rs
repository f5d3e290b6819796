//! What was recorded, by whom: command ids until they expire, and for every record its signers and
//! what it touched, so that a compromise finds them (KEY-4).

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{Ledger, Recorded};
use crate::{
    id::{CommandId, KeyId, ResultId},
    time::Instant,
};

/// One record, seen from whoever must find it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub recorded_at: Instant,
    /// Ascending.
    pub signers: Box<[KeyId]>,
    /// The results that the record touched, ascending.
    pub results: Vec<ResultId>,
    /// The results of which it raised or lowered a share, ascending; each is among `results`.
    pub shares_moved: Vec<ResultId>,
}

/// The acts in order, and the ids that cannot be used again.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    /// Position = sequence.
    recorded: Vec<Act>,
    by_key: BTreeMap<KeyId, Vec<u64>>,
    ids: BTreeSet<(KeyId, CommandId)>,
    expiring: BTreeSet<(Instant, KeyId, CommandId)>,
}

impl Acts {
    /// The sequence of the next record.
    #[must_use]
    pub fn next_sequence(&self) -> u64 {
        self.recorded.len() as u64
    }

    /// When the last record was recorded; none before founding.
    #[must_use]
    pub fn last_recorded_at(&self) -> Option<Instant> {
        self.recorded.last().map(|act| act.recorded_at)
    }

    /// The act recorded at `sequence`.
    #[must_use]
    pub fn get(&self, sequence: u64) -> Option<&Act> {
        self.recorded.get(usize::try_from(sequence).ok()?)
    }

    /// The sequences of the commands that `key` signed, ascending.
    #[must_use]
    pub fn signed_by(&self, key: &KeyId) -> &[u64] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn id_is_used(&self, author: KeyId, id: CommandId) -> bool {
        self.ids.contains(&(author, id))
    }

    pub(super) fn note(&mut self, recorded: &Recorded) {
        // An id may be forgotten once no command that bears it can be recorded any more.
        let header = &recorded.header;
        while let Some(first) = self.expiring.first().copied() {
            let (expires, author, id) = first;
            if expires >= recorded.recorded_at {
                break;
            }
            self.expiring.remove(&first);
            self.ids.remove(&(author, id));
        }
        let author = header.signers.author();
        self.ids.insert((author, header.id));
        self.expiring.insert((header.expires_at, author, header.id));
        for key in header.signers.iter() {
            self.by_key.entry(*key).or_default().push(recorded.sequence);
        }
        self.recorded.push(Act {
            recorded_at: recorded.recorded_at,
            signers: header.signers.iter().copied().collect(),
            results: Vec::new(),
            shares_moved: Vec::new(),
        });
    }

    fn last(&mut self) -> &mut Act {
        self.recorded.last_mut().expect("a record is noted before its events happen")
    }
}

impl Ledger {
    /// What was recorded, by whom.
    #[must_use]
    pub fn acts(&self) -> &Acts {
        &self.acts
    }

    /// The record that is evolving touches `result`.
    pub(crate) fn act_on(&mut self, result: ResultId) {
        insert(&mut self.acts.last().results, result);
    }

    /// The record that is evolving raises or lowers a share of `result`.
    pub(crate) fn move_shares_of(&mut self, result: ResultId) {
        self.act_on(result);
        insert(&mut self.acts.last().shares_moved, result);
    }
}

/// Keeps `results` ascending. Whoever inserts in order, as a succession of ten thousand shares does,
/// inserts at the end.
fn insert(results: &mut Vec<ResultId>, result: ResultId) {
    if let Err(place) = results.binary_search(&result) {
        // Most records touch one result, and there is one act for every record there ever was.
        if results.is_empty() {
            results.reserve_exact(1);
        }
        results.insert(place, result);
    }
}
