//! What an author gets for a recorded command, and gets again for the same command.

use std::collections::{BTreeSet, HashMap};

use rights::{
    id::{CommandId, KeyId},
    ledger::Header,
    time::Instant,
};
use tlog::{hash::Hash, head::Seen, tree::History};

/// The command is recorded, durably.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number of its record; the leaf index.
    pub sequence: u64,
    pub recorded_at: Instant,
    /// The hash of the record as a leaf of the tree.
    pub record: Hash,
    /// The tree with the frame that brought the record.
    pub head: Seen,
}

/// A recorded command, as far as its repeats need it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// SHA-256 of the signed bytes; signatures do not make another command.
    pub(crate) body: Hash,
    pub(crate) sequence: u64,
    pub(crate) recorded_at: Instant,
    pub(crate) record: Hash,
    pub(crate) expires_at: Instant,
}

/// The commands whose repeats are answered: those that have not expired.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    entries: HashMap<(KeyId, CommandId), Entry>,
    expiring: BTreeSet<(Instant, KeyId, CommandId)>,
    /// The size of the tree behind each frame, ascending.
    frame_ends: Vec<u64>,
}

impl Receipts {
    /// The same body, recorded before and not expired at `at`.
    pub(crate) fn repeat(&self, header: &Header, body: &Hash, at: Instant) -> Option<&Entry> {
        let entry = self.entries.get(&(header.signers.author(), header.id))?;
        (entry.body == *body && at <= entry.expires_at).then_some(entry)
    }

    pub(crate) fn note(&mut self, header: &Header, entry: Entry) {
        // What has expired is refused by `decide`, whoever remembers it.
        while let Some(first) = self.expiring.first().copied() {
            if first.0 >= entry.recorded_at {
                break;
            }
            self.expiring.remove(&first);
            self.entries.remove(&(first.1, first.2));
        }
        let key = (header.signers.author(), header.id);
        self.expiring.insert((entry.expires_at, key.0, key.1));
        self.entries.insert(key, entry);
    }

    /// A frame ends behind the record `size - 1`.
    pub(crate) fn frame_ends(&mut self, size: u64) {
        self.frame_ends.push(size);
    }

    /// The receipt of `entry`; none while its frame is not closed.
    pub(crate) fn receipt(&self, entry: &Entry, history: &History) -> Option<Receipt> {
        let frame = self.frame_ends.partition_point(|end| *end <= entry.sequence);
        let size = *self.frame_ends.get(frame)?;
        let root = history.root_at(size).expect("a frame ends within the tree");
        let Entry { sequence, recorded_at, record, .. } = *entry;
        Some(Receipt { sequence, recorded_at, record, head: Seen { size, root } })
    }
}
